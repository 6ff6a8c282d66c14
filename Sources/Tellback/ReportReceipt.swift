// What an app holds after a report: its identity, whether it is on disk, and what becomes of it.
import TellbackWire

/// What becomes of a report, in the order in which a person may see it.
public enum ReportState: Sendable, Equatable {
  /// In the queue, on disk unless the receipt says otherwise.
  case saved
  /// The collector answered for it.
  case sent
  /// The collector has it on disk.
  case accepted
  /// It is on the ticket with this number.
  case onTicket(Int64)
  /// Somebody looks at it.
  case lookedAt(by: String?)
  /// Staff wrote to the reporter.
  case answered(note: String, by: String?)
  /// The ticket is resolved.
  case fixed(note: String?, by: String?)
  /// The ticket was resolved and is open again.
  case reopened(note: String?)
  /// It was not taken; `code` is for the program, `why` for the person. See ``Reporter/refused()``.
  case refused(code: String, why: String)
  /// An attachment was given up; the words are not touched.
  case attachmentShed(name: String, why: String)
}

/// Handed out once a report is saved.
public struct ReportReceipt: Sendable, Identifiable {
  public let id: ReportID
  /// What a person can read out over the phone, such as `TB-7K3Q-M2X9`.
  public var reference: Reference { id.reference }
  /// On disk, so that it survives the end of the app and the loss of power. False when the disk could not take it.
  public let durable: Bool
  /// Attachments that found no place beside the words, by name.
  public let shedAttachments: [String]
  let pipeline: Pipeline

  /// The states so far, then each new one as it comes; ends when the reporter is closed.
  /// Each access starts a sequence of its own.
  public var states: AsyncStream<ReportState> { pipeline.states(of: id) }
}

/// A change of one report, as ``Reporter/updates`` tells it.
public struct ReportUpdate: Sendable, Equatable {
  public let id: ReportID
  public let state: ReportState
}

/// What is known about a report made earlier, also by an earlier run of the app.
public struct ReportRecord: Sendable, Identifiable, Equatable {
  public let id: ReportID
  public var reference: Reference { id.reference }
  public let capturedAt: Timestamp
  /// The first words, for a list.
  public let title: String
  /// All states so far, oldest first; never empty.
  public let states: [ReportState]
  /// The last state.
  public var state: ReportState { states.last ?? .saved }
}

/// A report that was set aside, with everything in it.
public struct RefusedReport: Sendable, Identifiable, Equatable {
  public let id: ReportID
  public var reference: Reference { id.reference }
  public let refusedAt: Timestamp
  /// A code, such as `too_long`.
  public let code: String
  /// One sentence.
  public let message: String
  /// The report as it was sent, JSON: what an app exports or shows.
  public let bytes: [UInt8]
}

/// Exact counts since the installation was made: `captured == delivered + queued + sum of discarded`.
public struct ReporterStatistics: Sendable, Equatable {
  public var captured: Int64 = 0
  public var delivered: Int64 = 0
  public var queued: Int64 = 0
  /// By reason: `queue_full`, `refused`, `corrupt_queue`.
  public var discarded: [String: Int64] = [:]
  public var attachmentsSent: Int64 = 0
  public var attachmentsQueued: Int64 = 0
  /// By reason. Attachments are not part of the reports' balance.
  public var attachmentsShed: [String: Int64] = [:]
  /// Requests that failed and will be repeated.
  public var failedRequests: Int64 = 0

  public init() {}

  public var isBalanced: Bool { captured == delivered + queued + discarded.values.reduce(0, +) }
}
