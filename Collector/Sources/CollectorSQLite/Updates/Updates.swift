// What goes back to reporters: one short row for each report, and the words once for all of them.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func updates(app: AppID, installation: ReportID, after sequence: Int64, limit: Int) throws -> [TicketUpdate] {
    try withFiles(
      db.rows(
        """
        SELECT \(TicketUpdate.columns) FROM reporter_update AS u
        LEFT JOIN message AS m ON m.id = u.message
        WHERE u.app = ? AND u.installation = ? AND u.sequence > ?
        ORDER BY u.sequence
        LIMIT ?
        """, [.app(app), .id(installation), .integer(sequence), .int(max(0, limit))], make: TicketUpdate.row))
  }

  func reports(toldOfEvent event: Int64) throws -> [StoredReport] {
    try db.rows(
      """
      SELECT \(StoredReport.columns) FROM message AS m
      JOIN reporter_update AS u ON u.message = m.id
      JOIN report AS r ON r.id = u.report
      WHERE m.event = ?
      ORDER BY u.sequence
      """, [.integer(event)], make: StoredReport.init(row:))
  }

  func newestUpdate() throws -> Int64 {
    try db.first("SELECT MAX(sequence) FROM reporter_update") { $0.int64(0) } ?? 0
  }

  func toldInstallations(after sequence: Int64) throws -> (
    newest: Int64?, installations: [(app: AppID, installation: ReportID)]
  ) {
    var newest: Int64?
    let found = try db.rows(
      """
      SELECT app, installation, MAX(sequence) FROM (
        SELECT app, installation, sequence FROM reporter_update WHERE sequence > ? ORDER BY sequence LIMIT 10000
      )
      GROUP BY app, installation
      """, [.integer(sequence)]
    ) { row in
      newest = max(newest ?? 0, row.int64(2))
      return (app: AppID(row.int64(0)), installation: try row.id(1))
    }
    return (newest, found)
  }

  /// Names the files that came with the words.
  func withFiles(_ rows: [(update: TicketUpdate, event: Int64?)]) throws -> [TicketUpdate] {
    var known: [Int64: [AttachmentInfo]] = [:]
    return try rows.map { update, event in
      guard let event else { return update }
      let files = try known[event] ?? staffFiles(ofEvent: event)
      known[event] = files
      var update = update
      update.attachments = files
      return update
    }
  }
}

extension TicketUpdate {
  static let columns = """
    u.sequence, u.report, u.kind, u.at, u.ticket, m.text, m.by, m.uid, m.revises, m.personal, m.version, m.event
    """

  /// The update without its files, and the event that names them.
  static func row(_ row: Row) throws -> (update: TicketUpdate, event: Int64?) {
    let update = TicketUpdate(
      sequence: row.int64(0), report: try row.id(1), kind: try row.code(2), at: row.at(3), ticket: row.int64OrNil(4),
      message: row.textOrNil(5), by: row.textOrNil(6), id: try row.idOrNil(7), revises: try row.idOrNil(8),
      isPersonal: row.int64OrNil(9) == 1, version: row.textOrNil(10))
    return (update, row.int64OrNil(11))
  }
}

extension SQLiteWrites {
  func appendUpdate(_ kind: TicketUpdate.Kind, report: StoredReport, ticket: Int64?, _ told: Told, at: Timestamp) throws
  {
    guard let installation = report.installation else { return }
    let message = try store(told, at: at)
    try db.send(
      """
      INSERT INTO reporter_update (app, installation, report, kind, at, ticket, message)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .app(report.app), .id(installation), .id(report.id), .code(kind), .at(at), .integer(ticket), .integer(message),
      ], readsHold: true)
    try noteTold(message, 1)
  }

  func appendUpdates(_ kind: TicketUpdate.Kind, ticket: Int64, _ told: Told, at: Timestamp) throws {
    let message = try store(told, at: at)
    let count = try db.run(
      """
      INSERT INTO reporter_update (app, installation, report, kind, at, ticket, message)
      SELECT r.app, r.installation, r.id, ?2, ?3, ?1, ?4
      FROM (\(Self.reportsShown(isPlain: try isUnlinked(ticket)))) AS s
      JOIN report AS r ON r.sequence = s.report
      WHERE r.installation IS NOT NULL
      ORDER BY s.report
      """, [.integer(ticket), .code(kind), .at(at), .integer(message)])
    try noteTold(message, count)
  }

  func appendCorrections(_ told: Told, at: Timestamp) throws {
    guard let event = told.revises else { return }
    // One message for all, or one for each where its fields differed; none when nobody is left who was told.
    let first = try db.rows("SELECT id, uid FROM message WHERE event = ? ORDER BY id", [.integer(event)]) {
      (id: $0.int64(0), uid: $0.blobOrNil(1))
    }
    for (id, uid) in first { try correct(id, uid, told, at: at) }
  }

  func appendCorrection(_ told: Told, to report: StoredReport, at: Timestamp) throws {
    guard let event = told.revises, let installation = report.installation else { return }
    let first = try db.first(
      """
      SELECT m.id, m.uid FROM message AS m
      JOIN reporter_update AS u ON u.message = m.id
      WHERE m.event = ? AND u.app = ? AND u.installation = ? AND u.report = ?
      ORDER BY m.id
      LIMIT 1
      """, [.integer(event), .app(report.app), .id(installation), .id(report.id)]
    ) { (id: $0.int64(0), uid: $0.blobOrNil(1)) }
    if let first { try correct(first.id, first.uid, told, only: report.id, at: at) }
  }

  /// Tells whoever got a message, or one report of them, other words in its place.
  private func correct(
    _ id: Int64, _ uid: [UInt8]?, _ told: Told, only report: ReportID? = nil, at: Timestamp
  ) throws {
    let message = try store(told, revises: uid, at: at)
    let count = try db.run(
      """
      INSERT INTO reporter_update (app, installation, report, kind, at, ticket, message)
      SELECT app, installation, report, ?2, ?3, ticket, ?4 FROM reporter_update
      WHERE message = ?1 AND (?5 IS NULL OR report = ?5)
      ORDER BY sequence
      """,
      [.integer(id), .code(TicketUpdate.Kind.corrected), .at(at), .integer(message), .id(report)])
    try noteTold(message, count)
  }

  private func store(_ told: Told, revises: [UInt8]? = nil, at: Timestamp) throws -> Int64? {
    if told.isEmpty { return nil }
    // What staff wrote has an identity of its own; what the system adds to an update needs none.
    let id: ReportID? =
      told.event == nil ? nil : ReportID(at: at, random: (.random(in: 0 ... .max), .random(in: 0 ... .max)))
    return try db.insert(
      "INSERT INTO message (text, by, uid, revises, event, personal, version) VALUES (?, ?, ?, ?, ?, ?, ?)",
      [
        .text(told.text), .text(told.by), .id(id), revises.map { .blob($0) } ?? .null, .integer(told.event),
        .bool(told.isPersonal), .text(told.version),
      ], readsHold: true)
  }

  private func noteTold(_ message: Int64?, _ count: Int) throws {
    guard let message, count > 0 else { return }
    try db.send("UPDATE message SET told = told + ? WHERE id = ?", [.int(count), .integer(message)], readsHold: true)
  }
}
