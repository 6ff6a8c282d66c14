// The sender's operations on the queue. Each is one transaction; listeners are told after the commit.
import TellbackSQLite
import TellbackWire

extension QueueStore {
  /// The next reports to send. Reports in memory wait until the file is empty, since those in the file are older. When the file
  /// cannot be written, its reports come last: they would be sent again and again.
  func nextBatch(count: Int, bytes: Int, now: Timestamp, horizon: Duration) throws -> [QueuedReport] {
    for database in fileRefuses ? databases.reversed() : databases where database.totals.reports > 0 {
      var batch = try database.due(count: count, bytes: bytes, now: now, horizon: horizon.milliseconds)
      while !batch.damaged.isEmpty {
        try database.expectSound()
        let before = database.totals.reports
        try database.transaction { for row in batch.damaged { try database.giveUp(row, at: now) } }
        guard database.totals.reports < before else {
          throw SQLiteError.corrupt("a row cannot be found", attempted: "DELETE")
        }
        batch = try database.due(count: count, bytes: bytes, now: now, horizon: horizon.milliseconds)
      }
      if !batch.reports.isEmpty { return batch.reports }
    }
    return []
  }

  /// Call it when a change found no rows to change.
  func examine() throws { try main.expectSound() }

  /// When the first report is due, also in the past; nil when none waits.
  func nextDue() throws -> Timestamp? { try databases.compactMap { try $0.nextDue() }.min() }

  /// When the first message is due whose report is delivered; nil when there is none.
  func nextMessageDue() throws -> Timestamp? {
    try databases.compactMap { try $0.nextMessageDue(isWaiting: isWaiting) }.min()
  }

  /// True while the report is in the queue.
  func isWaiting(_ report: ReportID) throws -> Bool {
    for database in databases where database.totals.reports > 0 { if try database.has(report) { return true } }
    return false
  }

  /// Applies the collector's receipts for reports of the request. Returns how many reports it removed from the queue.
  func apply(_ receipts: [Receipt], at now: Timestamp, telling hub: StateHub) throws -> Int {
    var told: [(ReportID, [ReportState])] = []
    var failure: (any Error)?
    for isFile in [true, false] {
      do {
        told += try recovering {
          // Looked up here, since a repair replaces the database.
          guard let database = isFile ? main : overflow else { return [] }
          // A file that cannot be written must not block the reports in memory.
          return try apply(receipts, to: database, at: now)
        }
        if isFile { fileRefuses = false }
      } catch {
        if isFile { fileRefuses = true }
        failure = error
      }
    }
    if told.isEmpty, let failure { throw failure }
    for (id, states) in told {
      for state in states { hub.publish(id, state) }
      hub.publish(InboxChange(conversation: id, kind: .delivered), of: try? head(of: id)?.user)
    }
    return told.count
  }

  private func apply(
    _ receipts: [Receipt], to database: QueueDatabase, at now: Timestamp
  ) throws -> [(ReportID, [ReportState])] {
    try database.transaction {
      var told: [(ReportID, [ReportState])] = []
      var delivered: Int64 = 0
      for receipt in receipts {
        guard let states = try apply(receipt, to: database, at: now) else { continue }
        told.append((receipt.id, states))
        if receipt.outcome != .refused { delivered += 1 }
      }
      if delivered > 0 { try database.add(delivered, to: Account.delivered) }
      if !told.isEmpty { try database.pruneReceipts(keeping: limits.receipts) }
      return told
    }
  }

  private func apply(_ receipt: Receipt, to database: QueueDatabase, at now: Timestamp) throws -> [ReportState]? {
    switch receipt.outcome {
    case .accepted, .duplicate:
      guard try database.deliver(receipt.id, at: now) else { return nil }
      return try [.sent, .accepted] + main.updates(of: receipt.id)
    case .erased:
      let why = receipt.message ?? "It was erased earlier at its reporter's wish."
      guard try database.deliver(receipt.id, at: now, erased: why) else { return nil }
      return [.sent, .refused(code: "erased", why: why)]
    case .refused:
      let (code, why) = (receipt.code ?? "refused", receipt.message ?? "The collector refused it without a reason.")
      guard try database.refuse(receipt.id, code: code, message: why, at: now, keeping: limits.refused)
      else { return nil }
      return [.sent, .refused(code: code, why: why)]
    }
  }

  /// Runs `body` with the database that holds the report.
  func withDatabase<Value>(of id: ReportID, _ body: (QueueDatabase) throws -> Value) throws -> Value? {
    for database in databases {
      let isHere = try database.connection.first(
        "SELECT 1 FROM report WHERE id = ?", [.blob(id.bytes)], make: { _ in true })
      if isHere == true { return try recovering { try database.transaction { try body(database) } } }
    }
    return nil
  }

  func nextAttachment(besides skipped: Set<AttachmentKey>) throws -> QueuedAttachment? {
    for database in databases where database.totals.attachments > 0 {
      // Nothing waits that could release them: the name of their owner was damaged.
      if !database.totals.waits { try database.releaseAll() }
      while let attachment = try database.nextAttachment(besides: skipped) {
        if attachment.isWhole { return attachment }
        try database.expectSound()
        let before = database.totals.attachments
        try database.transaction {
          try database.shed(attachment.report, attachment.position, reason: Account.corrupt)
        }
        guard database.totals.attachments < before else {
          throw SQLiteError.corrupt("a row cannot be found", attempted: "DELETE")
        }
      }
    }
    return nil
  }

  /// Runs `body` with each database that may hold the attachment.
  func withAttachments(_ body: (QueueDatabase) throws -> Void) throws {
    for database in databases where database.totals.attachments > 0 {
      try recovering { try database.transaction { try body(database) } }
    }
  }

  /// Removes an attachment from the queue.
  func removeAttachment(_ body: (QueueDatabase) throws -> Void) throws {
    let before = totals.attachments
    try withAttachments(body)
    if totals.attachments == before { try examine() }
  }

  /// Includes reports delivered from memory, whose receipts move to the file later.
  func awaitsAnswers(since moment: Timestamp) throws -> Bool {
    for database in databases where try database.awaitsAnswers(since: moment) { return true }
    return false
  }

  /// Saves a page of updates and tells listeners what is new.
  func receive(_ page: UpdatePage, at now: Timestamp, telling hub: StateHub) throws {
    let database = main
    let fresh = try recovering {
      try database.transaction {
        try database.receive(page, at: now) { id in
          for database in databases { if let progress = try database.progress(of: id) { return progress } }
          return nil
        }
      }
    }
    for update in fresh {
      if let state = ReportState(kind: update.kind, ticket: update.ticket, message: update.message, by: update.by) {
        hub.publish(update.report, state)
      }
    }
    for report in Set(fresh.map(\.report)) {
      hub.publish(InboxChange(conversation: report, kind: .received), of: try? head(of: report)?.user)
    }
    if fresh.contains(where: { $0.kind == .fixed }) { hub.fixesCame() }
  }

  var accounting: Accounting {
    let statistics = self.statistics
    return Accounting(
      captured: statistics.captured, delivered: statistics.delivered, queued: statistics.queued,
      discarded: statistics.discarded)
  }
}
