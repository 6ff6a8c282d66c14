// The field Retry-After (RFC 9110, section 10.2.3): seconds, or a date in the preferred form of section 5.6.7.
import TellbackSupport
import TellbackWire

enum RetryAfter {
  /// How long to wait; nil when the text is not understood. `now` is the server's clock where it is known.
  static func parse(_ text: String, now: Timestamp) -> Duration? {
    let text = text.utf8.drop { $0 == 0x20 || $0 == 0x09 }
    if let first = text.first, first >= 0x30, first <= 0x39 {
      guard let seconds = Int64(String(Substring(text)).prefix { $0.isASCII && $0.isNumber }) else { return nil }
      return .seconds(min(seconds, 31_536_000))
    }
    guard let date = date(String(Substring(text))) else { return nil }
    return .milliseconds(max(0, date.milliseconds - now.milliseconds))
  }

  /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`.
  static func date(_ text: String) -> Timestamp? {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT",
      let day = Int(parts[1]), (1...31).contains(day),
      let month = months.firstIndex(of: String(parts[2])),
      let year = Int(parts[3]), (1970...9999).contains(year)
    else { return nil }
    let clock = parts[4].split(separator: ":").compactMap { Int64($0) }
    guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]), (0...60).contains(clock[2])
    else { return nil }
    let days = Int64(CivilDate(year: year, month: month + 1, day: day).daysSince1970)
    return Timestamp(milliseconds: (((days * 24 + clock[0]) * 60 + clock[1]) * 60 + clock[2]) * 1_000)
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
