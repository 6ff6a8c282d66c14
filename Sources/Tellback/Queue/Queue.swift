// The queue's thread: all SQLite calls run on it. Reports that wait at the same moment share one commit.
import Dispatch
import TellbackSupport
import TellbackWire

/// A serial thread around a ``QueueStore``.
///
/// `@unchecked Sendable`: `store` and `open` are touched on `thread` alone; everything else is constant or behind a lock.
final class Queue: @unchecked Sendable {
  private struct Capture {
    var item: QueueItem
    var continuation: CheckedContinuation<CaptureResult, any Error>
  }

  private struct Pending {
    var captures: [Capture] = []
    var works: [@Sendable (Queue) -> Void] = []
    var isScheduled = false
    var isClosed = false
  }

  private let thread: DispatchQueue
  private let pending = Lock(Pending())
  /// Nil once it was called: it may retain the store, whose slot must be free when the queue is closed.
  private var open: (@Sendable () throws -> QueueStore)?
  private let saved: @Sendable (ReportID) -> Void
  private var store: Result<QueueStore, any Error>?

  /// `open` runs on the thread before the first work. `saved` runs there after each commit, before a sender can see the report.
  init(
    label: String, saved: @escaping @Sendable (ReportID) -> Void = { _ in },
    open: @escaping @Sendable () throws -> QueueStore
  ) {
    thread = DispatchQueue(label: label, qos: .userInitiated)
    self.open = open
    self.saved = saved
  }

  /// Returns once the report is committed. Reports that wait at the same moment share the commit.
  func capture(_ item: QueueItem, isolation: isolated (any Actor)?) async throws -> CaptureResult {
    try await withCheckedThrowingContinuation(isolation: isolation) { continuation in
      let isOpen = submit { $0.captures.append(Capture(item: item, continuation: continuation)) }
      if !isOpen { continuation.resume(throwing: TellbackError.closed) }
    }
  }

  /// Runs `body` on the thread.
  func run<Value: Sendable>(_ body: @escaping @Sendable (QueueStore) throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let isOpen = submit { pending in
        pending.works.append { queue in
          // Damage found by a read is repaired like damage found by a write: each body runs whole or not at all.
          continuation.resume(
            with: Result {
              let store = try queue.openedStore()
              return try store.repairing { try body(store) }
            })
        }
      }
      if !isOpen { continuation.resume(throwing: TellbackError.closed) }
    }
  }

  /// Runs `body` on the thread, later. It gets nil when the queue is closed.
  func post(_ body: @escaping @Sendable (QueueStore?) -> Void) {
    let isOpen = submit { $0.works.append { queue in body(try? queue.openedStore()) } }
    if !isOpen { body(nil) }
  }

  /// Finishes the work that waits, closes the file and releases the slot.
  func close() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let isOpen = submit { pending in
        pending.isClosed = true
        pending.works.append { queue in
          queue.store = .failure(TellbackError.closed)
          queue.open = nil
          continuation.resume()
        }
      }
      if !isOpen { continuation.resume() }
    }
  }

  private func submit(_ add: (inout Pending) -> Void) -> Bool {
    let (isOpen, mustSchedule) = pending.withLock { pending -> (Bool, Bool) in
      guard !pending.isClosed else { return (false, false) }
      add(&pending)
      defer { pending.isScheduled = true }
      return (true, !pending.isScheduled)
    }
    if mustSchedule { thread.async { self.drain() } }
    return isOpen
  }

  private func drain() {
    while true {
      let (captures, works) = pending.withLock { pending -> ([Capture], [@Sendable (Queue) -> Void]) in
        let taken = (pending.captures, pending.works)
        pending.captures = []
        pending.works = []
        if taken.0.isEmpty, taken.1.isEmpty { pending.isScheduled = false }
        return taken
      }
      if captures.isEmpty, works.isEmpty { return }
      if !captures.isEmpty { commit(captures) }
      for work in works { work(self) }
    }
  }

  private func commit(_ captures: [Capture]) {
    do {
      let results = try openedStore().capture(captures.map(\.item))
      for (capture, result) in zip(captures, results) {
        if case .success = result { saved(capture.item.id) }
        capture.continuation.resume(with: result.mapError { $0 })
      }
    } catch {
      for capture in captures { capture.continuation.resume(throwing: error) }
    }
  }

  private func openedStore() throws -> QueueStore {
    if let store { return try store.get() }
    guard let open else { throw TellbackError.closed }
    let opened = Result { try open() }
    self.open = nil
    store = opened
    return try opened.get()
  }
}
