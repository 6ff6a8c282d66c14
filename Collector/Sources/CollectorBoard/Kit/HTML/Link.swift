// An address on this board. Invariant: `path` starts with one slash and holds unreserved characters, escapes and delimiters
// that this file wrote, so it leads to no other site and runs no script.

/// A path with an optional query and fragment; every part is percent-encoded.
public struct Link: Sendable, Hashable {
  /// The path under which a proxy publishes the board, such as `/feedback`; empty at the root of its host. It is set for each
  /// request that the board answers.
  @TaskLocal static var prefix = ""

  /// The address inside the board, without ``prefix``.
  public let path: String

  /// What a browser follows: ``prefix`` and ``path``. It is made when it is read, so read it while the request is answered.
  public var target: String { Self.prefix + path }

  /// `Link("tickets", "42")` is `/tickets/42`; no segments are `/`.
  public init(_ segments: String..., query: [(name: String, value: String)] = [], fragment: String? = nil) {
    var path = segments.isEmpty ? "/" : ""
    for segment in segments { path += "/" + Self.encoded(segment) }
    for (index, pair) in query.enumerated() {
      path += (index == 0 ? "?" : "&") + Self.encoded(pair.name) + "=" + Self.encoded(pair.value)
    }
    if let fragment { path += "#" + Self.encoded(fragment) }
    self.path = path
  }

  /// Where somebody wanted to go before signing in: nil for anything but a path of this site, of at most 2,000 bytes. The path
  /// may hold ``prefix`` or not: some proxies remove it, others leave it.
  ///
  /// Browsers read `//host` and `/\host` as another site, and drop tabs and line breaks before they look.
  public init?(returningTo target: String) {
    let bytes = Array(Self.withoutPrefix(target).utf8)
    guard bytes.count <= 2_000, bytes.first == UInt8(ascii: "/"),
      bytes.dropFirst().first != UInt8(ascii: "/"),
      bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
    else { return nil }
    path = String(decoding: bytes, as: UTF8.self)
  }

  private static func withoutPrefix(_ target: String) -> String {
    guard !prefix.isEmpty, target.hasPrefix(prefix) else { return target }
    let rest = target.dropFirst(prefix.count)
    switch rest.first {
    case nil: return "/"
    case "/": return String(rest)
    case "?": return "/" + rest
    default: return target
    }
  }

  /// Unreserved characters of RFC 3986, section 2.3, stay; all others are escaped.
  static func encoded(_ text: String) -> String {
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
