// The hooked VFS does what it says: it sees, passes, fails and tears.
import Foundation
import TellbackSQLite
import Testing

@testable import FaultKit

@Suite(.serialized) struct FaultVFSTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private func log(_ path: String) throws -> Connection {
    let connection = try Connection(path: path)
    try connection.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS t(x)")
    return connection
  }

  @Test func `A passing hook sees the writes and the sync of a commit, and the rows are there`() throws {
    let seen = Locked<[FileEvent.Operation]>([])
    try FaultVFS.install { event in
      if !event.isAfter { seen.with { $0.append(event.operation) } }
      return .pass
    }
    defer { FaultVFS.remove() }
    let connection = try log(folder.file("a.sqlite"))
    seen.with { $0 = [] }
    try connection.run("INSERT INTO t VALUES (1)")
    let operations = seen.with { $0 }
    #expect(operations.contains(.write))
    #expect(operations.last == .sync)
    #expect(try connection.rows("SELECT x FROM t") { $0.int(0) } == [1])
  }

  @Test func `A failing hook fails the commit, and the row is not there afterwards`() throws {
    try FaultVFS.install { _ in .pass }
    defer { FaultVFS.remove() }
    let connection = try log(folder.file("b.sqlite"))
    try FaultVFS.install { event in
      event.operation == .write && !event.isAfter ? .fail(13, written: 7) : .pass
    }
    #expect(throws: SQLiteError.self) { try connection.run("INSERT INTO t VALUES (1)") }
    try FaultVFS.install { _ in .pass }
    #expect(try connection.rows("SELECT count(*) FROM t") { $0.int(0) } == [0])
  }

  @Test func `A torn write leaves the bytes that it was told to`() throws {
    try FaultVFS.install { event in
      event.operation == .write && !event.isAfter && event.path.hasSuffix("-journal") && event.bytes.count > 5
        ? .fail(10, written: 5) : .pass
    }
    defer { FaultVFS.remove() }
    let path = folder.file("c.sqlite")
    let connection = try Connection(path: path)
    try connection.execute("PRAGMA journal_mode=PERSIST")
    #expect(throws: SQLiteError.self) { try connection.execute("CREATE TABLE t(x)") }
    #expect(FileManager.default.contents(atPath: path + "-journal")?.count ?? 0 <= 8)
  }
}
