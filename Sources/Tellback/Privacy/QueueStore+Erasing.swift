// Erasing on the device: rows, what stands in memory, files set aside, and the identity. Confined to the queue's thread.
import TellbackSQLite
import TellbackWire

extension QueueStore {
  /// Erases everything here and keeps the wish that the collector does so too. From here on the installation is a new one.
  /// Throws when the disk does not take it: then nothing is erased.
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
    slot?.removeMovedAside()
    scrub()
  }

  /// Erases one report here, and keeps the wish that the collector does so too. False when it was not here.
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

  /// The collector has done it. The wish stays when the file cannot be scrubbed, and with it the next try to.
  func finishErasure(_ sequence: Int64) throws {
    if needsScrub { try main.scrub() }
    needsScrub = false
    try recovering { try main.transaction { try main.finishErasure(sequence) } }
    // The identity in it is dead; its frames may go with the next checkpoint.
    try? main.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
  }

  /// A disk without room for it is asked again before each try to reach the collector.
  private func scrub() {
    do {
      try main.scrub()
      needsScrub = false
    } catch {
      needsScrub = true
    }
  }
}
