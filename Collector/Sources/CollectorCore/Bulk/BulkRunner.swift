// Does one thing to many tickets, each in a transaction of its own, and says of each what came of it.
import TellbackWire

public struct BulkRunner: Sendable {
  /// Tickets at once.
  public static let limit = 200

  /// Asked in each ticket's transaction before anything is done; what it throws is why that ticket was left out.
  public typealias Check = @Sendable (Int64, any StoreWrites) throws -> Void
  /// The sentence for an error in the language of whoever reads it; nil takes the domain's own, and is a failure of the store or of this
  /// program where the domain does not know the error either.
  public typealias Reason = @Sendable (any Error) -> String?
  /// The word for an error, as programs read it.
  public typealias Code = @Sendable (any Error) -> String?

  let store: any WritingStore
  let now: Timestamp
  let undoSeconds: Int64
  let check: Check
  let reason: Reason
  let code: Code
  let memory: BulkMemory?
  let onFailure: @Sendable (any Error) -> Void

  public init(
    _ store: any WritingStore, now: Timestamp, undoSeconds: Int64, check: @escaping Check, reason: @escaping Reason,
    code: @escaping Code = { _ in nil }, memory: BulkMemory? = nil,
    onFailure: @escaping @Sendable (any Error) -> Void
  ) {
    self.store = store
    self.now = now
    self.undoSeconds = undoSeconds
    self.check = check
    self.reason = reason
    self.code = code
    self.memory = memory
    self.onFailure = onFailure
  }

  /// In the order of `tickets`, each once. Throws ``BulkError/tooMany(_:)`` and does nothing beyond ``limit``.
  public func run(_ verb: BulkVerb, on tickets: [Int64], by actor: Actor) async throws -> [BulkOutcome] {
    var seen: Set<Int64> = []
    var once = tickets.filter { seen.insert($0).inserted }
    guard once.count <= Self.limit else { throw BulkError.tooMany(once.count) }
    // The survivor is merged into itself by nobody.
    if case .merge(let survivor) = verb { once.removeAll { $0 == survivor } }
    return await each(once) { number, store in
      if case .merge(let survivor) = verb { try check(survivor, store) }
      return try Self.perform(verb, number, TicketActions(store, now: now, undoSeconds: undoSeconds), store, actor)
    }
  }

  /// Takes back what ``run(_:on:by:)`` did, the newest first.
  public func undo(_ undos: [BulkUndo], by actor: Actor) async throws -> [BulkOutcome] {
    guard undos.count <= Self.limit else { throw BulkError.tooMany(undos.count) }
    var outcomes: [BulkOutcome] = []
    for undo in undos.reversed() {
      outcomes += await each([undo.ticket]) { _, store in
        try Self.take(back: undo, TicketActions(store, now: now), store, actor)
        return Done()
      }
    }
    return outcomes.reversed()
  }

  private func each(
    _ tickets: [Int64], _ body: @escaping @Sendable (Int64, any StoreWrites) throws -> Done
  ) async -> [BulkOutcome] {
    var outcomes: [BulkOutcome] = []
    for number in tickets {
      do {
        outcomes.append(try await store.write { store in try one(number, store, body) })
      } catch {
        outcomes.append(BulkOutcome(ticket: number, result: .failed(sentence(error)), code: code(error)))
      }
    }
    return outcomes
  }

  private func one(
    _ number: Int64, _ store: any StoreWrites, _ body: (Int64, any StoreWrites) throws -> Done
  ) throws -> BulkOutcome {
    // Before the check: what this very request did is no reason to refuse it.
    if let receipt = try memory?.recall(number, store) {
      return BulkOutcome(ticket: number, result: .done(undo: nil), receipt: receipt)
    }
    try check(number, store)
    let done = try body(number, store)
    let found = try store.finalTicket(of: number)
    var receipt = BulkReceipt(ticket: found, event: try store.newestAct(ofTicket: found), held: done.held)
    if case .merge(let link, _) = done.undo { receipt.link = link }
    try memory?.keep(number, receipt, store)
    return BulkOutcome(ticket: number, result: .done(undo: done.undo), receipt: receipt)
  }

  private func sentence(_ error: any Error) -> String {
    if let known = reason(error) ?? Self.known(error) { return known }
    onFailure(error)
    return reason(BulkError.notWritten) ?? BulkError.notWritten.description
  }

  private static func known(_ error: any Error) -> String? {
    switch error {
    case let error as TicketError: error.description
    case let error as OwnerError: error.description
    case let error as WaitingError: error.description
    case let error as ResolutionError: error.description
    case let error as LinkError: error.description
    case let error as TagError: error.description
    case let error as FieldError: error.description
    case let error as ApprovalError: error.description
    case let error as ConversationError: error.description
    case let error as TakeBackError: error.description
    case let error as BulkError: error.description
    default: nil
    }
  }

  // MARK: One ticket

  private struct Done {
    var undo: BulkUndo?
    var held: Int64?
  }

  private static func perform(
    _ verb: BulkVerb, _ number: Int64, _ actions: TicketActions, _ store: any StoreWrites, _ actor: Actor
  ) throws -> Done {
    let ticket = try actions.find(number)
    switch verb {
    case .claim:
      try actions.claim(number, by: actor)
      return Done(undo: .claim(ticket.number))
    case .tag(let add, let remove):
      let before = try store.tags(ofTicket: ticket.number)
      try actions.changeTags(number, add: add, remove: remove, by: actor)
      let after = try store.tags(ofTicket: ticket.number)
      let (added, removed) = (after.filter { !before.contains($0) }, before.filter { !after.contains($0) })
      let isSame = added.isEmpty && removed.isEmpty
      return Done(undo: isSame ? nil : .tags(ticket.number, added: added, removed: removed))
    case .severity(let severity):
      guard ticket.severity != severity else { return Done() }
      try actions.triage(
        number, component: ticket.component, kind: ticket.kind, severity: severity, by: actor)
      return Done(undo: .severity(ticket.number, from: ticket.severity, to: severity))
    case .wait(let waiting, let note):
      try actions.wait(number, for: waiting, note: note, by: actor)
      return Done(undo: ticket.state == .open ? .wait(ticket.number) : nil)
    case .resolve(let kind, let fix, let note):
      guard ResolutionKind.outcomes(for: ticket.kind).contains(kind) else {
        throw ResolutionError.doesNotFit(kind, ticket.kind)
      }
      try actions.claimIfFree(number, by: actor)
      try actions.resolve(number, as: kind, fix: fix, note: note, by: actor)
      return Done(undo: try outgoing(on: ticket.number, store, actor))
    case .merge(let survivor):
      let link = try actions.merge(number, into: survivor, by: actor)
      return Done(undo: .merge(link: link.id, ticket: link.other))
    case .handOver(let receiver, let note):
      try actions.handOver(number, to: receiver, note: note, by: actor)
      return Done()
    case .answer(let words):
      try actions.claimIfFree(number, by: actor)
      let text = try text(of: words, on: ticket, store)
      if case .waits(let held) = try actions.submitAnswer(number, note: text, by: actor) { return Done(held: held) }
      return Done(undo: try outgoing(on: ticket.number, store, actor))
    }
  }

  /// The words as the language and segment of the ticket's first report have them; their fields are filled in as they are sent.
  private static func text(of words: BulkWords, on ticket: Ticket, _ store: any StoreReads) throws -> String {
    switch words {
    case .typed(let text): return text
    case .canned(let id):
      let report = try store.firstReport(ofTicket: ticket.number).flatMap { try? Report(decoding: $0.body) }
      let answer = try store.cannedAnswers(in: .app(ticket.app)).first { $0.id == id }
      guard let text = answer?.text(locale: report?.locale, segment: report?.segment) else {
        throw BulkError.noCannedAnswer
      }
      return text.text
    }
  }

  /// What was just written and can still be taken back.
  private static func outgoing(on number: Int64, _ store: any StoreReads, _ actor: Actor) throws -> BulkUndo? {
    guard case .staff(let account, _) = actor,
      let message = try store.outgoing(ofTicket: number).last(where: { $0.account == account })
    else { return nil }
    return .message(message.id, ticket: number)
  }

  private static func take(
    back undo: BulkUndo, _ actions: TicketActions, _ store: any StoreWrites, _ actor: Actor
  ) throws {
    switch undo {
    case .claim(let number): try actions.handBack(number, by: actor)
    case .tags(let number, let added, let removed):
      try actions.changeTags(number, add: removed, remove: added, by: actor)
    case .severity(let number, let from, let to):
      let ticket = try actions.find(number)
      guard ticket.severity == to else { throw BulkError.changedSince(number) }
      try actions.triage(number, component: ticket.component, kind: ticket.kind, severity: from, by: actor)
    case .wait(let number):
      guard try actions.find(number).state == .waiting else { throw BulkError.changedSince(number) }
      try actions.reopen(number, note: nil, by: actor)
    case .message(let id, _): try actions.takeBack(id, by: actor)
    case .merge(let link, let ticket):
      // The link is of the ticket that was checked, and of no other.
      guard let held = try store.link(link), held.kind == .merge, held.other == ticket || held.ticket == ticket else {
        throw LinkError.noSuchLink(link)
      }
      try actions.undo(link: link, by: actor)
    }
  }
}
