// Reads what is in a queue file by plain SQL, and provides the queue files of older releases that the SDK's tests keep.
import FaultKit
import Foundation
import TellbackSQLite
import TellbackWire

/// What waits in a queue, by plain SQL.
struct Content {
  var bodies: [ReportID: [UInt8]] = [:]
  var files: [String: [UInt8]] = [:]
  var captured: Int64 = 0
  /// What reporters wrote; none before schema 7.
  var messages: [ReportID: [UInt8]] = [:]

  init() {}

  init(of path: String) throws {
    let connection = try Connection(path: path)
    captured = try connection.first("SELECT value FROM account WHERE name = 'captured'") { $0.int64(0) } ?? 0
    // Since schema 6 rows count what the account does not yet.
    let byRows = try? connection.first("SELECT coalesce(max(captured), 0) FROM report") { $0.int64(0) }
    captured = max(captured, byRows ?? 0)
    try connection.forEach("SELECT id, body FROM report") { row in
      if let id = ReportID(bytes: row.blob(0)) { bodies[id] = row.blob(1) }
      return true
    }
    try? connection.forEach("SELECT id, body FROM message") { row in
      if let id = ReportID(bytes: row.blob(0)) { messages[id] = row.blob(1) }
      return true
    }
    try connection.forEach("SELECT report, position, data FROM attachment") { row in
      if let id = ReportID(bytes: row.blob(0)) { files["\(id)/attachments/\(row.int(1))"] = row.blob(2) }
      return true
    }
  }
}

enum Golden {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../TellbackTests/Golden").standardizedFileURL.path

  /// Those of which a file is kept.
  static let schemas = 1...8
  /// The one that this SDK writes.
  static let newest = schemas.upperBound + 1

  /// Puts the queue file of an older release in the place of another one. Returns what is in it.
  static func replace(_ path: String, schema: Int) throws -> Content {
    let golden = "\(folder)/queue-schema-\(schema).sqlite"
    let copy = path + ".copy"
    try FileManager.default.copyItem(atPath: golden, toPath: copy)
    let content = try Content(of: copy)
    for end in ["", "-wal"] { try? FileManager.default.removeItem(atPath: path + end) }
    for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy + end) }
    try FileManager.default.copyItem(atPath: golden, toPath: path)
    return content
  }
}
