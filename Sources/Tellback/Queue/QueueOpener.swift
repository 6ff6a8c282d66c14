// Finds the queue that this process uses: the first free slot, else memory. It never fails: the reason is kept.
import TellbackSQLite
import TellbackWire

/// Where reports are kept, and why not on disk.
public enum QueueStorage: Sendable, Equatable {
  /// On disk, in this folder.
  case durable(folder: String)
  /// In memory: reports are lost when the process ends. The sentence says why.
  case memory(reason: String)
}

/// A queue that is open and whose slot is held.
struct OpenedQueue {
  var database: QueueDatabase
  /// Nil in memory.
  var slot: Slot?
  var credential: InstallationCredential
  var storage: QueueStorage
  /// Damaged files that were set aside while opening.
  var setAside = 0
}

struct QueueOpener: Sendable {
  /// Nil when the platform has no place for an app's state.
  let directory: String?
  let time: any TimeSource
  let random: any RandomSource

  /// Opens the first slot that is free and whose schema this program knows.
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

  /// Opens a slot that is held; nil when a newer program wrote it: then it stays untouched.
  func open(_ slot: Slot) throws -> OpenedQueue? {
    if let number = slot.schemaNumber, number > QueueSchema.migrator.newest { return nil }
    // Also when an earlier process made the folders: it may have died before it synced their names.
    DurableFile.syncFolder(of: slot.path)
    if let directory { DurableFile.syncFolder(of: directory) }
    let credential = try slot.credential(time: time, random: random)
    let storage = QueueStorage.durable(folder: slot.path)
    do {
      let database = try QueueDatabase(path: try DurableFile.makeEmpty(slot.queuePath))
      slot.makeBallast()
      return OpenedQueue(
        database: database, slot: slot, credential: try current(credential, slot, database), storage: storage)
    } catch is MigrationError {
      return nil
    } catch let error as SQLiteError where error.isCorrupt {
      let (database, isNew) = try replace(in: slot)
      return OpenedQueue(
        database: database, slot: slot, credential: try current(credential, slot, database), storage: storage,
        setAside: isNew ? 1 : 0)
    }
  }

  /// The identity that an erasure put in place, also when the process ended before its file was written.
  private func current(
    _ credential: InstallationCredential, _ slot: Slot, _ database: QueueDatabase
  ) throws -> InstallationCredential {
    let current = try database.successor(of: credential)
    guard current != credential else { return credential }
    // Where it cannot be written now, the next start finds the same.
    try? slot.replaceCredential(with: current)
    return current
  }

  /// Sets the damaged file aside and makes a new one with what could be saved. When the file is sound after all, it stays:
  /// SQLite takes what a failing disk did not give it for damage.
  /// Throws when the disk cannot be read: nobody knows then what the file holds, and it is left as it is.
  func replace(in slot: Slot) throws -> (database: QueueDatabase, isNew: Bool) {
    try slot.readWholeQueue()
    if let database = try? QueueDatabase(path: slot.queuePath), database.isSound { return (database, false) }
    let damaged = try slot.setQueueAside(at: time.now())
    let salvage = QueueSalvage(path: damaged)
    let database = try QueueDatabase(path: try DurableFile.makeEmpty(slot.queuePath))
    try database.transaction {
      for (name, value) in salvage.account where value > 0 { try database.setAccount(name, to: value) }
      for item in salvage.items { _ = try database.insert(item, attachmentLimit: 0) }
      if salvage.account[Account.captured] == nil {
        try database.setAccount(Account.captured, to: Int64(salvage.items.count))
      }
      for erasure in salvage.erasures { try database.keepErasure(erasure) }
      if salvage.lost > 0 { try database.add(salvage.lost, to: Account.discarded("corrupt_queue")) }
      try database.add(1, to: "files_set_aside")
    }
    return (database, true)
  }

  /// Writes a queue from memory, as it is, to the first slot that nobody used before: what it told the collector so far stays
  /// true of it. Nil when there is no such slot.
  func move(_ memory: QueueDatabase, _ credential: InstallationCredential) throws -> OpenedQueue? {
    guard let directory else { return nil }
    try DurableFile.makeFolder(directory)
    for number in 0..<Slot.count {
      guard let slot = try Slot.acquire(number, in: directory), slot.isUnused else { continue }
      DurableFile.syncFolder(of: slot.path)
      DurableFile.syncFolder(of: directory)
      do {
        // First who it is: rows without their identity would be counted twice.
        try slot.replaceCredential(with: credential)
        try memory.copy(to: try DurableFile.makeEmpty(slot.queuePath))
        let database = try QueueDatabase(path: slot.queuePath)
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
