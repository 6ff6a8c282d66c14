// What apps are told of tickets.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func publishedIssue(ofTicket number: Int64) throws -> PublishedIssue? {
    try db.first(
      "SELECT \(PublishedIssue.columns) FROM published_issue WHERE ticket = ? AND withdrawn_at IS NULL",
      [.integer(number)], make: PublishedIssue.init(row:))
  }

  func publishedIssues(app: AppID) throws -> [PublishedIssue] {
    try db.rows(
      """
      SELECT \(PublishedIssue.columns) FROM published_issue
      WHERE app = ? AND withdrawn_at IS NULL
      ORDER BY ticket
      """, [.app(app)], make: PublishedIssue.init(row:))
  }

  func publicationState(app: AppID) throws -> [Int64] {
    try db.first(
      "SELECT COUNT(*), MAX(published_at), MAX(withdrawn_at) FROM published_issue WHERE app = ?", [.app(app)]
    ) { [$0.int64(0), $0.int64(1), $0.int64(2)] } ?? []
  }

  func wasPublished(ticket number: Int64, app: AppID) throws -> Bool {
    try db.first(
      "SELECT 1 FROM published_issue WHERE ticket = ? AND app = ?", [.integer(number), .app(app)]
    ) { _ in true } ?? false
  }
}

extension SQLiteWrites {
  func savePublishedIssue(_ issue: PublishedIssue) throws {
    try db.send(
      """
      INSERT INTO published_issue (ticket, app, title, words, workaround, fixed_in, published_at)
      SELECT number, app, ?2, ?3, ?4, ?5, ?6 FROM ticket WHERE number = ?1
      ON CONFLICT (ticket) DO UPDATE SET
        title = excluded.title, words = excluded.words, workaround = excluded.workaround,
        fixed_in = excluded.fixed_in, published_at = excluded.published_at, withdrawn_at = NULL
      """,
      [
        .integer(issue.ticket), .text(issue.title), .text(issue.words), .text(issue.workaround),
        .text(issue.fixedIn), .at(issue.publishedAt),
      ])
  }

  func withdrawPublishedIssue(ofTicket number: Int64, at: Timestamp) throws -> Bool {
    try db.run(
      "UPDATE published_issue SET withdrawn_at = ? WHERE ticket = ? AND withdrawn_at IS NULL",
      [.at(at), .integer(number)]) == 1
  }
}

extension PublishedIssue {
  static let columns = "ticket, title, words, workaround, fixed_in, published_at"

  init(row: Row) {
    self.init(
      ticket: row.int64(0), title: row.text(1), words: row.text(2), workaround: row.textOrNil(3),
      fixedIn: row.textOrNil(4), publishedAt: row.at(5))
  }
}
