// An origin of web pages: scheme, host and port, compared exactly (RFC 6454, section 4).

/// Where a page comes from, such as `https://shop.example.com`, in the one way in which browsers write it in `Origin`.
public struct WebOrigin: Sendable, Hashable, CustomStringConvertible {
  /// Bytes of an origin: a host's name has at most 253.
  public static let limit = 300

  /// Scheme and host in lower case; the scheme's own port left out; no slash at the end.
  public let text: String

  /// Nil for anything but `http` or `https`, a host and perhaps a port: no path, no user, no pattern, no `null`. A host outside
  /// ASCII has to be given as browsers send it, with `xn--`. One slash at the end is taken off.
  public init?(_ text: String) {
    guard text.utf8.count <= Self.limit, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
    let parts = text.lowercased().split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3 || (parts.count == 4 && parts[3].isEmpty), parts[1].isEmpty,
      parts[0] == "https:" || parts[0] == "http:"
    else { return nil }
    let authority = parts[2]
    let colon = authority.hasSuffix("]") ? nil : authority.lastIndex(of: ":")
    let host = colon.map { authority[..<$0] } ?? authority
    guard Self.isHost(host) else { return nil }
    var port = ""
    if let colon {
      let digits = authority[authority.index(after: colon)...]
      guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), digits.first != "0", let number = UInt16(digits)
      else { return nil }
      port = number == (parts[0] == "https:" ? 443 : 80) ? "" : ":\(number)"
    }
    self.text = "\(parts[0])//\(host)\(port)"
  }

  public var description: String { text }

  /// Host and port, as a browser on that page writes them in `Host`.
  public var authority: Substring { text.drop { $0 != "/" }.dropFirst(2) }

  private static func isHost(_ host: Substring) -> Bool {
    if host.hasPrefix("["), host.hasSuffix("]") {
      let inner = host.dropFirst().dropLast().utf8
      return inner.count >= 2
        && inner.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) || $0 == 0x3A || $0 == 0x2E }
    }
    guard (1...253).contains(host.utf8.count) else { return false }
    return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
        && label.utf8.allSatisfy {
          (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x5F
        }
    }
  }
}
