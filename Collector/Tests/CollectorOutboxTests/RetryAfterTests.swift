// Retry-After in both its forms, and what is neither.
import CollectorCore
import TellbackWire
import Testing

@testable import CollectorOutbox

@Suite struct RetryAfterTests {
  private static let now = Timestamp(milliseconds: 1_445_412_480_000)  // Wed, 21 Oct 2015 07:28:00 GMT

  @Test(
    arguments: [
      ("120", 120), ("0", 0), ("Wed, 21 Oct 2015 07:29:00 GMT", 60), ("Wed, 21 Oct 2015 07:00:00 GMT", 0),
      ("99999999999999999999999", WebhookLimits.patience + 1), ("999999999", WebhookLimits.patience + 1),
      ("Fri, 21 Oct 2095 07:28:00 GMT", WebhookLimits.patience + 1),
    ] as [(String, Int64)])
  func `seconds and dates are understood`(_ text: String, _ seconds: Int64) {
    #expect(RetryAfter.seconds(text, now: Self.now) == seconds)
  }

  @Test(arguments: ["", "-1", "soon", "1.5", "12 3", String(repeating: "1", count: 200)])
  func `what is neither is no floor`(_ text: String) {
    #expect(RetryAfter.seconds(text, now: Self.now) == nil)
  }
}
