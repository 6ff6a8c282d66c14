// Joins updates and own messages to one conversation. Messages stand after the newest update that their writer had seen, so that
// a wrong clock moves nothing.
import TellbackWire

extension Conversation {
  init(_ head: ConversationHead, updates: [TicketUpdate], own: [OwnMessage], question: FixQuestion?) {
    var builder = EntryBuilder(readTo: head.readTo)
    // Stable: messages with the same place keep their order.
    var rest = own.enumerated()
      .sorted { ($0.element.after, $0.offset) < ($1.element.after, $1.offset) }.map(\.element)[...]
    for update in updates {
      while let next = rest.first, next.after < update.sequence { builder.add(rest.removeFirst(), next.delivery) }
      builder.add(update)
    }
    for message in rest { builder.add(message, message.delivery) }
    var state = builder.state
    if head.isAccepted == nil { state = .saved }
    if head.isAccepted == false { state = .refused(why: head.why ?? "The collector refused it without a reason.") }
    let answered = builder.judged
    self.init(
      id: head.id, title: head.title, capturedAt: head.capturedAt, user: head.user, ticket: builder.ticket,
      state: state ?? .received, entries: builder.entries,
      question: question.flatMap { answered.contains($0.update) ? nil : $0 })
  }
}

private struct EntryBuilder {
  let readTo: Int64
  var entries: [ConversationEntry] = []
  var state: ConversationState?
  var ticket: Int64?
  /// The updates that verdicts are about.
  var judged: Set<Int64> = []

  init(readTo: Int64) { self.readTo = readTo }

  mutating func add(_ update: TicketUpdate) {
    if let number = update.ticket { ticket = number }
    switch update.kind {
    case .onTicket: break
    case .lookedAt: state = .lookedAt(by: update.by)
    case .answered:
      state = .answered(by: update.by)
      append(update, .message)
    case .corrected:
      if !correct(update) { append(update, .message) }
    case .reminded:
      state = .awaitingYou(by: update.by)
      append(update, .reminder)
    case .fixed:
      state = .fixed(version: update.version, by: update.by)
      append(update, .fixed(version: update.version))
    case .reopened:
      state = .reopened
      append(update, .reopened)
    case .refused:
      state = .refused(why: update.message ?? "The collector could not process it.")
      append(update, .message)
    }
  }

  mutating func add(_ own: OwnMessage, _ delivery: ConversationEntry.Delivery) {
    let message = own.message
    let kind: ConversationEntry.Kind
    switch message.content {
    case .read: return
    case .reply: kind = .message
    case .verdict(let helped, let update, _):
      kind = .verdict(helped: helped)
      judged.insert(update)
    case .rating(let stars, _): kind = .rating(stars: stars)
    case .thanks: kind = .thanks
    }
    // A reply to a resolved ticket leaves it resolved until the collector says otherwise.
    if case .reply = message.content, !isFixed { state = .replied }
    entries.append(
      ConversationEntry(
        id: .message(message.id), author: .reporter, kind: kind,
        versions: [ConversationEntry.Version(text: message.text, at: message.at, by: nil)],
        attachments: message.attachments, delivery: delivery, isPersonal: true, isUnread: false, message: message.id))
  }

  private var isFixed: Bool {
    if case .fixed = state { true } else { false }
  }

  private mutating func append(_ update: TicketUpdate, _ kind: ConversationEntry.Kind) {
    entries.append(
      ConversationEntry(
        id: .update(update.sequence), author: .staff(name: update.by), kind: kind,
        versions: [ConversationEntry.Version(text: update.message, at: update.at, by: update.by)],
        attachments: update.attachments, delivery: nil, isPersonal: update.isPersonal,
        isUnread: update.sequence > readTo, message: update.id))
  }

  /// Adds a version to the entry that the update corrects. False when that entry is not kept any more.
  private mutating func correct(_ update: TicketUpdate) -> Bool {
    guard let first = update.revises,
      let place = entries.firstIndex(where: { $0.message == first && $0.author != .reporter })
    else { return false }
    entries[place].versions.append(
      ConversationEntry.Version(text: update.message, at: update.at, by: update.by))
    if !update.attachments.isEmpty { entries[place].attachments = update.attachments }
    if update.sequence > readTo { entries[place].isUnread = true }
    return true
  }
}
