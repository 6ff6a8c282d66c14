// The collector's receipt for a report or an attachment.

/// What the collector did with one report.
public struct Receipt: Sendable, Equatable {
  /// The outcome for the report.
  public enum Outcome: String, Sendable {
    /// On disk, and new.
    case accepted
    /// On disk already, with the same content: a repeat.
    case duplicate
    /// Erased earlier at its reporter's request; it is not saved again.
    case erased
    /// Not accepted; `code` and `message` say why. Sending it again gives the same outcome.
    case refused
  }

  /// The report.
  public var id: ReportID
  /// What the collector did with it.
  public var outcome: Outcome
  /// When refused, the reason as a code, such as `too_long`.
  public var code: String?
  /// When refused or erased, the reason as one sentence.
  public var message: String?
  /// For an attachment: its number, so that a receipt is not taken for another attachment's. Nil from a collector that does not
  /// send it.
  public var attachment: Int?

  public init(
    id: ReportID, outcome: Outcome, code: String? = nil, message: String? = nil, attachment: Int? = nil
  ) {
    self.id = id
    self.outcome = outcome
    self.code = code
    self.message = message
    self.attachment = attachment
  }

  /// Writes the receipt as one JSON object.
  public func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.id("id", id)
      writer.string("reference", id.reference.description)
      writer.string("outcome", outcome.rawValue)
      writer.string("code", optional: code)
      writer.string("message", optional: message)
      writer.integer("attachment", optional: attachment.map { Int64($0) })
    }
  }

  /// The response to ``WirePaths/reports``.
  public func encoded() -> [UInt8] {
    var writer = JSONWriter(reservingCapacity: 160)
    write(to: &writer)
    return writer.bytes
  }

  /// The response to ``WirePaths/batches``.
  public static func encoded(_ receipts: [Receipt]) -> [UInt8] {
    var writer = JSONWriter(reservingCapacity: 32 + receipts.count * 128)
    writer.object { writer in
      writer.array("receipts") { writer in
        for receipt in receipts { receipt.write(to: &writer) }
      }
    }
    return writer.bytes
  }

  /// Reads the response to ``WirePaths/batches``.
  /// - Throws: ``WireError`` for anything else.
  public static func decodeAll(_ bytes: [UInt8]) throws -> [Receipt] {
    var receipts: [Receipt]?
    try JSONReader.read(bytes) { reader in
      try reader.object("answer") { reader, key in
        guard key == "receipts" else { return try reader.skipValue() }
        var list: [Receipt] = []
        try reader.array("receipts", limit: WireLimits.batchReports) { list.append(try Receipt(from: &$0)) }
        receipts = list
      }
    }
    guard let receipts else { throw WireError.missing("receipts") }
    return receipts
  }

  /// Reads one receipt at the reader's position.
  /// - Throws: ``WireError`` for anything else.
  public init(from reader: inout JSONReader) throws {
    var id: ReportID?
    var outcome: Outcome?
    var code: String?
    var message: String?
    var attachment: Int64?
    try reader.object("receipt") { reader, key in
      switch key {
      case "id": id = try ReportID.read(&reader, "id")
      case "outcome":
        outcome = Outcome(rawValue: try reader.string("outcome", limit: 64))
        guard outcome != nil else { throw WireError.invalid("outcome", expected: "an outcome that this version knows") }
      case "code": code = try reader.optionalString("code", limit: 64)
      case "message": message = try reader.optionalString("message", limit: WireLimits.note)
      case "attachment": attachment = try reader.skipNull() ? nil : try reader.integer("attachment")
      default: try reader.skipValue()
      }
    }
    guard let id else { throw WireError.missing("id") }
    guard let outcome else { throw WireError.missing("outcome") }
    self.init(
      id: id, outcome: outcome, code: code, message: message, attachment: attachment.map { Int(clamping: $0) })
  }
}
