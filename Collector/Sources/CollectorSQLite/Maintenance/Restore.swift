// Puts a backup in place, as the store of a new data directory.
import CollectorCore
import Foundation
import TellbackSQLite

extension SQLiteStore {
  /// By how much the numbers of updates grow. Devices remember the last that they have seen, which may be one that was given after the
  /// backup: what is given from now on must be above. As many updates as this may have been lost.
  package static let restoredNumbers: Int64 = 1_000_000

  /// Makes the store of `directory` from a backup. Never replaces a store (``SQLiteStoreError/exists(path:)``); a copy that does not pass
  /// SQLite's check is not put in place. The schema stays as it is until the store is opened.
  public static func restoreBackup(_ copy: String, to directory: String) throws {
    guard FileManager.default.fileExists(atPath: copy) else {
      throw SQLiteStoreError.cannotOpen(path: copy, reason: "there is no such file")
    }
    try makeDirectory(directory)
    let path = databasePath(in: directory)
    if let reason = trace(ofLostFile: path, in: directory) {
      throw SQLiteStoreError.damaged(path: path, reason: reason)
    }
    do {
      let source = try Schema.openForReading(path: copy, cacheKiB: 1_024)
      guard try source.first("PRAGMA application_id", make: { $0.int64(0) }) == Schema.applicationID else {
        throw SQLiteStoreError.notOurs(path: copy)
      }
      let (schema, newest) = (try Migrator.version(of: source), Schema.migrator.newest)
      guard 1...newest ~= schema else {
        throw SQLiteStoreError.cannotOpen(
          path: copy, reason: "it has schema \(schema), and this program knows up to \(newest)")
      }
      try Self.copy(source, to: path, directory: directory) { target in
        let changed = try target.run(
          "UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'reporter_update'", [.integer(restoredNumbers)])
        guard changed == 0 else { return }
        try target.run(
          "INSERT INTO sqlite_sequence (name, seq) VALUES ('reporter_update', ?)", [.integer(restoredNumbers)])
      }
    } catch let error as SQLiteError {
      if error.isDamage { throw SQLiteStoreError.damaged(path: copy, reason: error.description) }
      throw SQLiteStoreError.cannotOpen(path: copy, reason: error.description)
    }
  }
}
