// The reference: the same rows by bare sqlite3 calls, 64 in each synced transaction, and nothing else.
import CTellbackSQLite
import Foundation

struct GroupCommit {
  /// Rows a second, for about `seconds`.
  static func rowsPerSecond(in folder: URL, seconds: Double) throws -> Double {
    var handle: OpaquePointer?
    var insert: OpaquePointer?
    defer {
      sqlite3_finalize(insert)
      sqlite3_close(handle)
    }
    func check(_ code: Int32) throws {
      guard code == SQLITE_OK || code == SQLITE_DONE else { throw BenchError("sqlite3: \(code)") }
    }
    try check(sqlite3_open(folder.appendingPathComponent("reference.sqlite").path, &handle))
    try check(
      sqlite3_exec(
        handle,
        """
        PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
        CREATE TABLE report (
          sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, received_at INTEGER NOT NULL, body BLOB NOT NULL) STRICT
        """, nil, nil, nil))
    try check(
      sqlite3_prepare_v2(handle, "INSERT INTO report (id, received_at, body) VALUES (?, ?, ?)", -1, &insert, nil))
    let body = [UInt8](repeating: UInt8(ascii: "x"), count: 2_100)
    var rows: Int64 = 0
    let start = Date()
    while Date().timeIntervalSince(start) < seconds {
      try check(sqlite3_exec(handle, "BEGIN IMMEDIATE", nil, nil, nil))
      for _ in 0..<64 {
        rows += 1
        // Time-ordered, as UUIDv7 are.
        let id = withUnsafeBytes(of: rows.bigEndian) { Array($0) } + [UInt8](repeating: 7, count: 8)
        try check(sqlite3_bind_blob(insert, 1, id, 16, nil))
        try check(sqlite3_bind_int64(insert, 2, rows))
        try check(sqlite3_bind_blob(insert, 3, body, Int32(body.count), nil))
        try check(sqlite3_step(insert))
        try check(sqlite3_reset(insert))
      }
      try check(sqlite3_exec(handle, "COMMIT", nil, nil, nil))
    }
    return Double(rows) / Date().timeIntervalSince(start)
  }
}
