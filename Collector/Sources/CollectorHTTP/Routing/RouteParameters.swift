// What a route's pattern took from the path. Invariant: values are percent-decoded text of one segment each.

import Foundation

/// The named segments of a path. A missing or malformed one throws 404: an address that cannot exist is not there.
public struct RouteParameters: Sendable {
  private var values: [(name: String, value: String)]

  public init(_ values: [(name: String, value: String)] = []) { self.values = values }

  /// The segment as text.
  public func string(_ name: String) throws(HTTPError) -> String {
    guard let value = values.first(where: { $0.name == name })?.value else { throw HTTPError.notFound }
    return value
  }

  /// The segment as a number: decimal digits alone, 0 to `Int.max`, no leading zero.
  public func int(_ name: String) throws(HTTPError) -> Int {
    guard let number = Self.number(try string(name)) else { throw HTTPError.notFound }
    return number
  }

  /// The 16 bytes of the segment as a UUID: 8-4-4-4-12 hexadecimal digits, either case.
  public func uuid(_ name: String) throws(HTTPError) -> [UInt8] {
    guard let bytes = Self.uuidBytes(try string(name)) else { throw HTTPError.notFound }
    return bytes
  }

  static func number(_ text: String) -> Int? {
    guard text.utf8.allSatisfy(\.isDigit), text.utf8.first != Byte.zero || text.utf8.count == 1 else { return nil }
    return Int(text)
  }

  static func uuidBytes(_ text: String) -> [UInt8]? {
    guard text.utf8.count == 36 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(16)
    var high: UInt8?
    for (index, byte) in text.utf8.enumerated() {
      if index == 8 || index == 13 || index == 18 || index == 23 {
        guard byte == 0x2D else { return nil }
        continue
      }
      guard let digit = byte.hexadecimalValue else { return nil }
      if let pending = high {
        bytes.append(pending << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return bytes
  }
}
