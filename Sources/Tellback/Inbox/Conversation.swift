// A conversation: what became of one report, and what its reporter and staff wrote about it.
import TellbackWire

/// The conversation about one report. A value: read it again when ``Inbox/changes`` names it.
public struct Conversation: Sendable, Equatable, Identifiable {
  /// The report's identity.
  public let id: ReportID
  /// The short reference that a person can read out over the phone.
  public var reference: Reference { id.reference }
  /// The first line of the report, at most 120 bytes.
  public let title: String
  /// When the report was made, by the device's clock.
  public let capturedAt: Timestamp
  /// The app's own name for the person who wrote the report.
  public let user: String?
  /// The number of its ticket, once it is on one.
  public let ticket: Int64?
  /// Where it stands.
  public let state: ConversationState
  /// What was written and done, oldest first, both ways. At most 200 updates and 200 own messages are kept.
  public let entries: [ConversationEntry]
  /// The question that waits for the reporter: is it fixed for you?
  public let question: FixQuestion?
  /// How many entries from staff were not read; see ``Inbox/markRead(_:)``.
  public var unread: Int { entries.count { $0.isUnread } }
  /// The version of the app that has the fix, while the ticket is resolved in one.
  public var fixedIn: String? {
    if case .fixed(let version, _) = state { version } else { nil }
  }
}

/// Where a conversation stands.
public enum ConversationState: Sendable, Equatable {
  /// The report is on this device and was not sent yet.
  case saved
  /// The collector has the report.
  case received
  /// The person in `by` looks at it.
  case lookedAt(by: String?)
  /// Staff wrote.
  case answered(by: String?)
  /// Staff wait for the reporter.
  case awaitingYou(by: String?)
  /// The reporter wrote last.
  case replied
  /// The ticket is resolved; `version` names the release that has the fix, nil for a fix that needs no update.
  case fixed(version: String?, by: String?)
  /// The ticket was resolved and is open again.
  case reopened
  /// The report was not accepted.
  case refused(why: String)

  /// One English sentence for the person, such as 'Kim is looking at it.' An app in another language makes its own of the case.
  public var words: String {
    switch self {
    case .saved: "Saved on this device."
    case .received: "We have it."
    case .lookedAt(let by): "\(by ?? "Somebody") is looking at it."
    case .answered(let by): "\(by ?? "Somebody") answered."
    case .awaitingYou(let by): "\(by ?? "Somebody") waits for your answer."
    case .replied: "You wrote back."
    case .fixed(let version?, _): "Fixed in \(version)."
    case .fixed(nil, _): "Fixed."
    case .reopened: "Open again."
    case .refused(let why): "Not accepted: \(why)"
    }
  }
}

/// One thing that was written or done in a conversation.
public struct ConversationEntry: Sendable, Equatable, Identifiable {
  /// Identifies the entry in its conversation.
  public enum ID: Sendable, Hashable {
    /// An update of the collector, by its sequence.
    case update(Int64)
    /// A message of the reporter.
    case message(ReportID)
  }

  /// Who wrote.
  public enum Author: Sendable, Equatable {
    /// Whoever uses this installation.
    case reporter
    /// A person of staff, by name.
    case staff(name: String?)
  }

  /// What was done.
  public enum Kind: Sendable, Equatable {
    /// Words: an answer of staff, or a reply.
    case message
    /// Staff wait for an answer.
    case reminder
    /// The ticket was resolved; `version` has the fix.
    case fixed(version: String?)
    /// The ticket was opened again.
    case reopened
    /// The reporter said whether it helped.
    case verdict(helped: Bool)
    /// The reporter gave one to five stars.
    case rating(stars: Int)
    /// The reporter said thanks.
    case thanks
  }

  /// One wording. An entry that was corrected has several.
  public struct Version: Sendable, Equatable {
    /// The words; nil where there are none.
    public let text: String?
    /// When: by the collector's clock for staff, by the device's for the reporter.
    public let at: Timestamp
    /// Who wrote this version.
    public let by: String?
  }

  /// How far a message of the reporter has come.
  public enum Delivery: Sendable, Equatable {
    /// In the queue; it is sent after its report.
    case saved
    /// The collector has it.
    case sent
    /// It was not accepted. `code` is for the program, `why` for the person.
    case refused(code: String, why: String)
  }

  public let id: ID
  public let author: Author
  public let kind: Kind
  /// The wordings, oldest first; never empty. More than one means that it was corrected.
  public internal(set) var versions: [Version]
  /// Its files. Those of staff are fetched by ``Inbox/attachment(_:of:in:)``.
  public internal(set) var attachments: [AttachmentInfo]
  /// For a message of the reporter; nil for staff.
  public let delivery: Delivery?
  /// It went to this reporter alone, not to everybody on the ticket.
  public let isPersonal: Bool
  /// From staff, and not marked as read.
  public internal(set) var isUnread: Bool
  /// The message's identity, for its attachments; nil from a collector that does not send it.
  var message: ReportID?

  /// The words of the last version.
  public var text: String? { versions.last?.text }
  /// When it was first written.
  public var at: Timestamp { versions.first?.at ?? Timestamp(milliseconds: 0) }
  /// True when there is more than one version.
  public var isCorrected: Bool { versions.count > 1 }
}

/// 'Fixed for you?': asked once for each fix, when the app has the version with the fix.
public struct FixQuestion: Sendable, Equatable, Identifiable {
  /// The conversation it stands in.
  public let conversation: ReportID
  /// The update that told of the fix.
  let update: Int64
  /// The title of the report.
  public let title: String
  /// The version that has the fix; nil for a fix that needed no update.
  public let version: String?
  /// What staff wrote about it.
  public let note: String?
  /// Who resolved the ticket.
  public let by: String?

  public var id: Int64 { update }
}

/// What changed in a conversation. Read it again by ``Inbox/conversation(_:)``.
public struct InboxChange: Sendable, Equatable {
  /// What happened.
  public enum Kind: Sendable {
    /// A report was made, and with it a conversation.
    case reported
    /// The report or a message left the queue: delivered or refused.
    case delivered
    /// Something came from staff.
    case received
    /// The reporter wrote, rated, judged or thanked.
    case wrote
    /// It was marked as read.
    case read
    /// The reporter is asked whether it is fixed.
    case asked
    /// It was erased.
    case erased
  }

  /// The conversation; nil when all are concerned.
  public let conversation: ReportID?
  public let kind: Kind
}
