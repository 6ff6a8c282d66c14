// The queue's thread: all SQLite calls run on it. Reports that wait at the same moment share one commit.
import Dispatch
import TellbackSupport
import TellbackWire

/// A serial thread around a ``QueueStore``.
///
/// `@unchecked Sendable`: `store`, `open` and the results of captures are touched on `thread` alone; everything else is
/// constant or behind a lock.
final class Queue: @unchecked Sendable {
  /// A report on its way to the file, and what became of it.
  private final class Capture: @unchecked Sendable {
    let item: QueueItem
    var result: Result<CaptureResult, any Error>?

    init(_ item: QueueItem) { self.item = item }
  }

  private struct Pending {
    var captures: [Capture] = []
    var isClosed = false
  }

  private let thread: QueueThread
  private let visitor: QueueVisitor
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
    thread = QueueThread(label: label)
    visitor = QueueVisitor(thread)
    self.open = open
    self.saved = saved
  }

  /// Returns once the report is committed. Reports that wait at the same moment share the commit.
  func capture(_ item: QueueItem, isolation: isolated (any Actor)?) async throws -> CaptureResult {
    let capture = Capture(item)
    let isOpen = pending.withLock { pending in
      if !pending.isClosed { pending.captures.append(capture) }
      return !pending.isClosed
    }
    guard isOpen else { throw TellbackError.closed }
    return try await visitor.visit {
      // An earlier visitor may have committed it together with its own.
      if capture.result == nil { self.commitPending() }
      guard let result = capture.result else { throw TellbackError.closed }
      return try result.get()
    }
  }

  /// Runs `body` on the thread.
  func run<Value: Sendable>(_ body: @escaping @Sendable (QueueStore) throws -> Value) async throws -> Value {
    try await visitor.visit {
      let store = try self.openedStore()
      // Damage found by a read is repaired like damage found by a write: each body runs whole or not at all.
      return try store.repairing { try body(store) }
    }
  }

  /// Runs `body` on the thread, later. It gets nil when the queue is closed.
  func post(_ body: @escaping @Sendable (QueueStore?) -> Void) {
    thread.run { body(try? self.openedStore()) }
  }

  /// Finishes the work that waits, closes the file and releases the slot.
  func close() async {
    pending.withLock { $0.isClosed = true }
    await visitor.visit {
      self.commitPending()
      if case .success(let store) = self.store { store.finish() }
      self.store = .failure(TellbackError.closed)
      self.open = nil
    }
  }

  private func commitPending() {
    let captures = pending.withLock { pending in
      defer { pending.captures = [] }
      return pending.captures
    }
    guard !captures.isEmpty else { return }
    do {
      let results = try openedStore().capture(captures.map(\.item))
      for (capture, result) in zip(captures, results) {
        if case .success = result { saved(capture.item.id) }
        capture.result = result.mapError { $0 }
      }
    } catch {
      for capture in captures { capture.result = .failure(error) }
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
