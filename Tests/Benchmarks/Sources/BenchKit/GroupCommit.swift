// The reference of everything that is durable: the same rows by bare sqlite3 calls, many in each synced transaction, and
// nothing else. It is measured in rounds between those of the work it is compared with, so that a slow moment falls on both.
import CTellbackSQLite
import Foundation

/// One file, one connection, one prepared statement. Its log is checkpointed every 1,000 pages, as SQLite does by itself.
public final class GroupCommit {
  public struct Failed: Error, CustomStringConvertible {
    public let description: String
  }

  /// How long each transaction took, from BEGIN to the end of its synced COMMIT.
  public private(set) var commits = Durations()
  private let rowsPerCommit: Int
  private let body: [UInt8]
  private var handle: OpaquePointer?
  private var insert: OpaquePointer?
  private var rows: Int64 = 0
  private var elapsed = Duration.zero

  /// - Parameters:
  ///   - path: of a file that is not there yet.
  ///   - bodyBytes: the length of each row's blob.
  ///   - rowsPerCommit: the rows of a transaction.
  public init(path: String, bodyBytes: Int, rowsPerCommit: Int = 64) throws {
    self.rowsPerCommit = rowsPerCommit
    body = [UInt8](repeating: UInt8(ascii: "x"), count: bodyBytes)
    try check(sqlite3_open(path, &handle))
    try execute(
      """
      PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -49152;
      CREATE TABLE report (
        sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, received_at INTEGER NOT NULL, body BLOB NOT NULL) STRICT
      """)
    try check(
      sqlite3_prepare_v2(handle, "INSERT INTO report (id, received_at, body) VALUES (?, ?, ?)", -1, &insert, nil))
  }

  deinit { close() }

  /// Gives its file and its memory back; the figures stay.
  public func close() {
    sqlite3_finalize(insert)
    sqlite3_close(handle)
    (insert, handle) = (nil, nil)
  }

  /// Rows a second over all rounds; 0 before the first.
  public var rowsPerSecond: Double { rows == 0 ? 0 : Double(rows) / (elapsed / .seconds(1)) }

  /// Microseconds a row over all rounds; 0 before the first.
  public var microsecondsPerRow: Double { rows == 0 ? 0 : elapsed / .microseconds(1) / Double(rows) }

  /// Such as `sqlite3, 64 rows a commit`.
  public var name: String { "sqlite3, \(rowsPerCommit) rows a commit" }

  /// Commits for about `seconds`. Rows a second of this round.
  @discardableResult
  public func round(seconds: Double) throws -> Double {
    let (start, before) = (ContinuousClock.now, rows)
    while ContinuousClock.now - start < .seconds(seconds) {
      try commits.time {
        try execute("BEGIN IMMEDIATE")
        for _ in 0..<rowsPerCommit { try addRow() }
        try execute("COMMIT")
      }
    }
    let took = ContinuousClock.now - start
    elapsed += took
    return Double(rows - before) / (took / .seconds(1))
  }

  private func addRow() throws {
    rows += 1
    // Ordered by time, as UUIDv7 are.
    let id = withUnsafeBytes(of: rows.bigEndian) { Array($0) } + [UInt8](repeating: 7, count: 8)
    try id.withUnsafeBytes { id in
      try body.withUnsafeBytes { body in
        try check(sqlite3_bind_blob(insert, 1, id.baseAddress, Int32(id.count), nil))
        try check(sqlite3_bind_int64(insert, 2, rows))
        try check(sqlite3_bind_blob(insert, 3, body.baseAddress, Int32(body.count), nil))
        try check(sqlite3_step(insert))
        try check(sqlite3_reset(insert))
      }
    }
  }

  private func execute(_ sql: String) throws { try check(sqlite3_exec(handle, sql, nil, nil, nil)) }

  private func check(_ code: Int32) throws {
    guard code == SQLITE_OK || code == SQLITE_DONE else { throw Failed(description: "sqlite3: error \(code)") }
  }
}
