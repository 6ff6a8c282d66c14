// When one of a sender's ways (words, erasures, answers) may try again: by the delay that was drawn, and by the collector's word.

/// Moments of the clock that never goes back, in nanoseconds.
struct RetrySchedule {
  /// Drawn by this device: a reason to try earlier ends it.
  private(set) var notBefore: UInt64 = 0
  /// What the collector demanded with Retry-After: nothing ends it but its time, or an answer.
  private(set) var floor: UInt64 = 0
  /// A wait is shortened once: else each of many captures or deliveries would draw again, and the smallest would win.
  private var mayShorten = false

  var next: UInt64 { max(notBefore, floor) }

  /// Waits after a failure, at least for `retryAfter`. `mayShorten` false for one that good news elsewhere do not mend.
  mutating func wait(_ delay: Duration, floor retryAfter: Duration?, mayShorten: Bool, now: UInt64) {
    notBefore = now.addingClamped(delay.nanoseconds)
    if let retryAfter { floor = now.addingClamped(retryAfter.nanoseconds) }
    self.mayShorten = mayShorten
  }

  /// Comes back at a moment of its own choosing.
  mutating func rest(until moment: UInt64) {
    notBefore = moment
    mayShorten = false
  }

  /// True when ``shorten(to:now:)`` would change something.
  func isLonger(than bound: Duration, now: UInt64) -> Bool {
    mayShorten && notBefore > now.addingClamped(bound.nanoseconds)
  }

  mutating func shorten(to delay: Duration, now: UInt64) {
    notBefore = min(notBefore, now.addingClamped(delay.nanoseconds))
    mayShorten = false
  }

  /// Somebody asks for a try now.
  mutating func hurry() {
    notBefore = 0
    mayShorten = false
  }

  /// An answer came: nothing is to be waited for.
  mutating func clear() { self = RetrySchedule() }
}
