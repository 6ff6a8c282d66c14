// What staff decided on suggestions: a row for each decided pair, without words, and the counts of each app. Both change together.
import CollectorCore
import TellbackMatch
import TellbackSQLite

extension SQLiteTables {
  func decisionHistory(app: AppID) throws -> DecisionHistory {
    var history = DecisionHistory()
    try db.forEach(
      "SELECT band, agreed, decided, confirmed, expected FROM decision_count WHERE app = ?", [.app(app)]
    ) { row in
      history.add(
        DecisionHistory.Count(decided: row.int64(2), confirmed: row.int64(3), expected: row.int64(4)),
        band: row.int(0), agreed: MatchAgreement(rawValue: UInt8(clamping: row.int64(1))))
      return true
    }
    return history
  }

  func decidablePairs(touching tickets: [Int64]) throws -> [DecidablePair] {
    var found: [DecidablePair] = []
    var roots = Set<Int64>()
    for root in try tickets.map(finalTicket(of:)) where roots.insert(root).inserted {
      found += try db.rows(Self.pairs, [.integer(root)], make: DecidablePair.init(row:))
    }
    // A pair between two of the families is found by both.
    var seen = Set<[Int64]>()
    return found.filter { seen.insert([$0.ticket, $0.candidate]).inserted }
  }

  private static var pairs: String {
    """
    SELECT s.ticket, s.candidate, t.app, COALESCE(s.base, s.likelihood), s.agreed, s.dismissed_at IS NOT NULL, d.is_same
    FROM (\(touching("suggestion"))) AS s
    JOIN ticket AS t ON t.number = s.ticket
    LEFT JOIN decision AS d ON d.ticket = s.ticket AND d.candidate = s.candidate
    WHERE s.place = 0
    UNION ALL
    -- Whose suggestion went with an erased report: somebody said no where no stands.
    SELECT d.ticket, d.candidate, d.app, d.expected / 1000000.0, d.agreed, d.is_same = 0, d.is_same
    FROM (\(touching("decision"))) AS d
    WHERE NOT EXISTS (SELECT 1 FROM suggestion AS s WHERE s.ticket = d.ticket AND s.candidate = d.candidate)
    """
  }

  /// Rows of a table of pairs in which a ticket of the family is one. Each by its own index: for one or the other PostgreSQL would read
  /// all pairs.
  static func touching(_ table: String) -> String {
    "SELECT * FROM \(table) WHERE ticket IN \(family) UNION SELECT * FROM \(table) WHERE candidate IN \(family)"
  }
}

extension SQLiteWrites {
  func setDecision(_ isSame: Bool?, on pair: DecidablePair) throws {
    let key: [SQLiteValue] = [.integer(pair.ticket), .integer(pair.candidate)]
    try db.send(
      """
      UPDATE decision_count SET
        decided = decided - 1, confirmed = confirmed - d.is_same, expected = decision_count.expected - d.expected
      FROM decision AS d
      WHERE d.ticket = ? AND d.candidate = ? AND decision_count.app = d.app AND decision_count.band = d.band
        AND decision_count.agreed = d.agreed
      """, key)
    try db.send("DELETE FROM decision WHERE ticket = ? AND candidate = ?", key)
    guard let isSame else { return }
    try db.send(
      """
      INSERT INTO decision (ticket, candidate, app, band, agreed, expected, is_same) VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      key + [
        .app(pair.app), .int(DecisionHistory.band(of: pair.base)), .integer(Int64(pair.agreed.rawValue)),
        .integer(DecisionHistory.expected(of: pair.base)), .bool(isSame),
      ])
    try db.send(
      """
      INSERT INTO decision_count (app, band, agreed, decided, confirmed, expected)
      SELECT app, band, agreed, 1, is_same, expected FROM decision WHERE ticket = ? AND candidate = ?
      ON CONFLICT (app, band, agreed) DO UPDATE SET
        decided = decided + 1, confirmed = confirmed + excluded.confirmed, expected = expected + excluded.expected
      """, key)
  }
}

extension DecidablePair {
  fileprivate init(row: Row) {
    self.init(
      ticket: row.int64(0), candidate: row.int64(1), app: AppID(row.int64(2)), base: row.double(3),
      agreed: MatchAgreement(rawValue: UInt8(clamping: row.int64(4))), isDismissed: row.bool(5),
      isSame: row.isNull(6) ? nil : row.bool(6))
  }
}
