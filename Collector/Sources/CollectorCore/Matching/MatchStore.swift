// What a store keeps for matching: suggestions, thresholds, and the reports that an index is built from.
import TellbackMatch
import TellbackWire

/// Reading what matching needs and made.
public protocol MatchReads {
  /// What is suggested for a ticket, and for which it is suggested, as the tickets are found now, best first; nothing that
  /// was dismissed or merged by now. `ticket` is the one asked for and `candidate` the other one. At most 10.
  func suggestions(ofTicket number: Int64) throws -> [TicketSuggestion]
  /// For each open ticket of these apps that is suggested for another, its best suggestion that holds, the newest ticket first; of
  /// those that the model alone calls at least as likely as `base`. `limit` bounds the suggestions that are looked at.
  func openSuggestions(in apps: AppScope, base: Double, limit: Int) throws -> [TicketSuggestion]
  /// The same with what tells whether two tickets make a group, so that nobody need read the tickets. The words may be left out.
  func suggestedPairs(in apps: AppScope, base: Double, limit: Int) throws -> [SuggestedPair]
  /// Digested reports in the order of their arrival, those that can be read.
  func placedReports(after sequence: Int64, limit: Int) throws -> (reports: [PlacedReport], last: Int64?)
  /// The ticket on which the report with this ``StoredReport/sequence`` is shown.
  func shownTicket(ofSequence sequence: Int64) throws -> Int64?
  /// Reports that opened a ticket while there was no time to match them, oldest first, with that ticket.
  func unmatchedReports(limit: Int) throws -> [(report: StoredReport, ticket: Int64)]
  /// The app's thresholds; the defaults where it has none of its own.
  func matchSettings(app: AppID) throws -> MatchSettings
}

/// Writing what matching made.
public protocol MatchWrites: MatchReads {
  /// A pair that was suggested before keeps its first words.
  func addSuggestions(_ suggestions: [TicketSuggestion]) throws
  /// Says that two tickets, as they are found now, are not the same. False when nothing suggested it.
  func dismissSuggestion(ticket: Int64, candidate: Int64, at: Timestamp) throws -> Bool
  /// Takes back that two tickets are not the same.
  func restoreSuggestion(ticket: Int64, candidate: Int64) throws
  /// Notes that a placed report is to be matched later.
  func markUnmatched(report sequence: Int64) throws
  /// Notes that it was.
  func markMatched(report sequence: Int64) throws
  /// Stores thresholds of the app's own: those of ``MatchSettings`` that people set.
  func setMatchSettings(_ settings: MatchSettings, app: AppID) throws
}
