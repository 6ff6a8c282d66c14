// The delivery contract's rules for repeats, as pure functions.
import Testing

@testable import Tellback

@Suite struct RetryPolicyTests {
  private let policy = RetryPolicy()

  @Test(arguments: [
    (200, Verdict.answered), (202, .answered), (204, .retry(floor: nil)), (302, .retry(floor: nil)),
    (400, .poison), (415, .poison), (422, .poison), (413, .tooLarge), (410, .gone), (401, .probe), (403, .probe),
    (404, .probe), (408, .retry(floor: nil)), (409, .retry(floor: nil)), (429, .retry(floor: nil)),
    (500, .serverError(floor: nil)), (501, .probe), (502, .retry(floor: nil)), (503, .retry(floor: nil)),
    (504, .retry(floor: nil)),
  ])
  func `each status has its verdict`(status: Int, verdict: Verdict) {
    #expect(policy.verdict(status: status, retryAfter: nil) == verdict)
  }

  @Test func `the delay is drawn from zero up to a bound that doubles until the cap`() {
    for (failures, bound) in [(1, 2.0), (2, 4), (3, 8), (13, 8_192), (14, 16_384), (15, 21_600), (1_000, 21_600)] {
      #expect(policy.delay(failures: failures, chance: 0) == .zero)
      #expect(abs(policy.delay(failures: failures, chance: 0.5).seconds - bound / 2) < 1e-6)
      #expect(policy.delay(failures: failures, chance: 0.999_999).seconds < bound)
    }
  }

  @Test func `Retry-After is a floor, and one of years is believed for a day`() {
    #expect(policy.delay(failures: 1, floor: .seconds(90), chance: 0.5) == .seconds(90))
    #expect(policy.delay(failures: 10, floor: .seconds(90), chance: 0.9) > .seconds(90))
    #expect(policy.delay(failures: 1, floor: .seconds(100_000_000), chance: 0) == .seconds(86_400))
  }

  @Test func `a report is put off for minutes first, then for longer up to the cap`() {
    for (attempts, bound) in [(5, 600.0), (6, 1_200), (9, 9_600), (11, 21_600), (1_000, 21_600)] {
      #expect(policy.putOffDelay(attempts: attempts, chance: 0).seconds == bound / 2)
      #expect(policy.putOffDelay(attempts: attempts, chance: 0.999).seconds < bound)
    }
  }

  @Test func `a rejected key is tried again after half an hour to an hour`() {
    #expect(policy.probeDelay(chance: 0) == .seconds(1_800))
    #expect(policy.probeDelay(chance: 0.999) <= .seconds(3_600))
  }

  @Test(arguments: [
    ("120", 120.0), ("0", 0), (" 7", 7), ("Sun, 06 Nov 1994 08:49:37 GMT", 37), ("Sun, 06 Nov 1994 08:48:00 GMT", 0),
    ("99999999999", 31_536_000),
  ])
  func `Retry-After is read as seconds and as a date`(text: String, seconds: Double) {
    // 1994-11-06T08:49:00Z
    let now = Timestamp(milliseconds: 784_111_740_000)
    #expect(RetryAfter.parse(text, now: now)?.seconds == seconds)
  }

  @Test(arguments: ["", "soon", "-5", "Sun, 06 Foo 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "1e9999 x"])
  func `a Retry-After that says nothing is no floor`(text: String) {
    let read = RetryAfter.parse(text, now: Timestamp(milliseconds: 0))
    #expect(read == nil || read == .seconds(1))
  }

  @Test func `dates of a leap year and of the end of time are read`() {
    #expect(RetryAfter.date("Thu, 29 Feb 2024 00:00:00 GMT")?.milliseconds == 1_709_164_800_000)
    #expect(RetryAfter.date("Thu, 01 Jan 1970 00:00:00 GMT")?.milliseconds == 0)
    #expect(RetryAfter.date("Fri, 31 Dec 9999 23:59:59 GMT")?.milliseconds == 253_402_300_799_000)
  }
}
