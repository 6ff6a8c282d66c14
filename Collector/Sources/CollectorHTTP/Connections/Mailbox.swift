// The door into an event loop for every other thread. Invariants: a message posted is handled once or the loop has ended;
// a loop that sleeps is woken by one write, however many messages follow before it looks.

import Foundation
import Synchronization

/// Names a connection of one loop for as long as it is open; the generation tells it from later ones in the same slot.
struct ConnectionID: Sendable, Hashable {
  var slot: UInt32
  var generation: UInt32

  /// What the poller carries for it.
  var token: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

  init(slot: UInt32, generation: UInt32) {
    self.slot = slot
    self.generation = generation
  }

  init(token: UInt64) {
    slot = UInt32(truncatingIfNeeded: token)
    generation = UInt32(truncatingIfNeeded: token >> 32)
  }
}

enum LoopMessage: Sendable {
  case adopt(descriptor: Int32, address: PeerAddress)
  /// All places are taken: one must be given up for it.
  case displace(descriptor: Int32, address: PeerAddress)
  case respond(ConnectionID, HTTPResponse)
  /// The answer is made by the loop, also when its client has gone.
  case respondMaking(ConnectionID, @Sendable () -> HTTPResponse)
  /// A responder was let go without an answer.
  case abandon(ConnectionID)
  case events(ConnectionID, [UInt8])
  case endEvents(ConnectionID)
  case beginBody(ConnectionID, HTTPHeaders, HTTPBodyStream)
  case body(ConnectionID, [UInt8])
  case endBody(ConnectionID)
  /// The body cannot be made whole.
  case cutBody(ConnectionID)
  case dropSlowReader(ConnectionID)
  case stop(within: UInt64)
}

final class Mailbox: Sendable {
  private struct State: Sendable {
    var messages: [LoopMessage] = []
    var isAsleep = false
    var isEnded = false
    var counters = HTTPCounters()
    /// The generation in each slot, 0 where no connection is open.
    var generations: [UInt32] = []

    /// Whether the loop must be woken for it.
    mutating func append(_ message: LoopMessage) -> Bool {
      guard !isEnded else { return false }
      messages.append(message)
      defer { isAsleep = false }
      return isAsleep
    }
  }

  private let state = Mutex(State())
  private let waker: Waker

  init(waker: Waker) { self.waker = waker }

  /// Posts one message; false when the loop has ended.
  @discardableResult func post(_ message: LoopMessage) -> Bool {
    let (accepted, wake) = state.withLock { state in (!state.isEnded, state.append(message)) }
    if wake { waker.wake() }
    return accepted
  }

  /// Posts the message unless the responder's request was settled before, or the loop has ended; then it returns false.
  @discardableResult func settle(_ responder: HTTPResponder, _ message: LoopMessage) -> Bool {
    let (isPosted, wake) = state.withLock { state -> (Bool, Bool) in
      guard !responder.isAnswered else { return (false, false) }
      responder.isAnswered = true
      return (!state.isEnded, state.append(message))
    }
    guard wake else { return isPosted }
    if let wakes = Self.delayedWakes { wakes.add(waker) } else { waker.wake() }
    return isPosted
  }

  /// Where wakes wait on this thread; nil wakes at once.
  @TaskLocal static var delayedWakes: DelayedWakes?

  /// Moves what was posted into `messages`, which is empty; when nothing was, the loop counts as asleep from here on.
  func collect(into messages: inout [LoopMessage], counters: HTTPCounters) {
    state.withLock { state in
      state.counters = counters
      if state.messages.isEmpty {
        state.isAsleep = true
      } else {
        state.isAsleep = false
        swap(&messages, &state.messages)
      }
    }
  }

  /// The loop works; what is posted now it will see without being woken.
  func noteAwake() {
    state.withLock { $0.isAsleep = false }
  }

  /// Ends the mailbox if nothing waits in it: from then on nothing is taken.
  func endIfEmpty(_ counters: HTTPCounters) -> Bool {
    state.withLock { state in
      guard state.messages.isEmpty else { return false }
      state.isEnded = true
      return true
    }
  }

  func publish(_ counters: HTTPCounters) {
    state.withLock { $0.counters = counters }
  }

  func noteOpen(_ id: ConnectionID) {
    state.withLock { state in
      while state.generations.count <= Int(id.slot) { state.generations.append(0) }
      state.generations[Int(id.slot)] = id.generation
    }
  }

  func noteClosed(_ id: ConnectionID) {
    state.withLock { state in
      if state.generations.indices.contains(Int(id.slot)) { state.generations[Int(id.slot)] = 0 }
    }
  }

  func isOpen(_ id: ConnectionID) -> Bool {
    state.withLock { state in
      state.generations.indices.contains(Int(id.slot)) && state.generations[Int(id.slot)] == id.generation
    }
  }

  var counters: HTTPCounters { state.withLock { $0.counters } }
}

/// Wakes that wait until many answers are given. A loop that sleeps is added by the first answer to it, and counts as awake then.
final class DelayedWakes: Sendable {
  /// Nil once they were sent: a task that was begun meanwhile inherits this, and wakes at once.
  private let wakers = Mutex<[Waker]?>([])

  func add(_ waker: Waker) {
    let waits = wakers.withLock { wakers in
      wakers?.append(waker)
      return wakers != nil
    }
    if !waits { waker.wake() }
  }

  func send() {
    let waiting = wakers.withLock { wakers in
      defer { wakers = nil }
      return wakers ?? []
    }
    for waker in waiting { waker.wake() }
  }
}
