// What a reporter did in the conversation about a report, between the socket and the ticket.
import TellbackWire

/// A checked message that waits to be written.
public struct IncomingMessage: Sendable, Equatable {
  public var app: AppID
  public var installation: ReportID
  public var receivedAt: Timestamp
  /// The sender's clock when it sent; nil when it did not say.
  public var sentAt: Timestamp?
  public var message: ReporterMessage

  public init(
    app: AppID, installation: ReportID, receivedAt: Timestamp, sentAt: Timestamp?, message: ReporterMessage
  ) {
    self.app = app
    self.installation = installation
    self.receivedAt = receivedAt
    self.sentAt = sentAt
    self.message = message
  }
}

/// What writing a message came to.
public enum MessageOutcome: Sendable, Equatable {
  case accepted
  /// The same message is there already.
  case duplicate
  /// The same id with other content, or from another installation, is there: refused.
  case conflict
  /// Its report was erased.
  case erased
  /// There is no such report of this installation.
  case unknownReport
}

/// A message on disk. `sequence` grows in the order of arrival.
public struct StoredMessage: Sendable, Equatable {
  public var sequence: Int64
  public var receivedAt: Timestamp
  public var sentAt: Timestamp?
  /// Text that staff took out is missing here; see ``redactedAt``.
  public var message: ReporterMessage
  /// False until its report is on a ticket: then it means something there.
  public var isApplied: Bool
  /// The event that tells of it on the ticket's history; nil for a read mark.
  public var event: Int64?
  /// When staff took part of its text out.
  public var redactedAt: Timestamp?

  public init(
    sequence: Int64, receivedAt: Timestamp, sentAt: Timestamp?, message: ReporterMessage, isApplied: Bool = false,
    event: Int64? = nil, redactedAt: Timestamp? = nil
  ) {
    self.sequence = sequence
    self.receivedAt = receivedAt
    self.sentAt = sentAt
    self.message = message
    self.isApplied = isApplied
    self.event = event
    self.redactedAt = redactedAt
  }

  /// When the reporter did it, on the collector's clock.
  public var doneAt: Timestamp { CaptureTime.corrected(message.at, receivedAt: receivedAt, sentAt: sentAt) }
}

/// How many of those who were told have seen it.
public struct Reach: Sendable, Equatable {
  public var told: Int64
  public var seen: Int64

  public init(told: Int64, seen: Int64) {
    self.told = told
    self.seen = seen
  }
}

/// What reporters thought of how a ticket was solved. Of each report the newest verdict and rating count.
public struct Feedback: Sendable, Equatable {
  /// Reports whose reporter says that it helped.
  public var helped: Int64 = 0
  /// Reports whose reporter gave a verdict.
  public var verdicts: Int64 = 0
  public var ratings: Int64 = 0
  /// The sum of all ratings, from 1 to 5 each.
  public var stars: Int64 = 0
  public var thanks: Int64 = 0

  public init() {}

  public var isEmpty: Bool { self == Feedback() }
}

/// A file that staff send with their words.
public struct StaffFile: Sendable, Equatable {
  public var name: String
  public var type: String
  public var data: [UInt8]

  public init(name: String, type: String, data: [UInt8]) {
    self.name = name
    self.type = type
    self.data = data
  }
}
