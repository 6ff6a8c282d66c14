// An address on this board. Invariant: `target` starts with one slash and holds unreserved characters, escapes and delimiters
// that this file wrote, so it can lead to no other site and run no script.

/// A path with an optional query and fragment; every part is percent-encoded.
public struct Link: Sendable, Hashable {
  public let target: String

  /// `Link("tickets", "42")` is `/tickets/42`; no segments are `/`.
  public init(_ segments: String..., query: [(name: String, value: String)] = [], fragment: String? = nil) {
    var target = segments.isEmpty ? "/" : ""
    for segment in segments { target += "/" + Self.encoded(segment) }
    for (index, pair) in query.enumerated() {
      target += (index == 0 ? "?" : "&") + Self.encoded(pair.name) + "=" + Self.encoded(pair.value)
    }
    if let fragment { target += "#" + Self.encoded(fragment) }
    self.target = target
  }

  /// Where somebody wanted to go before signing in: nil for anything but a path of this site, of at most 2,000 bytes.
  ///
  /// Browsers read `//host` and `/\host` as another site, and drop tabs and line breaks before they look.
  public init?(returningTo target: String) {
    let bytes = Array(target.utf8)
    guard bytes.count <= 2_000, bytes.first == UInt8(ascii: "/"),
      bytes.dropFirst().first != UInt8(ascii: "/"),
      bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
    else { return nil }
    self.target = target
  }

  /// Unreserved characters of RFC 3986, section 2.3, stay; all others are escaped.
  private static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
