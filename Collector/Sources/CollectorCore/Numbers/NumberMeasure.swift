// What the numbers count. Each thing that happens to a ticket is a mark on the day (UTC) on which it happened.
import TellbackWire

/// Something that the numbers count.
public enum NumberMeasure: String, Sendable, CaseIterable {
  /// A ticket was opened, and stands in the queue.
  case opened
  /// It came back into the queue: opened again, or no longer found as another ticket.
  case returned
  /// It left the queue.
  case resolved
  /// It left the queue because it is found as another ticket.
  case merged
  /// Staff wrote to its reporters; the total counts the answers of volunteers.
  case answered
  /// A target of a service level was missed.
  case breached
  /// A reporter says that the fix or answer helped.
  case helped
  /// A reporter says that it did not.
  case notHelped = "not_helped"
  /// A reporter gave stars; the total is their sum.
  case rated
  /// A reporter says thanks.
  case thanked
  /// A problem ended with an explanation: it works as designed.
  case explained
  /// It works as designed, so it became an idea.
  case becameIdea = "became_idea"

  /// How the queue grows by it.
  public var queueStep: Int64 {
    switch self {
    case .opened, .returned: 1
    case .resolved, .merged: -1
    default: 0
    }
  }
}

/// What is timed on a ticket, from the moment at which it was opened.
public enum NumberMetric: String, Sendable, CaseIterable {
  case firstAnswer = "first_answer"
  case resolution
}

/// Which tickets' numbers are asked for, and of which days.
public struct NumberQuery: Sendable, Equatable {
  /// Days of a period at most: three years.
  public static let dayLimit = 1_100

  /// The apps that whoever asks may see.
  public var apps: AppScope
  /// One of them that is asked for.
  public var app: AppID?
  public var component: String?
  /// A group's id.
  public var team: Int64?
  public var segment: String?
  /// Days in UTC, both ends included.
  public var days: ClosedRange<CivilDay>

  public init(
    apps: AppScope = .all, app: AppID? = nil, component: String? = nil, team: Int64? = nil, segment: String? = nil,
    days: ClosedRange<CivilDay>
  ) {
    self.apps = apps
    self.app = app
    self.component = component
    self.team = team
    self.segment = segment
    self.days = days
  }

  /// What is asked for, of what may be seen.
  public var scope: AppScope { apps.narrowed(to: app) }

  public var dayCount: Int { days.upperBound.number - days.lowerBound.number + 1 }

  /// The same tickets in other days.
  public func of(_ days: ClosedRange<CivilDay>) -> NumberQuery {
    var other = self
    other.days = days
    return other
  }

  /// The last `count` days up to `day`.
  public static func last(_ count: Int, to day: CivilDay) -> ClosedRange<CivilDay> {
    day.adding(days: 1 - max(1, count))...day
  }
}

extension CivilDay {
  /// The day in UTC.
  public init(_ moment: Timestamp) {
    let (days, rest) = moment.milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
    self.init(number: Int(rest < 0 ? days - 1 : days))
  }

  /// When it begins in UTC.
  public var start: Timestamp { Timestamp(milliseconds: Int64(number) * 86_400_000) }
}

/// How often something happened on a day.
public struct DailyNumber: Sendable, Equatable {
  public var day: CivilDay
  public var measure: NumberMeasure
  public var count: Int64
  /// What ``NumberMeasure`` says of it.
  public var total: Int64

  public init(day: CivilDay, measure: NumberMeasure, count: Int64, total: Int64) {
    self.day = day
    self.measure = measure
    self.count = count
    self.total = total
  }
}

/// How long one ticket took.
public struct TicketTime: Sendable, Equatable {
  /// On which it was answered or resolved.
  public var day: CivilDay
  /// Milliseconds on the wall clock.
  public var wall: Int64
  /// Milliseconds of business time, by the rules that were in force then; nil where no service level measured the whole of it.
  public var business: Int64?

  public init(day: CivilDay, wall: Int64, business: Int64?) {
    self.day = day
    self.wall = wall
    self.business = business
  }
}

/// How often somebody was thanked; the name is that at the time.
public struct ThankedSolver: Sendable, Equatable {
  public var name: String
  public var count: Int64

  public init(name: String, count: Int64) {
    self.name = name
    self.count = count
  }
}
