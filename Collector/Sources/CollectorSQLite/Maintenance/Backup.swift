// A hot copy: one snapshot through the online backup API from a reading connection, so the writer never waits for it.
import CollectorCore
import Foundation
import TellbackSQLite
import TellbackSupport

extension SQLiteStore {
  /// Copies everything, as of one moment, to a new file that passes SQLite's own check before it gets its name.
  ///
  /// Never replaces a file (``SQLiteStoreError/exists(path:)``). The log cannot start anew while the copy runs, so it
  /// grows by what is written meanwhile. What a copy leaves that is killed is removed when the directory is next opened.
  public func backup(to path: String) async throws {
    let directory = FilePaths.parent(of: self.path)
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      readers.read { connection in
        continuation.resume(
          with: Result {
            do { try Self.copy(try connection.get(), to: path, directory: directory) } catch { throw storeError(error) }
          })
      }
    }
  }

  /// `change` changes the copy before it gets its name.
  static func copy(
    _ source: Connection, to path: String, directory: String, changing change: (Connection) throws -> Void = { _ in }
  ) throws {
    guard !FileManager.default.fileExists(atPath: path) else { throw SQLiteStoreError.exists(path: path) }
    let unfinished = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max))" + UnfinishedCopy.partSuffix
    let note = UnfinishedCopy(at: unfinished, in: directory)
    defer {
      UnfinishedCopy.removeFiles(at: unfinished)
      note.forget()
    }
    let descriptor = open(unfinished, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SQLiteStoreError.cannotOpen(path: unfinished, reason: systemReason()) }
    Foundation.close(descriptor)
    try fill(unfinished, from: source, changing: change)
    // link, unlike rename, refuses to replace a file that came meanwhile.
    guard link(unfinished, path) == 0 else {
      throw errno == EEXIST
        ? SQLiteStoreError.exists(path: path) : SQLiteStoreError.cannotOpen(path: path, reason: systemReason())
    }
    try syncFolder(of: path)
  }

  private static func fill(_ path: String, from source: Connection, changing change: (Connection) throws -> Void) throws
  {
    let target = try Connection(path: path)
    // A snapshot begins with its first read; without one, each commit of the writer would start the copy over.
    _ = try source.first("SELECT COUNT(*) FROM sqlite_schema") { $0.int(0) }
    try source.backup(to: target, pagesPerStep: 1_024)
    // One file that can be carried away: no log beside it.
    try target.execute("PRAGMA journal_mode = DELETE")
    try change(target)
    let finding = try target.first("PRAGMA integrity_check(1)") { $0.text(0) } ?? "no answer"
    guard finding == "ok" else { throw SQLiteStoreError.badCopy(finding) }
  }

  /// A name is durable only once its folder is.
  static func syncFolder(of path: String) throws(SQLiteStoreError) {
    let folder = FilePaths.parent(of: path)
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SQLiteStoreError.cannotOpen(path: folder, reason: systemReason()) }
    defer { Foundation.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw SQLiteStoreError.cannotOpen(path: folder, reason: systemReason()) }
  }
}
