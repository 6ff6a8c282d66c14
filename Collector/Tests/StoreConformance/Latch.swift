// Lets a check hold a read open for as long as it needs, without sleeping.
import Foundation

/// Thread-safe: `condition` protects the count.
final class Latch: @unchecked Sendable {
  private let condition = NSCondition()
  private var count = 0

  func open() {
    condition.withLock {
      count += 1
      condition.broadcast()
    }
  }

  /// Blocks a thread of the store, which is what a slow read does.
  func waitUntilOpenedTwice() {
    condition.withLock { while count < 2 { condition.wait() } }
  }

  /// Suspends until it was opened once.
  func opened() async {
    while condition.withLock({ count == 0 }) { await Task.yield() }
  }
}
