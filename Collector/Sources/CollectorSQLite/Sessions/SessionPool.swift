// A few threads, each with a session of its own: calls that block never hold a thread of Swift's own pool.
import CollectorCore
import Foundation

/// Thread-safe: `condition` protects the queue and the counts; each session belongs to one thread.
final class SessionPool: @unchecked Sendable {
  typealias Job = @Sendable (Result<any DatabaseSession, any Error>) -> Void

  private let condition = NSCondition()
  private var jobs = Queue<Job>()
  private var threads = 0
  private var idle = 0
  private var isClosed = false
  private let server: any DatabaseServer
  private let limit: Int
  /// Seconds after which an unused session is given back to the server.
  private static let keptSeconds: TimeInterval = 30

  init(server: any DatabaseServer, limit: Int) {
    self.server = server
    self.limit = limit
  }

  /// Calls `job` on a thread of the pool, with a session outside of any transaction.
  func run(_ job: @escaping Job) {
    let isTaken = condition.withLock {
      if isClosed { return false }
      jobs.append(job)
      if jobs.count > idle, threads < limit {
        threads += 1
        startThread()
      } else {
        condition.signal()
      }
      return true
    }
    if !isTaken { job(.failure(StoreError.closed)) }
  }

  /// Takes no more jobs; those that wait are still done.
  func close() {
    condition.withLock {
      isClosed = true
      condition.broadcast()
    }
  }

  /// Waits until the threads have ended.
  func stop() {
    close()
    condition.withLock { while threads > 0 { condition.wait() } }
  }

  private func startThread() {
    let thread = Thread { [self] in work() }
    thread.name = "store-session"
    thread.stackSize = 4_194_304
    thread.start()
  }

  private func work() {
    var session: (any DatabaseSession)?
    while let next = next(mayWait: session == nil ? nil : Self.keptSeconds) {
      guard case .job(let job) = next else {
        session = nil
        continue
      }
      do {
        // What was lost while nobody used it, a restart of the server say, is not the caller's business.
        if let kept = session, kept.isLost { session = nil }
        let open = try session ?? server.connect()
        session = open
        job(.success(open))
        if open.isInTransaction { open.rollBack() }
        if open.isLost { session = nil }
      } catch {
        job(.failure(server.meaning(of: error)))
      }
    }
    session = nil
    condition.withLock {
      threads -= 1
      condition.broadcast()
    }
  }

  private enum Next {
    case job(Job)
    case idle
  }

  /// Nil when the pool is closed and nothing waits.
  private func next(mayWait seconds: TimeInterval?) -> Next? {
    condition.withLock {
      let deadline = seconds.map { Date(timeIntervalSinceNow: $0) }
      while jobs.isEmpty {
        if isClosed { return nil }
        idle += 1
        defer { idle -= 1 }
        if let deadline {
          if !condition.wait(until: deadline) { return .idle }
        } else {
          condition.wait()
        }
      }
      return jobs.popFirst().map { .job($0) } ?? .idle
    }
  }
}
