// Lists of tickets that somebody keeps under a name.
import CollectorCore
import TellbackSQLite
import TellbackWire

private let viewColumns = "id, account, name, query, is_shared"

extension SQLiteTables {
  func views(forAccount id: Int64) throws -> [SavedView] {
    try db.rows(
      """
      SELECT \(viewColumns) FROM saved_view WHERE account = ?1 OR is_shared = 1
      ORDER BY account <> ?1, name COLLATE NOCASE, id
      """, [.integer(id)], make: SavedView.init(row:))
  }

  func view(_ id: Int64) throws -> SavedView? {
    try db.first(
      "SELECT \(viewColumns) FROM saved_view WHERE id = ?", [.integer(id)], make: SavedView.init(row:))
  }

  func sharedViewCount() throws -> Int {
    try db.first("SELECT COUNT(*) FROM saved_view WHERE is_shared = 1") { $0.int(0) } ?? 0
  }
}

extension SQLiteWrites {
  @discardableResult
  func addView(_ view: SavedView, at: Timestamp) throws -> Int64 {
    try db.run(
      "INSERT INTO saved_view (account, name, query, is_shared, created_at) VALUES (?, ?, ?, ?, ?)",
      [
        .integer(view.account), .text(view.name), .text(view.query), .integer(view.isShared ? 1 : 0), .at(at),
      ])
    return try db.lastInsertRowID
  }

  func updateView(_ id: Int64, name: String, isShared: Bool) throws -> Bool {
    try db.run(
      "UPDATE saved_view SET name = ?, is_shared = ? WHERE id = ?",
      [.text(name), .integer(isShared ? 1 : 0), .integer(id)]) == 1
  }

  func deleteView(_ id: Int64) throws -> Bool {
    try db.run("DELETE FROM saved_view WHERE id = ?", [.integer(id)]) == 1
  }
}

extension SavedView {
  fileprivate init(row: Row) {
    self.init(
      id: row.int64(0), account: row.int64(1), name: row.text(2), query: row.text(3), isShared: row.bool(4))
  }
}
