// A few threads that read, each with a connection of its own: slow queries never hold a thread of Swift's own pool.
import CollectorCore
import Foundation
import TellbackSQLite

/// Thread-safe: `condition` protects the queue and the counts; each connection belongs to one thread.
final class ReaderPool: @unchecked Sendable {
  typealias Job = @Sendable (Result<Connection, any Error>) -> Void

  private let condition = NSCondition()
  private var jobs = Queue<Job>()
  private var threads = 0
  private var idle = 0
  private var reading = 0
  private var isPaused = false
  private var isClosed = false
  private let path: String
  private let options: SQLiteStoreOptions

  init(path: String, options: SQLiteStoreOptions) {
    self.path = path
    self.options = options
  }

  /// Calls `body` with a snapshot, on a reading thread.
  func read(_ job: @escaping Job) {
    let isTaken = condition.withLock {
      if isClosed { return false }
      jobs.append(job)
      if jobs.count > idle, threads < options.readers {
        threads += 1
        startThread()
      } else {
        condition.broadcast()
      }
      return true
    }
    if !isTaken { job(.failure(StoreError.closed)) }
  }

  /// Runs `body` while nobody reads; gives up waiting for that after `seconds`. Reads that come meanwhile wait.
  func pause(atMost seconds: TimeInterval, _ body: () -> Void) {
    let isQuiet = condition.withLock {
      isPaused = true
      let deadline = Date(timeIntervalSinceNow: seconds)
      while reading > 0 {
        if !condition.wait(until: deadline) { return false }
      }
      return true
    }
    if isQuiet { body() }
    condition.withLock {
      isPaused = false
      condition.broadcast()
    }
  }

  /// Takes no more reads; those that wait are still done.
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
    let thread = Thread { [self] in run() }
    thread.name = "store-reader"
    thread.stackSize = 4_194_304
    thread.start()
  }

  private func run() {
    var connection: Connection?
    while let job = next(mayWait: connection == nil ? nil : 30) {
      switch job {
      case .idle:
        // Its page cache goes with it; the next read opens a new one.
        connection = nil
      case .read(let job):
        do {
          let open = try connection ?? Schema.openForReading(path: path, cacheKiB: options.readerCacheKiB)
          connection = open
          snapshot(open, job)
        } catch {
          job(.failure(storeError(error)))
        }
        condition.withLock {
          reading -= 1
          condition.broadcast()
        }
      }
    }
    connection = nil
    condition.withLock {
      threads -= 1
      condition.broadcast()
    }
  }

  private func snapshot(_ connection: Connection, _ job: Job) {
    do { try connection.run("BEGIN DEFERRED") } catch { return job(.failure(storeError(error))) }
    // The job answers its caller itself; ending a transaction that only read has nothing to report.
    job(.success(connection))
    if connection.isInTransaction { _ = try? connection.run("COMMIT") }
  }

  private enum Next {
    case read(Job)
    case idle
  }

  /// Nil when the pool is closed and nothing waits.
  private func next(mayWait seconds: TimeInterval?) -> Next? {
    condition.withLock {
      let deadline = seconds.map { Date(timeIntervalSinceNow: $0) }
      while jobs.isEmpty || isPaused {
        if isClosed, jobs.isEmpty { return nil }
        idle += 1
        defer { idle -= 1 }
        if let deadline {
          if !condition.wait(until: deadline) { return .idle }
        } else {
          condition.wait()
        }
      }
      guard let job = jobs.popFirst() else { return .idle }
      reading += 1
      return .read(job)
    }
  }
}
