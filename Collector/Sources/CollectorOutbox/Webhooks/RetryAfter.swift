// `Retry-After` (RFC 9110, section 10.2.3) in seconds.
import CollectorCore
import Foundation
import TellbackWire

enum RetryAfter {
  /// Nil for what is neither a number of seconds nor a date. More than the whole patience counts as that and a second.
  static func seconds(_ text: String?, now: Timestamp) -> Int64? {
    guard let text, text.utf8.count <= 100 else { return nil }
    let most = WebhookLimits.patience + 1
    if !text.isEmpty, text.utf8.allSatisfy({ $0 &- 0x30 < 10 }) { return Int64(text).map { min($0, most) } ?? most }
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: "GMT")
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    guard let date = format.date(from: text) else { return nil }
    let seconds = date.timeIntervalSince1970 - Double(now.milliseconds) / 1_000
    return Int64(min(max(seconds.rounded(.up), 0), Double(most)))
  }
}
