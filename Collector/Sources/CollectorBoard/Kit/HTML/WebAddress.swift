// An address on the web that somebody wrote into a text. Invariant: it begins with http:// or https://, holds printable ASCII alone,
// and what stands before its first slash is a host and nothing else, so that a reader sees where it leads.

/// A web address that a page may link to.
public struct WebAddress: Sendable, Hashable {
  /// Bytes; what is longer stays text.
  static let limit = 2_000

  public let text: String

  /// Nil for any other scheme, for other letters than ASCII (a host in another script can look like one that is known), and for
  /// a host with a name and a password before it.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count <= Self.limit, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\"'<>\\^`{|}".utf8.contains($0) })
    else { return nil }
    let lower = text.lowercased()
    guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix) else { return nil }
    let host = lower.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    guard let first = host.utf8.first, first != UInt8(ascii: "."), !host.contains("@"),
      host.utf8.allSatisfy({ ($0 &- 0x61 < 26) || ($0 &- 0x30 < 10) || "-.:[]".utf8.contains($0) })
    else { return nil }
    self.text = String(text)
  }
}
