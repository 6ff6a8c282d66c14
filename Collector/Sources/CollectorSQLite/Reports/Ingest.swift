// The hot path: reports to disk. A report is one row at the end of its table and one short row that says it is pending.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteWrites {
  func ingest(_ job: IngestJob) throws -> [IngestOutcome] {
    if let contact = job.contact, try !admit(contact) { return job.reports.map { _ in .erased } }
    return try job.reports.map(insert)
  }

  func insert(_ report: IncomingReport) throws -> IngestOutcome {
    if let outcome = try answerOfTombstone(to: report) { return outcome }
    let id = SQLiteValue.id(report.id)
    let inserted = try db.run(
      """
      INSERT INTO report (id, app, installation, received_at, sent_at, body) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO NOTHING
      """, [id, .app(report.app), .id(report.installation), .at(report.receivedAt), .at(report.sentAt)],
      lending: report.body)
    guard inserted == 1 else { return try outcome(ofRepeated: report) }
    try db.send(
      "INSERT INTO pending (report, reference) VALUES (?, ?)",
      [.integer(try db.lastInsertRowID), .integer(report.id.reference.number)])
    noteReceived(app: report.app)
    return .accepted
  }

  /// For a report whose id is here already.
  func outcome(ofRepeated report: IncomingReport) throws -> IngestOutcome {
    // Its words differ from those that its app still has.
    if try isRedacted(report) { return .duplicate }
    return try db.first(
      "SELECT app = ?, body = ? FROM report WHERE id = ?",
      [.app(report.app), .blob(report.body), .id(report.id)]
    ) { IngestOutcome.ofRepeat(sameApp: $0.bool(0), sameBytes: $0.bool(1)) } ?? .conflict
  }

  /// Nil when no tombstone speaks of the report; one that an installation put ahead of its report says nothing about those of
  /// others. Whether there are tombstones at all is asked once in a transaction: what erases comes after its ingest.
  func answerOfTombstone(to report: IncomingReport) throws -> IngestOutcome? {
    if lookups.hasTombstones == nil {
      lookups.hasTombstones = try db.first("SELECT EXISTS (SELECT 1 FROM tombstone)") { $0.bool(0) }
    }
    guard lookups.hasTombstones != false else { return nil }
    return try db.first(
      "SELECT app = ?2 FROM tombstone WHERE id = ?1 AND (installation IS NULL OR installation IS ?3)",
      [.id(report.id), .app(report.app), .id(report.installation)]
    ) { IngestOutcome.ofErased(sameApp: $0.bool(0)) }
  }

  func countRefused(_ reason: String, by count: Int64) throws {
    guard count > 0 else { return }
    try db.send(
      """
      INSERT INTO refusal (reason, count) VALUES (?, ?)
      ON CONFLICT (reason) DO UPDATE SET count = count + excluded.count
      """, [.text(reason), .integer(count)])
  }
}

extension SQLiteTables {
  func counts(in apps: AppScope) throws -> IngestCounts {
    try settleTallies()
    var counts = IngestCounts()
    try db.forEach(
      """
      SELECT TOTAL(received), TOTAL(opened), TOTAL(attached), TOTAL(quarantined), TOTAL(erased), TOTAL(wished),
        TOTAL(swept), TOTAL(kept_back)
      FROM tally
      WHERE \(apps.sql("app"))
      """
    ) { row in
      counts.received = row.int64(0)
      counts.opened = row.int64(1)
      counts.attached = row.int64(2)
      counts.quarantined = row.int64(3)
      counts.erased = row.int64(4)
      counts.wished = row.int64(5)
      counts.swept = row.int64(6)
      counts.keptBack = row.int64(7)
      counts.pending =
        counts.received - counts.opened - counts.attached - counts.quarantined - counts.erased - counts.keptBack
      return false
    }
    guard apps == .all else { return counts }
    try db.forEach("SELECT reason, count FROM refusal") { row in
      counts.refused[row.text(0)] = row.int64(1)
      return true
    }
    return counts
  }
}
