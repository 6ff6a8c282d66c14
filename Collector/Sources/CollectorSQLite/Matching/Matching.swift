// What matching reads and what it suggested. A suggestion is a row of two tickets as they were; links are followed when it is read.
import CollectorCore
import TellbackMatch
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func suggestions(ofTicket number: Int64) throws -> [TicketSuggestion] {
    let found = try db.rows(
      """
      SELECT s.report, s.candidate_report, s.likelihood, s.words, s.at, s.place, COALESCE(s.base, s.likelihood), s.agreed
      FROM (\(Self.touching("suggestion"))) AS s
      WHERE s.dismissed_at IS NULL
      ORDER BY s.place, s.likelihood DESC, s.at DESC
      LIMIT 100
      """, [.integer(number)]
    ) { row in
      TicketSuggestion(
        ticket: 0, candidate: 0, report: row.int64(0), candidateReport: row.int64(1), likelihood: row.double(2),
        words: row.text(3).split(separator: "\n").map(String.init), at: row.at(4), base: row.double(6),
        agreed: MatchAgreement(rawValue: UInt8(clamping: row.int64(7))), place: row.int(5))
    }
    var result: [TicketSuggestion] = []
    for var suggestion in found where result.count < 10 {
      // By the reports that were found alike: they may have been split off since.
      guard let left = try shownTicket(ofSequence: suggestion.report),
        let right = try shownTicket(ofSequence: suggestion.candidateReport), left != right
      else { continue }
      guard left == number || right == number else { continue }
      suggestion.ticket = number
      suggestion.candidate = left == number ? right : left
      if right == number { swap(&suggestion.report, &suggestion.candidateReport) }
      guard !result.contains(where: { $0.candidate == suggestion.candidate }) else { continue }
      result.append(suggestion)
    }
    return result
  }

  func openSuggestions(in apps: AppScope, base: Double, limit: Int) throws -> [TicketSuggestion] {
    try heldPairs(in: apps, base: base, limit: limit, withWords: true).map(\.suggestion)
  }

  /// One query for all of it: every list of tickets asks it.
  func heldPairs(in apps: AppScope, base: Double, limit: Int, withWords: Bool) throws -> [SuggestedPair] {
    var pairs: [SuggestedPair] = []
    // SQLite takes a partial index for no condition that is always false.
    guard apps != .only([]) else { return [] }
    try db.forEach(Self.heldPairs(in: apps, withWords: withWords), [.real(base), .int(max(0, limit))]) { row in
      let ticket = row.int64(0)
      // Its best one that holds.
      guard pairs.last?.suggestion.ticket != ticket else { return true }
      let suggestion = TicketSuggestion(
        ticket: ticket, candidate: row.int64(9), report: row.int64(1), candidateReport: row.int64(2),
        likelihood: row.double(3), words: row.text(4).split(separator: "\n").map(String.init), at: row.at(5),
        base: row.double(6), agreed: MatchAgreement(rawValue: UInt8(clamping: row.int64(7))), place: row.int(8))
      pairs.append(
        SuggestedPair(suggestion: suggestion, app: AppID(row.int64(10)), candidateIsResolved: row.bool(11)))
      return true
    }
    return pairs
  }

  /// By the reports that were found alike. A ticket that is merged, or whose report was split off, is no new ticket. Whether a ticket is
  /// open is asked for each by itself: joined, SQLite would read every ticket for a Bloom filter first.
  static func heldPairs(in apps: AppScope, withWords: Bool) -> String {
    """
    SELECT s.ticket, s.report, s.candidate_report, s.likelihood, \(withWords ? "s.words" : "''"), s.at, COALESCE(s.base, s.likelihood), s.agreed,
      s.place, COALESCE(cm.root, ch.ticket, cp.ticket) AS candidate, c.app, c.state = \(TicketState.resolved.code)
    FROM (
      SELECT s.ticket, s.candidate FROM suggestion AS s INDEXED BY suggestion_held
      WHERE s.dismissed_at IS NULL AND COALESCE(s.base, s.likelihood) >= ? AND EXISTS (
        SELECT 1 FROM ticket AS t INDEXED BY ticket_narrow
        WHERE t.number = s.ticket AND t.state = \(TicketState.open.code) AND \(apps.sql("t.app"))
      )
      ORDER BY s.ticket DESC, s.place, s.likelihood DESC
      LIMIT ?
    ) AS k
    CROSS JOIN suggestion AS s ON s.ticket = k.ticket AND +s.candidate = k.candidate
    CROSS JOIN placement AS p INDEXED BY placement_narrow ON p.report = s.report
    LEFT JOIN report_home AS h ON h.report = s.report
    LEFT JOIN ticket_root AS m ON m.ticket = COALESCE(h.ticket, p.ticket)
    CROSS JOIN placement AS cp INDEXED BY placement_narrow ON cp.report = s.candidate_report
    LEFT JOIN report_home AS ch ON ch.report = s.candidate_report
    LEFT JOIN ticket_root AS cm ON cm.ticket = COALESCE(ch.ticket, cp.ticket)
    CROSS JOIN ticket AS c INDEXED BY ticket_narrow ON c.number = COALESCE(cm.root, ch.ticket, cp.ticket)
    LEFT JOIN ticket_root AS own ON own.ticket = s.ticket
    WHERE own.root IS NULL AND COALESCE(m.root, h.ticket, p.ticket) = s.ticket AND c.number <> s.ticket
    ORDER BY s.ticket DESC, s.place, s.likelihood DESC
    """
  }

  func placedReports(after sequence: Int64, limit: Int) throws -> (reports: [PlacedReport], last: Int64?) {
    var last: Int64?
    let reports = try db.rows(
      """
      SELECT p.report, r.app, p.ticket, r.body FROM placement AS p
      JOIN report AS r ON r.sequence = p.report
      WHERE p.report > ?
      ORDER BY p.report
      LIMIT ?
      """, [.integer(sequence), .int(max(0, limit))]
    ) { row -> PlacedReport? in
      last = row.int64(0)
      // What a later version wrote and this one cannot read is not matched.
      guard let report = try? Report(decoding: row.blob(3)) else { return nil }
      return PlacedReport(sequence: row.int64(0), app: AppID(row.int64(1)), ticket: row.int64(2), report: report)
    }
    return (reports.compactMap { $0 }, last)
  }

  func shownTicket(ofSequence sequence: Int64) throws -> Int64? {
    let home = try db.first(
      """
      SELECT COALESCE(h.ticket, p.ticket) FROM placement AS p
      LEFT JOIN report_home AS h ON h.report = p.report
      WHERE p.report = ?
      """, [.integer(sequence)]
    ) { $0.int64(0) }
    return try home.map(finalTicket(of:))
  }

  func unmatchedReports(limit: Int) throws -> [(report: StoredReport, ticket: Int64)] {
    try db.rows(
      """
      SELECT \(StoredReport.columns), p.ticket FROM owed_advice AS o
      JOIN report AS r ON r.sequence = o.report
      JOIN placement AS p ON p.report = o.report
      ORDER BY o.report
      LIMIT ?
      """, [.int(max(0, limit))]
    ) { (try StoredReport(row: $0), $0.int64(7)) }
  }

  func matchSettings(app: AppID) throws -> MatchSettings {
    var settings = MatchSettings()
    try db.forEach(
      """
      SELECT nearly_same_text, attaches_same_error, suggestion_probability, suggestions, nearly_same_title, most_days,
        least_mass
      FROM match_setting
      WHERE app = ?
      """, [.app(app)]
    ) { row in
      settings.nearlySameText = Float(row.double(0))
      settings.attachesSameError = row.bool(1)
      settings.suggestionProbability = Float(row.double(2))
      settings.suggestions = row.int(3)
      settings.nearlySameTitle = Float(row.double(4))
      settings.mostDays = Float(row.double(5))
      settings.leastMass = Float(row.double(6))
      return false
    }
    return settings
  }
}

extension SQLiteWrites {
  func addSuggestions(_ suggestions: [TicketSuggestion]) throws {
    for (place, suggestion) in suggestions.enumerated() {
      try db.send(
        """
        INSERT INTO suggestion (ticket, candidate, report, candidate_report, place, likelihood, words, at, base, agreed)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """,
        [
          .integer(suggestion.ticket), .integer(suggestion.candidate), .integer(suggestion.report),
          .integer(suggestion.candidateReport), .int(place), .real(min(max(suggestion.likelihood, 0), 1)),
          .text(suggestion.words.joined(separator: "\n")), .at(suggestion.at), .real(min(max(suggestion.base, 0), 1)),
          .integer(Int64(suggestion.agreed.rawValue)),
        ], readsHold: true)
    }
  }

  func markUnmatched(report sequence: Int64) throws {
    try db.send(
      "INSERT INTO owed_advice (report) VALUES (?) ON CONFLICT DO NOTHING", [.integer(sequence)], readsHold: true)
  }

  func markMatched(report sequence: Int64) throws {
    try db.send("DELETE FROM owed_advice WHERE report = ?", [.integer(sequence)], readsHold: true)
  }

  func dismissSuggestion(ticket: Int64, candidate: Int64, at: Timestamp) throws -> Bool {
    try setDismissed(at, ticket, candidate) > 0
  }

  func restoreSuggestion(ticket: Int64, candidate: Int64) throws { _ = try setDismissed(nil, ticket, candidate) }

  /// Of every pair that is found as these two. Returns how many changed.
  private func setDismissed(_ moment: Timestamp?, _ ticket: Int64, _ candidate: Int64) throws -> Int {
    let (left, right) = (try finalTicket(of: ticket), try finalTicket(of: candidate))
    let lefts = try [left] + mergedTickets(of: left)
    let rights = try [right] + mergedTickets(of: right)
    var changed = 0
    for one in lefts {
      for other in rights {
        changed += try db.run(
          """
          UPDATE suggestion SET dismissed_at = ?3
          WHERE (dismissed_at IS NULL) = ?4
            AND ((ticket = ?1 AND candidate = ?2) OR (ticket = ?2 AND candidate = ?1))
          """,
          [.integer(one), .integer(other), moment.map { .at($0) } ?? .null, .bool(moment != nil)])
      }
    }
    return changed
  }

  func setMatchSettings(_ settings: MatchSettings, app: AppID) throws {
    try db.send(
      """
      INSERT INTO match_setting (
        app, nearly_same_text, attaches_same_error, suggestion_probability, suggestions, nearly_same_title, most_days,
        least_mass)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (app) DO UPDATE SET
        nearly_same_text = excluded.nearly_same_text, attaches_same_error = excluded.attaches_same_error,
        suggestion_probability = excluded.suggestion_probability, suggestions = excluded.suggestions,
        nearly_same_title = excluded.nearly_same_title, most_days = excluded.most_days,
        least_mass = excluded.least_mass
      """,
      [
        .app(app), .real(Double(settings.nearlySameText)), .bool(settings.attachesSameError),
        .real(Double(settings.suggestionProbability)), .int(settings.suggestions),
        .real(Double(settings.nearlySameTitle)), .real(Double(settings.mostDays)), .real(Double(settings.leastMass)),
      ])
  }
}
