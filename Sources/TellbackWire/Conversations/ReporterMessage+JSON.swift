// Writes a message as JSON and reads it strictly. Unknown keys are skipped, so that newer SDKs are understood.

extension ReporterMessage {
  /// The message as JSON. Absent parts are left out. Limits are not checked; see ``validate()``.
  public func encoded() -> [UInt8] {
    var writer = JSONWriter(reservingCapacity: 256 + (text?.utf8.count ?? 0))
    writer.object { writer in
      writer.id("id", id)
      writer.id("report", report)
      writer.integer("at", at.milliseconds)
      writer.string("version", optional: version)
      switch content {
      case .reply: writer.string("kind", Kind.reply.rawValue)
      case .read(let sequence):
        writer.string("kind", Kind.read.rawValue)
        writer.integer("update", sequence)
      case .verdict(let helped, let sequence, _):
        writer.string("kind", Kind.verdict.rawValue)
        writer.bool("helped", helped)
        writer.integer("update", sequence)
      case .rating(let stars, _):
        writer.string("kind", Kind.rating.rawValue)
        writer.integer("stars", Int64(stars))
      case .thanks: writer.string("kind", Kind.thanks.rawValue)
      }
      writer.string("text", optional: text)
      if !attachments.isEmpty { attachments.write(to: &writer) }
    }
    return writer.bytes
  }

  /// Reads one message of at most ``WireLimits/messageBytes``.
  /// - Throws: ``WireError`` for anything outside the format or its limits.
  public init(decoding bytes: [UInt8]) throws {
    guard bytes.count <= WireLimits.messageBytes else {
      throw WireError.tooLong("message", bytes: bytes.count, limit: WireLimits.messageBytes)
    }
    self = try JSONReader.read(bytes) { try ReporterMessage(from: &$0) }
  }

  /// Reads one message at the reader's position.
  /// - Throws: ``WireError`` for anything outside the format or its limits.
  public init(from reader: inout JSONReader) throws {
    let start = reader.position
    var parts = Parts()
    try reader.object("message") { reader, key in
      switch key {
      case "id": parts.id = try ReportID.read(&reader, "id")
      case "report": parts.report = try ReportID.read(&reader, "report")
      case "at": parts.at = try Timestamp.read(&reader, "at")
      case "version": parts.version = try reader.optionalString("version", limit: WireLimits.contextValue)
      case "kind": parts.kind = try reader.string("kind", limit: 64)
      case "text": parts.text = try reader.optionalString("text", limit: WireLimits.messageText)
      case "helped": parts.helped = try reader.bool("helped")
      case "update": parts.update = try reader.integer("update")
      case "stars": parts.stars = try reader.integer("stars")
      case "attachments":
        parts.attachments = try reader.values("attachments", limit: WireLimits.attachments, AttachmentInfo.read)
      default: try reader.skipValue()
      }
    }
    guard reader.position - start <= WireLimits.messageBytes else {
      throw WireError.tooLong("message", bytes: reader.position - start, limit: WireLimits.messageBytes)
    }
    self = try parts.message()
    try validate()
  }

  /// What happened, on the wire.
  private enum Kind: String { case reply, read, verdict, rating, thanks }

  /// What was read so far: keys come in any order.
  private struct Parts {
    var id: ReportID?
    var report: ReportID?
    var at: Timestamp?
    var version: String?
    var kind: String?
    var text: String?
    var helped: Bool?
    var update: Int64?
    var stars: Int64?
    var attachments: [AttachmentInfo] = []

    func message() throws -> ReporterMessage {
      guard let id else { throw WireError.missing("id") }
      guard let report else { throw WireError.missing("report") }
      guard let at else { throw WireError.missing("at") }
      return ReporterMessage(
        id: id, report: report, at: at, version: version, content: try content(), attachments: attachments)
    }

    private func content() throws -> Content {
      guard let kind else { throw WireError.missing("kind") }
      switch Kind(rawValue: kind) {
      case .reply:
        guard let text else { throw WireError.missing("text") }
        return .reply(text: text)
      case .read: return .read(upTo: try sequence())
      case .verdict:
        guard let helped else { throw WireError.missing("helped") }
        return .verdict(helped: helped, update: try sequence(), text: text)
      case .rating:
        guard let stars else { throw WireError.missing("stars") }
        return .rating(stars: Int(clamping: stars), text: text)
      case .thanks: return .thanks(text: text)
      case nil: throw WireError.invalid("kind", expected: "reply, read, verdict, rating or thanks")
      }
    }

    private func sequence() throws -> Int64 {
      guard let update else { throw WireError.missing("update") }
      return update
    }
  }
}
