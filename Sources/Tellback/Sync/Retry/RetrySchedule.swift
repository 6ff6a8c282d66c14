// When the next attempt of one kind (reports, erasures, updates) may start: after the back-off delay and after Retry-After.

/// Moments are nanoseconds of uptime, a clock that never goes back.
struct RetrySchedule {
  /// The end of the back-off delay. A reason to retry earlier shortens it.
  private(set) var notBefore: UInt64 = 0
  /// The end of the collector's Retry-After. Only time or a success ends it.
  private(set) var floor: UInt64 = 0
  /// A wait is shortened once. Otherwise many captures would each draw a delay, and the smallest would win.
  private var mayShorten = false

  var next: UInt64 { max(notBefore, floor) }

  /// Waits after a failure, at least for `retryAfter`. `mayShorten` is false for a failure that a better network does not change.
  mutating func wait(_ delay: Duration, floor retryAfter: Duration?, mayShorten: Bool, now: UInt64) {
    notBefore = now.addingClamped(delay.nanoseconds)
    if let retryAfter { floor = now.addingClamped(retryAfter.nanoseconds) }
    self.mayShorten = mayShorten
  }

  /// Waits until a planned moment, without a failure.
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

  /// Ends the back-off delay: an attempt was asked for.
  mutating func hurry() {
    notBefore = 0
    mayShorten = false
  }

  /// Resets the schedule after a success.
  mutating func clear() { self = RetrySchedule() }
}
