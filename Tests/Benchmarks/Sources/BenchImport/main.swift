// Another desk's whole history taken in by the real program: seconds and peak memory, beside bare SQLite inserts of the same rows with the
// same number of them in a commit. Needs a release build of tellback-collector named by TELLBACK_COLLECTOR.
//
//   BenchImport [TICKETS]      100,000 without a number, with three messages each
import BenchKit
import Foundation
import TellbackSQLite

let environment = ProcessInfo.processInfo.environment
guard let program = environment["TELLBACK_COLLECTOR"] else {
  note("BenchImport: set TELLBACK_COLLECTOR to a release build of tellback-collector.")
  exit(2)
}
let tickets = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 0 : 100_000
guard (1...1_000_000).contains(tickets) else {
  note("BenchImport: the number of tickets must be from 1 to 1,000,000.")
  exit(2)
}
let folder = URL(fileURLWithPath: environment["TELLBACK_BENCH_DIR"] ?? FileManager.default.currentDirectoryPath)
  .appendingPathComponent("import-\(UUID().uuidString)")

/// Runs the program to its end. Returns its seconds and the most memory that it held, in MB.
func run(_ arguments: [String]) throws -> (seconds: Double, megabytes: Double) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  process.standardOutput = FileHandle.standardError
  let start = ContinuousClock.now
  try process.run()
  var most = 0.0
  while process.isRunning {
    most = max(most, ProcessFigures.residentMegabytes(of: process.processIdentifier))
    usleep(20_000)
  }
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw BenchError("\(arguments.prefix(2)) ended with \(process.terminationStatus)")
  }
  return ((ContinuousClock.now - start) / .seconds(1), most)
}

/// The same rows by bare inserts: a table for tickets and one for messages, 200 tickets with their messages in a commit.
func insertBare(_ history: History, _ path: String) throws -> Double {
  let db = try Connection(path: path)
  try db.execute(
    """
    PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -49152;
    CREATE TABLE ticket (id INTEGER PRIMARY KEY, opened_at INTEGER NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL) STRICT;
    CREATE TABLE message (id INTEGER PRIMARY KEY, ticket INTEGER NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
    CREATE INDEX message_by_ticket ON message (ticket);
    """)
  var seconds = 0.0
  for first in stride(from: 0, to: history.tickets, by: 200) {
    // Making the rows is no part of it.
    let batch = (first..<min(first + 200, history.tickets)).map { history.ticket($0) }
    let start = ContinuousClock.now
    try db.transaction {
      for ticket in batch {
        try db.run(
          "INSERT INTO ticket (id, opened_at, title, text) VALUES (?, ?, ?, ?)",
          [.int(ticket.id), .int(ticket.id), .text(ticket.title), .text(ticket.text)])
        for (place, text) in ticket.messages.enumerated() {
          try db.run(
            "INSERT INTO message (ticket, at, text) VALUES (?, ?, ?)", [.int(ticket.id), .int(place), .text(text)])
        }
      }
    }
    seconds += (ContinuousClock.now - start) / .seconds(1)
  }
  return seconds
}

do {
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let history = History(tickets: tickets)
  let (file, data) = (folder.appendingPathComponent("tickets.json"), folder.appendingPathComponent("data").path)
  try history.write(to: file)
  let size = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int ?? 0
  note("  \(tickets) tickets with \(tickets * 3) messages in \(size / 1_000_000) MB")
  _ = try run(["app", "create", "shop", "--data", data])
  let command = ["import", "--from", file.path, "--shape", "zendesk", "--app", "shop", "--data", data]
  let dry = try run(command + ["--dry-run"])
  let bare = try insertBare(history, folder.appendingPathComponent("bare.sqlite").path)
  let full = try run(command)
  let reference = "the same rows by bare sqlite3, 200 tickets a commit"
  Measurement("import.dry_run_\(tickets)", dry.seconds, "s", reference: reference, bare).report()
  Measurement("import.seconds_\(tickets)", full.seconds, "s", reference: reference, bare).report()
  Measurement("import.memory_\(tickets)", max(full.megabytes, dry.megabytes), "MB").report()
  let exported = folder.appendingPathComponent("export.jsonl").path
  let export = try run(["export", "--to", exported, "--data", data])
  Measurement("export.seconds_\(tickets)", export.seconds, "s", reference: reference, bare).report()
  let other = folder.appendingPathComponent("other").path
  _ = try run(["app", "create", "shop", "--data", other])
  let back = try run(["import", "--from", exported, "--shape", "tellback", "--data", other])
  Measurement("import.own_seconds_\(tickets)", back.seconds, "s", reference: reference, bare).report()
  Measurement("import.own_memory_\(tickets)", max(back.megabytes, export.megabytes), "MB").report()
} catch {
  note("BenchImport: \(error)")
  exit(1)
}
