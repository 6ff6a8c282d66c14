// Reports as stored, the ones that wait for the digest, and the ones that no digest could read.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func report(_ id: ReportID) throws -> StoredReport? {
    try db.first(
      "SELECT \(StoredReport.columns) FROM report AS r WHERE r.id = ?", [.id(id)], make: StoredReport.init(row:))
  }

  /// Digested reports are found by their words' index, the others among those that wait.
  func reports(withReference reference: Reference) throws -> [StoredReport] {
    try settleWords()
    return try db.rows(
      """
      SELECT \(StoredReport.columns) FROM report AS r
      WHERE r.sequence IN (
        SELECT rowid FROM report_words WHERE report_words MATCH ?
        UNION SELECT report FROM pending WHERE reference = ?
        UNION SELECT report FROM quarantine WHERE reference = ?
        UNION SELECT report FROM kept_report WHERE reference = ? AND released_at IS NULL
      )
      ORDER BY r.sequence
      """, [.text(SearchWords.query(reference))] + [SQLiteValue](repeating: .integer(reference.number), count: 3),
      make: StoredReport.init(row:))
  }

  func reports(ofTicket number: Int64, offset: Int, limit: Int) throws -> [StoredReport] {
    try db.rows(
      """
      SELECT \(StoredReport.columns) FROM (\(Self.reportsShown(isPlain: try isUnlinked(number)))) AS s
      JOIN report AS r ON r.sequence = s.report
      ORDER BY s.report DESC
      LIMIT ? OFFSET ?
      """, [.integer(number), .int(max(0, limit)), .int(max(0, offset))], make: StoredReport.init(row:))
  }

  func placement(of report: ReportID) throws -> Placement? {
    try db.first(
      """
      SELECT p.report, p.ticket, p.mechanism, p.at, p.reporter, p.captured_at FROM report AS r
      JOIN placement AS p ON p.report = r.sequence
      WHERE r.id = ?
      """, [.id(report)]
    ) {
      Placement(
        report: $0.int64(0), ticket: $0.int64(1), mechanism: $0.text(2), at: $0.at(3), reporter: $0.blobOrNil(4),
        capturedAt: $0.atOrNil(5))
    }
  }

  func pendingReports(in apps: AppScope, after sequence: Int64, limit: Int) throws -> [StoredReport] {
    try db.rows(
      """
      SELECT \(StoredReport.columns) FROM pending AS p
      JOIN report AS r ON r.sequence = p.report
      WHERE p.report > ? AND \(apps.sql("r.app"))
      ORDER BY p.report
      LIMIT ?
      """, [.integer(sequence), .int(max(0, limit))], make: StoredReport.init(row:))
  }

  func pendingSequences(in apps: AppScope, limit: Int) throws -> [Int64] {
    try db.rows(
      "SELECT report FROM pending \(Self.ofApps(apps)) ORDER BY report LIMIT ?", [.int(max(0, limit))]
    ) { $0.int64(0) }
  }

  func pendingCount(in apps: AppScope, upTo limit: Int) throws -> Int {
    try db.first(
      "SELECT COUNT(*) FROM (SELECT 1 FROM pending \(Self.ofApps(apps)) LIMIT ?)", [.int(max(0, limit))]
    ) { $0.int(0) } ?? 0
  }

  /// All apps need no look at the reports.
  private static func ofApps(_ apps: AppScope) -> String {
    apps == .all ? "" : "WHERE \(apps.sql("(SELECT app FROM report WHERE sequence = pending.report)"))"
  }

  func quarantine(in apps: AppScope, offset: Int, limit: Int) throws -> [(report: StoredReport, reason: String)] {
    try db.rows(
      """
      SELECT \(StoredReport.columns), q.reason FROM quarantine AS q
      JOIN report AS r ON r.sequence = q.report
      WHERE \(apps.sql("r.app"))
      ORDER BY q.report DESC
      LIMIT ? OFFSET ?
      """, [.int(max(0, limit)), .int(max(0, offset))]
    ) { (try StoredReport(row: $0), $0.text(7)) }
  }
}

extension SQLiteWrites {
  func quarantine(report sequence: Int64, reason: String, at: Timestamp) throws {
    let reference = try db.first("SELECT reference FROM pending WHERE report = ?", [.integer(sequence)]) { $0.int64(0) }
    try takeFromPending(sequence)
    try db.send(
      "INSERT INTO quarantine (report, reference, reason, at) VALUES (?, ?, ?, ?)",
      [.integer(sequence), .integer(reference), .text(reason), .at(at)])
    try db.send(
      """
      UPDATE tally SET quarantined = quarantined + 1
      WHERE app = (SELECT app FROM report WHERE sequence = ?)
      """, [.integer(sequence)])
  }

  func takeFromPending(_ sequence: Int64) throws {
    try db.send(
      "DELETE FROM pending WHERE report = ?", [.integer(sequence)], readsHold: true,
      orElse: StoreError.notPending(sequence))
  }
}

extension StoredReport {
  static let columns = "r.sequence, r.id, r.app, r.installation, r.received_at, r.sent_at, r.body"

  init(row: Row) throws {
    self.init(
      sequence: row.int64(0), id: try row.id(1), app: AppID(row.int64(2)), installation: try row.idOrNil(3),
      receivedAt: row.at(4), sentAt: row.atOrNil(5), body: row.blob(6))
  }
}
