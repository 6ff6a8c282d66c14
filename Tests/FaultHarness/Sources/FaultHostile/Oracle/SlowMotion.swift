// Slows the collector down by stopping and continuing it many times a second. A load generator on the same machine can
// then offer ten times its capacity. While it runs, it has the highest priority (root only).
import FaultKit
import Foundation

final class SlowMotion: Sendable {
  private let isOver = Locked(false)
  private let hasEnded = Locked(false)

  /// Of each 20 ms the process runs `milliseconds`.
  init(_ process: Program, milliseconds: Double) {
    let (isOver, hasEnded) = (isOver, hasEnded)
    // Its threads run as soon as they may, a tenth of the time, however busy the machine is. New ones inherit it.
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.pid)/task")) ?? [] {
      if let thread = pid_t(name) { Self.giveRank(1, to: thread) }
    }
    Thread.detachNewThread {
      Self.giveRank(2, to: 0)
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

  /// Before everything that shares the processors by turns. Without the right to it all goes on as it does on a busy machine,
  /// in what is measured and in what is tried alike.
  private static func giveRank(_ rank: Int32, to thread: pid_t) {
    var parameters = sched_param(sched_priority: rank)
    sched_setscheduler(thread, SCHED_FIFO, &parameters)
  }
}
