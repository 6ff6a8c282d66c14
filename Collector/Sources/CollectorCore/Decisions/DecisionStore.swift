// What a store keeps of decisions on suggestions: one for each pair, and their counts for each app.
import TellbackMatch

/// A ticket and the ticket that it most looked like, with what was said of them. Both numbers as they were when it was suggested.
public struct DecidablePair: Sendable, Equatable {
  public var ticket: Int64
  public var candidate: Int64
  public var app: AppID
  /// What the model alone called it, 0 to 1.
  public var base: Double
  /// What the reports shared beside words.
  public var agreed: MatchAgreement
  /// Somebody said that they are not the same.
  public var isDismissed: Bool
  /// What counts now: true for the same, false for not the same, nil for undecided.
  public var isSame: Bool?

  public init(
    ticket: Int64, candidate: Int64, app: AppID, base: Double, agreed: MatchAgreement, isDismissed: Bool, isSame: Bool?
  ) {
    self.ticket = ticket
    self.candidate = candidate
    self.app = app
    self.base = base
    self.agreed = agreed
    self.isDismissed = isDismissed
    self.isSame = isSame
  }
}

/// Reading decisions.
public protocol DecisionReads {
  /// The app's counts. O(1): they are kept, not counted. They hold no words, so an erasure leaves them.
  func decisionHistory(app: AppID) throws -> DecisionHistory
  /// The pairs of which one ticket is found as one of these: each ticket with its first suggestion, and what was decided on
  /// pairs whose reports were erased since.
  func decidablePairs(touching tickets: [Int64]) throws -> [DecidablePair]
}

/// Writing decisions.
public protocol DecisionWrites: DecisionReads {
  /// Keeps what counts for a pair in the place of what counted before; nil takes it back. The app's counts follow.
  func setDecision(_ isSame: Bool?, on pair: DecidablePair) throws
}
