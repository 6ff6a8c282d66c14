// Moments as exports write them. What could be two different days is refused, not guessed.
import TellbackWire

enum ImportDate {
  enum Mistake: Error {
    case unknown
    /// 03/04/2021 is the 3rd of April or the 4th of March.
    case ambiguous
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// RFC 3339 and its relatives (`2021-03-18T15:14:00Z`, `2021-03-18T15:14:00.000+0000`, `2021-03-18 15:14 UTC`, `2021-03-18`), and
  /// Jira's `18/Mar/21 3:14 PM`. Without a zone it is UTC.
  static func parse(_ text: String) throws -> Timestamp {
    var scanner = Scanner(rest: Array(text.utf8)[...])
    scanner.skipBlanks()
    guard let first = scanner.digits(1...4) else { throw Mistake.unknown }
    let (year, month, day): (Int64, Int64, Int64)
    if first.count == 4, scanner.take("-") || scanner.take("/") {
      guard let second = scanner.digits(1...2), scanner.take("-") || scanner.take("/"),
        let third = scanner.digits(1...2)
      else { throw Mistake.unknown }
      (year, month, day) = (first.value, second.value, third.value)
    } else if first.count <= 2, scanner.take("/") || scanner.take("-") || scanner.take(".") || scanner.take(" ") {
      if scanner.digits(1...2) != nil { throw Mistake.ambiguous }
      guard let name = scanner.letters(), let number = months.firstIndex(of: String(name.prefix(3).lowercased())),
        scanner.take("/") || scanner.take("-") || scanner.take(" ") || scanner.take("."),
        let last = scanner.digits(2...4)
      else { throw Mistake.unknown }
      (year, month, day) = (last.count == 2 ? 2_000 + last.value : last.value, Int64(number + 1), first.value)
    } else {
      throw Mistake.unknown
    }
    guard (1_970...9_998).contains(year), (1...12).contains(month), day >= 1, day <= days(in: month, year) else {
      throw Mistake.unknown
    }
    let time = try time(&scanner)
    return Timestamp(milliseconds: daysSince1970(year, month, day) * 86_400_000 + time)
  }

  /// Milliseconds since midnight in UTC.
  private static func time(_ scanner: inout Scanner) throws -> Int64 {
    _ = scanner.take("T") || scanner.take("t")
    scanner.skipBlanks()
    if scanner.rest.isEmpty { return 0 }
    guard var hour = scanner.digits(1...2)?.value, scanner.take(":"), let minute = scanner.digits(2...2)?.value else {
      throw Mistake.unknown
    }
    var (second, fraction): (Int64, Int64) = (0, 0)
    if scanner.take(":") {
      guard let value = scanner.digits(2...2)?.value else { throw Mistake.unknown }
      second = value
      if scanner.take(".") || scanner.take(",") {
        guard let digits = scanner.digits(1...9) else { throw Mistake.unknown }
        var value = digits.value
        for _ in 0..<max(0, digits.count - 3) { value /= 10 }
        for _ in min(3, digits.count)..<3 { value *= 10 }
        fraction = value
      }
    }
    scanner.skipBlanks()
    if let half = scanner.half() {
      guard (1...12).contains(hour) else { throw Mistake.unknown }
      hour = hour % 12 + half
      scanner.skipBlanks()
    }
    guard hour < 24, minute < 60, second <= 60 else { throw Mistake.unknown }
    let offset = try zone(&scanner)
    return ((hour * 60 + minute - offset) * 60 + second) * 1_000 + fraction
  }

  /// Minutes before UTC.
  private static func zone(_ scanner: inout Scanner) throws -> Int64 {
    if scanner.rest.isEmpty { return 0 }
    if let name = scanner.letters() {
      scanner.skipBlanks()
      guard ["z", "utc", "gmt"].contains(name.lowercased()), scanner.rest.isEmpty else { throw Mistake.unknown }
      return 0
    }
    let sign: Int64 = scanner.take("-") ? -1 : scanner.take("+") ? 1 : 0
    guard sign != 0, let hours = scanner.digits(2...2)?.value else { throw Mistake.unknown }
    _ = scanner.take(":")
    let minutes = scanner.digits(2...2)?.value ?? 0
    scanner.skipBlanks()
    // Ruby's `+0000 UTC` is not written by these desks; anything left is no zone.
    guard scanner.rest.isEmpty, hours < 24, minutes < 60 else { throw Mistake.unknown }
    return sign * (hours * 60 + minutes)
  }

  private static func days(in month: Int64, _ year: Int64) -> Int64 {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// In the Gregorian calendar (Hinnant, 'chrono-Compatible Low-Level Date Algorithms').
  private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = year / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

private struct Scanner {
  var rest: ArraySlice<UInt8>

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  mutating func skipBlanks() { while rest.first == 0x20 { rest.removeFirst() } }

  mutating func digits(_ range: ClosedRange<Int>) -> (value: Int64, count: Int)? {
    let digits = rest.prefix(range.upperBound).prefix { (0x30...0x39).contains($0) }
    guard digits.count >= range.lowerBound else { return nil }
    rest.removeFirst(digits.count)
    return (digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }, digits.count)
  }

  mutating func letters() -> String? {
    let letters = rest.prefix { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
    guard !letters.isEmpty, letters.count <= 9 else { return nil }
    rest.removeFirst(letters.count)
    return String(decoding: letters, as: UTF8.self)
  }

  /// 0 for AM, 12 for PM; nil for neither.
  mutating func half() -> Int64? {
    let word = String(decoding: rest.prefix(2), as: UTF8.self).lowercased()
    guard word == "am" || word == "pm" else { return nil }
    rest.removeFirst(2)
    return word == "am" ? 0 : 12
  }
}
