// The reference: the same rows into the same table by bare sqlite3 calls, with the same pragmas.
import CTellbackSQLite

struct BareSQLiteFailed: Error {
  let code: Int32
}

/// One connection and one prepared statement.
final class BareSQLite {
  private var handle: OpaquePointer?
  private var insert: OpaquePointer?

  init(path: String) throws {
    try check(sqlite3_open(path, &handle))
    try execute(
      """
      PRAGMA locking_mode = EXCLUSIVE; PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      CREATE TABLE report (
        sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, captured_at INTEGER NOT NULL, bytes INTEGER NOT NULL,
        body BLOB NOT NULL) STRICT
      """)
    try check(
      sqlite3_prepare_v2(
        handle, "INSERT INTO report (id, captured_at, bytes, body) VALUES (?, ?, ?, ?)", -1, &insert, nil))
  }

  deinit {
    sqlite3_finalize(insert)
    sqlite3_close(handle)
  }

  func execute(_ sql: String) throws { try check(sqlite3_exec(handle, sql, nil, nil, nil)) }

  func add(id: [UInt8], at moment: Int64, _ body: [UInt8]) throws {
    try check(sqlite3_bind_blob(insert, 1, id, Int32(id.count), nil))
    try check(sqlite3_bind_int64(insert, 2, moment))
    try check(sqlite3_bind_int64(insert, 3, Int64(body.count)))
    try check(sqlite3_bind_blob(insert, 4, body, Int32(body.count), nil))
    guard sqlite3_step(insert) == SQLITE_DONE else { throw BareSQLiteFailed(code: sqlite3_errcode(handle)) }
    try check(sqlite3_reset(insert))
  }

  private func check(_ code: Int32) throws {
    guard code == SQLITE_OK else { throw BareSQLiteFailed(code: code) }
  }
}
