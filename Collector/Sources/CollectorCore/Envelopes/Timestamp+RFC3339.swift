// Dates as RFC 3339 writes them, such as 2026-11-26T09:30:00.250Z. Without a zone they are taken for UTC, as Sentry does.
import TellbackSupport
import TellbackWire

extension Timestamp {
  /// Nil for anything that is no date from 1970 to 9999. Digits past the millisecond are dropped.
  init?(rfc3339 text: String) {
    var reader = DateReader(rest: text.utf8[...])
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
      let day = reader.number(2), reader.take("T") || reader.take("t") || reader.take(" "),
      let hour = reader.number(2), reader.take(":"), let minute = reader.number(2), reader.take(":"),
      let second = reader.number(2), let fraction = reader.milliseconds(), let offset = reader.offset(),
      reader.rest.isEmpty, year >= 1970, (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
      second <= 60
    else { return nil }
    let days = Int64(CivilDate(year: Int(year), month: Int(month), day: Int(day)).daysSince1970)
    let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset * 60
    self.init(milliseconds: seconds * 1_000 + fraction)
  }
}

private struct DateReader {
  var rest: Substring.UTF8View

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  mutating func number(_ digits: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<digits {
      guard let digit = rest.first.map({ $0 &- 0x30 }), digit < 10 else { return nil }
      value = value * 10 + Int64(digit)
      rest.removeFirst()
    }
    return value
  }

  /// 0 without a fraction; nil for a point without digits.
  mutating func milliseconds() -> Int64? {
    guard take(".") else { return 0 }
    var value: Int64 = 0
    var count = 0
    while let digit = rest.first.map({ $0 &- 0x30 }), digit < 10 {
      if count < 3 { value = value * 10 + Int64(digit) }
      count += 1
      rest.removeFirst()
    }
    guard count > 0 else { return nil }
    for _ in min(count, 3)..<3 { value *= 10 }
    return value
  }

  /// Minutes.
  mutating func offset() -> Int64? {
    if take("Z") || take("z") || rest.isEmpty { return 0 }
    let sign: Int64 = take("-") ? -1 : take("+") ? 1 : 0
    guard sign != 0, let hours = number(2), take(":") || !rest.isEmpty, let minutes = number(2), hours < 24,
      minutes < 60
    else { return nil }
    return sign * (hours * 60 + minutes)
  }
}
