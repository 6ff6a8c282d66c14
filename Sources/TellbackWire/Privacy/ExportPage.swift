// What a collector keeps of one installation, page by page: each report as it was received, and what the collector added.

/// One page of an export. Reports are in the order of their ids; what is left out is counted.
public struct ExportPage: Sendable {
  /// An attachment as the collector knows it.
  public struct Attachment: Sendable, Equatable {
    /// Its number in the report, from 0.
    public var index: Int
    /// The file's name.
    public var name: String
    /// A media type.
    public var type: String
    /// The size in bytes.
    public var bytes: Int64
    /// False while the report announced it and its bytes have not arrived.
    public var isHere: Bool

    public init(index: Int, name: String, type: String, bytes: Int64, isHere: Bool) {
      self.index = index
      self.name = name
      self.type = type
      self.bytes = bytes
      self.isHere = isHere
    }
  }

  /// One report with everything that is kept of it.
  public struct Entry: Sendable {
    /// The report.
    public var id: ReportID
    /// When the collector received it, by its own clock.
    public var receivedAt: Timestamp
    /// The number of its ticket; nil while it waits to be processed, or when it is quarantined.
    public var ticket: Int64?
    /// The report's JSON as it was received.
    public var report: [UInt8]
    /// The attachments that it announced.
    public var attachments: [Attachment]
    /// The updates for the reporter, oldest first.
    public var updates: [TicketUpdate]
    /// The number of older updates, which are not in here.
    public var updatesLeftOut: Int
    /// What the reporter did after the report, read marks left out, oldest first.
    public var messages: [ReporterMessage]
    /// The number of older messages, which are not in here.
    public var messagesLeftOut: Int

    public init(
      id: ReportID, receivedAt: Timestamp, ticket: Int64?, report: [UInt8], attachments: [Attachment],
      updates: [TicketUpdate], updatesLeftOut: Int, messages: [ReporterMessage] = [], messagesLeftOut: Int = 0
    ) {
      self.id = id
      self.receivedAt = receivedAt
      self.ticket = ticket
      self.report = report
      self.attachments = attachments
      self.updates = updates
      self.updatesLeftOut = updatesLeftOut
      self.messages = messages
      self.messagesLeftOut = messagesLeftOut
    }

    /// The entry as JSON.
    public func encoded() -> [UInt8] {
      var writer = JSONWriter(reservingCapacity: report.count + 512)
      writer.object { writer in
        writer.id("id", id)
        writer.integer("receivedAt", receivedAt.milliseconds)
        writer.integer("ticket", optional: ticket)
        writer.array("attachments") { writer in
          for attachment in attachments { attachment.write(to: &writer) }
        }
        writer.array("updates") { writer in for update in updates { update.write(to: &writer) } }
        if updatesLeftOut > 0 { writer.integer("updatesLeftOut", Int64(updatesLeftOut)) }
        if !messages.isEmpty {
          writer.array("messages") { writer in for message in messages { writer.raw(nil, message.encoded()) } }
        }
        if messagesLeftOut > 0 { writer.integer("messagesLeftOut", Int64(messagesLeftOut)) }
        writer.raw("report", report)
      }
      return writer.bytes
    }
  }

  /// Makes a page of encoded entries; the last one has the days in use that were counted, encoded.
  public static func encoded(
    entries: [[UInt8]], cursor: ReportID?, hasMore: Bool, heartbeats: [[UInt8]] = []
  ) -> [UInt8] {
    var writer = JSONWriter(reservingCapacity: entries.reduce(128) { $0 + $1.count + 1 })
    writer.object { writer in
      if let cursor { writer.id("cursor", cursor) }
      writer.bool("more", hasMore)
      writer.array("reports") { writer in for entry in entries { writer.raw(nil, entry) } }
      if !heartbeats.isEmpty {
        writer.array("heartbeats") { writer in for day in heartbeats { writer.raw(nil, day) } }
      }
    }
    return writer.bytes
  }

  // MARK: Reading

  /// An entry as an exporter needs it: its bytes are written to the file as they are.
  public struct ReadEntry: Sendable {
    /// The report.
    public var id: ReportID
    /// The entry's JSON.
    public var bytes: [UInt8]
    /// The attachments that it names.
    public var attachments: [Attachment]
  }

  /// The reports of the page.
  public private(set) var entries: [ReadEntry] = []
  /// The cursor for the next page; nil when there was no report.
  public private(set) var cursor: ReportID?
  /// True when there is a further page.
  public private(set) var hasMore = false
  /// The JSON of each ``Heartbeat`` that is counted; on the last page.
  public private(set) var heartbeats: [[UInt8]] = []

  /// Reads a page.
  /// - Throws: ``WireError`` for anything else.
  public init(decoding bytes: [UInt8]) throws {
    var hasEntries = false
    // A report may have the full depth of the format, and is three levels deep in a page.
    try JSONReader.read(bytes, depth: WireLimits.depth + 3) { reader in
      try reader.object("export") { reader, key in
        switch key {
        case "cursor": cursor = try ReportID.read(&reader, "cursor")
        case "more": hasMore = try reader.bool("more")
        case "reports":
          hasEntries = true
          try reader.array("reports", limit: WireLimits.exportReports) { entries.append(try Self.entry(&$0, bytes)) }
        case "heartbeats":
          try reader.array("heartbeats", limit: WireLimits.exportHeartbeats) { reader in
            _ = reader.next()
            let start = reader.position
            try reader.skipValue()
            heartbeats.append(Array(bytes[start..<reader.position]))
          }
        default: try reader.skipValue()
        }
      }
    }
    guard hasEntries else { throw WireError.missing("reports") }
    guard !hasMore || cursor != nil else { throw WireError.missing("cursor") }
  }

  private static func entry(_ reader: inout JSONReader, _ bytes: [UInt8]) throws -> ReadEntry {
    _ = reader.next()
    let start = reader.position
    var id: ReportID?
    var attachments: [Attachment] = []
    try reader.object("reports") { reader, key in
      switch key {
      case "id": id = try ReportID.read(&reader, "id")
      case "attachments":
        try reader.array("attachments", limit: WireLimits.attachments) {
          attachments.append(try Attachment.read(&$0))
        }
      default: try reader.skipValue(limit: WireLimits.reportBytes)
      }
    }
    guard let id else { throw WireError.missing("reports.id") }
    return ReadEntry(id: id, bytes: Array(bytes[start..<reader.position]), attachments: attachments)
  }
}

extension ExportPage.Attachment {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.integer("index", Int64(index))
      writer.string("name", name)
      writer.string("type", type)
      writer.integer("bytes", bytes)
      writer.bool("here", isHere)
    }
  }

  fileprivate static func read(_ reader: inout JSONReader) throws -> ExportPage.Attachment {
    var found = ExportPage.Attachment(index: -1, name: "", type: "", bytes: 0, isHere: false)
    try reader.object("attachments") { reader, key in
      switch key {
      case "index": found.index = Int(clamping: try reader.integer("attachments.index"))
      case "name": found.name = try reader.string("attachments.name", limit: WireLimits.attachmentName)
      case "type": found.type = try reader.string("attachments.type", limit: WireLimits.attachmentType)
      case "bytes": found.bytes = try reader.integer("attachments.bytes")
      case "here": found.isHere = try reader.bool("attachments.here")
      default: try reader.skipValue()
      }
    }
    guard (0..<WireLimits.attachments).contains(found.index) else { throw WireError.missing("attachments.index") }
    return found
  }
}
