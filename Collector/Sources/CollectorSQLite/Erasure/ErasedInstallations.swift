// Installations that erased everything, what one of them sent, and their mark, which answers reports that arrive later.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func isProven(app: AppID, installation: ReportID, secretHash: [UInt8]) throws -> Bool {
    guard let known = try installationSecretHash(app: app, installation: installation) else { return false }
    return SecretHash.areEqual(known, secretHash)
  }

  /// A digested report is found by its updates (it has one at least), another one among those that wait or stand aside:
  /// an index over all reports would cost every ingest a page of its own.
  func reports(ofInstallation installation: ReportID, app: AppID, after id: ReportID?, limit: Int) throws
    -> [StoredReport]
  {
    try db.rows(
      """
      SELECT \(StoredReport.columns) FROM report AS r
      WHERE r.id IN (
        SELECT report FROM reporter_update WHERE app = ?1 AND installation = ?2
        UNION
        SELECT w.id FROM pending AS p JOIN report AS w ON w.sequence = p.report
        WHERE w.app = ?1 AND w.installation = ?2
        UNION
        SELECT w.id FROM quarantine AS q JOIN report AS w ON w.sequence = q.report
        WHERE w.app = ?1 AND w.installation = ?2
        UNION
        SELECT w.id FROM kept_report AS k JOIN report AS w ON w.sequence = k.report
        WHERE k.released_at IS NULL AND w.app = ?1 AND w.installation = ?2
      ) AND r.app = ?1 AND r.installation = ?2 AND r.id > ?3
      ORDER BY r.id
      LIMIT ?4
      """, [.app(app), .id(installation), .blob(id?.bytes ?? []), .int(max(0, limit))],
      make: StoredReport.init(row:))
  }

  func updates(ofReports ids: [ReportID], installation: ReportID, app: AppID) throws -> [TicketUpdate] {
    guard let first = ids.min(), let last = ids.max() else { return [] }
    let wanted = Set(ids)
    return try withFiles(
      db.rows(
        """
        SELECT \(TicketUpdate.columns) FROM reporter_update AS u
        LEFT JOIN message AS m ON m.id = u.message
        WHERE u.app = ? AND u.installation = ? AND u.report BETWEEN ? AND ?
        ORDER BY u.sequence
        """, [.app(app), .id(installation), .id(first), .id(last)], make: TicketUpdate.row
      ).filter { wanted.contains($0.update.report) })
  }

  func unfinishedErasures(limit: Int) throws -> [ErasedInstallation] {
    try db.rows(
      "SELECT app, id, secret_hash FROM erased_installation WHERE done_at IS NULL ORDER BY at LIMIT ?",
      [.int(max(0, limit))]
    ) { ErasedInstallation(app: AppID($0.int64(0)), id: try $0.id(1), secretHash: $0.blob(2)) }
  }

  /// True for a secret with which everything was erased.
  func isErased(_ contact: InstallationContact) throws -> Bool {
    try db.first(
      "SELECT 1 FROM erased_installation WHERE app = ? AND id = ? AND secret_hash = ?",
      [.app(contact.app), .id(contact.id), .blob(contact.secretHash)]
    ) { _ in true } ?? false
  }
}

extension SQLiteWrites {
  func beginErasure(of contact: InstallationContact) throws -> Bool {
    let key: [SQLiteValue] = [.app(contact.app), .id(contact.id)]
    let isKnown = try isProven(app: contact.app, installation: contact.id, secretHash: contact.secretHash)
    let mark = key + [.blob(contact.secretHash)]
    try db.send(
      """
      INSERT INTO erased_installation (app, id, secret_hash, at, done_at, was_known) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      ON CONFLICT DO NOTHING
      """, mark + [.at(contact.at), isKnown ? .null : .at(contact.at), .bool(isKnown)])
    if isKnown {
      // Its last word on its own counts, then their sum without its name.
      try admit(contact)
      try keepCounts(of: key)
      // A block of it has nobody to be about any more, and must not keep its id.
      try db.send(
        """
        UPDATE sender_block SET installation = randomblob(16), ended_at = COALESCE(ended_at, ?3),
          ended_by = COALESCE(ended_by, 'its own erasure')
        WHERE app = ?1 AND installation = ?2
        """, key + [.at(contact.at)])
      try forgetActivity(of: contact.id, app: contact.app)
      try db.send("DELETE FROM installation_discard WHERE app = ? AND installation = ?", key)
      try db.send("DELETE FROM installation WHERE app = ? AND id = ?", key)
    }
    return try db.first(
      "SELECT 1 FROM erased_installation WHERE app = ? AND id = ? AND secret_hash = ? AND done_at IS NULL", mark
    ) { _ in true } ?? false
  }

  func finishErasure(of installation: ErasedInstallation, at: Timestamp) throws {
    // A report of it that was digested since the erasure began was counted.
    try forgetActivity(of: installation.id, app: installation.app)
    try db.send(
      """
      UPDATE erased_installation SET done_at = ?
      WHERE app = ? AND id = ? AND secret_hash = ? AND done_at IS NULL
      """, [.at(at), .app(installation.app), .id(installation.id), .blob(installation.secretHash)])
  }

  private func keepCounts(of key: [SQLiteValue]) throws {
    try db.send(
      """
      INSERT INTO erased_accounting (app, name, value)
      SELECT app, name, value FROM (
        SELECT app, 'captured' AS name, captured AS value FROM installation WHERE app = ?1 AND id = ?2
        UNION ALL SELECT app, 'delivered', delivered FROM installation WHERE app = ?1 AND id = ?2
        UNION ALL SELECT app, 'queued', queued FROM installation WHERE app = ?1 AND id = ?2
        UNION ALL
        SELECT app, 'discarded:' || reason, count FROM installation_discard WHERE app = ?1 AND installation = ?2
      ) WHERE value > 0
      ON CONFLICT (app, name) DO UPDATE SET value = value + excluded.value
      """, key)
  }
}
