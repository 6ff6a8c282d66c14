// The binding on real files: values, transactions, savepoints, errors that never show values, migrations and backups.
import Foundation
import Testing

@testable import TellbackSQLite

@Suite struct ConnectionTests {
  private func memory() throws -> Connection {
    let connection = try Connection(path: ":memory:")
    try connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v)")
    return connection
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "tellback-sqlite-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
    try body(path)
  }

  private func count(_ connection: Connection) throws -> Int {
    try connection.first("SELECT count(*) FROM t") { $0.int(0) } ?? -1
  }

  @Test func `every kind of value comes back as it went, empty ones too`() throws {
    let connection = try memory()
    let values: [SQLiteValue] = [
      nil, 0, .integer(.min), .integer(.max), .real(1.5), "", "Ünï\u{0}cödé", .blob([]), .blob([0, 1, 255]),
      .bool(true),
    ]
    for value in values { try connection.run("INSERT INTO t (v) VALUES (?)", [value]) }
    var types: [String] = []
    try connection.forEach("SELECT v, typeof(v) FROM t ORDER BY id") { row in
      switch values[types.count] {
      case .null: #expect(row.isNull(0) && row.textOrNil(0) == nil && row.blobOrNil(0) == nil)
      case .integer(let number): #expect(row.int64(0) == number && row.int64OrNil(0) == number)
      case .real(let number): #expect(row.double(0) == number)
      case .text(let text): #expect(row.text(0) == text)
      case .blob(let blob): #expect(row.blob(0) == blob)
      }
      types.append(row.text(1))
      return true
    }
    #expect(types == ["null", "integer", "integer", "integer", "real", "text", "text", "blob", "blob", "integer"])
  }

  @Test func `what is lent is written as it was, empty too, also after an error, and is bound no more`() throws {
    let connection = try memory()
    try connection.execute("CREATE TABLE lent (id INTEGER PRIMARY KEY, data BLOB CHECK (length(data) <> 3)) STRICT")
    let insert = "INSERT INTO lent (id, data) VALUES (?, ?)"
    for (id, blob) in [(1, [UInt8](repeating: 7, count: 9_000)), (2, [])] {
      #expect(try connection.run(insert, [.int(id)], lending: blob) == 1)
      #expect(try connection.first("SELECT data FROM lent WHERE id = ?", [.int(id)]) { $0.value(0) } == .blob(blob))
    }
    #expect(throws: SQLiteError.self) { try connection.run(insert, [3], lending: [1, 2, 3]) }
    #expect(throws: SQLiteError.self) { try connection.run(insert, [], lending: [1]) }
    #expect(try connection.run(insert, [3], lending: [1, 2]) == 1)
    #expect(try connection.run(insert, [4, nil]) == 1)
    #expect(
      try connection.rows("SELECT data FROM lent WHERE id > 2 ORDER BY id") { $0.value(0) } == [.blob([1, 2]), .null])
  }

  @Test func `texts without end keep no statements without end, and one that is stepped through stays`() throws {
    let connection = try memory()
    try connection.run("INSERT INTO t (v) VALUES (1), (2), (3)")
    var seen: [Int] = []
    try connection.forEach("SELECT v FROM t ORDER BY id") { row in
      seen.append(row.int(0))
      for number in 0..<Connection.keptStatements {
        let text = "SELECT \(seen.count * 1_000 + number), v FROM t WHERE id = 3"
        #expect((try? connection.first(text) { $0.int(1) }) == 3)
      }
      #expect(connection.statementCount <= Connection.keptStatements)
      return true
    }
    #expect(seen == [1, 2, 3])
    #expect(try connection.rows("SELECT v FROM t ORDER BY id") { $0.int(0) } == [1, 2, 3])
  }

  @Test func `a transaction that throws leaves nothing, and the error goes on`() throws {
    struct Stop: Error {}
    let connection = try memory()
    #expect(throws: Stop.self) {
      try connection.transaction {
        try connection.run("INSERT INTO t (v) VALUES (1)")
        throw Stop()
      }
    }
    #expect(try count(connection) == 0)
    #expect(!connection.isInTransaction)
    try connection.transaction { try connection.run("INSERT INTO t (v) VALUES (1)") }
    #expect(try count(connection) == 1)
  }

  @Test func `a savepoint undoes only its own`() throws {
    struct Stop: Error {}
    let connection = try memory()
    try connection.transaction {
      try connection.run("INSERT INTO t (v) VALUES (1)")
      #expect(throws: Stop.self) {
        try connection.savepoint {
          try connection.run("INSERT INTO t (v) VALUES (2)")
          try connection.savepoint { try connection.run("INSERT INTO t (v) VALUES (3)") }
          throw Stop()
        }
      }
      try connection.savepoint { try connection.run("INSERT INTO t (v) VALUES (4)") }
    }
    #expect(try connection.rows("SELECT v FROM t ORDER BY id") { $0.int(0) } == [1, 4])
  }

  @Test func `the same text may run inside itself`() throws {
    let connection = try memory()
    for number in 1...3 { try connection.run("INSERT INTO t (v) VALUES (?)", [.int(number)]) }
    var sum = 0
    try connection.forEach("SELECT v FROM t") { outer in
      try connection.forEach("SELECT v FROM t") { inner in
        sum += outer.int(0) * inner.int(0)
        return true
      }
      return true
    }
    #expect(sum == 36)
  }

  @Test func `an error names the statement and never the values`() throws {
    let connection = try memory()
    try connection.run("INSERT INTO t (id, v) VALUES (1, ?)", ["hunter2"])
    do {
      try connection.run("INSERT INTO t (id, v) VALUES (1, ?)", ["hunter2"])
      Issue.record("the constraint did not hold")
    } catch let error as SQLiteError {
      #expect(error.isConstraint && !error.isFull && !error.isCorrupt && !error.isBusy)
      #expect(error.description.contains("INSERT INTO t"))
      #expect(!error.description.contains("hunter2"))
    }
  }

  @Test func `too few and too many values are an error, not NULL`() throws {
    let connection = try memory()
    for values in [[], [1, 2]] as [[SQLiteValue]] {
      #expect(throws: SQLiteError.self) { try connection.run("INSERT INTO t (v) VALUES (?)", values) }
    }
    #expect(try count(connection) == 0)
  }

  @Test func `a broken statement is an error and the connection goes on`() throws {
    let connection = try memory()
    #expect(throws: SQLiteError.self) { try connection.run("INSERT INTO nowhere VALUES (1)") }
    #expect(throws: SQLiteError.self) { try connection.execute("NONSENSE") }
    try connection.run("INSERT INTO t (v) VALUES (1)")
    #expect(connection.changes == 1 && connection.lastInsertRowID == 1)
  }

  @Test func `a statement that failed can run again`() throws {
    let connection = try memory()
    try connection.execute("CREATE UNIQUE INDEX u ON t (v)")
    try connection.run("INSERT INTO t (v) VALUES (?)", [1])
    for _ in 0..<3 {
      #expect(throws: SQLiteError.self) { try connection.run("INSERT INTO t (v) VALUES (?)", [1]) }
    }
    try connection.run("INSERT INTO t (v) VALUES (?)", [2])
    #expect(try count(connection) == 2)
  }

  @Test func `what a file cannot be is told by its error`() throws {
    try withFolder { folder in
      #expect { try Connection(path: folder + "/none", mode: .readOnly) } throws: {
        ($0 as? SQLiteError)?.isUnwritable == true
      }
      let file = folder + "/garbage"
      try Data(repeating: 0x41, count: 5_000).write(to: URL(fileURLWithPath: file))
      #expect {
        let connection = try Connection(path: file)
        try connection.execute("SELECT * FROM sqlite_schema")
      } throws: {
        ($0 as? SQLiteError)?.isCorrupt == true
      }
      let path = folder + "/locked"
      let first = try Connection(path: path)
      try first.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v); BEGIN EXCLUSIVE")
      let second = try Connection(path: path, busyTimeout: 1)
      #expect { try second.execute("BEGIN IMMEDIATE") } throws: { ($0 as? SQLiteError)?.isBusy == true }
      try first.execute("COMMIT")
      try first.execute("PRAGMA max_page_count = 1")
      #expect {
        for _ in 0..<1_000 { try first.run("INSERT INTO t (v) VALUES (zeroblob(4000))") }
      } throws: {
        ($0 as? SQLiteError)?.isFull == true
      }
    }
  }

  @Test func `a read-only connection reads and refuses to write`() throws {
    try withFolder { folder in
      let path = folder + "/db"
      try Connection(path: path).execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t (v) VALUES (7)")
      let reader = try Connection(path: path, mode: .readOnly)
      #expect(try count(reader) == 1)
      #expect { try reader.run("INSERT INTO t (v) VALUES (8)") } throws: { ($0 as? SQLiteError)?.isUnwritable == true }
    }
  }

  @Test func `a backup is the whole database, also while it is written`() throws {
    try withFolder { folder in
      let source = try Connection(path: folder + "/source")
      try source.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v)")
      try source.transaction {
        for number in 0..<500 {
          try source.run("INSERT INTO t (v) VALUES (?)", [.blob([UInt8](repeating: UInt8(number % 251), count: 500))])
        }
      }
      let target = try Connection(path: folder + "/target")
      try source.backup(to: target, pagesPerStep: 3)
      #expect(try count(target) == 500)
      #expect(try target.first("PRAGMA integrity_check") { $0.text(0) } == "ok")
    }
  }

  // MARK: Migrations

  @Test func `migrations run once, in order, and a newer file is left alone`() throws {
    let connection = try Connection(path: ":memory:")
    let first = Migration(1, "one", sql: "CREATE TABLE a (x); CREATE TABLE b (x)")
    let second = Migration(2, "two", sql: "ALTER TABLE a ADD COLUMN y")
    #expect(try Migrator([first]).migrate(connection) == 1)
    #expect(try Migrator([first, second]).migrate(connection) == 1)
    #expect(try Migrator([first, second]).migrate(connection) == 0)
    #expect(try Migrator.version(of: connection) == 2)
    #expect(throws: MigrationError.newerSchema(found: 2, known: 1)) { try Migrator([first]).migrate(connection) }
    #expect(throws: MigrationError.misnumbered(expected: 1, found: 2)) { try Migrator([second]).migrate(connection) }
  }

  @Test func `a migration that fails leaves the schema before it`() throws {
    let connection = try Connection(path: ":memory:")
    let migrator = Migrator([
      Migration(1, "one", sql: "CREATE TABLE a (x)"),
      Migration(2, "broken", sql: "CREATE TABLE c (x); CREATE TABLE a (x)"),
    ])
    #expect(throws: SQLiteError.self) { try migrator.migrate(connection) }
    #expect(try Migrator.version(of: connection) == 1)
    #expect(try connection.rows("SELECT name FROM sqlite_schema ORDER BY name") { $0.text(0) } == ["a"])
  }

  @Test func `a text always runs as itself, wherever it lies in memory and however often`() throws {
    let connection = try memory()
    // Texts of one length, made and let go: the next one may lie where the last one lay.
    for round in 0..<3 {
      for number in 1_000..<2_000 {
        #expect(try connection.first("SELECT \(number) AS made_anew_each_time") { $0.int(0) } == number, "\(round)")
      }
    }
    // A literal, its copy elsewhere, short texts, and one that is used again while it is in use.
    let copy = String(decoding: Array("SELECT 7 AS a_literal_that_stays".utf8), as: UTF8.self)
    for _ in 0..<3 {
      #expect(try connection.first("SELECT 7 AS a_literal_that_stays") { $0.int(0) } == 7)
      #expect(try connection.first(copy) { $0.int(0) } == 7)
      #expect(try connection.first("SELECT 1") { $0.int(0) } == 1)
      #expect(try connection.first("SELECT 2") { $0.int(0) } == 2)
      var seen: [Int] = []
      func nest(_ depth: Int) throws {
        try connection.forEach("SELECT value FROM json_each('[1, 2]') LIMIT ?", [2]) { row in
          seen.append(row.int(0))
          if depth > 0 { try nest(depth - 1) }
          return true
        }
      }
      try nest(2)
      #expect(seen == [1, 1, 1, 2, 2, 1, 2, 2, 1, 1, 2, 2, 1, 2])
    }
  }

  @Test func `what was bound before is never what is bound now`() throws {
    let connection = try memory()
    for value in ["short", .text(String(repeating: "x", count: 20_000)), "", nil, .blob([1, 2])] as [SQLiteValue] {
      try connection.run("INSERT INTO t (v) VALUES (?)", [value])
    }
    #expect(
      try connection.rows("SELECT typeof(v), length(v) FROM t ORDER BY id") { "\($0.text(0)) \($0.int(1))" }
        == ["text 5", "text 20000", "text 0", "null 0", "blob 2"])
    #expect(throws: SQLiteError.self) { try connection.run("INSERT INTO t (v) VALUES (?)", []) }
    #expect(try count(connection) == 5)
  }
}
