// The known issues of an app as one small message with a checksum. A message that was cut or altered is refused.

/// All known issues for one version of an app.
///
/// On the wire: `{"checksum":"…","digest":{"issues":[…]}}`. The checksum covers the bytes of `digest`, so that a message that a
/// proxy cut or a disk altered is detected. Callers choose the checksum; Tellback uses `Checksum.sha256` of TellbackMatch, 64
/// hexadecimal digits.
public struct KnownIssueDigest: Sendable, Equatable {
  /// The most urgent first; at most ``WireLimits/knownIssues``; ids are unique.
  public var issues: [KnownIssue]

  public init(issues: [KnownIssue]) { self.issues = issues }

  /// Makes a digest of the first candidates that fit into the limits of ``WireLimits``.
  public init(fitting candidates: [KnownIssue]) {
    // The envelope around the issues takes less than 200 bytes.
    var left = WireLimits.knownIssueDigestBytes - 200
    issues = []
    for issue in candidates where issues.count < WireLimits.knownIssues {
      var writer = JSONWriter(reservingCapacity: 256)
      issue.write(to: &writer)
      let size = writer.bytes.count + 1
      guard size <= left else { continue }
      left -= size
      issues.append(issue)
    }
  }

  /// The message as it is sent.
  public func encoded(checksum: ([UInt8]) -> String) -> [UInt8] {
    var inner = JSONWriter(reservingCapacity: 64 + issues.count * 256)
    inner.object { writer in
      writer.array("issues") { writer in
        for issue in issues { issue.write(to: &writer) }
      }
    }
    var writer = JSONWriter(reservingCapacity: inner.bytes.count + 128)
    writer.object { writer in
      writer.string("checksum", checksum(inner.bytes))
      writer.raw("digest", inner.bytes)
    }
    return writer.bytes
  }

  /// Reads a message.
  /// - Throws: ``WireError`` for bad JSON, a limit, a duplicate id, or a checksum that does not fit.
  public init(decoding bytes: [UInt8], checksum: ([UInt8]) -> String) throws {
    guard bytes.count <= WireLimits.knownIssueDigestBytes else {
      throw WireError.tooLong("known issues", bytes: bytes.count, limit: WireLimits.knownIssueDigestBytes)
    }
    var said: String?
    var issues: [KnownIssue]?
    var range = 0..<0
    try JSONReader.read(bytes) { reader in
      try reader.object("known issues") { reader, key in
        switch key {
        case "checksum": said = try reader.string("checksum", limit: 128)
        case "digest":
          _ = reader.next()
          let start = reader.position
          issues = try Self.readIssues(&reader)
          range = start..<reader.position
        default: try reader.skipValue()
        }
      }
    }
    guard let issues else { throw WireError.missing("digest.issues") }
    guard let said else { throw WireError.missing("checksum") }
    guard said == checksum(Array(bytes[range])) else {
      throw WireError.invalid("checksum", expected: "that of the digest; the message was cut or altered")
    }
    self.issues = issues
  }

  private static func readIssues(_ reader: inout JSONReader) throws -> [KnownIssue]? {
    var issues: [KnownIssue]?
    var ids = Set<Int64>()
    try reader.object("digest") { reader, key in
      guard key == "issues" else { return try reader.skipValue() }
      var list: [KnownIssue] = []
      try reader.array("issues", limit: WireLimits.knownIssues) { reader in
        let issue = try KnownIssue.read(&reader)
        guard ids.insert(issue.id).inserted else {
          throw WireError.invalid("issues.id", expected: "another one for each issue; \(issue.id) stands twice")
        }
        list.append(issue)
      }
      issues = list
    }
    return issues
  }
}
