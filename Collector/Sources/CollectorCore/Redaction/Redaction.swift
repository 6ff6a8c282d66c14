// What staff took out of a report and its conversation: who, when and why. The words themselves are kept nowhere.
import TellbackWire

/// One removal of words or of a file.
public struct Redaction: Sendable, Equatable {
  /// Bytes of a passage, and of a reason.
  public static let passageLimit = WireLimits.text
  public static let reasonLimit = 500
  /// Removals of one report.
  public static let limit = 100

  /// What was removed.
  public enum Subject: Sendable, Equatable {
    /// A passage, wherever it stood in the report and its conversation.
    case passage
    /// An attachment of the report, by its place.
    case attachment(Int)
    /// An attachment of a reporter's message.
    case messageAttachment(ReportID, Int)
  }

  /// Counts from 1 within a report; the mark in the place of the words holds it.
  public var number: Int
  public var report: ReportID
  public var subject: Subject
  public var at: Timestamp
  /// The name of whoever removed it.
  public var by: String
  public var reason: String

  public init(number: Int, report: ReportID, subject: Subject, at: Timestamp, by: String, reason: String) {
    self.number = number
    self.report = report
    self.subject = subject
    self.at = at
    self.by = by
    self.reason = reason
  }

  /// What stands in the place of the words. It holds no letters, so that neither grouping nor matching takes it for words.
  public static func mark(_ number: Int) -> String { "\u{2588}\(number)\u{2588}" }

  /// `[removed by Kim: a password]`
  public var note: String { "[removed by \(by): \(reason)]" }

  /// With what is said of each removal in the place of its mark.
  public static func shown(_ text: String, _ redactions: [Redaction]) -> String {
    guard !redactions.isEmpty, text.contains("\u{2588}") else { return text }
    return redactions.reduce(text) { $0.replacing(mark($1.number), with: $1.note) }
  }
}

/// One place where a passage stands.
public struct RedactionPlace: Sendable, Equatable {
  /// Places that are shown; all are counted.
  public static let shown = 50

  public enum Source: Sendable, Equatable {
    /// A part of the report, such as `text` or `steps`.
    case report(part: String)
    /// What the reporter wrote later.
    case message(ReportID)
    /// What staff wrote on the ticket.
    case staff(event: Int64)
    /// What apps are told of the ticket as a known issue.
    case published(ticket: Int64)
    /// What staff noted about the reporter or the reporter's organisation.
    case note(Int64)
  }

  public var source: Source
  /// Some words before and after it.
  public var before: String
  public var after: String

  public init(source: Source, before: String, after: String) {
    self.source = source
    self.before = before
    self.after = after
  }
}

/// Why nothing was taken out.
public enum RedactionError: Error, Sendable, Equatable, CustomStringConvertible {
  case noSuchReport
  /// It is on no ticket: it waits, or no digest could read it.
  case notOnTicket
  case noPassage
  case passageTooLong(bytes: Int)
  case notFound
  case noReason
  case reasonTooLong(bytes: Int)
  /// The reason holds what is to be taken out.
  case reasonHoldsPassage
  case tooMany
  /// With marks in the place of the passage something gets longer than it may be.
  case tooShort
  case noSuchFile

  public var description: String {
    switch self {
    case .noSuchReport: "There is no such report any more."
    case .notOnTicket: "This report is on no ticket yet, so nothing can be taken out of it."
    case .noPassage: "Quote the words that are to be taken out."
    case .passageTooLong(let bytes):
      "The passage has \(bytes) bytes; the limit is \(Redaction.passageLimit) bytes."
    case .notFound: "These words do not stand in the report or its conversation. Quote them letter by letter."
    case .noReason: "Say why, without the words themselves."
    case .reasonTooLong(let bytes): "The reason has \(bytes) bytes; the limit is \(Redaction.reasonLimit) bytes."
    case .reasonHoldsPassage: "The reason repeats the words that are to be taken out. Say it without them."
    case .tooMany: "\(Redaction.limit) removals of one report are the limit. Erase the report instead."
    case .tooShort:
      "The passage is so short that marks in its place would not fit. Quote more of what stands around it."
    case .noSuchFile: "There is no such file, or it was removed before."
    }
  }
}
