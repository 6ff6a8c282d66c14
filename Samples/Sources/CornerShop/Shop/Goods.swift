// What the shop sells. Money is whole cents, so that nothing is lost to rounding.

/// An amount of money in cents.
public struct Price: Sendable, Hashable, CustomStringConvertible {
  public var cents: Int

  public init(cents: Int) { self.cents = cents }

  /// Such as `3.20`.
  public var description: String {
    let rest = abs(cents) % 100
    return "\(cents < 0 ? "-" : "")\(abs(cents) / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}

/// Something on the shelf.
public struct Item: Sendable, Hashable {
  /// What a customer types, lower case.
  public let name: String
  public let price: Price

  public init(_ name: String, cents: Int) {
    self.name = name
    self.price = Price(cents: cents)
  }
}

/// Everything that can be bought.
public enum Shelf {
  public static let items = [
    Item("bread", cents: 320), Item("butter", cents: 280), Item("coffee", cents: 690), Item("honey", cents: 540),
    Item("milk", cents: 150), Item("tea", cents: 410),
  ]

  public static func item(named name: String) -> Item? {
    items.first { $0.name == name.lowercased() }
  }
}
