// Answers of volunteers that wait for a second person, and what a store keeps of them.
import TellbackWire

/// An answer that is not sent before a second person approves it.
public struct HeldAnswer: Sendable, Equatable {
  /// Answers that wait on one ticket at a time.
  public static let limit = 20

  /// Grows in the order in which they were written; 0 before it is stored.
  public var id: Int64
  public var ticket: Int64
  /// The event that told staff of it; its files are kept by it.
  public var event: Int64
  /// Whoever wrote it.
  public var account: Int64
  /// The name that reporters will see.
  public var by: String
  /// The report whose reporter alone it is for; nil for everybody on the ticket.
  public var report: ReportID?
  public var text: String
  public var at: Timestamp

  public init(
    id: Int64 = 0, ticket: Int64, event: Int64, account: Int64, by: String, report: ReportID?, text: String,
    at: Timestamp
  ) {
    self.id = id
    self.ticket = ticket
    self.event = event
    self.account = account
    self.by = by
    self.report = report
    self.text = text
    self.at = at
  }
}

/// What became of an answer.
public enum AnswerOutcome: Sendable, Equatable {
  /// It goes out, after the undo window.
  case sent
  /// It waits for the approval of a second person, as the ``HeldAnswer`` of this id.
  case waits(Int64)
}

/// Reads answers that wait, inside one snapshot or transaction.
public protocol HeldAnswerReads {
  func heldAnswer(_ id: Int64) throws -> HeldAnswer?
  /// Those of a ticket and of the tickets merged into it, oldest first.
  func heldAnswers(ofTicket number: Int64) throws -> [HeldAnswer]
  /// Those on tickets of these apps, oldest first.
  func heldAnswers(in apps: AppScope, limit: Int) throws -> [HeldAnswer]
  /// Whether a second person approves the answers of volunteers in an app.
  func needsApproval(app: AppID) throws -> Bool
}

/// Writes answers that wait, inside one transaction.
public protocol HeldAnswerWrites: HeldAnswerReads {
  /// Stores it; its `id` is ignored and a new one given back.
  func addHeldAnswer(_ answer: HeldAnswer) throws -> Int64
  /// False when it is there no longer: somebody else decided on it.
  func removeHeldAnswer(_ id: Int64) throws -> Bool
  func setNeedsApproval(_ isNeeded: Bool, app: AppID, at: Timestamp) throws
  /// The files that came with the words of one event belong to another's from now on.
  func moveStaffFiles(from event: Int64, to other: Int64) throws
}
