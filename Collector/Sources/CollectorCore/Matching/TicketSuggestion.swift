// "These two may be the same": what matching suggests and staff decide, with the words that speak for it.
import TellbackMatch
import TellbackWire

/// A ticket that may be the same matter as another.
public struct TicketSuggestion: Sendable, Equatable {
  /// The ticket that was opened when it was suggested.
  public var ticket: Int64
  /// The one that may be the same.
  public var candidate: Int64
  /// The reports that were found alike, as ``StoredReport/sequence``: of the ticket and of the candidate.
  public var report: Int64
  public var candidateReport: Int64
  /// How likely the best candidate was called when it was suggested, 0 to 1; the others of one report are less likely.
  public var likelihood: Double
  /// What the model alone called it, without what staff had decided: decisions are counted by it.
  public var base: Double
  /// What the best candidate's report and the ticket's shared beside words.
  public var agreed: MatchAgreement
  /// Words that both reports hold, the most telling first, as written in the ticket's; at most 8.
  public var words: [String]
  public var at: Timestamp
  /// Its place among the ticket's suggestions; 0 for the best. A store gives it as they were added.
  public var place: Int

  public init(
    ticket: Int64, candidate: Int64, report: Int64, candidateReport: Int64, likelihood: Double, words: [String],
    at: Timestamp, base: Double? = nil, agreed: MatchAgreement = [], place: Int = 0
  ) {
    self.ticket = ticket
    self.candidate = candidate
    self.report = report
    self.candidateReport = candidateReport
    self.likelihood = likelihood
    self.base = base ?? likelihood
    self.agreed = agreed
    self.place = place
    self.words = words
    self.at = at
  }
}

/// A report on its ticket, as the match index is built from.
public struct PlacedReport: Sendable {
  public var sequence: Int64
  public var app: AppID
  /// The ticket that owns it, merges and splits not followed.
  public var ticket: Int64
  public var report: Report

  public init(sequence: Int64, app: AppID, ticket: Int64, report: Report) {
    self.sequence = sequence
    self.app = app
    self.ticket = ticket
    self.report = report
  }
}
