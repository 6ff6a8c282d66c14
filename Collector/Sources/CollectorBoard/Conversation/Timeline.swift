// What happened on a ticket as one list, and everything that is said beside its events: words of reporters, files, who has seen it.
import CollectorCore
import TellbackWire

/// A stretch of a ticket's timeline.
struct Timeline: Sendable {
  /// Entries of one page.
  static let limit = 40

  /// Oldest first.
  var events: [TicketEvent]
  /// What reporters wrote, by event.
  var messages: [Int64: StoredMessage]
  /// Whom words reached, by event.
  var reach: [Int64: Reach]
  /// Files that staff sent, by event.
  var files: [Int64: [AttachmentInfo]]
  /// Files that reporters sent, by event.
  var sent: [Int64: [StoredAttachment]]
  /// Who reported, by report.
  var people: [ReportID: ReporterName]
  /// The event before which this stretch ends; nil for the newest.
  var before: Int64?
  /// The event before which an older stretch ends; nil when this one begins with the beginning.
  var older: Int64?
  /// Answers in their undo window.
  var waiting: Set<Int64>
  /// What was taken out of the reports that this stretch speaks of.
  var redactions: [ReportID: [Redaction]] = [:]

  init(of number: Int64, before: Int64?, waiting: [OutgoingMessage], _ reads: any StoreReads) throws {
    self.before = before
    self.waiting = Set(waiting.map(\.event))
    let found = try reads.events(ofTicket: number, before: before ?? .max, limit: Self.limit + 1)
    events = found.suffix(Self.limit)
    older = found.count > Self.limit ? events.first?.id : nil
    let ids = events.map(\.id)
    messages = try reads.messages(ofEvents: ids)
    reach = try reads.reach(ofEvents: ids)
    files = [:]
    sent = [:]
    for event in events where event.kind == .answered {
      let names = try reads.staffFiles(ofEvent: event.id)
      if !names.isEmpty { files[event.id] = names }
    }
    for (event, message) in messages where !message.message.attachments.isEmpty {
      sent[event] = try reads.attachments(ofMessage: message.message.id)
    }
    people = [:]
    // Of reports that joined in a crowd only the number is told.
    for event in events where event.kind != .attached {
      guard let id = event.report, people[id] == nil else { continue }
      people[id] = try ReporterName(of: id, reads)
      redactions[id] = try reads.redactions(ofReport: id)
    }
  }

  /// With what is said of each removal in the place of its mark. In words to everybody a mark may be of any report.
  func withoutMarks(_ text: String, of report: ReportID?) -> String {
    report.map { Redaction.told(text, redactions[$0] ?? []) } ?? text
  }

  /// Something was said: then it stands above the reports.
  var isConversation: Bool {
    before != nil || older != nil
      || events.contains {
        switch $0.kind {
        case .answered, .noted, .corrected, .replied, .helped, .notHelped, .rated, .thanked: true
        case .askedApproval, .sentBack: true
        default: false
        }
      }
  }

  /// What a reporter did since staff last did something: nobody has dealt with it.
  func isNew(_ event: TicketEvent) -> Bool {
    guard before == nil, messages[event.id] != nil || event.kind == .notHelped else { return false }
    return !events.contains { $0.id > event.id && $0.actor != .system }
  }
}

/// What a reporter is called on the board.
struct ReporterName: Sendable, Equatable {
  /// The name or address that the app gave; nil where it gave none.
  var name: String?
  var reference: Reference
  /// False for a report that came without an installation: nobody can be told.
  var isInReach: Bool

  init?(of id: ReportID, _ reads: any StoreReads) throws {
    guard let stored = try reads.report(id) else { return nil }
    self.init(stored, try? Report(decoding: stored.body))
  }

  init(_ stored: StoredReport, _ report: Report?) {
    name = report.flatMap { $0.user ?? $0.contact }
    reference = stored.id.reference
    isInReach = stored.installation != nil
  }

  /// `Ann`, or `The reporter of TB-7K3Q-9`.
  var html: HTML {
    name.map { Words.inline($0, limit: 60) } ?? TimelineText.theReporter(of: reference.description)
  }

  /// Within a sentence: `Ann`, or `the reporter of TB-7K3Q-9`.
  var inner: HTML {
    name.map { Words.inline($0, limit: 60) } ?? TimelineText.innerReporter(of: reference.description)
  }
}
