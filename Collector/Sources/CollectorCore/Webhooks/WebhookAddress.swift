// The address of an endpoint, checked as text. Which machine it leads to is checked when a connection is opened: a name can lead
// elsewhere by then.

/// Why an address is none that a webhook may have.
public enum WebhookAddressError: Error, Sendable, Equatable, CustomStringConvertible {
  case tooLong(bytes: Int)
  case noAddress
  case needsTLS
  case hasPassword
  case hasFragment

  public var description: String {
    switch self {
    case .tooLong(let bytes):
      "The address has \(bytes) bytes; the limit is \(WebhookAddress.limit) bytes."
    case .noAddress:
      "Write a whole address, such as https://hooks.example.com/tellback, in plain letters, digits and signs."
    case .needsTLS:
      "The address must begin with https://. Addresses inside your network may begin with http:// when the collector runs "
        + "with --allow-private-webhooks."
    case .hasPassword: "The address must not hold a user name or a password; receivers check the signature instead."
    case .hasFragment: "The address must not hold a #."
    }
  }
}

public enum WebhookAddress {
  /// Bytes.
  public static let limit = 2_000

  /// The address as it was written, when one may post to it. `allowsPlain` takes `http` too.
  public static func checked(_ text: String, allowsPlain: Bool) throws(WebhookAddressError) -> String {
    let bytes = Array(text.utf8)
    guard bytes.count <= limit else { throw .tooLong(bytes: bytes.count) }
    // Anything else could end a line of the request, or look like another host than it is.
    guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\"'<>\\^`{|}".utf8.contains($0) }) else { throw .noAddress }
    let lower = text.lowercased()
    let scheme: String
    switch true {
    case lower.hasPrefix("https://"): scheme = "https://"
    case lower.hasPrefix("http://"):
      guard allowsPlain else { throw .needsTLS }
      scheme = "http://"
    default: throw .noAddress
    }
    guard !bytes.contains(UInt8(ascii: "#")) else { throw .hasFragment }
    let authority = lower.dropFirst(scheme.count).prefix { !"/?".contains($0) }
    guard !authority.contains("@") else { throw .hasPassword }
    guard isHost(authority) else { throw .noAddress }
    return text
  }

  /// A name, an address in figures, or one of IPv6 in brackets; then a port from 1 to 65535 or none.
  private static func isHost(_ text: Substring) -> Bool {
    var (host, port): (Substring, Substring?) = (text, nil)
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return false }
      let rest = text[text.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":") else { return false }
      host = text[text.index(after: text.startIndex)..<end]
      port = rest.isEmpty ? nil : rest.dropFirst()
      guard !host.isEmpty, host.utf8.allSatisfy({ isHex($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") })
      else { return false }
    } else {
      if let colon = text.firstIndex(of: ":") {
        host = text[..<colon]
        port = text[text.index(after: colon)...]
      }
      guard let first = host.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-"),
        host.utf8.allSatisfy({
          $0 &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
            || $0 == UInt8(ascii: "_")
        })
      else { return false }
    }
    guard let port else { return true }
    return port.utf8.allSatisfy { $0 &- 0x30 < 10 } && (Int(port).map { (1...65_535).contains($0) } ?? false)
  }

  private static func isHex(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || byte &- 0x61 < 6 }
}
