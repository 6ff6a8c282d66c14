// Examines a data directory without changing it, also beside a running server: SQLite's own checks, then our invariants.
import Foundation
import TellbackSQLite

extension SQLiteStore {
  /// Says what is wrong with a data directory and what to do. Reads everything, so it takes seconds per gigabyte.
  ///
  /// The invariants are checked in one snapshot; nothing is written, whatever is found.
  public static func examine(directory: String) -> [Finding] {
    let path = databasePath(in: directory)
    if let reason = trace(ofLostFile: path, in: directory) {
      return [
        Finding(
          .error, "damaged", "\(path) is damaged: \(reason).",
          advice: "Keep a copy of the directory and put back the last backup.")
      ]
    }
    guard FileManager.default.fileExists(atPath: path) else {
      return [
        Finding(
          .error, "missing", "There is no \(path).",
          advice: "Name the data directory of a collector, or start one with it.")
      ]
    }
    var findings = disk(directory, path)
    do {
      let connection = try Schema.openForReading(path: path, cacheKiB: 16_384)
      try connection.execute("BEGIN DEFERRED")
      findings += try examine(connection)
      try connection.execute("COMMIT")
    } catch let error as SQLiteError {
      findings.append(
        Finding(
          .error, error.isCorrupt ? "damaged" : "unreadable", error.description,
          advice: error.isCorrupt
            ? "Stop the server, keep a copy of the directory and put back the last backup."
            : "Run doctor as the user that the server runs as."))
    } catch {
      findings.append(Finding(.error, "unreadable", "\(error)"))
    }
    return findings
  }

  private static func examine(_ connection: Connection) throws -> [Finding] {
    let application = try connection.first("PRAGMA application_id") { $0.int64(0) } ?? 0
    guard application == Schema.applicationID else {
      return [
        Finding(
          .error, "not_ours", "The file is a database of another program.", advice: "Name another data directory.")
      ]
    }
    let schema = try Migrator.version(of: connection)
    let newest = Schema.migrator.newest
    if !(0...newest ~= schema) {
      return [
        Finding(
          .error, "newer_schema", "The file has schema \(schema); this program knows up to \(newest).",
          advice: "Use the newer program.")
      ]
    }
    if schema < newest {
      return [
        Finding(
          .warning, "older_schema",
          "The file has schema \(schema); this program brings it to \(newest) when it starts.",
          advice: "Make a backup, then start the server.")
      ]
    }
    // Reads the schema once more, as a server does: some damaged headers are stumbled over only then.
    try connection.execute("PRAGMA writable_schema = RESET")
    let damage = try connection.rows("PRAGMA integrity_check(20)") { $0.text(0) }.filter { $0 != "ok" }
    var findings = damage.map {
      Finding(
        .error, "integrity", "SQLite's check says: \($0).",
        advice: "Stop the server, keep a copy of the directory and put back the last backup.")
    }
    findings += try schemaDifferences(in: connection)
    findings += try orphans(connection)
    for invariant in Invariant.all + Invariant.serviceLevels + Invariant.pains + Invariant.numbers
      + Invariant.releases
    {
      findings += try invariant.findings(in: Database(connection))
    }
    return findings
  }

  /// SQLite reads past CHECKs that damage garbled in a file that it only reads: the text of the schema is compared.
  private static func schemaDifferences(in connection: Connection) throws -> [Finding] {
    func texts(_ connection: Connection) throws -> Set<String> {
      Set(try connection.rows("SELECT name, sql FROM sqlite_schema") { "\($0.text(0)): \($0.text(1))" })
    }
    let ours = try Connection(path: ":memory:")
    try Schema.migrator.migrate(ours)
    let differing = try texts(ours).symmetricDifference(try texts(connection)).filter { !$0.hasPrefix("sqlite_") }
    guard let first = differing.min() else { return [] }
    return [
      Finding(
        .error, "integrity", "The schema is not the one that this program makes: \(first.prefix(200))",
        advice: "Stop the server, keep a copy of the directory and put back the last backup.")
    ]
  }

  private static func orphans(_ connection: Connection) throws -> [Finding] {
    var counts: [String: Int] = [:]
    try connection.forEach("PRAGMA foreign_key_check") { row in
      counts["\(row.text(0)) -> \(row.text(2))", default: 0] += 1
      return true
    }
    return counts.sorted { $0.key < $1.key }.map {
      Finding(
        .error, "orphans", "\($0.value) rows point at rows that are not there (\($0.key)).",
        advice: "Something other than the collector wrote to the file; put back the last backup.")
    }
  }

  private static func disk(_ directory: String, _ path: String) -> [Finding] {
    var findings: [Finding] = []
    let files = FileManager.default
    func size(_ path: String) -> Int64 {
      // A file that is not there has no bytes: no log is a closed log.
      ((try? files.attributesOfItem(atPath: path))?[.size] as? NSNumber)?.int64Value ?? 0
    }
    let log = size(path + "-wal")
    if log > 1_073_741_824 {
      findings.append(
        Finding(
          .warning, "long_log", "The log holds \(log / 1_048_576) MiB.",
          advice: "A read or a backup that never ends holds it up; restart the server if none should run."))
    }
    if let free = ((try? files.attributesOfFileSystem(forPath: directory))?[.systemFreeSize] as? NSNumber)?.int64Value {
      let database = size(path)
      findings.append(
        Finding(
          .note, "size",
          "The database has \(database / 1_048_576) MiB, its log \(log / 1_048_576) MiB; \(free / 1_048_576) MiB are free."
        ))
      if free < max(1_073_741_824, database / 10) {
        findings.append(
          Finding(
            .warning, "disk", "Only \(free / 1_048_576) MiB are free on the disk.",
            advice: "Make room: when the disk is full, reports are refused until there is some."))
      }
    }
    return findings
  }
}
