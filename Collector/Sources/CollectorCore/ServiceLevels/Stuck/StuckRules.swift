// When a customer who is stuck reaches somebody who can act: by age, by reopenings, or since somebody is unhappy.
import TellbackWire

/// Why a ticket is escalated. Once for each reason; the raw values are stored as codes.
public enum StuckReason: String, Sendable, CaseIterable {
  /// It was opened long ago, and does not wait for its reporter.
  case age
  /// It was opened again so often.
  case reopened
  /// A reporter says that it did not help, or gives one or two stars.
  case unhappy
}

/// Whom tickets escalate to by themselves, and when. They are told inside the hours of a calendar.
public struct StuckRules: Sendable, Hashable, Codable {
  /// The most days and reopenings.
  public static let most = 1_000
  /// Seconds between two looks.
  public static let interval: Int64 = 3_600

  /// Days on the wall clock after which a ticket is stuck; nil for never.
  public var days: Int?
  /// Reopenings by which it is stuck; nil for any number.
  public var reopenings: Int?
  public var onUnhappy: Bool
  /// The account that is told.
  public var person: Int64
  /// The calendar in whose hours it is; nil for any hour.
  public var calendar: Int64?
  /// Since when reopenings and unhappy reporters count, in milliseconds: who sets it hears of nothing older.
  var since: Int64

  public init(
    days: Int? = nil, reopenings: Int? = nil, onUnhappy: Bool = false, person: Int64, calendar: Int64? = nil
  ) {
    self.days = days
    self.reopenings = reopenings
    self.onUnhappy = onUnhappy
    self.person = person
    self.calendar = calendar
    since = 0
  }
}

extension ServiceLevelActions {
  /// Sets when tickets are escalated; nil for never.
  public func setStuck(_ rules: StuckRules?, seen version: Int64) throws {
    if let rules {
      for count in [rules.days, rules.reopenings] {
        if let count, !(1...StuckRules.most).contains(count) { throw ServiceLevelError.badLimit("\(count)") }
      }
      guard try store.account(rules.person) != nil else { throw ServiceLevelError.noSuchPerson }
    }
    try change("escalation", seen: version) { settings in
      guard var rules, rules.days != nil || rules.reopenings != nil || rules.onUnhappy else {
        settings.stuck = nil
        return
      }
      if let calendar = rules.calendar, !settings.calendars.contains(where: { $0.id == calendar }) {
        throw ServiceLevelError.noSuchCalendar
      }
      rules.since = settings.stuck?.since ?? now.milliseconds
      settings.stuck = rules
    }
    try store.setNextStuckLook(try store.serviceRules()?.settings.stuck == nil ? nil : now)
  }
}
