// The inbox over the own queue and the adopted ones: a conversation is in the queue that delivered its report.
import TellbackWire

extension ReporterCore {
  // MARK: Reading

  func conversations(_ scope: InboxScope, limit: Int) async throws(TellbackError) -> [Conversation] {
    try await TellbackError.reading {
      var result: [(activity: Int64, Conversation)] = []
      for pipeline in pipelines {
        let (version, limit) = (appVersion, max(limit, 0))
        result += try await pipeline.queue.run { try $0.conversations(scope, limit: limit, version: version) }
      }
      // A report that waits is newer than what was told of others, unless a clock says otherwise.
      return Array(result.sorted { ($0.activity, $0.1.id) > ($1.activity, $1.1.id) }.prefix(max(limit, 0)).map(\.1))
    }
  }

  func conversation(_ report: ReportID, _ scope: InboxScope) async throws(TellbackError) -> Conversation? {
    try await TellbackError.reading {
      for pipeline in pipelines {
        let version = appVersion
        let found = try await pipeline.queue.run { try $0.conversation(report, scope, version: version) }
        if let found { return found }
      }
      return nil
    }
  }

  func unread(_ scope: InboxScope) async throws(TellbackError) -> Int {
    try await TellbackError.reading {
      var sum = 0
      for pipeline in pipelines { sum += try await pipeline.queue.run { try $0.main.unread(scope) } }
      return sum
    }
  }

  func openQuestions(_ scope: InboxScope) async throws(TellbackError) -> [FixQuestion] {
    await asker.ask(in: pipelines)
    return try await TellbackError.reading {
      var result: [FixQuestion] = []
      for pipeline in pipelines {
        let version = appVersion
        result += try await pipeline.queue.run { try $0.openQuestions(version: version) }
          .filter { scope.includes($0.user) }.map(\.question)
      }
      return result.sorted { $0.update > $1.update }
    }
  }

  /// Looks for fixes that this version of the app has, in the background.
  func askWhatIsFixed() {
    Task { await asker.ask(in: pipelines) }
  }

  // MARK: Writing

  func prepareReply(
    to report: ReportID, text: String, attachments: [ReportAttachment]
  ) async throws(TellbackError) -> PreparedMessage {
    try await TellbackError.reading {
      let files = try await AttachmentReading.read(attachments, of: "The reply", .invalidMessage, isolation: nil)
      return try compose(.reply(text: text), about: report, files: files)
    }
  }

  func sayOrFail(
    _ wish: MessageWish, about report: ReportID, _ scope: InboxScope
  ) async throws(TellbackError) -> MessageReceipt {
    guard let said = try await say(wish, about: report, scope) else {
      throw TellbackError(.invalidMessage, "There was nothing to save.")
    }
    return MessageReceipt(
      id: said.prepared.id, durable: said.result.durable,
      shedAttachments: said.result.shed.map { said.prepared.files[$0].name })
  }

  /// Saves a message in the queue that has its conversation. Nil when nothing was to do.
  func say(_ wish: MessageWish, about report: ReportID, _ scope: InboxScope) async throws(TellbackError) -> Said? {
    try await TellbackError.reading {
      let now = now()
      for pipeline in pipelines {
        let result = try await pipeline.queue.run { [self] store in
          try store.say(wish, about: report, scope: scope, at: now) { try compose($0, about: report) }
        }
        switch result {
        case .unknown: continue
        case .nothing: return nil
        case .said(let said, let user):
          var isRead = false
          if case .read = said.prepared.message.content { isRead = true }
          hub.publish(InboxChange(conversation: report, kind: isRead ? .read : .wrote), of: user)
          pipeline.sync.captured()
          return said
        }
      }
      throw TellbackError.unknownConversation(report)
    }
  }

  func putAway(_ question: FixQuestion, _ scope: InboxScope) async throws(TellbackError) {
    try await TellbackError.reading {
      for pipeline in pipelines {
        let isHere = try await pipeline.queue.run { store in
          guard let head = try store.head(of: question.conversation), scope.includes(head.user) else { return false }
          try store.recovering {
            try store.main.transaction {
              try store.main.close(question.conversation, update: question.update, as: .putAway)
            }
          }
          return true
        }
        if isHere { return }
      }
      throw TellbackError.unknownConversation(question.conversation)
    }
  }

  // MARK: Files of staff

  func attachment(
    _ index: Int, of entry: ConversationEntry, in report: ReportID, _ scope: InboxScope
  ) async throws(TellbackError) -> [UInt8] {
    try await TellbackError.reading {
      guard let message = entry.message, entry.author != .reporter, entry.attachments.indices.contains(index) else {
        throw TellbackError(.transport, "The entry has no file \(index) at the collector.")
      }
      for pipeline in pipelines {
        let credential = try await pipeline.queue.run { store -> InstallationCredential? in
          guard let head = try store.head(of: report), scope.includes(head.user) else { return nil }
          return store.credential
        }
        guard let credential else { continue }
        let response: TransportResponse
        do {
          response = try await transport.send(try endpoint.messageAttachmentData(message, index, as: credential))
        } catch let error as TellbackError {
          throw error
        } catch {
          throw TellbackError(
            .transport, "The file could not be fetched; try again with a network.", cause: error)
        }
        guard response.status == 200 else {
          throw TellbackError(
            .transport, "The collector did not send the file: \(CollectorResponse(response).why)")
        }
        return response.body
      }
      throw TellbackError.unknownConversation(report)
    }
  }
}

extension TellbackError {
  static func unknownConversation(_ report: ReportID) -> TellbackError {
    TellbackError(
      .unknownConversation,
      "There is no conversation \(report.reference) here: it was erased, is too old, or is another user's.")
  }
}

extension QueueStore {
  func conversations(
    _ scope: InboxScope, limit: Int, version: String
  ) throws -> [(activity: Int64, Conversation)] {
    var heads: [ConversationHead] = []
    for database in databases { heads += try database.waitingHeads(scope, limit: limit) }
    for database in databases { heads += try database.answeredHeads(scope, limit: limit) }
    let questions = try openQuestions(version: version)
    return try heads.sorted { $0.activity > $1.activity }.prefix(limit).map { head in
      (head.activity, try conversation(head, questions))
    }
  }

  func conversation(_ report: ReportID, _ scope: InboxScope, version: String) throws -> Conversation? {
    guard let head = try head(of: report), scope.includes(head.user) else { return nil }
    return try conversation(head, try openQuestions(version: version))
  }

  private func conversation(_ head: ConversationHead, _ questions: [CurrentFix]) throws -> Conversation {
    let updates = head.isAccepted == true ? try main.ticketUpdates(of: head.id) : []
    return Conversation(
      head, updates: updates, own: try databases.flatMap { try $0.ownMessages(of: head.id) },
      question: questions.first { $0.question.conversation == head.id }?.question)
  }

  /// The questions that are asked and not answered, by an app that still has the fix.
  func openQuestions(version: String) throws -> [CurrentFix] {
    try main.currentFixes().filter { $0.isOpen && AppVersion.has($0.question.version, in: version) }
  }
}
