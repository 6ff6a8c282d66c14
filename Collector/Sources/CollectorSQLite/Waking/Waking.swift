// Waits for a release and for the reporter: columns of the ticket, each with an index of those that wait.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func ticketsWaitingForRelease(of app: AppID) throws -> [(ticket: Int64, version: String)] {
    try db.rows(
      """
      SELECT number, waits_on FROM ticket INDEXED BY ticket_waits_for_release
      WHERE app = ? AND waits_for = 2 AND number NOT IN (SELECT ticket FROM ticket_root)
      ORDER BY number
      """, [.app(app)]
    ) { (ticket: $0.int64(0), version: $0.text(1)) }
  }

  func tickets(waitingForReporterSince moment: Timestamp, areReminded: Bool, limit: Int) throws -> [Int64] {
    let since = areReminded ? "reminded_at" : "waits_since"
    return try db.rows(
      "SELECT number \(Self.unanswered(areReminded)) AND \(since) <= ? ORDER BY \(since), number LIMIT ?",
      [.at(moment), .int(max(0, limit))]
    ) { $0.int64(0) }
  }

  func oldestWaitForReporter(isReminded: Bool) throws -> Timestamp? {
    let since = isReminded ? "reminded_at" : "waits_since"
    return try db.first("SELECT MIN(\(since)) \(Self.unanswered(isReminded))") { $0.atOrNil(0) } ?? nil
  }

  private static func unanswered(_ isReminded: Bool) -> String {
    """
    FROM ticket INDEXED BY ticket_waits_for_reporter
    WHERE waits_for = 0 AND reminded_at IS \(isReminded ? "NOT " : "")NULL
      AND number NOT IN (SELECT ticket FROM ticket_root)
    """
  }
}

extension SQLiteWrites {
  func setReminded(ticket number: Int64, at: Timestamp) throws {
    try db.send(
      "UPDATE ticket SET reminded_at = ?2, changed_at = MAX(changed_at, ?2) WHERE number = ?1 AND waits_for = 0",
      [.integer(number), .at(at)])
  }
}
