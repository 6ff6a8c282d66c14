// Reports, or messages, that travel in one request. The receipts of its response settle each of them alone.
import TellbackWire

struct OutgoingBatch: Sendable {
  enum Kind: Sendable {
    case reports, messages

    /// How one of them is named in an explanation.
    var noun: String {
      switch self {
      case .reports: "report"
      case .messages: "message"
      }
    }
  }

  struct Item: Sendable {
    var id: ReportID
    /// Attempts that ended in a server error.
    var attempts: Int
  }

  let kind: Kind
  let items: [Item]
  let body: [UInt8]

  static func reports(_ reports: [QueuedReport], _ accounting: Accounting, at now: Timestamp) -> OutgoingBatch {
    OutgoingBatch(
      kind: .reports, items: reports.map { Item(id: $0.id, attempts: $0.attempts) },
      body: ReportBatch.encoded(reports: reports.map(\.body), sentAt: now, accounting: accounting))
  }

  static func messages(_ messages: [QueuedMessage], at now: Timestamp) -> OutgoingBatch {
    OutgoingBatch(
      kind: .messages, items: messages.map { Item(id: $0.id, attempts: $0.attempts) },
      body: MessageBatch.encoded(messages: messages.map(\.body), sentAt: now))
  }
}

extension QueueStore {
  /// Applies the collector's receipts. Returns how many rows left the queue.
  func settle(_ kind: OutgoingBatch.Kind, _ receipts: [Receipt], at now: Timestamp, telling hub: StateHub) throws -> Int
  {
    switch kind {
    case .reports: try apply(receipts, at: now, telling: hub)
    case .messages: try applyToMessages(receipts, at: now, telling: hub)
    }
  }

  /// Notes an attempt that ended in a server error; with a moment, the row is sent again only then.
  func noteServerError(on id: ReportID, of kind: OutgoingBatch.Kind, putOffUntil moment: Timestamp?) throws {
    switch kind {
    case .reports:
      _ = try withDatabase(of: id) { database in
        if let moment { try database.putOff(id, until: moment) } else { try database.countAttempt(id) }
      }
    case .messages:
      try withDatabase(ofMessage: id) { database in
        if let moment { try database.putOffMessage(id, until: moment) } else { try database.countMessageAttempt(id) }
      }
    }
  }
}
