// The store of a queue: the file, and a database in memory for reports that the disk could not take. Confined to the queue's
// thread.
import TellbackSQLite
import TellbackWire

/// Whether a report is on disk, and which of its attachments were dropped.
struct CaptureResult: Sendable {
  var durable: Bool
  var shed: [Int] = []
}

final class QueueStore {
  let opener: QueueOpener
  let limits: QueueLimits
  private(set) var main: QueueDatabase
  /// Holds the reports that the disk refused, until it takes them.
  private(set) var overflow: QueueDatabase?
  /// Declared after the databases: properties are released in order, and the lock must outlive the file that it guards.
  private(set) var slot: Slot?
  private(set) var credential: InstallationCredential
  /// Erased words may still be in free pages of the file.
  var needsScrub: Bool
  private(set) var storage: QueueStorage
  private(set) var filesMovedAside: Int
  /// The file could not save the last receipts. Reports in memory are sent first then; otherwise they would wait behind it.
  var fileRefuses = false
  /// When a queue in memory next looks for a slot, in nanoseconds of uptime.
  private var nextMove: UInt64 = 0

  init(_ opened: OpenedQueue, opener: QueueOpener, limits: QueueLimits) {
    self.opener = opener
    self.limits = limits
    slot = opened.slot
    main = opened.database
    credential = opened.credential
    storage = opened.storage
    filesMovedAside = opened.movedAside
    // The process may have ended between an erasure and its scrub.
    needsScrub = ((try? opened.database.erasureCount()) ?? 0) > 0
  }

  var databases: [QueueDatabase] { [main, overflow].compactMap { $0 } }

  // MARK: Capture

  /// Saves many reports in one commit; each gets its own result.
  func capture(_ items: [QueueItem]) -> [Result<CaptureResult, TellbackError>] {
    moveToDisk()
    do {
      // Memory takes new reports when the disk does not. The ballast is kept for removing delivered ones, which needs the disk.
      return try repairing { try recovering(givingBallast: false) { try self.insert(items, into: self.main) } }
    } catch let error as SQLiteError where error.isFull && items.contains(where: { !$0.attachments.isEmpty }) {
      // Words outlive attachments: without these they may fit.
      if let results = try? insert(items, into: main, keepsAttachments: false) { return results }
      return keepInMemory(items, because: error)
    } catch {
      return keepInMemory(items, because: error)
    }
  }

  private func insert(
    _ items: [QueueItem], into database: QueueDatabase, keepsAttachments: Bool = true
  ) throws -> [Result<CaptureResult, TellbackError>] {
    try database.captureTransaction {
      var results: [Result<CaptureResult, TellbackError>] = []
      for item in items {
        if let full = fullness(adding: item) {
          try database.add(1, to: Account.captured)
          try database.add(1, to: Account.discarded("queue_full"))
          results.append(.failure(full))
          continue
        }
        let shed = try database.insert(
          item, attachmentLimit: limits.attachmentBytes, keepsAttachments: keepsAttachments, isCapture: true)
        results.append(.success(CaptureResult(durable: database.isDurable, shed: shed ?? [])))
      }
      return results
    }
  }

  private func fullness(adding item: QueueItem) -> TellbackError? {
    let totals = self.totals
    if totals.reports >= limits.reports {
      return TellbackError(
        .queueFull,
        "The report was not saved: \(totals.reports) reports wait already; the limit is \(limits.reports).")
    }
    if totals.bytes + item.body.count > limits.bytes {
      return TellbackError(
        .queueFull,
        "The report was not saved: \(totals.bytes) bytes wait already; the limit is \(limits.bytes) bytes.")
    }
    return nil
  }

  /// The database in memory for what the disk refused.
  func memory() throws -> QueueDatabase {
    let database = try overflow ?? QueueDatabase(path: nil)
    overflow = database
    return database
  }

  /// The last resort on a full or broken disk: the reports stay in memory and are sent from there.
  private func keepInMemory(
    _ items: [QueueItem], because cause: any Error
  ) -> [Result<CaptureResult, TellbackError>] {
    do {
      return try insert(items, into: try memory())
    } catch {
      let failure = TellbackError(.storage, "The report could be saved neither on disk nor in memory.", cause: cause)
      return items.map { _ in .failure(failure) }
    }
  }

  // MARK: Recovery

  /// Runs `body`. On a full disk it runs once more after a checkpoint, which lets the log reuse its own space, and then after the
  /// ballast is released.
  func recovering<Value>(givingBallast: Bool = true, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as SQLiteError where error.isFull || error.isIO {
      // A checkpoint that fails lets the second run fail with the same error.
      if (try? main.connection.checkpoint(.passive)) == true, let value = try? body() { return value }
      guard givingBallast, slot?.dropBallast() == true else { throw error }
      _ = try? main.connection.checkpoint(.passive)
      return try body()
    }
  }

  /// Runs `body`; after damage once more with a repaired file. Call it outside everything that uses the database: a database
  /// that is still referenced is still open, and locks the file.
  func repairing<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as SQLiteError where error.isCorrupt || error.isMissing || error.isConstraint {
      // A constraint fails on values that no program wrote: damage.
      do {
        try replaceDamagedFile()
        return try body()
      } catch let error as SQLiteError where error.isCorrupt || error.isMissing {
        // SQLite's integrity check found nothing, yet the damage is there.
        try replaceDamagedFile(evenIfSound: true)
        return try body()
      }
    }
  }

  private func replaceDamagedFile(evenIfSound: Bool = false) throws {
    guard let slot else { throw TellbackError(.storage, "The queue in memory is damaged.") }
    // Closed before the rename, so that SQLite writes nothing more to it.
    main = try QueueDatabase(path: nil)
    do {
      let (database, isNew) = try opener.replace(in: slot, evenIfSound: evenIfSound)
      main = database
      if isNew { filesMovedAside += 1 }
    } catch {
      storage = .memory(reason: "the queue in \(slot.path) is damaged and cannot be rebuilt now: \(error)")
      throw error
    }
  }

  /// True while reports are in memory that a file may take.
  var waitsForDisk: Bool { overflow != nil || (slot == nil && opener.directory != nil && totals.waits) }

  /// Moves a queue that began in memory to a slot, with its identity, once one is free. Looks at most every ten seconds.
  private func moveToDisk() {
    guard slot == nil, opener.directory != nil, opener.time.uptime() >= nextMove else { return }
    nextMove = opener.time.uptime().addingClamped(10_000_000_000)
    // When the disk still refuses, the queue stays in memory and the move is retried.
    guard let moved = try? opener.move(main, credential) else { return }
    main = moved.database
    slot = moved.slot
    storage = moved.storage
  }

  /// Moves the reports in memory to the file once the disk takes them. The sender calls it regularly.
  func moveMemoryToFile() {
    moveToDisk()
    guard let memory = overflow else {
      // Released on a full disk. While reports wait, the space is theirs.
      if main.totals.reports == 0 { slot?.makeBallast() }
      return
    }
    do {
      try main.transaction {
        try memory.everything { _ = try main.insert($0, attachmentLimit: limits.attachmentBytes) }
        try memory.everythingDelivered(into: main)
        try memory.everyMessage(into: main, attachmentLimit: limits.attachmentBytes)
        let others = [Account.captured, Account.cursor, Account.file]
        for (name, value) in memory.account where value > 0 && !others.contains(name) { try main.add(value, to: name) }
        try main.add(memory.captured, to: Account.captured)
      }
      overflow = nil
      slot?.makeBallast()
    } catch {
      // The disk still refuses. Nothing was lost; the next call retries.
    }
  }

  // MARK: Erasing

  func forgetOverflow() { overflow = nil }

  /// The database names the new identity already, so an identity file that cannot be written now is written by the next start.
  func replaceCredential(with new: InstallationCredential) {
    credential = new
    try? slot?.replaceCredential(with: new)
  }

  /// Before the file is closed: the account counts what only rows count so far, so that damage to the rows is counted too.
  /// Where the disk refuses, the rows count.
  func finish() { try? main.transaction {} }

  // MARK: Figures

  var totals: QueueTotals {
    var totals = main.totals
    if let more = overflow?.totals {
      totals.reports += more.reports
      totals.bytes += more.bytes
      totals.attachments += more.attachments
      totals.attachmentBytes += more.attachmentBytes
      totals.messages += more.messages
      totals.messageBytes += more.messageBytes
    }
    return totals
  }

  var statistics: ReporterStatistics {
    var result = ReporterStatistics()
    for database in databases {
      result.captured += database.captured
      for (name, value) in database.account {
        if name == Account.delivered { result.delivered += value }
        if name == Account.attachmentsSent { result.attachmentsSent += value }
        if let reason = name.suffix(after: Account.discarded("")) { result.discarded[reason, default: 0] += value }
        if let reason = name.suffix(after: Account.shed("")) { result.attachmentsShed[reason, default: 0] += value }
        if name == Account.messagesCaptured { result.messages.captured += value }
        if name == Account.messagesDelivered { result.messages.delivered += value }
        if let reason = name.suffix(after: Account.messagesDiscarded("")) {
          result.messages.discarded[reason, default: 0] += value
        }
      }
    }
    let totals = self.totals
    result.queued = Int64(totals.reports)
    result.attachmentsQueued = Int64(totals.attachments)
    result.messages.queued = Int64(totals.messages)
    return result
  }
}

extension String {
  fileprivate func suffix(after prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
