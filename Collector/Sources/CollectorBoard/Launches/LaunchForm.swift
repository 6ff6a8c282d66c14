// A launch as somebody filled it in, and the days of their own time zone.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// Days as one person counts them: in their own time zone where they chose one that this system knows, else in UTC.
struct PlanDays: Sendable {
  private let zone: String?

  init(_ zone: String?) {
    self.zone = LocaleText.offset(ofZone: zone, at: Timestamp(milliseconds: 0)) == nil ? nil : zone
  }

  var name: String { zone ?? "UTC" }

  /// The first moment of a day written `2026-12-03`; nil for what is no such day.
  func beginning(of day: String) -> Timestamp? {
    guard let midnight = TimeText.moment(ofDay: day, zone: 0) else { return nil }
    // The offset at the day's own midnight, also where it is not that of UTC's.
    let first = midnight.adding(seconds: -offset(at: midnight))
    return midnight.adding(seconds: -offset(at: first))
  }

  /// `2026-12-03`, for a date field.
  func day(of moment: Timestamp) -> String { TimeText.day(moment.adding(seconds: offset(at: moment))) ?? "" }

  private func offset(at moment: Timestamp) -> Int64 { LocaleText.offset(ofZone: zone, at: moment) ?? 0 }
}

struct LaunchForm: Sendable {
  private static let daySeconds: Int64 = 86_400

  private let form: HTTPForm
  private let id: Int64
  private let days: PlanDays

  init(_ form: HTTPForm, id: Int64, days: PlanDays) {
    self.form = form
    self.id = id
    self.days = days
  }

  var seen: Timestamp? { form["seen"].flatMap { Int64($0) }.map { Timestamp(milliseconds: $0) } }
  var expected: [String] { lines("expected") }

  func launch() throws -> Launch {
    guard let app = form["app"].flatMap({ Int64($0) }).map(AppID.init) else { throw LaunchError.noSuchApp }
    guard let start = days.beginning(of: form["starts"] ?? "") else { throw LaunchError.noStart }
    guard let last = days.beginning(of: form["ends"] ?? "") else { throw LaunchError.noEnd }
    // A day has 23 to 25 hours: the next one's beginning is asked by its date.
    guard let end = days.beginning(of: days.day(of: last.adding(seconds: Self.daySeconds * 3 / 2))) else {
      throw LaunchError.noEnd
    }
    return Launch(
      id: id, app: app, name: form["name"] ?? "", startsAt: start, endsAt: end,
      places: Launch.Places(
        pages: lines("pages"), words: lines("words"), segments: lines("segments"), versions: lines("versions")),
      brief: form.text("brief"))
  }

  private func lines(_ name: String) -> [String] { form.text(name).split(whereSeparator: \.isNewline).map(String.init) }

  /// The field that an error is about.
  static func field(of error: LaunchError) -> String {
    switch error {
    case .noName, .nameTooLong: "name"
    case .noSuchApp: "app"
    case .noStart: "starts"
    case .noEnd, .endsBeforeStart, .tooLong: "ends"
    case .noPlace: "pages"
    case .briefTooLong: "brief"
    case .tooManyValues, .valueTooLong, .noWord, .tooMany, .noSuchLaunch, .overtaken: ""
    }
  }
}
