// The data directory of a collector whose store is a database that others share: its own lock, match index and control socket.
import CollectorSQLite
import Foundation

/// Held for as long as the collector runs, so that two never share one.
final class NodeDirectory: Sendable {
  private let lock: DirectoryLock

  /// Makes the folder where it is missing. Throws ``CommandFailure`` when another process has it, or when it holds reports itself.
  init(_ path: String) throws {
    guard !FileManager.default.fileExists(atPath: SQLiteStore.databasePath(in: path)) else {
      throw CommandFailure(
        "\(path) holds a store of its own, \(SQLiteStore.databasePath(in: path)), whose reports --store would hide. Name "
          + "another data directory for a collector on PostgreSQL.")
    }
    do {
      try SQLiteStore.makeDirectory(path)
      lock = try DirectoryLock(directory: path)
    } catch {
      throw CommandFailure("\(error)")
    }
  }
}
