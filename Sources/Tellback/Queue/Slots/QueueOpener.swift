// Opens the queue of this process: the first free slot, or a queue in memory. A failure is kept as the reason for the latter.
import TellbackSQLite
import TellbackWire

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Where reports are kept, and why not on disk.
public enum QueueStorage: Sendable, Equatable {
  /// On disk, in this folder.
  case durable(folder: String)
  /// In memory: reports are lost when the process ends. The sentence says why.
  case memory(reason: String)
}

/// An open queue whose slot is locked.
struct OpenedQueue {
  var database: QueueDatabase
  /// Nil in memory.
  var slot: Slot?
  var credential: InstallationCredential
  var storage: QueueStorage
  /// Damaged files that were moved aside while opening.
  var movedAside = 0
}

struct QueueOpener: Sendable {
  /// Nil when the platform has no place for an app's state.
  let directory: String?
  let time: any TimeSource
  let random: any RandomSource

  /// Opens the first free slot whose schema this program knows.
  func open() throws -> OpenedQueue {
    guard let directory else {
      return try memory("no folder for the app's state is known; set queueDirectory")
    }
    do {
      try DurableFile.makeFolder(directory)
      for number in 0..<Slot.count {
        guard let slot = try Slot.acquire(number, in: directory), let opened = try open(slot) else { continue }
        return opened
      }
      return try memory("all \(Slot.count) slots of \(directory) are in use")
    } catch {
      return try memory("the queue in \(directory) cannot be opened: \(error)")
    }
  }

  /// Opens a locked slot. Returns nil when a newer program wrote it; it stays untouched then.
  func open(_ slot: Slot) throws -> OpenedQueue? {
    if let header = slot.header, QueueSchema.isOfNewerProgram(header.schema) { return nil }
    // An earlier process may have made the folders and died before it synced their names.
    DurableFile.syncFolder(of: slot.path)
    if let directory { DurableFile.syncFolder(of: directory) }
    try slot.finishReplacing(at: time.now())
    try slot.moveForeignFilesAside(at: time.now())
    let credential = try slot.credential(time: time, random: random)
    let opened: OpenedQueue
    do {
      try Self.checkFormat(of: slot)
      opened = try use(try QueueDatabase(of: slot), in: slot, credential)
    } catch MigrationError.newerSchema(let found, _) where QueueSchema.isOfNewerProgram(found) {
      return nil
    } catch let error where Self.isDamage(error, in: slot) {
      // At this point the database is closed.
      let (database, isNew) = try replace(in: slot)
      opened = try use(database, in: slot, credential, movedAside: isNew ? 1 : 0)
    }
    slot.makeBallast()
    return opened
  }

  private func use(
    _ database: QueueDatabase, in slot: Slot, _ credential: InstallationCredential, movedAside: Int = 0
  ) throws -> OpenedQueue {
    OpenedQueue(
      database: database, slot: slot, credential: try current(credential, slot, database),
      storage: .durable(folder: slot.path), movedAside: movedAside)
  }

  /// SQLite opens a file of a later format read-only and finds it sound, so the format is checked here.
  private static func checkFormat(of slot: Slot) throws {
    if slot.header?.hasKnownFormat == false { throw SQLiteError.corrupt("an unknown format", attempted: "open") }
  }

  private static func isDamage(_ error: any Error, in slot: Slot) -> Bool {
    switch error {
    case is MigrationError: true
    case let error as SystemError: error.number == EISDIR
    case let error as SQLiteError: error.isDamage
    default: false
    }
  }

  /// The identity after the last erasure, also when the process ended before the identity's file was written.
  private func current(
    _ credential: InstallationCredential, _ slot: Slot, _ database: QueueDatabase
  ) throws -> InstallationCredential {
    let current = try database.successor(of: credential)
    guard current != credential else { return credential }
    // When it cannot be written now, the next start does the same again.
    try? slot.replaceCredential(with: current)
    return current
  }

  /// Rebuilds the queue from what the damaged file still holds and moves that file aside. A file that is sound after all stays:
  /// SQLite reports a failed read as damage.
  /// Throws when the disk cannot be read or written. The file is left as it is then, for the next start.
  func replace(in slot: Slot, evenIfSound: Bool = false) throws -> (QueueDatabase, isNew: Bool) {
    try slot.prepareForRebuilding()
    try slot.readWholeQueue()
    if !evenIfSound, (try? Self.checkFormat(of: slot)) != nil, let database = try? QueueDatabase(of: slot),
      database.isSound
    {
      return (database, false)
    }
    do {
      let rebuilt = try QueueDatabase(path: try DurableFile.makeEmpty(slot.rebuiltPath))
      try rebuilt.transaction { try rebuilt.salvage(slot.queuePath, slot.counts) }
      // Complete in one file and synced, before it is renamed.
      try rebuilt.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }
    try slot.replaceQueue(at: time.now())
    return (try QueueDatabase(of: slot), true)
  }

  /// Writes a queue from memory to the first unused slot. It keeps its identity, so that its counts at the collector stay valid.
  /// Nil when there is no such slot.
  func move(_ memory: QueueDatabase, _ credential: InstallationCredential) throws -> OpenedQueue? {
    guard let directory else { return nil }
    try DurableFile.makeFolder(directory)
    for number in 0..<Slot.count {
      guard let slot = try Slot.acquire(number, in: directory), slot.isUnused else { continue }
      DurableFile.syncFolder(of: slot.path)
      DurableFile.syncFolder(of: directory)
      do {
        // The identity first: rows without their identity would be counted twice.
        try slot.replaceCredential(with: credential)
        try memory.copy(to: try DurableFile.makeEmpty(slot.queuePath))
        let database = try QueueDatabase(of: slot)
        slot.makeBallast()
        return OpenedQueue(
          database: database, slot: slot, credential: credential, storage: .durable(folder: slot.path))
      } catch {
        slot.makeUnused()
        throw error
      }
    }
    return nil
  }

  private func memory(_ reason: String) throws -> OpenedQueue {
    OpenedQueue(
      database: try QueueDatabase(path: nil), slot: nil,
      credential: InstallationCredential.make(at: time.now(), random: random), storage: .memory(reason: reason))
  }
}
