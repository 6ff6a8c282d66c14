// One reporter and one organisation: their reports with where they stand, and the notes about them.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func standings(of subject: ReportSubject, offset: Int, limit: Int) throws -> StandingPage {
    let (reports, values) = Self.reports(of: subject)
    var page = StandingPage()
    // Where a report is shown, merges and splits followed; open ones first, those that came first before all others.
    let rows = try db.rows(
      """
      SELECT r.sequence, t.number, t.number IS NOT NULL AND t.state <> 2 FROM (\(reports)) AS w
      JOIN report AS r ON r.sequence = w.sequence
      LEFT JOIN placement AS p ON p.report = r.sequence
      LEFT JOIN report_home AS h ON h.report = p.report
      LEFT JOIN ticket_root AS m ON m.ticket = COALESCE(h.ticket, p.ticket)
      LEFT JOIN ticket AS t ON t.number = COALESCE(m.root, h.ticket, p.ticket)
      ORDER BY 3 DESC, CASE WHEN t.state <> 2 THEN r.received_at ELSE -r.received_at END, r.sequence
      """, values
    ) { (sequence: $0.int64(0), ticket: $0.int64OrNil(1), isOpen: $0.bool(2)) }
    (page.total, page.open) = (rows.count, rows.count { $0.isOpen })
    try count(rows.map(\.sequence), in: &page)
    page.standings = try rows.dropFirst(max(0, offset)).prefix(max(0, limit)).compactMap {
      try standing(of: $0.sequence, ticket: $0.ticket)
    }
    return page
  }

  /// The sequences of a subject's reports. A body that is no JSON names nobody.
  private static func reports(of subject: ReportSubject) -> (sql: String, values: [SQLiteValue]) {
    func named(_ key: String) -> String {
      """
      CASE WHEN json_valid(CAST(r.body AS TEXT)) THEN NULLIF(json_extract(CAST(r.body AS TEXT), '$.\(key)'), '') END
      """
    }
    switch subject {
    case .reporter(let reporter):
      return (
        """
        SELECT r.sequence FROM report AS r
        WHERE r.id IN (SELECT report FROM reporter_update WHERE app = ?1 AND installation = ?2)
          AND r.app = ?1 AND r.installation = ?2 AND \(named("user")) IS ?3
        """, [.app(reporter.app), .id(reporter.installation), .text(reporter.user)]
      )
    case .segment(let name, let app):
      return (
        """
        SELECT r.sequence FROM facet AS f
        JOIN ticket_segment AS s ON s.facet = f.id
        JOIN placement AS q ON q.ticket = s.ticket
        JOIN report AS r ON r.sequence = q.report
        WHERE f.app = ?1 AND f.sort = \(FacetSort.segment.rawValue) AND f.name = ?2 AND \(named("segment")) IS ?2
        """, [.app(app), .text(name)]
      )
    }
  }

  /// Of each report the newest verdict and rating count.
  private func count(_ sequences: [Int64], in page: inout StandingPage) throws {
    let list = "[" + sequences.map(String.init).joined(separator: ",") + "]"
    try db.forEach(
      """
      SELECT m.kind, COUNT(*), TOTAL(m.helped), TOTAL(m.stars) FROM (
        SELECT MAX(f.sequence) AS newest FROM json_each(?) AS s
        JOIN reporter_message AS f ON f.report = s.value AND f.kind IN (2, 3)
        GROUP BY f.report, f.kind
      ) AS n
      JOIN reporter_message AS m ON m.sequence = n.newest
      GROUP BY m.kind
      """, [.text(list)]
    ) { row in
      if row.int64(0) == 2 {
        (page.helped, page.notHelped) = (row.int(2), row.int(1) - row.int(2))
      } else {
        (page.ratings, page.stars) = (row.int(1), row.int(3))
      }
      return true
    }
  }

  private func standing(of sequence: Int64, ticket: Int64?) throws -> ReportStanding? {
    let key: [SQLiteValue] = [.integer(sequence)]
    let stored = try db.first(
      "SELECT \(StoredReport.columns) FROM report AS r WHERE r.sequence = ?", key, make: StoredReport.init(row:))
    guard let stored else { return nil }
    func newest(_ column: String, kind: Int) throws -> Int64? {
      try db.first(
        "SELECT \(column) FROM reporter_message WHERE report = ? AND kind = \(kind) ORDER BY sequence DESC LIMIT 1", key
      ) { $0.int64OrNil(0) } ?? nil
    }
    let said = try db.first(
      """
      SELECT COUNT(*), MAX(CASE WHEN text IS NOT NULL THEN received_at END) FROM reporter_message
      WHERE report = ? AND kind <> 1
      """, key
    ) { (count: $0.int(0), at: $0.atOrNil(1)) }
    var told: Timestamp?
    if let installation = stored.installation {
      told =
        try db.first(
          """
          SELECT MAX(u.at) FROM reporter_update AS u
          JOIN message AS m ON m.id = u.message
          WHERE u.app = ? AND u.installation = ? AND u.report = ? AND m.event IS NOT NULL AND m.text IS NOT NULL
          """, [.app(stored.app), .id(installation), .id(stored.id)]
        ) { $0.atOrNil(0) } ?? nil
    }
    return ReportStanding(
      stored: stored, ticket: try ticket.flatMap { try self.ticket($0) },
      saidAt: max(stored.receivedAt, said?.at ?? stored.receivedAt), toldAt: told, messages: said?.count ?? 0,
      helped: try newest("helped", kind: 2).map { $0 == 1 }, stars: try newest("stars", kind: 3).map(Int.init))
  }

  // MARK: Notes

  func notes(about subject: ReportSubject) throws -> [SubjectNote] {
    switch subject {
    case .reporter(let reporter):
      try notes(
        "app = ? AND installation = ? AND user IS ?",
        [.app(reporter.app), .id(reporter.installation), .text(reporter.user)])
    case .segment(let name, let app):
      try notes("app = ? AND segment = ?", [.app(app), .text(name)])
    }
  }

  func note(_ id: Int64) throws -> SubjectNote? { try notes("id = ?", [.integer(id)]).first }

  private func notes(_ condition: String, _ values: [SQLiteValue]) throws -> [SubjectNote] {
    try db.rows(
      """
      SELECT id, app, installation, user, segment, account, by, at, text FROM subject_note
      WHERE \(condition)
      ORDER BY id
      """, values
    ) { row in
      let app = AppID(row.int64(1))
      let subject: ReportSubject =
        try row.idOrNil(2).map { .reporter(ReporterIdentity(app: app, installation: $0, user: row.textOrNil(3))) }
        ?? .segment(row.text(4), app)
      return SubjectNote(
        id: row.int64(0), subject: subject, account: row.int64(5), by: row.text(6), at: row.at(7), text: row.text(8))
    }
  }
}

extension SQLiteWrites {
  func addNote(_ note: SubjectNote) throws -> Int64 {
    let (installation, user, segment): (ReportID?, String?, String?) =
      switch note.subject {
      case .reporter(let reporter): (reporter.installation, reporter.user, nil)
      case .segment(let name, _): (nil, nil, name)
      }
    try db.run(
      """
      INSERT INTO subject_note (app, installation, user, segment, account, by, at, text)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .app(note.subject.app), .id(installation), .text(user), .text(segment), .integer(note.account),
        .text(note.by), .at(note.at), .text(note.text),
      ])
    return try db.lastInsertRowID
  }

  func removeNote(_ id: Int64) throws -> Bool {
    try db.run("DELETE FROM subject_note WHERE id = ?", [.integer(id)]) == 1
  }

  /// A report was erased: notes go with the last one of whom they are about.
  func forgetNotes(aboutReporterOf report: StoredReport) throws {
    guard let reporter = ReporterIdentity(of: report) else { return }
    let subject = ReportSubject.reporter(reporter)
    guard try !notes(about: subject).isEmpty, try standings(of: subject, offset: 0, limit: 0).total == 0 else { return }
    for note in try notes(about: subject) { _ = try removeNote(note.id) }
  }

  func forgetNotes(aboutSegment name: String, ticket: Int64) throws {
    try db.send(
      "DELETE FROM subject_note WHERE segment = ? AND app = (SELECT app FROM ticket WHERE number = ?)",
      [.text(name), .integer(ticket)])
  }
}
