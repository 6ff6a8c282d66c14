// Runs SQLite's integrity check on copies of a folder's database files.
import FaultKit
import Foundation
import TellbackSQLite

enum Integrity {
  /// One sentence for each `*.sqlite` below `folder` that SQLite finds wrong.
  static func findings(in folder: String, copiedTo copies: String) throws -> [String] {
    let files = FileManager.default
    guard files.fileExists(atPath: folder) else { return [] }
    var findings: [String] = []
    for name in try files.subpathsOfDirectory(atPath: folder) where name.hasSuffix(".sqlite") {
      try? files.removeItem(atPath: copies)
      try files.createDirectory(atPath: copies, withIntermediateDirectories: true)
      for suffix in ["", "-wal", "-journal"] where files.fileExists(atPath: folder + "/" + name + suffix) {
        try files.copyItem(atPath: folder + "/" + name + suffix, toPath: copies + "/copy.sqlite" + suffix)
      }
      do {
        let connection = try Connection(path: copies + "/copy.sqlite")
        let answers = try connection.rows("PRAGMA integrity_check(5)") { $0.text(0) }
        if answers != ["ok"] { findings.append("\(name): \(answers.joined(separator: "; "))") }
      } catch {
        findings.append("\(name): \(error)")
      }
    }
    try? files.removeItem(atPath: copies)
    return findings
  }
}
