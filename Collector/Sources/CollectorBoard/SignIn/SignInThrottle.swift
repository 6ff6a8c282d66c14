// Slows down guessing of passwords: failures are counted by address and by account, in memory. A browser that signed in before
// counts for itself, so that whoever guesses at an account from elsewhere does not keep its owner out (OWASP, device cookies).
// Invariant: at most `capacity` counters; when it is full, the oldest ones are dropped.
import CollectorCore
import TellbackWire

/// Counts failed sign-ins in windows of 15 minutes.
actor SignInThrottle {
  /// Who tries to get into what.
  struct Guess: Sendable {
    var address: String
    var account: String
    /// The browser, when the account is known to have signed in with it.
    var browser: [UInt8]?
    /// Failures that the account takes from all addresses.
    var limit = SignInThrottle.perAccount
  }

  private struct Counter {
    var failures: Int
    var windowStart: Timestamp
  }

  static let windowSeconds: Int64 = 900
  /// From one address (one /64 of IPv6).
  static let perAddress = 20
  /// On one account from all addresses. More would let a botnet guess; fewer would make it easy to lock somebody out.
  static let perAccount = 30
  /// Codes of a second factor: whoever guesses these knows the password.
  static let perFactor = 10
  /// From one browser that is known. Past it the browser is one like any other.
  static let perBrowser = 10

  private let capacity: Int
  private var counters: [String: Counter] = [:]

  init(capacity: Int = 10_000) { self.capacity = max(capacity, 2) }

  /// How many seconds to wait before another attempt; nil when one is allowed now.
  func delay(_ guess: Guess, now: Timestamp) -> Int64? {
    if let browser = guess.browser, wait(Self.key(browser: browser), limit: Self.perBrowser, now: now) == nil {
      return nil
    }
    let waits = [
      wait(Self.key(address: guess.address), limit: Self.perAddress, now: now),
      wait(Self.key(account: guess.account), limit: guess.limit, now: now),
    ]
    return waits.compactMap(\.self).max()
  }

  func delay(address: String, account: String, now: Timestamp) -> Int64? {
    delay(Guess(address: address, account: account), now: now)
  }

  func noteFailure(_ guess: Guess, now: Timestamp) {
    if let browser = guess.browser, wait(Self.key(browser: browser), limit: Self.perBrowser, now: now) == nil {
      return count(Self.key(browser: browser), now: now)
    }
    count(Self.key(address: guess.address), now: now)
    count(Self.key(account: guess.account), now: now)
  }

  func noteFailure(address: String, account: String, now: Timestamp) {
    noteFailure(Guess(address: address, account: account), now: now)
  }

  /// A right password clears the counts of account and browser; the address keeps its count.
  func noteSuccess(_ guess: Guess) {
    counters[Self.key(account: guess.account)] = nil
    if let browser = guess.browser { counters[Self.key(browser: browser)] = nil }
  }

  func noteSuccess(account: String) { noteSuccess(Guess(address: "", account: account)) }

  var size: Int { counters.count }

  private func wait(_ key: String, limit: Int, now: Timestamp) -> Int64? {
    guard let counter = counters[key], counter.failures >= limit else { return nil }
    let end = counter.windowStart.adding(seconds: Self.windowSeconds)
    guard now < end, now >= counter.windowStart else { return nil }
    return (end.milliseconds - now.milliseconds + 999) / 1_000
  }

  private func count(_ key: String, now: Timestamp) {
    var counter = counters[key] ?? Counter(failures: 0, windowStart: now)
    let end = counter.windowStart.adding(seconds: Self.windowSeconds)
    if now >= end || now < counter.windowStart { counter = Counter(failures: 0, windowStart: now) }
    counter.failures += 1
    counters[key] = counter
    if counters.count > capacity { forget(now: now) }
  }

  /// Drops what has lapsed, and the oldest eighth when that is not enough: O(n log n), and so rare that it does not matter.
  private func forget(now: Timestamp) {
    counters = counters.filter { now < $0.value.windowStart.adding(seconds: Self.windowSeconds) }
    guard counters.count > capacity else { return }
    let oldest = counters.sorted { $0.value.windowStart < $1.value.windowStart }.prefix(max(capacity / 8, 1))
    for entry in oldest { counters[entry.key] = nil }
  }

  private static func key(account: String) -> String { "account " + account }
  private static func key(browser: [UInt8]) -> String { "browser " + Hexadecimal.text(browser) }

  /// One subscriber of IPv6 has a /64, so its addresses count together; an IPv4-mapped IPv6 address counts as its IPv4 address.
  static func key(address: String) -> String {
    if address.contains("."), let plain = address.split(separator: ":").last { return "address " + plain }
    let groups = address.split(separator: ":", omittingEmptySubsequences: false)
    guard groups.count > 2 else { return "address " + address }
    let prefix = groups.prefix(4).prefix { !$0.isEmpty }
    return "address " + prefix.joined(separator: ":") + "::/64"
  }
}
