// The inbox: conversations about reports, read from the queue, and what a reporter does in them.
import TellbackWire

/// The conversations of an installation, or of one session's user. Everything in it is on the device: it is read without a
/// network and after a restart.
///
/// ```swift
/// for conversation in try await reporter.inbox.conversations() {
///   print(conversation.title, conversation.state.words, conversation.unread)
/// }
/// try await reporter.inbox.reply(to: conversation.id, text: "It still happens after the update.")
/// for await change in reporter.inbox.changes { try await refresh(change) }
/// ```
///
/// What the reporter does is saved like a report before the method returns, sent after its report, retried, and has one effect.
/// The keys are the installation's own secret: nobody reads a conversation by an address, a reference or a number.
public struct Inbox: Sendable {
  let core: ReporterCore
  let scope: InboxScope

  // MARK: Reading

  /// The conversations with the newest activity first. Reports without an answer are conversations too.
  /// - Parameter limit: the most conversations; at most ``QueueLimits/receipts`` are kept.
  /// - Throws: ``TellbackError`` with `storage` when the queue cannot be read, or `closed`.
  public func conversations(limit: Int = 100) async throws(TellbackError) -> [Conversation] {
    try await core.conversations(scope, limit: limit)
  }

  /// The conversation about one report; nil when it is not here, or not this user's.
  /// - Throws: ``TellbackError`` with `storage` when the queue cannot be read, or `closed`.
  public func conversation(_ report: ReportID) async throws(TellbackError) -> Conversation? {
    try await core.conversation(report, scope)
  }

  /// How many entries from staff were not read, over all conversations: the number for a badge.
  /// - Throws: ``TellbackError`` with `storage` when the queue cannot be read, or `closed`.
  public func unread() async throws(TellbackError) -> Int { try await core.unread(scope) }

  /// What changes in conversations, from now on. The sequence ends when the reporter is closed. A listener that lags more than
  /// 1,000 changes behind loses the oldest; ``conversations(limit:)`` has everything.
  public var changes: AsyncStream<InboxChange> { core.hub.changes(in: scope) }

  /// 'Fixed for you?' The fixes that this version of the app has and that no listener was asked about, also in earlier runs; then
  /// each further one. Each fix comes once, whatever the number of the person's reports on its ticket, and stays in its
  /// conversation (``Conversation/question``) until it is answered, put away, or the ticket is opened again.
  ///
  /// The version is ``ReporterConfiguration/appVersion``, compared number by number; a pre-release comes before its release. A
  /// version that does not begin with a number has only the fixes that name exactly it.
  public var questions: AsyncStream<FixQuestion> {
    let stream = core.hub.questions(in: scope)
    core.askWhatIsFixed()
    return stream
  }

  /// The questions that wait for an answer now, the newest first.
  /// - Throws: ``TellbackError`` with `storage` when the queue cannot be read, or `closed`.
  public func openQuestions() async throws(TellbackError) -> [FixQuestion] { try await core.openQuestions(scope) }

  // MARK: Writing

  /// Replies in a conversation. It returns once the reply is on disk; the SDK sends it, now or when the collector can be reached.
  /// - Parameters:
  ///   - report: the conversation.
  ///   - text: at least one visible character, at most ``WireLimits/messageText`` bytes; it is redacted like a report.
  ///   - attachments: at most ``WireLimits/attachments``; files are read now.
  /// - Throws: ``TellbackError`` with `invalidMessage` for a limit, `unknownConversation`, `queueFull`, `unreadableAttachment`,
  ///   `storage` or `closed`; nothing was saved then.
  @discardableResult
  public func reply(
    to report: ReportID, text: String, attachments: [ReportAttachment] = []
  ) async throws(TellbackError) -> MessageReceipt {
    try await send(try await prepareReply(to: report, text: text, attachments: attachments))
  }

  /// Composes and redacts a reply without saving it. Its ``PreparedMessage/bytes`` are what would be sent; pass it to
  /// ``send(_:)`` to save exactly these bytes.
  /// - Throws: ``TellbackError`` with `invalidMessage` for a limit, or `unreadableAttachment`.
  public func prepareReply(
    to report: ReportID, text: String, attachments: [ReportAttachment] = []
  ) async throws(TellbackError) -> PreparedMessage {
    try await core.prepareReply(to: report, text: text, attachments: attachments)
  }

  /// Saves what ``prepareReply(to:text:attachments:)`` made, byte for byte. Saving it again while it waits changes nothing.
  /// - Throws: ``TellbackError`` with `unknownConversation`, `queueFull`, `storage` or `closed`; nothing was saved then.
  @discardableResult
  public func send(_ prepared: PreparedMessage) async throws(TellbackError) -> MessageReceipt {
    try await core.sayOrFail(.prepared(prepared), about: prepared.conversation, scope)
  }

  /// Marks everything so far in a conversation as read, here and, as 'seen', for staff. Nothing happens where everything is read.
  /// - Throws: ``TellbackError`` with `unknownConversation`, `queueFull`, `storage` or `closed`.
  public func markRead(_ report: ReportID) async throws(TellbackError) {
    _ = try await core.say(.read, about: report, scope)
  }

  /// Answers 'fixed for you?'. A no opens the ticket again and tells its owner this app's version.
  /// - Parameters:
  ///   - question: what was asked.
  ///   - fixed: whether the fix works for the person.
  ///   - text: the person's words, at most ``WireLimits/messageText`` bytes.
  /// - Throws: ``TellbackError`` with `invalidMessage` for a limit, `unknownConversation`, `queueFull`, `storage` or `closed`.
  @discardableResult
  public func answer(
    _ question: FixQuestion, fixed: Bool, text: String? = nil
  ) async throws(TellbackError) -> MessageReceipt {
    let wish = MessageWish.verdict(helped: fixed, update: question.update, text: text)
    return try await core.sayOrFail(wish, about: question.conversation, scope)
  }

  /// Closes a question without an answer; it is not asked again.
  /// - Throws: ``TellbackError`` with `unknownConversation`, `storage` or `closed`.
  public func putAway(_ question: FixQuestion) async throws(TellbackError) {
    try await core.putAway(question, scope)
  }

  /// 'This helped', or 'still broken': judges the newest fix of a conversation, or else the newest answer.
  /// - Parameters:
  ///   - helped: the judgement.
  ///   - report: the conversation.
  ///   - text: the person's words, at most ``WireLimits/messageText`` bytes.
  /// - Throws: ``TellbackError`` with `invalidMessage` for a limit or while nobody has answered, `unknownConversation`,
  ///   `queueFull`, `storage` or `closed`.
  @discardableResult
  public func helped(
    _ helped: Bool, _ report: ReportID, text: String? = nil
  ) async throws(TellbackError) -> MessageReceipt {
    try await core.sayOrFail(.verdict(helped: helped, update: nil, text: text), about: report, scope)
  }

  /// Rates how well the person was helped.
  /// - Parameters:
  ///   - report: the conversation.
  ///   - stars: from 1 (bad) to 5 (good).
  ///   - text: the person's words, at most ``WireLimits/messageText`` bytes.
  /// - Throws: ``TellbackError`` with `invalidMessage` for a limit, `unknownConversation`, `queueFull`, `storage` or `closed`.
  @discardableResult
  public func rate(
    _ report: ReportID, stars: Int, text: String? = nil
  ) async throws(TellbackError) -> MessageReceipt {
    try await core.sayOrFail(.rating(stars: stars, text: text), about: report, scope)
  }

  /// Thanks whoever solved it.
  /// - Parameters:
  ///   - report: the conversation.
  ///   - text: the person's words, at most ``WireLimits/messageText`` bytes.
  /// - Throws: ``TellbackError`` with `invalidMessage` for a limit, `unknownConversation`, `queueFull`, `storage` or `closed`.
  @discardableResult
  public func thank(_ report: ReportID, text: String? = nil) async throws(TellbackError) -> MessageReceipt {
    try await core.sayOrFail(.thanks(text: text), about: report, scope)
  }

  // MARK: Files of staff

  /// Fetches the bytes of a file that staff sent with a message.
  /// - Parameters:
  ///   - index: its place in ``ConversationEntry/attachments``, from 0.
  ///   - entry: an entry of staff.
  ///   - report: its conversation.
  /// - Throws: ``TellbackError`` with `transport` when the collector cannot be reached or does not have the file (any more),
  ///   `unknownConversation`, `storage` or `closed`.
  public func attachment(
    _ index: Int, of entry: ConversationEntry, in report: ReportID
  ) async throws(TellbackError) -> [UInt8] {
    try await core.attachment(index, of: entry, in: report, scope)
  }
}

extension Reporter {
  /// The conversations of this installation, whoever wrote the reports. In a service, take ``Session/inbox``.
  public var inbox: Inbox { Inbox(core: core, scope: .everybody) }
}

extension Session {
  /// The conversations of this session's ``user`` alone; without a user, those of reports that name none.
  public var inbox: Inbox { Inbox(core: core, scope: .user(user)) }
}
