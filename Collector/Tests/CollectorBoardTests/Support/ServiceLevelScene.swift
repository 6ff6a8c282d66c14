// Service levels with much in them, and what hostile names do to them, for the tests that look at every page.
import CollectorCore
import TellbackWire

enum ServiceLevelScene {
  /// A calendar around the clock, targets of each sort, limits and warnings; the tickets that are there get their clocks.
  static func fill(_ house: BoardFixture) async throws {
    let now = house.clock.now
    let week = Array(repeating: [BusinessWindow(from: 0, to: 720), BusinessWindow(from: 720, to: 1_440)], count: 7)
    let holidays = try BusinessCalendar.holidays("*-12-25 \(Hostile.script)\n2026-12-31..2027-01-02 \(Hostile.zalgo)")
    let settings = ServiceSettings(
      calendars: [
        BusinessCalendar(
          id: 1, name: "Always \(Hostile.override)", zone: "Europe/Zurich", week: week, holidays: holidays),
        BusinessCalendar(id: 2, name: "Office", zone: "America/New_York", week: BusinessCalendar.officeWeek),
      ],
      targets: [
        ServiceTarget(id: 3, severity: .critical, calendar: 1, firstAnswer: 1, nextAnswer: 30, resolution: 240),
        ServiceTarget(
          id: 4, app: AppID(1), severity: .high, kind: .question, segment: Hostile.script, calendar: 2, firstAnswer: 60),
        ServiceTarget(id: 5, calendar: 1, firstAnswer: 90, nextAnswer: 90, resolution: 960),
      ], limits: WorkLimits(total: 500, bySeverity: [.critical: 100]),
      notices: NoticeRules(warnMinutes: 120, warned: [1], escalateMinutes: 0, escalated: [1]))
    try await house.store.write { store in
      try store.saveServiceRules(settings, by: "Ada \(Hostile.override)", account: 1, at: now.adding(seconds: -7_200))
      while try TicketActions(store, now: now).adoptServiceRules(limit: 100) > 0 {}
      while try TicketActions(store, now: now).attendToClocks(limit: 100).total > 0 {}
    }
  }
}
