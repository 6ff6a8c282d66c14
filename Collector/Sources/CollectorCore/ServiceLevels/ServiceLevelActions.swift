// What admins do with calendars, targets, limits and notices. Each change is checked, saved as a version and told in the audit log.
import TellbackWire

/// Changes service levels. Stateless; it works inside a transaction of the store.
public struct ServiceLevelActions {
  let store: any StoreWrites
  let now: Timestamp
  private let actor: AuditActor
  private let address: String?

  /// `actor` is who does it, `address` from where.
  public init(_ store: any StoreWrites, now: Timestamp, by actor: AuditActor, from address: String? = nil) {
    self.store = store
    self.now = now
    self.actor = actor
    self.address = address
  }

  /// Adds a calendar, or with a known id replaces it. What was counted until now stays as it was counted.
  public func saveCalendar(_ calendar: BusinessCalendar, seen version: Int64) throws {
    let calendar = try calendar.checked()
    try change("calendar \(calendar.name)", seen: version) { settings in
      guard !settings.calendars.contains(where: { $0.id != calendar.id && $0.name == calendar.name }) else {
        throw ServiceLevelError.nameTaken(calendar.name)
      }
      if let index = settings.calendars.firstIndex(where: { $0.id == calendar.id }) {
        settings.calendars[index] = calendar
        return
      }
      guard calendar.id == 0 else { throw ServiceLevelError.noSuchCalendar }
      guard settings.calendars.count < ServiceSettings.calendarLimit else { throw ServiceLevelError.tooManyCalendars }
      var added = calendar
      added.id = settings.makeID()
      settings.calendars.append(added)
    }
  }

  public func deleteCalendar(_ id: Int64, seen version: Int64) throws {
    try change("calendar deleted", seen: version) { settings in
      guard let calendar = settings.calendars.first(where: { $0.id == id }) else {
        throw ServiceLevelError.noSuchCalendar
      }
      guard !settings.targets.contains(where: { $0.calendar == id }), settings.stuck?.calendar != id else {
        throw ServiceLevelError.calendarInUse(calendar.name)
      }
      settings.calendars.removeAll { $0.id == id }
    }
  }

  /// Adds a target at the end of the list, or with a known id replaces it.
  public func saveTarget(_ target: ServiceTarget, seen version: Int64) throws {
    let times = ClockMetric.allCases.compactMap { target.time($0) }
    guard !times.isEmpty else { throw ServiceLevelError.noTimes }
    for time in times where !(60_000...ServiceTarget.longest * 60_000).contains(time) {
      throw ServiceLevelError.badMinutes("\(time / 60_000)m", limit: ServiceTarget.longest)
    }
    if let segment = target.segment, segment.utf8.count > WireLimits.segment {
      throw ServiceLevelError.nameTooLong(bytes: segment.utf8.count, limit: WireLimits.segment)
    }
    if let app = target.app, try store.app(AppID(app)) == nil { throw ServiceLevelError.noSuchApp }
    try change("target", seen: version) { settings in
      guard settings.calendars.contains(where: { $0.id == target.calendar }) else {
        throw ServiceLevelError.noSuchCalendar
      }
      if let index = settings.targets.firstIndex(where: { $0.id == target.id }) {
        settings.targets[index] = target
        return
      }
      guard target.id == 0 else { throw ServiceLevelError.noSuchTarget }
      guard settings.targets.count < ServiceSettings.targetLimit else { throw ServiceLevelError.tooManyTargets }
      var added = target
      added.id = settings.makeID()
      settings.targets.append(added)
    }
  }

  public func deleteTarget(_ id: Int64, seen version: Int64) throws {
    try change("target deleted", seen: version) { settings in
      guard settings.targets.contains(where: { $0.id == id }) else { throw ServiceLevelError.noSuchTarget }
      settings.targets.removeAll { $0.id == id }
    }
  }

  /// Tries a target before the one that stands above it.
  public func raiseTarget(_ id: Int64, seen version: Int64) throws {
    try change("order of targets", seen: version) { settings in
      guard let index = settings.targets.firstIndex(where: { $0.id == id }) else {
        throw ServiceLevelError.noSuchTarget
      }
      if index > 0 { settings.targets.swapAt(index, index - 1) }
    }
  }

  public func setLimits(_ limits: WorkLimits, seen version: Int64) throws {
    for limit in [limits.total] + Severity.allCases.map({ limits[$0] }) {
      if let limit, !(1...WorkLimits.most).contains(limit) { throw ServiceLevelError.badLimit("\(limit)") }
    }
    try change("limits", seen: version) { $0.limits = limits }
  }

  public func setNotices(_ notices: NoticeRules, seen version: Int64) throws {
    for minutes in [notices.warnMinutes, notices.escalateMinutes] {
      if let minutes, !(0...ServiceTarget.longest).contains(minutes) {
        throw ServiceLevelError.badMinutes("\(minutes)m", limit: ServiceTarget.longest)
      }
    }
    for people in [notices.warned, notices.escalated] {
      guard people.count <= NoticeRules.peopleLimit, try people.allSatisfy({ try store.account($0) != nil }) else {
        throw ServiceLevelError.noSuchPerson
      }
    }
    try change("warnings", seen: version) { $0.notices = notices }
  }

  func change(
    _ what: String, seen version: Int64, _ body: (inout ServiceSettings) throws -> Void
  ) throws {
    let rules = try store.serviceRules()
    guard version == rules?.version ?? 0 else { throw ServiceLevelError.overtaken(by: rules?.by ?? "Somebody") }
    var settings = rules?.settings ?? ServiceSettings()
    let before = settings
    try body(&settings)
    guard settings != before else { return }
    try store.saveServiceRules(settings, by: actor.name, account: actor.account, at: now)
    try store.audit(
      AuditEntry(
        at: now, act: .settingChanged, by: actor, address: address, subject: "service levels", detail: what))
  }
}
