// Erasing on the device: rows, reports in memory, files moved aside, and the identity. Confined to the queue's thread.
import TellbackSQLite
import TellbackWire

extension QueueStore {
  /// Erases everything here and saves an erasure request for the collector. The installation gets a new identity.
  /// Throws when the disk cannot be written; nothing is erased then.
  func eraseEverything(at now: Timestamp) throws {
    let old = credential
    let new = InstallationCredential.make(at: now, random: opener.random)
    var last = accounting
    if last.queued > 0 { last.discarded["erased", default: 0] += last.queued }
    last.queued = 0
    let body = ErasureRequest.everything(last).encoded()
    try recovering {
      try main.transaction {
        try main.forgetEverything()
        try main.keepErasure(body, of: old, successor: new, at: now)
      }
    }
    forgetOverflow()
    replaceCredential(with: new)
    slot?.forgetDay(of: old.id)
    slot?.removeMovedAside()
    scrub()
  }

  /// Erases one report here and saves an erasure request for the collector. False when it was not here.
  func erase(_ id: ReportID, evenUnknown: Bool, at now: Timestamp) throws -> Bool {
    let body = ErasureRequest.reports([id]).encoded()
    var isHere = false
    if let overflow { isHere = try overflow.transaction { try overflow.forget(id) } }
    try recovering {
      try main.transaction {
        if try main.forget(id) { isHere = true }
        guard isHere || evenUnknown else { return }
        try main.keepErasure(body, of: credential, successor: nil, at: now)
      }
    }
    guard isHere else { return false }
    slot?.removeMovedAside()
    scrub()
    return true
  }

  func nextErasure() throws -> QueuedErasure? {
    if needsScrub { scrub() }
    return try main.nextErasure()
  }

  /// Removes a request that the collector confirmed. It stays when the file cannot be scrubbed, so that the scrub is retried.
  func finishErasure(_ sequence: Int64) throws {
    if needsScrub { try main.scrub() }
    needsScrub = false
    try recovering { try main.transaction { try main.finishErasure(sequence) } }
    // The old identity is in the log; when this fails, the next checkpoint removes it.
    try? main.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
  }

  /// When the disk has no space for it, it is retried before each attempt to reach the collector.
  private func scrub() {
    do {
      try main.scrub()
      needsScrub = false
    } catch {
      needsScrub = true
    }
  }
}
