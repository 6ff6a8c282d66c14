// What a reporter does in a conversation, saved with its effects on the device in one commit. Confined to the queue's thread.
import TellbackSQLite
import TellbackWire

/// What the reporter wants to do.
enum MessageWish: Sendable {
  case prepared(PreparedMessage)
  /// Everything so far was seen.
  case read
  /// `update` nil: about the newest fix or answer.
  case verdict(helped: Bool, update: Int64?, text: String?)
  case rating(stars: Int, text: String?)
  case thanks(text: String?)
}

/// A message that was saved.
struct Said: Sendable {
  var prepared: PreparedMessage
  var result: CaptureResult
}

/// The result of a wish in one queue.
enum SayResult: Sendable {
  /// The conversation is not in this queue.
  case unknown
  /// Nothing was to do, such as a read mark where everything is read.
  case nothing
  case said(Said, user: String?)
}

extension QueueStore {
  func head(of report: ReportID) throws -> ConversationHead? {
    for database in databases { if let head = try database.head(of: report) { return head } }
    return nil
  }

  /// Saves a message about a report of this queue. It is sent once its report is delivered. Where the report is in memory
  /// alone, so is the message: on disk it would outlive the report that it is about.
  /// Throws ``TellbackError`` when the message breaks a limit or does not fit; nothing is saved then.
  func say(
    _ wish: MessageWish, about report: ReportID, scope: InboxScope, at now: Timestamp,
    compose: (ReporterMessage.Content) throws -> PreparedMessage
  ) throws -> SayResult {
    guard let head = try head(of: report), scope.includes(head.user) else { return .unknown }
    guard head.isAccepted != false else {
      throw TellbackError(
        .unknownConversation, "The report \(report.reference) was not accepted, so nobody can answer; report it again.")
    }
    guard let prepared = try prepare(wish, about: report, compose: compose) else { return .nothing }
    let item = prepared.item
    if let full = fullness(adding: item) {
      try recovering {
        try main.transaction {
          try main.add(1, to: Account.messagesCaptured)
          try main.add(1, to: Account.messagesDiscarded("queue_full"))
        }
      }
      throw full
    }
    if try waitsInMemory(report) { moveMemoryToFile() }
    if try waitsInMemory(report) { return .said(try keepInMemory(prepared, item, at: now), user: head.user) }
    do {
      // Memory takes new messages when the disk does not, as it does reports.
      return .said(
        try repairing { try recovering(givingBallast: false) { try save(prepared, item, into: main, at: now) } },
        user: head.user)
    } catch let error as SQLiteError where error.isFull && !item.attachments.isEmpty {
      // Words outlive attachments: without these they may fit.
      if let said = try? save(prepared, item, into: main, keepsAttachments: false, at: now) {
        return .said(said, user: head.user)
      }
      return .said(try keepInMemory(prepared, item, because: error, at: now), user: head.user)
    } catch let error as TellbackError {
      throw error
    } catch {
      return .said(try keepInMemory(prepared, item, because: error, at: now), user: head.user)
    }
  }

  private func prepare(
    _ wish: MessageWish, about report: ReportID, compose: (ReporterMessage.Content) throws -> PreparedMessage
  ) throws -> PreparedMessage? {
    switch wish {
    case .prepared(let prepared): return prepared
    case .read:
      guard let newest = try main.newestUnread(of: report) else { return nil }
      return try compose(.read(upTo: newest))
    case .verdict(let helped, let update, let text):
      guard let update = try update ?? main.judgedUpdate(of: report) else {
        throw TellbackError(
          .invalidMessage, "Nobody has answered \(report.reference) yet, so nothing can be judged; reply instead.")
      }
      return try compose(.verdict(helped: helped, update: update, text: text))
    case .rating(let stars, let text): return try compose(.rating(stars: stars, text: text))
    case .thanks(let text): return try compose(.thanks(text: text))
    }
  }

  private func save(
    _ prepared: PreparedMessage, _ item: MessageItem, into database: QueueDatabase, keepsAttachments: Bool = true,
    at now: Timestamp
  ) throws -> Said {
    // Where memory takes the message, the file takes its effects as far as it can.
    if database !== main { try? main.transaction { try apply(prepared.message, at: now) } }
    let after = try main.newestUpdate(of: item.report)
    let shed = try database.transaction {
      let shed = try database.insert(
        item, after: after, attachmentLimit: limits.attachmentBytes, keepsAttachments: keepsAttachments)
      // Saved already: the caller repeats itself.
      guard let shed else { return [Int]() }
      try database.add(1, to: Account.messagesCaptured)
      if database === main { try apply(prepared.message, at: now) }
      return shed
    }
    return Said(prepared: prepared, result: CaptureResult(durable: database.isDurable, shed: shed))
  }

  /// What a message changes on the device at once.
  private func apply(_ message: ReporterMessage, at now: Timestamp) throws {
    switch message.content {
    case .read(let sequence): try main.setRead(message.report, upTo: sequence)
    case .verdict(_, let update, _): try main.close(message.report, update: update, as: .answered)
    case .reply, .rating, .thanks: break
    }
    if case .read = message.content { return }
    try main.touch(message.report, at: now)
  }

  private func waitsInMemory(_ report: ReportID) throws -> Bool { try overflow?.has(report) ?? false }

  private func keepInMemory(
    _ prepared: PreparedMessage, _ item: MessageItem, because cause: (any Error)? = nil, at now: Timestamp
  ) throws -> Said {
    do { return try save(prepared, item, into: try memory(), at: now) } catch {
      throw TellbackError(.storage, "The message could be saved neither on disk nor in memory.", cause: cause ?? error)
    }
  }

  private func fullness(adding item: MessageItem) -> TellbackError? {
    let totals = self.totals
    let advice = "Let them be sent first, then try again."
    if totals.messages >= limits.messages {
      return TellbackError(
        .queueFull,
        "The message was not saved: \(totals.messages) messages wait already; the limit is \(limits.messages). \(advice)"
      )
    }
    if totals.messageBytes + item.body.count > limits.messageBytes {
      return TellbackError(
        .queueFull,
        "The message was not saved: \(totals.messageBytes) bytes of messages wait already; the limit is "
          + "\(limits.messageBytes) bytes. \(advice)")
    }
    return nil
  }

  // MARK: Sending

  /// The next messages to send, whose reports are delivered.
  func nextMessages(count: Int, bytes: Int, now: Timestamp, horizon: Duration) throws -> [QueuedMessage] {
    for database in fileRefuses ? databases.reversed() : databases where database.totals.messages > 0 {
      func due() throws -> (messages: [QueuedMessage], damaged: [Int64]) {
        try database.dueMessages(
          count: count, bytes: bytes, now: now, horizon: horizon.milliseconds, isWaiting: isWaiting)
      }
      var batch = try due()
      while !batch.damaged.isEmpty {
        try database.expectSound()
        let before = database.totals.messages
        try database.transaction { for row in batch.damaged { try database.giveUpMessage(row, at: now) } }
        guard database.totals.messages < before else {
          throw SQLiteError.corrupt("a row cannot be found", attempted: "DELETE")
        }
        batch = try due()
      }
      if !batch.messages.isEmpty { return batch.messages }
    }
    return []
  }

  /// Applies the collector's receipts for messages of the request. Returns how many messages left the queue.
  func applyToMessages(_ receipts: [Receipt], at now: Timestamp, telling hub: StateHub) throws -> Int {
    var told: [ReportID] = []
    var failure: (any Error)?
    for isFile in [true, false] {
      do {
        told += try recovering {
          // Looked up here, since a repair replaces the database.
          guard let database = isFile ? main : overflow, database.totals.messages > 0 else { return [] }
          return try database.transaction { try receipts.compactMap { try database.settle($0, at: now) } }
        }
        if isFile { fileRefuses = false }
      } catch {
        if isFile { fileRefuses = true }
        failure = error
      }
    }
    if told.isEmpty, let failure { throw failure }
    for report in Set(told) {
      hub.publish(InboxChange(conversation: report, kind: .delivered), of: try? head(of: report)?.user)
    }
    return told.count
  }

  /// Runs `body` with the database that holds the message.
  func withDatabase(ofMessage id: ReportID, _ body: (QueueDatabase) throws -> Void) throws {
    for database in databases where try database.hasMessage(id) {
      return try recovering { try database.transaction { try body(database) } }
    }
  }
}
