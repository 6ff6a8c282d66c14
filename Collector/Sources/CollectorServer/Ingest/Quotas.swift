// Token buckets for apps and installations, in memory. Invariant: at most `capacity` installations are remembered; a bucket
// that is full again says nothing and may be forgotten.
import CollectorCore
import Synchronization
import TellbackWire

/// Refuses what comes faster than agreed, before anything is written.
final class Quotas: Sendable {
  private struct Bucket: Sendable {
    /// May fall below zero: a batch is taken whole while one report would be, and its debt is paid by waiting.
    var tokens: Double
    var at: Double

    mutating func refill(perMinute: Int64, now: Double) {
      tokens = min(Double(perMinute), tokens + max(0, now - at) * Double(perMinute) / 60)
      at = now
    }

    func wait(perMinute: Int64) -> Int64 {
      max(1, Int64(((1 - tokens) * 60 / Double(perMinute)).rounded(.up)))
    }
  }

  private struct Sender: Hashable, Sendable {
    var app: AppID
    var installation: ReportID
  }

  private struct State: Sendable {
    var apps: [AppID: Bucket] = [:]
    var installations: [Sender: Bucket] = [:]
  }

  /// One report, less what adding fractions loses: who waited as long as told must pass.
  private static let one = 1 - 1e-6

  /// What comes too fast, for the message.
  private let what: String
  /// Who sends it, where that is not an app.
  private let who: String
  /// The machine code of a refusal by the first bucket.
  private let code: String
  private let capacity: Int
  private let clock: @Sendable () -> Double
  private let state = Mutex(State())

  /// `clock` gives seconds and never jumps.
  init(
    what: String = "Reports", who: String = "this app", code: String = "quota_app", capacity: Int = 100_000,
    clock: @escaping @Sendable () -> Double = SystemClock.monotonicSeconds
  ) {
    self.what = what
    self.who = who
    self.code = code
    self.capacity = max(capacity, 1)
    self.clock = clock
  }

  /// Takes `count` reports from the buckets, or throws the ``ErrorAnswer`` to answer: 429 with Retry-After.
  func take(_ count: Int, app: AppID, quota: IngestQuota, installation: ReportID?) throws {
    guard quota.appPerMinute > 0 || (quota.installationPerMinute > 0 && installation != nil) else { return }
    let now = clock()
    try state.withLock { state throws in
      var appBucket: Bucket?
      if quota.appPerMinute > 0 {
        var bucket = state.apps[app] ?? Bucket(tokens: Double(quota.appPerMinute), at: now)
        bucket.refill(perMinute: quota.appPerMinute, now: now)
        state.apps[app] = bucket
        guard bucket.tokens >= Self.one else {
          throw exceeded(code, who, quota.appPerMinute, bucket.wait(perMinute: quota.appPerMinute))
        }
        appBucket = bucket
      }
      if quota.installationPerMinute > 0, let installation {
        let (sender, rate) = (Sender(app: app, installation: installation), quota.installationPerMinute)
        var bucket = state.installations[sender] ?? Bucket(tokens: Double(rate), at: now)
        bucket.refill(perMinute: rate, now: now)
        guard bucket.tokens >= Self.one else {
          throw exceeded("quota_installation", "this installation", rate, bucket.wait(perMinute: rate))
        }
        bucket.tokens -= Double(count)
        if state.installations.count >= capacity { Self.forget(&state, now: now) }
        state.installations[sender] = bucket
      }
      if var bucket = appBucket {
        bucket.tokens -= Double(count)
        state.apps[app] = bucket
      }
    }
  }

  /// Forgets who has been silent for a minute, for then the bucket is full unless it was in debt; when all are busy, all:
  /// a short while of generosity is better than memory without bound.
  private static func forget(_ state: inout State, now: Double) {
    let before = state.installations.count
    state.installations = state.installations.filter { now - $0.value.at < 60 || $0.value.tokens < 0 }
    if state.installations.count > before / 2 { state.installations = [:] }
  }

  private func exceeded(_ code: String, _ who: String, _ limit: Int64, _ wait: Int64) -> ErrorAnswer {
    ErrorAnswer(
      429, code, "\(what) of \(who) come faster than the limit of \(limit) a minute. Try again in \(wait) s.",
      retryAfter: wait)
  }
}
