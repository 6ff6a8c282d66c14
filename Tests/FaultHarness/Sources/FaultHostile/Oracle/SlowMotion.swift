// A collector on a slower machine: stopped and let go on again, many times a second, so that what offers it load on the same
// machine has the processor for most of the time. Whoever asks for ten times what a collector can do must be able to ask.
import FaultKit
import Foundation

final class SlowMotion: Sendable {
  private let isOver = Locked(false)
  private let hasEnded = Locked(false)

  /// Of each 20 ms the process runs `milliseconds`.
  init(_ process: Program, milliseconds: Double) {
    let (isOver, hasEnded) = (isOver, hasEnded)
    Thread.detachNewThread {
      Self.takePrecedence()
      while !isOver.with({ $0 }), process.isRunning {
        process.send(SIGCONT)
        Thread.sleep(forTimeInterval: milliseconds / 1_000)
        process.send(SIGSTOP)
        Thread.sleep(forTimeInterval: (20 - milliseconds) / 1_000)
      }
      process.send(SIGCONT)
      hasEnded.with { $0 = true }
    }
  }

  /// Full speed again.
  func end() async throws {
    isOver.with { $0 = true }
    try await eventually("the end of slow motion") { hasEnded.with { $0 } }
  }

  deinit { isOver.with { $0 = true } }

  /// Root's clockwork is not late on a busy machine; another's is a little, in what is measured and in what is tried alike.
  private static func takePrecedence() {
    var parameters = sched_param(sched_priority: 1)
    pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters)
  }
}
