// What an app gets for a report: its identity, whether it is on disk, and its states.
import TellbackWire

/// The state of a report, in the usual order.
public enum ReportState: Sendable, Equatable {
  /// In the queue; on disk unless ``ReportReceipt/durable`` is false.
  case saved
  /// The collector answered the request that carried it.
  case sent
  /// The collector has it on disk.
  case accepted
  /// It is on the ticket with this number.
  case onTicket(Int64)
  /// Staff look at it; `by` names the person.
  case lookedAt(by: String?)
  /// Staff wrote to the reporter.
  case answered(note: String, by: String?)
  /// The ticket is resolved; `note` may say how.
  case fixed(note: String?, by: String?)
  /// The ticket was resolved and is open again.
  case reopened(note: String?)
  /// The collector did not accept it. `code` is for the program, `why` for the person. See ``Reporter/refused()``.
  case refused(code: String, why: String)
  /// An attachment was dropped; the report itself is not affected.
  case attachmentShed(name: String, why: String)
}

/// What ``Session/report(_:kind:page:user:contact:segment:fields:error:groupingKey:attachments:isolation:)`` returns once a report is saved.
public struct ReportReceipt: Sendable, Identifiable {
  public let id: ReportID
  /// A short reference that a person can read out over the phone, such as `TB-7K3Q-M2X9`.
  public var reference: Reference { id.reference }
  /// True when the report is on disk and survives the end of the app and a power loss. False when it is in memory only.
  public let durable: Bool
  /// The names of attachments that were dropped because the queue had no space for them.
  public let shedAttachments: [String]
  let pipeline: Pipeline

  /// The states so far, then each new one. The sequence ends when the reporter is closed.
  /// Each access starts a new sequence. A listener that lags more than 1,000 states behind loses the oldest.
  public var states: AsyncStream<ReportState> { pipeline.states(of: id) }
}

/// A new state of one report, from ``Reporter/updates``.
public struct ReportUpdate: Sendable, Equatable {
  public let id: ReportID
  public let state: ReportState
}

/// What is known about an earlier report, also one of an earlier run of the app.
public struct ReportRecord: Sendable, Identifiable, Equatable {
  public let id: ReportID
  public var reference: Reference { id.reference }
  public let capturedAt: Timestamp
  /// The first line of the report, at most 120 bytes, for a list.
  public let title: String
  /// All states so far, oldest first; never empty.
  public let states: [ReportState]
  /// The last state.
  public var state: ReportState { states.last ?? .saved }
}

/// A report that the collector refused. It is quarantined: kept whole, and not sent again.
public struct RefusedReport: Sendable, Identifiable, Equatable {
  public let id: ReportID
  public var reference: Reference { id.reference }
  public let refusedAt: Timestamp
  /// The reason as a code, such as `too_long`.
  public let code: String
  /// The reason as one sentence.
  public let message: String
  /// The report as it was sent, in JSON, for an app to export or show.
  public let bytes: [UInt8]
}

/// Exact counts since the installation was made. Invariant: `captured == delivered + queued + sum of discarded`.
public struct ReporterStatistics: Sendable, Equatable {
  public var captured: Int64 = 0
  public var delivered: Int64 = 0
  public var queued: Int64 = 0
  /// Reports that were lost or refused, by reason: `queue_full`, `refused`, `erased`, `corrupt_queue` or `unknown`.
  public var discarded: [String: Int64] = [:]
  public var attachmentsSent: Int64 = 0
  public var attachmentsQueued: Int64 = 0
  /// Attachments that were dropped, by reason. They are not part of the invariant.
  public var attachmentsShed: [String: Int64] = [:]
  /// What the reporter wrote in conversations, counted apart from reports.
  public var messages = MessageStatistics()
  /// Requests that failed and are retried, in this run of the app.
  public var failedRequests: Int64 = 0

  public init() {}

  /// True when the invariant holds, for reports and for messages.
  public var isBalanced: Bool {
    captured == delivered + queued + discarded.values.reduce(0, +) && messages.isBalanced
  }
}

/// Exact counts of replies, read marks, verdicts, ratings and thanks. Invariant:
/// `captured == delivered + queued + sum of discarded`.
public struct MessageStatistics: Sendable, Equatable {
  public var captured: Int64 = 0
  public var delivered: Int64 = 0
  public var queued: Int64 = 0
  /// Messages that were lost or refused, by reason: `queue_full`, `refused`, `report_refused`, `erased`, `corrupt_queue` or
  /// `unknown`.
  public var discarded: [String: Int64] = [:]

  public init() {}

  /// True when the invariant holds.
  public var isBalanced: Bool { captured == delivered + queued + discarded.values.reduce(0, +) }
}
