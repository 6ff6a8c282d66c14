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
  /// How likely the best candidate was the same, 0 to 1; the others of one report are less likely.
  public var likelihood: Double
  /// Words that both reports hold, the most telling first, as written in the ticket's; at most 8.
  public var words: [String]
  public var at: Timestamp

  public init(
    ticket: Int64, candidate: Int64, report: Int64, candidateReport: Int64, likelihood: Double, words: [String],
    at: Timestamp
  ) {
    self.ticket = ticket
    self.candidate = candidate
    self.report = report
    self.candidateReport = candidateReport
    self.likelihood = likelihood
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

/// Reading what matching needs and made.
public protocol MatchReads {
  /// What is suggested for a ticket, and for which it is suggested, as the tickets are found now, best first; nothing that
  /// was dismissed or merged by now. `ticket` is the one asked for and `candidate` the other one. At most 10.
  func suggestions(ofTicket number: Int64) throws -> [TicketSuggestion]
  /// Digested reports in the order of their arrival, those that can be read.
  func placedReports(after sequence: Int64, limit: Int) throws -> (reports: [PlacedReport], last: Int64?)
  /// The ticket on which the report with this ``StoredReport/sequence`` is shown.
  func shownTicket(ofSequence sequence: Int64) throws -> Int64?
  /// Reports that opened a ticket while there was no time to match them, oldest first, with that ticket.
  func owedAdvice(limit: Int) throws -> [(report: StoredReport, ticket: Int64)]
  /// The app's thresholds; the defaults where it has none of its own.
  func matchSettings(app: AppID) throws -> MatchSettings
}

/// Writing what matching made.
public protocol MatchWrites: MatchReads {
  /// A pair that was suggested before keeps its first words.
  func addSuggestions(_ suggestions: [TicketSuggestion]) throws
  /// Says that two tickets, as they are found now, are not the same. False when nothing suggested it.
  func dismissSuggestion(ticket: Int64, candidate: Int64, at: Timestamp) throws -> Bool
  /// Notes that a placed report is to be matched later.
  func oweAdvice(report sequence: Int64) throws
  /// Notes that it was.
  func settleAdvice(report sequence: Int64) throws
  /// Stores thresholds of the app's own: those of ``MatchSettings`` that people set.
  func setMatchSettings(_ settings: MatchSettings, app: AppID) throws
}
