// Why service levels were not saved as they were written.

/// Each says what is wrong with what was written, and where.
public enum ServiceLevelError: Error, Sendable, Equatable, CustomStringConvertible {
  case noName
  case nameTooLong(bytes: Int, limit: Int)
  case nameTaken(String)
  case unknownZone(String)
  case noWindow
  case badWindow(weekday: Int, String)
  case overlapping(weekday: Int)
  case tooManyWindows(weekday: Int)
  case holidayTextTooLong(bytes: Int)
  case badHoliday(line: Int, String)
  case tooManyHolidays(String, Int)
  case fileTooLarge(bytes: Int)
  case badFile(line: Int, Phrase)
  case tooManyCalendars
  case noSuchCalendar
  /// Targets are measured by it.
  case calendarInUse(String)
  case tooManyTargets
  case noSuchTarget
  case noTimes
  case badMinutes(String, limit: Int64)
  case badLimit(String)
  case noSuchApp
  case noSuchPerson
  /// Somebody saved other service levels since the page was shown.
  case overtaken(by: String)
  case tooLarge(bytes: Int)

  public var description: String {
    switch self {
    case .noName: "Give it a name."
    case .nameTooLong(let bytes, let limit): "It has \(bytes) bytes; the limit is \(limit) bytes."
    case .nameTaken(let name): "There is a calendar of the name \"\(name)\" already."
    case .unknownZone(let zone):
      "'\(zone.prefix(64))' is no time zone that the collector knows. Write a name of the IANA database such as Europe/Zurich, or UTC. The zones come with the Swift runtime: for one that is newer than it, install a newer collector."
    case .noWindow: "Write a time at which somebody works on one day at least."
    case .badWindow(let weekday, let text):
      "\(BusinessCalendar.weekdays[weekday]): '\(text)' is no window such as 09:00-12:00. Several are separated by commas."
    case .overlapping(let weekday): "\(BusinessCalendar.weekdays[weekday]): two windows overlap."
    case .tooManyWindows(let weekday):
      "\(BusinessCalendar.weekdays[weekday]): a day has at most \(BusinessCalendar.windowLimit) windows."
    case .holidayTextTooLong(let bytes):
      "The holidays have \(bytes) bytes; the limit is \(BusinessCalendar.holidayTextLimit) bytes."
    case .badHoliday(let line, let text):
      "Line \(line): '\(text)' is no day. Write 2026-12-25, 2026-12-24..2026-12-31 or *-12-25, then a name."
    case .tooManyHolidays(let what, let count):
      "There are \(count) holidays \(what); the limit is \(BusinessCalendar.holidayLimit)."
    case .fileTooLarge(let bytes): "The file has \(bytes) bytes; the limit is \(CalendarFile.limit) bytes."
    case .badFile(let line, let why): "Line \(line) of the file: \(why.english)"
    case .tooManyCalendars: "There are \(ServiceSettings.calendarLimit) calendars already, which is the limit."
    case .noSuchCalendar: "Choose a calendar."
    case .calendarInUse(let name): "Targets are measured by \"\(name)\". Give them another calendar first."
    case .tooManyTargets: "There are \(ServiceSettings.targetLimit) targets already, which is the limit."
    case .noSuchTarget: "There is no such target any more."
    case .noTimes: "Give one time at least: for the first answer, the next answer or the resolution."
    case .badMinutes(let text, let limit):
      "'\(text.prefix(40))' is no time such as 30m, 4h or 2h 30m. It is business time, 1 minute to \(limit / 60) hours."
    case .badLimit(let text): "'\(text.prefix(40))' is no whole number from 1 to \(WorkLimits.most)."
    case .noSuchApp: "There is no such app."
    case .noSuchPerson: "Choose people who have an account."
    case .overtaken(let name):
      "\(name) saved other service levels after you opened this page. Look at them, then save yours if they still fit."
    case .tooLarge(let bytes):
      "Calendars and targets have \(bytes) bytes together; the limit is \(ServiceSettings.byteLimit) bytes. Take holidays out."
    }
  }

  /// White space in one line becomes single blanks.
  static func checked(name text: String, limit: Int = BusinessCalendar.nameLimit) throws -> String {
    let name = text.singleSpaced
    guard !name.isEmpty else { throw noName }
    guard name.utf8.count <= limit else { throw nameTooLong(bytes: name.utf8.count, limit: limit) }
    return name
  }

  /// At most so many bytes, cut between characters.
  static func cut(_ text: String, to limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    var (bytes, result) = (0, String.UnicodeScalarView())
    for scalar in text.unicodeScalars {
      bytes += UTF8.width(scalar)
      guard bytes <= limit else { break }
      result.append(scalar)
    }
    return String(result)
  }
}
