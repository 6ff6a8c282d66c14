// The embedded store: one file, one writer, a few readers. The contract is CollectorCore's `Store`.
import CollectorCore
import Foundation
import Synchronization
import TellbackSQLite
import TellbackSupport
import TellbackWire

/// Keeps everything in `collector.sqlite` of a data directory. One process at a time may open it for writing.
public final class SQLiteStore: Store {
  /// The database's file.
  public let path: String
  private let writer: Writer
  let readers: ReaderPool
  private let lease = Mutex(ExclusiveLease())

  /// Opens the store of a data directory, makes it when it is missing and brings its schema up to date.
  ///
  /// Throws ``SQLiteStoreError``, or a `MigrationError` when a newer program wrote the file; then nothing was changed.
  public init(directory: String, options: SQLiteStoreOptions = SQLiteStoreOptions()) throws {
    try Self.makeDirectory(directory)
    let lock = try DirectoryLock(directory: directory)
    UnfinishedCopy.removeAll(in: directory)
    path = Self.databasePath(in: directory)
    if let reason = Self.trace(ofLostFile: path, in: directory) {
      throw SQLiteStoreError.damaged(path: path, reason: reason)
    }
    try Self.makePrivateFile(path)
    let connection: Connection
    do { connection = try Schema.openForWriting(path: path, cacheKiB: options.writerCacheKiB) } catch let error
      as SQLiteError
    {
      if error.isDamage { throw SQLiteStoreError.damaged(path: path, reason: error.description) }
      throw SQLiteStoreError.cannotOpen(path: path, reason: error.description)
    }
    readers = ReaderPool(path: path, options: options)
    writer = Writer(connection: connection, lock: lock, readers: readers, options: options)
    writer.start()
  }

  /// A store that nobody closed still finishes what waits, and then gives the directory free.
  deinit {
    readers.close()
    writer.queue.close()
  }

  package static func databasePath(in directory: String) -> String { directory + "/collector.sqlite" }

  public func read<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreReads) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      readers.read { connection in
        continuation.resume(
          with: Result {
            do { return try body(SQLiteReads(Database(try connection.get()))) } catch { throw storeError(error) }
          })
      }
    }
  }

  public func write<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreWrites) throws -> Value
  ) async throws -> Value {
    try await writeTables(body)
  }

  /// With what this store alone can do.
  private func writeTables<Value: Sendable>(
    _ body: @escaping @Sendable (SQLiteWrites) throws -> Value
  ) async throws -> Value {
    try await writer.queue.perform(body)
  }

  public func ingest(
    _ reports: [IncomingReport], from installation: InstallationContact?,
    completion: @escaping @Sendable (Result<[IngestOutcome], any Error>) -> Void
  ) {
    writer.queue.ingest(reports, from: installation, completion: completion)
  }

  public func hasRoom(for bytes: Int, app: AppID, installation: ReportID?) -> Bool {
    writer.queue.hasRoom(for: bytes, of: FairQueue.Sender(app: app, installation: installation))
  }

  public func hasRoomForAnybody(_ bytes: Int) -> Bool { writer.queue.hasRoomForAnybody(bytes) }

  public func keepRoom(for bytes: Int, app: AppID, installation: ReportID?) -> (@Sendable () -> Void)? {
    writer.queue.reserve(bytes, for: FairQueue.Sender(app: app, installation: installation))
  }

  public func purgeErased() async throws -> Bool {
    let step = try await writeTables { try $0.purgeStep() }
    switch step {
    case .clean: return true
    case .more: return false
    case .rewritten(let erasure):
      let isCut = await withCheckedContinuation { continuation in
        if !writer.queue.addCut({ continuation.resume(returning: $0) }) { continuation.resume(returning: false) }
      }
      guard isCut else { return false }
      try await writeTables { try $0.finishPurge(upTo: erasure) }
      return false
    }
  }

  public func leaseDigest(by digester: ReportID, now: Timestamp) async throws -> DigestLease? {
    lease.withLock { $0.take(by: digester, now: now) }
  }

  public func endLease(of digester: ReportID) async throws { lease.withLock { $0.end(of: digester) } }

  public var waitingIngests: Int { writer.queue.waitingIngests }

  public func close() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      // It waits for threads, so it must not hold one of Swift's own.
      Thread.detachNewThread { [self] in
        readers.stop()
        writer.stop()
        continuation.resume()
      }
    }
  }

  /// Why there must have been a store where none is now: an empty one would take new reports and hide the loss of the old.
  static func trace(ofLostFile path: String, in directory: String) -> String? {
    func size(_ path: String) -> Int64? {
      var status = stat()
      return stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }
    let own = size(path)
    guard own ?? 0 == 0 else { return nil }
    let state = own == nil ? "the file is missing" : "the file is empty"
    if size(path + "-wal") ?? 0 > 0 { return "\(state), and its log is there" }
    if size(path + FilledFile.suffix) != nil { return "\(state), and a move into this directory is not finished" }
    if size(directory + "/match.index") ?? 0 > 0 { return "\(state), and an index of its reports is there" }
    return nil
  }

  package static func makeDirectory(_ directory: String) throws(SQLiteStoreError) {
    // What is synced inside a folder is lost with the folder's own name: those of new folders are synced too, and the
    // last one's always, since the process that made it may have died before the sync.
    var unsynced = [directory]
    while let last = unsynced.last, case let parent = FilePaths.parent(of: last), parent.utf8.count < last.utf8.count,
      !FileManager.default.fileExists(atPath: parent)
    { unsynced.append(parent) }
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .cannotOpen(path: directory, reason: "the folder cannot be made")
    }
    for folder in unsynced.reversed() { try syncFolder(of: folder) }
  }

  /// SQLite gives its log the permissions of the database: what people wrote is for the collector's user alone.
  static func makePrivateFile(_ path: String) throws(SQLiteStoreError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: systemReason()) }
    Foundation.close(descriptor)
  }
}
