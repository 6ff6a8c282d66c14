// Vouchers as printed in the shop window: a name and a percentage, such as AUTUMN-10.

/// A voucher that takes a percentage off.
public struct Voucher: Sendable, Equatable {
  public let name: String
  /// From 1 to 50.
  public let percent: Int

  /// Reads a code.
  public init(code: String) throws {
    let parts = code.uppercased().split(separator: "-")
    // A bug, here on purpose: SPRING-SALE-15 hangs in the window too, and has three parts.
    guard parts.count == 2, let percent = Int(parts[1]), (1...50).contains(percent) else {
      throw VoucherError.unreadable(code: code)
    }
    self.name = String(parts[0])
    self.percent = percent
  }

  /// What is taken off `price`, rounded down to a cent.
  public func discount(on price: Price) -> Price {
    Price(cents: price.cents * percent / 100)
  }
}

public enum VoucherError: Error, Equatable, CustomStringConvertible {
  case unreadable(code: String)

  public var description: String {
    switch self {
    case .unreadable(let code): "The voucher \(code) cannot be read."
    }
  }
}
