// Watches of releases with what was seen of them, and counts of reports by version and day.
import CollectorCore
import CollectorEvidence
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func releaseWatches(of app: AppID, limit: Int) throws -> [ReleaseWatch] {
    try db.rows(
      """
      SELECT id, app, version, predecessor, source, first_day, flagged_at, is_over FROM release_watch
      WHERE app = ?
      ORDER BY id DESC
      LIMIT ?
      """, [.app(app), .int(max(0, limit))]
    ) { row in
      ReleaseWatch(
        id: row.int64(0), app: AppID(row.int64(1)), version: row.text(2), predecessor: row.text(3),
        source: try row.code(4), firstDay: row.int64(5), flaggedAt: row.atOrNil(6), isOver: row.bool(7))
    }
  }

  func releaseChannels(of watch: Int64) throws -> [ReleaseChannel] {
    try db.rows(
      "SELECT name, weight, state FROM release_channel WHERE watch = ? ORDER BY name", [.integer(watch)]
    ) { row in
      ReleaseChannel(name: row.text(0), weight: row.double(1), comparison: try row.comparison(2))
    }
  }

  func releasePlaces(of watch: Int64) throws -> [ReleasePlace] {
    try db.rows(
      "SELECT id, kind, name, state, flagged_at FROM release_place WHERE watch = ? ORDER BY id", [.integer(watch)]
    ) { row in
      ReleasePlace(
        id: row.int64(0), kind: try row.code(1), name: row.text(2), comparison: try row.comparison(3),
        flaggedAt: row.atOrNil(4))
    }
  }

  func releaseCursor() throws -> Int64 { try db.first("SELECT sequence FROM release_cursor") { $0.int64(0) } ?? 0 }

  func releaseReports(after sequence: Int64, receivedBefore moment: Timestamp, limit: Int) throws -> [ReleaseReport] {
    let rows = try db.rows(
      """
      SELECT r.sequence, r.app, r.installation, COALESCE(p.captured_at, r.received_at) / 86400000, r.body, c.pain
      FROM report AS r
      JOIN placement AS p ON p.report = r.sequence
      LEFT JOIN pain_report AS c ON c.report = r.sequence
      WHERE r.sequence > ? AND r.received_at < ?
      ORDER BY r.sequence
      LIMIT ?
      """, [.integer(sequence), .at(moment), .int(max(0, limit))]
    ) { row in
      // What a later version wrote and this one cannot read counts without a page.
      let report = try? Report(decoding: row.blob(4))
      return ReleaseReport(
        sequence: row.int64(0), app: AppID(row.int64(1)), installation: row.isNull(2) ? nil : try row.id(2),
        capturedDay: row.int64(3), kind: report?.kind ?? .problem, page: report?.page, pain: row.int64OrNil(5),
        error: report?.error?.type)
    }
    return rows
  }

  func contactDays(of app: AppID, days: ClosedRange<Int64>) throws -> [ContactDay] {
    try db.rows(
      """
      SELECT day, version, channel, contacts FROM contact_day
      WHERE app = ? AND day BETWEEN ? AND ?
      ORDER BY day, version, channel
      """, [.app(app), .integer(days.lowerBound), .integer(days.upperBound)]
    ) { ContactDay(day: $0.int64(0), version: $0.text(1), channel: $0.text(2), contacts: $0.int64(3)) }
  }
}

extension SQLiteWrites {
  func addReleaseWatch(_ watch: ReleaseWatch, channels: [ReleaseChannel]) throws -> Int64? {
    let isNew =
      try db.run(
        """
        INSERT OR IGNORE INTO release_watch (app, version, predecessor, source, first_day, flagged_at, is_over)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .app(watch.app), .text(watch.version), .text(watch.predecessor), .code(watch.source),
          .integer(watch.firstDay),
          .at(watch.flaggedAt), .integer(watch.isOver ? 1 : 0),
        ]) == 1
    guard isNew else { return nil }
    let id = try db.lastInsertRowID
    for channel in channels { try saveReleaseChannel(channel, of: id) }
    return id
  }

  func saveReleaseWatch(_ watch: ReleaseWatch) throws {
    try db.send(
      "UPDATE release_watch SET flagged_at = COALESCE(flagged_at, ?), is_over = ? WHERE id = ?",
      [.at(watch.flaggedAt), .integer(watch.isOver ? 1 : 0), .integer(watch.id)])
  }

  func saveReleaseChannel(_ channel: ReleaseChannel, of watch: Int64) throws {
    try db.send(
      "INSERT OR REPLACE INTO release_channel (watch, name, weight, state) VALUES (?, ?, ?, ?)",
      [.integer(watch), .text(channel.name), .real(channel.weight), .blob(channel.comparison.stored)])
  }

  @discardableResult
  func saveReleasePlace(_ place: ReleasePlace, of watch: Int64) throws -> Int64 {
    guard place.id == 0 else {
      try db.send(
        "UPDATE release_place SET state = ?, flagged_at = COALESCE(flagged_at, ?) WHERE id = ?",
        [.blob(place.comparison.stored), .at(place.flaggedAt), .integer(place.id)])
      return place.id
    }
    try db.run(
      "INSERT INTO release_place (watch, kind, name, state, flagged_at) VALUES (?, ?, ?, ?, ?)",
      [
        .integer(watch), .code(place.kind), .text(place.name), .blob(place.comparison.stored), .at(place.flaggedAt),
      ])
    return try db.lastInsertRowID
  }

  func noteReleaseContact(_ installation: ReportID, isNew: Bool, of watch: Int64) throws -> Bool {
    try db.run(
      "INSERT OR IGNORE INTO release_contact (watch, is_new, installation) VALUES (?, ?, ?)",
      [.integer(watch), .integer(isNew ? 1 : 0), .id(installation)]) == 1
  }

  func setReleasePage(_ page: Int64, ofContact installation: ReportID, isNew: Bool, of watch: Int64) throws {
    try db.send(
      "UPDATE release_contact SET page = ? WHERE watch = ? AND is_new = ? AND installation = ?",
      [.integer(page), .integer(watch), .integer(isNew ? 1 : 0), .id(installation)])
  }

  func countContact(_ contact: ContactDay, app: AppID) throws {
    try db.send(
      """
      INSERT INTO contact_day (app, day, version, channel, contacts) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (app, day, version, channel) DO UPDATE SET contacts = contacts + excluded.contacts
      """,
      [
        .app(app), .integer(contact.day), .text(contact.version), .text(contact.channel), .integer(contact.contacts),
      ])
  }

  func forgetReleaseContacts(app: AppID, beganBefore day: Int64) throws {
    try db.send(
      "DELETE FROM release_contact WHERE watch IN (SELECT id FROM release_watch WHERE app = ? AND first_day < ?)",
      [.app(app), .integer(day)])
  }

  func setReleaseCursor(_ sequence: Int64) throws {
    try db.send("UPDATE release_cursor SET sequence = MAX(sequence, ?)", [.integer(sequence)])
  }
}

extension Row {
  fileprivate func comparison(_ column: Int) throws -> RateComparison {
    guard let comparison = RateComparison(stored: blob(column), mixture: .release) else {
      throw StoreError.failed("The database holds evidence of a release in a form that this program does not know.")
    }
    return comparison
  }
}

extension ReleasePlace.Kind: Coded {
  static var known: [ReleasePlace.Kind] { allCases }
  var code: Int64 {
    switch self {
    case .page: 0
    case .pain: 1
    case .error: 2
    }
  }
}
