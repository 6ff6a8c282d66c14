// The numbers of a period, made of what a store counted: what the page shows, what is exported and what the API answers.
import TellbackWire

/// What is asked of the numbers.
public struct NumberRequest: Sendable, Equatable {
  public var query: NumberQuery
  /// The date before and after which times are compared.
  public var date: ProgrammeDate?
  /// The clock by which times are told; nil for business time where it measured everything.
  public var basis: TimeBasis?

  public init(query: NumberQuery, date: ProgrammeDate? = nil, basis: TimeBasis? = nil) {
    self.query = query
    self.date = date
    self.basis = basis
  }
}

public struct NumberReport: Sendable, Equatable {
  /// Days of 'this week', up to today.
  public static let weekDays = 7
  /// Names in the list of whom reporters thanked.
  public static let solverLimit = 20

  public var request: NumberRequest
  public var today: CivilDay
  public var buckets: NumberBuckets
  public var queue: QueueNumbers
  public var firstAnswer: TimeNumbers
  public var resolution: TimeNumbers
  /// How often what happened in the period.
  public var counts: [NumberMeasure: Int64]
  /// ``DailyNumber/total`` of the period.
  public var totals: [NumberMeasure: Int64]
  /// The same for each bucket.
  public var series: [[NumberMeasure: Int64]]
  /// People who wrote to reporters in the last seven days, and those who could have.
  public var answeringStaff: Int
  public var staff: Int
  public var solvers: [ThankedSolver]

  public func count(_ measure: NumberMeasure) -> Int64 { counts[measure] ?? 0 }
  public func total(_ measure: NumberMeasure) -> Int64 { totals[measure] ?? 0 }
  /// Of a bucket.
  public func count(_ measure: NumberMeasure, in bucket: Int) -> Int64 { series[bucket][measure] ?? 0 }

  /// What stood in the queue when a bucket ended.
  public func queueEnd(_ bucket: Int) -> Int64 {
    queue.ends[buckets.days[bucket].upperBound.number - request.query.days.lowerBound.number]
  }

  /// Reads it in one snapshot. `now` decides which day is today.
  public init(_ request: NumberRequest, now: Timestamp, _ store: any StoreReads) throws {
    let query = request.query
    self.request = request
    today = CivilDay(now)
    buckets = NumberBuckets(query.days)
    let reader = try NumberDays(query, today: today, store)
    let daily = try reader.numbers(of: query.days)
    (counts, totals) = ([:], [:])
    series = [[NumberMeasure: Int64]](repeating: [:], count: buckets.days.count)
    for number in daily {
      counts[number.measure, default: 0] += number.count
      totals[number.measure, default: 0] += number.total
      if let place = buckets.place(of: number.day) { series[place][number.measure, default: 0] += number.count }
    }
    queue = try Self.queue(query, daily, reader, today: today, store)
    firstAnswer = try Self.times(.firstAnswer, request, buckets, today: today, store)
    resolution = try Self.times(.resolution, request, buckets, today: today, store)
    let writers = try store.answerers(query.of(NumberQuery.last(Self.weekDays, to: today)))
    let people = try store.accounts().filter { $0.isUsable && $0.apps.meets(query.scope) }
    staff = people.count
    answeringStaff = people.count { writers.contains($0.id) }
    solvers = try store.thankedSolvers(query, limit: Self.solverLimit)
  }

  static func queue(
    _ query: NumberQuery, _ daily: [DailyNumber], _ reader: NumberDays, today: CivilDay, _ store: any StoreReads
  ) throws -> QueueNumbers {
    var steps: [CivilDay: Int64] = [:]
    for number in daily where number.measure.queueStep != 0 {
      steps[number.day, default: 0] += number.measure.queueStep * number.count
    }
    let first = try store.firstNumberDay(in: query.scope)
    var size = try reader.queue(before: query.days.lowerBound)
    var (ends, atZero, counted): ([Int64], Int, Int) = ([], 0, 0)
    for number in query.days.lowerBound.number...query.days.upperBound.number {
      let day = CivilDay(number: number)
      size += steps[day] ?? 0
      ends.append(size)
      guard day <= today, let first, day >= first else { continue }
      counted += 1
      if size == 0 { atZero += 1 }
    }
    let trendDays = max(1, min(QueueTrend.days, first.map { today.number - $0.number + 1 } ?? 1))
    var (arrived, left): (Int64, Int64) = (0, 0)
    for number in try reader.numbers(of: NumberQuery.last(trendDays, to: today)) {
      switch number.measure.queueStep {
      case 1: arrived += number.count
      case -1: left += number.count
      default: break
      }
    }
    let present = try reader.queue(before: today.adding(days: 1))
    return QueueNumbers(
      size: present, ends: ends, daysAtZero: atZero, daysCounted: counted,
      trend: QueueTrend(queue: present, arrived: arrived, left: left, days: trendDays), arrivedLately: arrived,
      leftLately: left, trendDays: trendDays)
  }

  private static func times(
    _ metric: NumberMetric, _ request: NumberRequest, _ buckets: NumberBuckets, today: CivilDay, _ store: any StoreReads
  ) throws -> TimeNumbers {
    let query = request.query
    guard let date = request.date else {
      return TimeNumbers(try store.ticketTimes(metric, query), buckets: buckets, asked: request.basis)
    }
    // As many days on each side as the period has, and after the date no more than there were.
    let before = NumberQuery.last(query.dayCount, to: date.day.adding(days: -1))
    let after = date.day...max(date.day, min(today, date.day.adding(days: query.dayCount - 1)))
    let times = try times(metric, query, [query.days, before, after], store)
    var numbers = TimeNumbers(times[0], buckets: buckets, asked: request.basis)
    numbers.comparison = TimeNumbers.comparison(
      date, before: times[1], before, after: times[2], after, asked: request.basis)
    return numbers
  }

  /// Of each period. Where they overlap or lie close together, all of them are read at once.
  private static func times(
    _ metric: NumberMetric, _ query: NumberQuery, _ periods: [ClosedRange<CivilDay>], _ store: any StoreReads
  ) throws -> [[TicketTime]] {
    let first = periods.map(\.lowerBound).min() ?? query.days.lowerBound
    let last = periods.map(\.upperBound).max() ?? query.days.upperBound
    let days = periods.reduce(0) { $0 + $1.upperBound.number - $1.lowerBound.number + 1 }
    guard last.number - first.number < days else {
      return try periods.map { try store.ticketTimes(metric, query.of($0)) }
    }
    let all = try store.ticketTimes(metric, query.of(first...last))
    return periods.map { period in all.filter { period.contains($0.day) } }
  }
}

extension AppScope {
  /// Whether some app is in both.
  func meets(_ other: AppScope) -> Bool {
    switch (self, other) {
    case (.all, .all): true
    case (.all, .only(let apps)), (.only(let apps), .all): !apps.isEmpty
    case (.only(let one), .only(let two)): !one.isDisjoint(with: two)
    }
  }
}
