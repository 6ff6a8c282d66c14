// Updates for the reporter: which ticket the report is on, what staff answered, what was fixed.

/// One change that concerns one report.
public struct TicketUpdate: Sendable, Equatable {
  /// What changed.
  public enum Kind: String, Sendable {
    /// The report is on a ticket; `ticket` is its number.
    case onTicket = "on_ticket"
    /// The person in `by` looks at it.
    case lookedAt = "looked_at"
    /// Staff wrote to the reporter; `message` is the note.
    case answered
    /// Staff corrected what they wrote: `message` is the new version of the update whose `id` is in `revises`.
    case corrected
    /// Staff wait for the reporter's answer.
    case reminded
    /// The ticket is resolved; `message` may say how, `version` names the release that has the fix.
    case fixed
    /// The ticket was resolved and is open again.
    case reopened
    /// The collector could not process the report; `message` says why.
    case refused
  }

  /// The cursor: it grows by at least one with each update of an installation.
  public var sequence: Int64
  /// The report that it concerns.
  public var report: ReportID
  /// What changed.
  public var kind: Kind
  /// When, by the collector's clock.
  public var at: Timestamp
  /// The number of the ticket.
  public var ticket: Int64?
  /// At most ``WireLimits/note`` bytes.
  public var message: String?
  /// The name of the person who acted.
  public var by: String?
  /// For a message from staff: its identity, the same for everybody who gets it. Nil from a collector that does not send it.
  public var id: ReportID?
  /// For ``Kind/corrected``: the ``id`` of the first version.
  public var revises: ReportID?
  /// For a message from staff: it went to this reporter alone, not to everybody on the ticket.
  public var isPersonal: Bool
  /// For ``Kind/fixed``: the version of the app that has the fix. Nil for a fix that needs no update.
  public var version: String?
  /// Files with a message from staff; see ``WirePaths/messageAttachment(_:_:)``.
  public var attachments: [AttachmentInfo]

  public init(
    sequence: Int64, report: ReportID, kind: Kind, at: Timestamp, ticket: Int64? = nil, message: String? = nil,
    by: String? = nil, id: ReportID? = nil, revises: ReportID? = nil, isPersonal: Bool = false, version: String? = nil,
    attachments: [AttachmentInfo] = []
  ) {
    self.sequence = sequence
    self.report = report
    self.kind = kind
    self.at = at
    self.ticket = ticket
    self.message = message
    self.by = by
    self.id = id
    self.revises = revises
    self.isPersonal = isPersonal
    self.version = version
    self.attachments = attachments
  }
}

/// The response to a poll of ``WirePaths/updates``.
public struct UpdatePage: Sendable, Equatable {
  /// Oldest first, at most ``WireLimits/updates``.
  public var updates: [TicketUpdate]
  /// The cursor for the next poll; the poll's own cursor when nothing is new.
  public var cursor: Int64
  /// True when there is a further page.
  public var hasMore: Bool
  /// The installation that polled. A page for another one would move the cursor past updates still to come. Nil from a collector
  /// that does not send it.
  public var installation: ReportID?
  /// The cursor that it polled with. Nil from a collector that does not send it.
  public var after: Int64?

  public init(
    updates: [TicketUpdate], cursor: Int64, hasMore: Bool, installation: ReportID? = nil, after: Int64? = nil
  ) {
    self.updates = updates
    self.cursor = cursor
    self.hasMore = hasMore
    self.installation = installation
    self.after = after
  }

  public func encoded() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.integer("cursor", cursor)
      writer.bool("more", hasMore)
      if let installation { writer.id("installation", installation) }
      writer.integer("after", optional: after)
      writer.array("updates") { writer in
        for update in updates { update.write(to: &writer) }
      }
    }
    return writer.bytes
  }

  /// Reads a page. Updates of a kind that this version does not know are left out; the cursor moves past them.
  /// - Throws: ``WireError`` for anything else.
  public init(decoding bytes: [UInt8]) throws {
    var updates: [TicketUpdate] = []
    var cursor: Int64?
    var hasMore = false
    var installation: ReportID?
    var after: Int64?
    try JSONReader.read(bytes) { reader in
      try reader.object("updates") { reader, key in
        switch key {
        case "cursor": cursor = try reader.integer("cursor")
        case "more": hasMore = try reader.bool("more")
        case "installation": installation = try reader.skipNull() ? nil : try ReportID.read(&reader, "installation")
        case "after": after = try reader.skipNull() ? nil : try reader.integer("after")
        case "updates":
          try reader.array("updates", limit: WireLimits.updates) { reader in
            if let update = try TicketUpdate.read(&reader) { updates.append(update) }
          }
        default: try reader.skipValue()
        }
      }
    }
    guard let cursor else { throw WireError.missing("cursor") }
    self.init(updates: updates, cursor: cursor, hasMore: hasMore, installation: installation, after: after)
  }
}

extension TicketUpdate {
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.integer("sequence", sequence)
      writer.id("report", report)
      writer.string("kind", kind.rawValue)
      writer.integer("at", at.milliseconds)
      writer.integer("ticket", optional: ticket)
      writer.string("message", optional: message)
      writer.string("by", optional: by)
      if let id { writer.id("id", id) }
      if let revises { writer.id("revises", revises) }
      if isPersonal { writer.bool("personal", true) }
      writer.string("version", optional: version)
      if !attachments.isEmpty { attachments.write(to: &writer) }
    }
  }

  fileprivate static func read(_ reader: inout JSONReader) throws -> TicketUpdate? {
    var sequence: Int64?
    var report: ReportID?
    var kind: String?
    var at: Timestamp?
    var update = TicketUpdate(
      sequence: 0, report: ReportID(at: Timestamp(milliseconds: 0), random: (0, 0)), kind: .onTicket,
      at: Timestamp(milliseconds: 0))
    try reader.object("updates") { reader, key in
      switch key {
      case "sequence": sequence = try reader.integer("sequence")
      case "report": report = try ReportID.read(&reader, "report")
      case "kind": kind = try reader.string("kind", limit: 64)
      case "at": at = try Timestamp.read(&reader, "at")
      case "ticket": update.ticket = try reader.skipNull() ? nil : try reader.integer("ticket")
      case "message": update.message = try reader.optionalString("message", limit: WireLimits.note)
      case "by": update.by = try reader.optionalString("by", limit: WireLimits.user)
      case "id": update.id = try reader.skipNull() ? nil : try ReportID.read(&reader, "id")
      case "revises": update.revises = try reader.skipNull() ? nil : try ReportID.read(&reader, "revises")
      case "personal": update.isPersonal = try reader.bool("personal")
      case "version": update.version = try reader.optionalString("version", limit: WireLimits.contextValue)
      case "attachments":
        update.attachments = try reader.values("attachments", limit: WireLimits.attachments, AttachmentInfo.read)
      default: try reader.skipValue()
      }
    }
    guard let sequence, let report, let at, let kind else {
      throw WireError.missing("updates.sequence, report, kind or at")
    }
    guard let kind = Kind(rawValue: kind) else { return nil }
    update.sequence = sequence
    update.report = report
    update.kind = kind
    update.at = at
    return update
  }
}
