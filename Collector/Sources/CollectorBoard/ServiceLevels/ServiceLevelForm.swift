// What an admin filled in about service levels, and which field an error belongs to.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct ServiceLevelForm: Sendable {
  enum Act: String, CaseIterable {
    case calendar, target, limits, notices, stuck
    case deleteCalendar = "delete-calendar"
    case deleteTarget = "delete-target"
    case raiseTarget = "raise-target"
  }

  private let form: HTTPForm

  init(_ form: HTTPForm) { self.form = form }

  /// The id of the form on the page.
  var place: String {
    switch form["act"].flatMap(Act.init(rawValue:)) {
    case .calendar, .deleteCalendar: "calendar-\(id)"
    case .target, .deleteTarget, .raiseTarget: "target-\(id)"
    case .limits: "limits"
    case .notices, nil: "notices"
    case .stuck: "stuck"
    }
  }

  /// 0 for one that is new.
  private var id: Int64 { form["id"].flatMap { Int64($0) } ?? 0 }
  private var version: Int64 { form["version"].flatMap { Int64($0) } ?? -1 }

  func perform(_ actions: ServiceLevelActions, in store: any StoreReads) throws {
    switch form["act"].flatMap(Act.init(rawValue:)) {
    case .calendar: try actions.saveCalendar(try calendar(store), seen: version)
    case .deleteCalendar: try actions.deleteCalendar(id, seen: version)
    case .target: try actions.saveTarget(try target(), seen: version)
    case .deleteTarget: try actions.deleteTarget(id, seen: version)
    case .raiseTarget: try actions.raiseTarget(id, seen: version)
    case .limits: try actions.setLimits(try limits(), seen: version)
    case .notices: try actions.setNotices(try notices(), seen: version)
    case .stuck: try actions.setStuck(try stuck(), seen: version)
    case nil: throw HTTPError.unknownAct
    }
  }

  func field(of error: ServiceLevelError) -> String {
    switch error {
    case .noName, .nameTaken: "name"
    case .nameTooLong: form["act"] == Act.target.rawValue ? "segment" : "name"
    case .unknownZone: "zone"
    case .badWindow(let weekday, _), .overlapping(let weekday), .tooManyWindows(let weekday): "day-\(weekday)"
    case .noWindow: "day-0"
    case .holidayTextTooLong, .badHoliday, .tooManyHolidays: "holidays"
    case .fileTooLarge, .badFile: "file"
    case .noSuchCalendar: place == "stuck" ? "stuck-calendar" : "calendar"
    case .noTimes: ClockMetric.firstAnswer.rawValue
    case .badMinutes(let text, _):
      ["warn", "escalate"].first { form[$0] == text }
        ?? ClockMetric.allCases.map(\.rawValue).first { form[$0] == text } ?? ""
    case .badLimit(let text):
      (["total", "stuck-days", "stuck-reopenings"] + Severity.allCases.map(\.word)).first { form[$0] == text }
        ?? "total"
    case .noSuchApp: "app"
    case .tooManyCalendars, .calendarInUse, .tooManyTargets, .noSuchTarget, .noSuchPerson, .overtaken, .tooLarge: ""
    }
  }

  // MARK: Values

  private func calendar(_ store: any StoreReads) throws -> BusinessCalendar {
    let week = try (0..<7).map { try BusinessCalendar.windows(form["day-\($0)"] ?? "", weekday: $0) }
    var calendar = BusinessCalendar(
      id: id, name: form["name"] ?? "", zone: (form["zone"] ?? "").trimmed, week: week,
      holidays: try BusinessCalendar.holidays(form.text("holidays")))
    if let file = form.files.first(where: { $0.field == "file" }) {
      calendar.imported = try CalendarFile.holidays(file.bytes)
    } else if form["keep-file"] == "yes" {
      calendar.imported =
        try store.serviceRules()?.settings.calendars.first { $0.id == id }?.imported ?? []
    }
    return calendar
  }

  private func target() throws -> ServiceTarget {
    func value(_ name: String) -> String? { form[name].flatMap { $0.trimmed.isEmpty ? nil : $0.trimmed } }
    guard let calendar = value("calendar").flatMap({ Int64($0) }) else { throw ServiceLevelError.noSuchCalendar }
    var app: AppID?
    if let text = value("app") {
      guard let number = Int64(text) else { throw ServiceLevelError.noSuchApp }
      app = AppID(number)
    }
    return ServiceTarget(
      id: id, app: app, severity: value("severity").flatMap(Severity.init(word:)),
      kind: value("kind").flatMap(ReportKind.init(rawValue:)), segment: value("segment"), calendar: calendar,
      firstAnswer: try minutes(ClockMetric.firstAnswer.rawValue),
      nextAnswer: try minutes(ClockMetric.nextAnswer.rawValue),
      resolution: try minutes(ClockMetric.resolution.rawValue))
  }

  private func minutes(_ name: String) throws -> Int64? {
    guard let text = form[name], !text.trimmed.isEmpty else { return nil }
    guard let minutes = BusinessText.minutes(text) else {
      throw ServiceLevelError.badMinutes(text, limit: ServiceTarget.longest)
    }
    return minutes
  }

  private func limits() throws -> WorkLimits {
    func limit(_ name: String) throws -> Int? {
      guard let text = form[name], !text.trimmed.isEmpty else { return nil }
      guard let limit = Int(text.trimmed), (1...WorkLimits.most).contains(limit) else {
        throw ServiceLevelError.badLimit(text)
      }
      return limit
    }
    var limits = WorkLimits(total: try limit("total"))
    for severity in Severity.allCases { limits[severity] = try limit(severity.word) }
    return limits
  }

  /// Nil where nothing is to escalate by itself.
  private func stuck() throws -> StuckRules? {
    func count(_ name: String) throws -> Int? {
      guard let text = form[name], !text.trimmed.isEmpty else { return nil }
      guard let count = Int(text.trimmed), (1...StuckRules.most).contains(count) else {
        throw ServiceLevelError.badLimit(text)
      }
      return count
    }
    let (days, reopenings) = (try count("stuck-days"), try count("stuck-reopenings"))
    let onUnhappy = form["stuck-unhappy"] == "yes"
    guard days != nil || reopenings != nil || onUnhappy else { return nil }
    guard let person = form["stuck-person"].flatMap({ Int64($0) }) else { throw ServiceLevelError.noSuchPerson }
    return StuckRules(
      days: days, reopenings: reopenings, onUnhappy: onUnhappy, person: person,
      calendar: form["stuck-calendar"].flatMap { Int64($0) })
  }

  private func notices() throws -> NoticeRules {
    NoticeRules(
      warnMinutes: try minutes("warn"), warnsOwner: form["warn-owner"] == "yes",
      warned: form.values("warned").compactMap { Int64($0) }, escalateMinutes: try minutes("escalate"),
      escalated: form.values("escalated").compactMap { Int64($0) })
  }
}
