// The reference: the same rows into a bare table with the same pragmas, many in a transaction, on one connection.
import TellbackSQLite
import TellbackWire

final class Reference {
  private let connection: Connection

  init(path: String) throws {
    connection = try Connection(path: path)
    try connection.execute(
      """
      PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -49152;
      PRAGMA wal_autocheckpoint = 1000;
      CREATE TABLE report (
        sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, app INTEGER NOT NULL, received_at INTEGER NOT NULL,
        body BLOB NOT NULL) STRICT
      """)
  }

  func insert(_ range: Range<Int>, body: [UInt8], perTransaction: Int) throws {
    var next = range.lowerBound
    while next < range.upperBound {
      let end = min(next + perTransaction, range.upperBound)
      try connection.transaction {
        for number in next..<end {
          try connection.run(
            "INSERT INTO report (id, app, received_at, body) VALUES (?, ?, ?, ?)",
            [.blob(Workload.id(number).bytes), 1, .integer(Workload.start.milliseconds), .blob(body)])
        }
      }
      next = end
    }
  }
}
