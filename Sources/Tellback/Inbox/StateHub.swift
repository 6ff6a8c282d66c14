// Publishes states of reports and conditions to listeners. Each listener has a bounded buffer of its own, so none blocks another.
import TellbackSupport
import TellbackWire

/// A listener to the conversations of a scope.
struct InboxListener<Element: Sendable>: Sendable {
  let scope: InboxScope
  let continuation: AsyncStream<Element>.Continuation
}

final class StateHub: Sendable {
  /// The most changes in a listener's buffer. Older ones are dropped for that listener only; the inbox keeps them.
  static let buffer = 1_000

  private struct State {
    var next = 0
    var ofReport: [ReportID: [Int: AsyncStream<ReportState>.Continuation]] = [:]
    var ofAll: [Int: AsyncStream<ReportUpdate>.Continuation] = [:]
    var conditions: [Int: AsyncStream<SyncCondition>.Continuation] = [:]
    var condition = SyncCondition.idle
    var inbox: [Int: InboxListener<InboxChange>] = [:]
    var questions: [Int: InboxListener<FixQuestion>] = [:]
    var fixesCame: (@Sendable () -> Void)?
    var isFinished = false
  }

  private let state = Lock(State())

  func publish(_ id: ReportID, _ new: ReportState) {
    let (one, all) = state.withLock { state in
      (state.ofReport[id].map { Array($0.values) } ?? [], Array(state.ofAll.values))
    }
    for listener in one { listener.yield(new) }
    for listener in all { listener.yield(ReportUpdate(id: id, state: new)) }
  }

  func publish(_ condition: SyncCondition) {
    let listeners = state.withLock { state -> [AsyncStream<SyncCondition>.Continuation] in
      guard state.condition != condition else { return [] }
      state.condition = condition
      return Array(state.conditions.values)
    }
    for listener in listeners { listener.yield(condition) }
  }

  var condition: SyncCondition { state.withLock { $0.condition } }

  // MARK: Conversations

  /// `user` is the one of the conversation's report; a change without a conversation concerns everybody.
  func publish(_ change: InboxChange, of user: String?) {
    let listeners = state.withLock { state in
      state.inbox.isEmpty
        ? []
        : state.inbox.values.filter {
          // The user of what was erased is not known any more.
          change.conversation == nil || change.kind == .erased || $0.scope.includes(user)
        }
    }
    for listener in listeners { listener.continuation.yield(change) }
  }

  func publish(_ question: FixQuestion, of user: String?) {
    let listeners = state.withLock { $0.questions.values.filter { $0.scope.includes(user) } }
    for listener in listeners { listener.continuation.yield(question) }
  }

  func hasQuestionListener(for user: String?) -> Bool {
    state.withLock { $0.questions.values.contains { $0.scope.includes(user) } }
  }

  func changes(in scope: InboxScope) -> AsyncStream<InboxChange> {
    stream { state, token, listener in
      state.inbox[token] = InboxListener(scope: scope, continuation: listener)
    } remove: {
      $0.inbox[$1] = nil
    }
  }

  func questions(in scope: InboxScope) -> AsyncStream<FixQuestion> {
    stream { state, token, listener in
      state.questions[token] = InboxListener(scope: scope, continuation: listener)
    } remove: {
      $0.questions[$1] = nil
    }
  }

  /// Calls `body` whenever an update told of a fix.
  func whenFixesCome(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.fixesCame = body } }

  func fixesCame() { state.withLock { $0.fixesCame }?() }

  /// Call it on the queue's thread, where no change can come between reading `history` and this.
  func listen(to id: ReportID, history: [ReportState], _ listener: AsyncStream<ReportState>.Continuation) {
    for old in history { listener.yield(old) }
    let token = state.withLock { state -> Int? in
      guard !state.isFinished else { return nil }
      state.next += 1
      state.ofReport[id, default: [:]][state.next] = listener
      return state.next
    }
    guard let token else { return listener.finish() }
    listener.onTermination = { [weak self] _ in
      self?.state.withLock { state in
        state.ofReport[id]?[token] = nil
        if state.ofReport[id]?.isEmpty == true { state.ofReport[id] = nil }
      }
    }
  }

  var updates: AsyncStream<ReportUpdate> {
    stream { state, token, listener in
      state.ofAll[token] = listener
    } remove: {
      $0.ofAll[$1] = nil
    }
  }

  var conditions: AsyncStream<SyncCondition> {
    stream { state, token, listener in
      state.conditions[token] = listener
      listener.yield(state.condition)
    } remove: {
      $0.conditions[$1] = nil
    }
  }

  /// Ends the streams of a report that was erased, or with nil of all reports.
  func finish(_ id: ReportID?) {
    let listeners = state.withLock { state -> [AsyncStream<ReportState>.Continuation] in
      let ended = id.map { id in state.ofReport[id].map { [$0] } ?? [] } ?? Array(state.ofReport.values)
      if let id { state.ofReport[id] = nil } else { state.ofReport = [:] }
      return ended.flatMap { $0.values }
    }
    for listener in listeners { listener.finish() }
  }

  func finish() {
    let old = state.withLock { state -> State in
      defer {
        state = State()
        state.isFinished = true
      }
      return state
    }
    for listeners in old.ofReport.values { for listener in listeners.values { listener.finish() } }
    for listener in old.ofAll.values { listener.finish() }
    for listener in old.conditions.values { listener.finish() }
    for listener in old.inbox.values { listener.continuation.finish() }
    for listener in old.questions.values { listener.continuation.finish() }
  }

  private func stream<Element>(
    add: (inout State, Int, AsyncStream<Element>.Continuation) -> Void,
    remove: @escaping @Sendable (inout State, Int) -> Void
  ) -> AsyncStream<Element> {
    let (stream, listener) = AsyncStream.makeStream(of: Element.self, bufferingPolicy: .bufferingNewest(Self.buffer))
    let token = state.withLock { state -> Int? in
      guard !state.isFinished else { return nil }
      state.next += 1
      add(&state, state.next, listener)
      return state.next
    }
    guard let token else {
      listener.finish()
      return stream
    }
    listener.onTermination = { [weak self] _ in self?.state.withLock { remove(&$0, token) } }
    return stream
  }
}
