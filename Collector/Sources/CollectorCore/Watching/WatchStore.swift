// What a store keeps of watches, and of which week somebody had their digest.
import TellbackWire

/// An answer of which a reporter said that it did not help, or gave one or two stars for.
public struct UnhappyAnswer: Sendable, Equatable {
  /// As it was then; it may be merged into another.
  public var ticket: Int64
  /// Nil where it did not help.
  public var stars: Int64?
  public var at: Timestamp

  public init(ticket: Int64, stars: Int64?, at: Timestamp) {
    self.ticket = ticket
    self.stars = stars
    self.at = at
  }
}

public protocol WatchReads {
  /// In the order in which they were made.
  func watches(ofAccount account: Int64) throws -> [Watch]
  /// Whether somebody wants no weekly mail.
  func isWeekMailOff(account: Int64) throws -> Bool
  /// Accounts that watch something, want the mail and had none for `week` or a later one; at most `limit`, in the order of their ids.
  func accountsAwaitingWeekMail(of week: Int64, limit: Int) throws -> [Int64]
  /// Unhappy answers on tickets of these apps since a moment: one star first, then what did not help, then two stars; of equals the
  /// newest first. At most `limit`.
  func unhappyAnswers(in apps: AppScope, since moment: Timestamp, limit: Int) throws -> [UnhappyAnswer]
}

public protocol WatchWrites: WatchReads {
  /// Stores it; its `id` is ignored and a new one given back. Nil when the person watches this already.
  func addWatch(_ watch: Watch) throws -> Int64?
  /// False when the person has no such watch.
  func removeWatch(_ id: Int64, ofAccount account: Int64) throws -> Bool
  /// Somebody has had the mail of a week, or is not to have it. False when it was noted before, of this week or a later one.
  @discardableResult func noteWeekMail(ofAccount account: Int64, week: Int64) throws -> Bool
  func setWeekMailOff(_ isOff: Bool, account: Int64) throws
}
