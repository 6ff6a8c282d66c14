// A serial thread that tasks come to as to an actor: they go there and back with one change of threads each way. A
// continuation would take a third, since it resumes on the shared pool before the task returns to its own actor.
import Dispatch
import TellbackSupport

/// Runs jobs and closures one after the other, in the order in which they come.
final class QueueThread: SerialExecutor {
  private enum Work {
    case job(UnownedJob)
    case closure(@Sendable () -> Void)
  }

  private struct State {
    var works: [Work] = []
    var isRunning = false
  }

  private let queue: DispatchQueue
  private let state = Lock(State())

  init(label: String) { queue = DispatchQueue(label: label, qos: .userInitiated) }

  func run(_ body: @escaping @Sendable () -> Void) { add(.closure(body)) }

  func enqueue(_ job: UnownedJob) { add(.job(job)) }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

  private func add(_ work: Work) {
    let isRunning = state.withLock { state in
      state.works.append(work)
      defer { state.isRunning = true }
      return state.isRunning
    }
    if !isRunning { queue.async { self.drain() } }
  }

  private func drain() {
    while true {
      let works = state.withLock { state in
        defer { state.works = [] }
        state.isRunning = !state.works.isEmpty
        return state.works
      }
      guard !works.isEmpty else { return }
      for work in works {
        switch work {
        case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
        case .closure(let body): body()
        }
      }
    }
  }
}

/// Brings a task to the thread.
actor QueueVisitor {
  private let thread: QueueThread

  init(_ thread: QueueThread) { self.thread = thread }

  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// Runs `body` on the thread, and returns where the caller runs.
  func visit<Value: Sendable>(_ body: @Sendable () throws -> Value) rethrows -> Value { try body() }
}
