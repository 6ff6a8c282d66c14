// The jobs that wait for the writer, under one lock. Ingest comes first; other writes get a share of every commit.
import CollectorCore
import Foundation

/// Thread-safe: `condition` protects everything in it.
final class WriterQueue: @unchecked Sendable {
  private let condition = NSCondition()
  private var ingests: FairQueue
  private var writes = Queue<WriteJob>()
  private var cuts: [@Sendable (Bool) -> Void] = []
  private var isClosed = false

  init(waitingBytes: Int) { ingests = FairQueue(limit: waitingBytes) }

  var waitingIngests: Int { condition.withLock { ingests.count } }

  /// Whether reports of so many bytes would be taken now.
  func hasRoom(for bytes: Int, of sender: FairQueue.Sender) -> Bool {
    condition.withLock { ingests.hasRoom(for: bytes, of: sender) }
  }

  func hasRoomForAnybody(_ bytes: Int) -> Bool { condition.withLock { ingests.hasRoomForAnybody(bytes) } }

  /// Keeps room for reports that are still on their way; nil when there is none. Whoever gets it calls it once.
  func reserve(_ bytes: Int, for sender: FairQueue.Sender) -> (@Sendable () -> Void)? {
    guard condition.withLock({ ingests.reserve(bytes, for: sender) }) else { return nil }
    return { [self] in condition.withLock { ingests.release(bytes, of: sender) } }
  }

  /// Why the job was not taken, or nil.
  func add(_ job: IngestJob) -> StoreError? {
    condition.withLock {
      if isClosed { return .closed }
      guard ingests.hasRoom(for: job.bytes, of: job.sender) else { return .busy }
      ingests.append(job)
      condition.signal()
      return nil
    }
  }

  func add(_ job: WriteJob) -> StoreError? {
    condition.withLock {
      if isClosed { return .closed }
      writes.append(job)
      condition.signal()
      return nil
    }
  }

  /// Asks for a log that is cut to nothing; `done` hears whether it was. False when the queue is closed.
  func addCut(_ done: @escaping @Sendable (Bool) -> Void) -> Bool {
    condition.withLock {
      if isClosed { return false }
      cuts.append(done)
      condition.signal()
      return true
    }
  }

  func takeCuts() -> [@Sendable (Bool) -> Void] {
    condition.withLock {
      defer { cuts = [] }
      return cuts
    }
  }

  /// What waiting came to.
  enum Wakening { case work, idle, closed }

  /// Waits until there is work, or `seconds` have passed, or the queue is closed and empty.
  func waitForWork(atMost seconds: TimeInterval?) -> Wakening {
    condition.withLock {
      let deadline = seconds.map { Date(timeIntervalSinceNow: $0) }
      while ingests.isEmpty, writes.isEmpty, cuts.isEmpty {
        if isClosed { return .closed }
        if let deadline {
          if !condition.wait(until: deadline) { return .idle }
        } else {
          condition.wait()
        }
      }
      return .work
    }
  }

  /// Ingest jobs for one commit: all that wait, within a bound of bytes that keeps a commit short.
  func takeIngests(bytesAtMost bound: Int) -> [IngestJob] {
    condition.withLock {
      var taken: [IngestJob] = []
      var bytes = 0
      while bytes < bound, let job = ingests.popFirst() {
        bytes += job.bytes
        taken.append(job)
      }
      return taken
    }
  }

  func takeWrite() -> WriteJob? { condition.withLock { writes.popFirst() } }

  /// Takes no more jobs; those that wait are still done.
  func close() {
    condition.withLock {
      isClosed = true
      condition.broadcast()
    }
  }
}
