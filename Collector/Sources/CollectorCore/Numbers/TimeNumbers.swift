// Medians and ninth deciles of how long tickets took, of one basis: business time and wall time are never mixed in one figure.

/// The clock by which times are told.
public enum TimeBasis: String, Sendable, CaseIterable {
  /// The hours of a service level's calendar.
  case business
  /// All hours.
  case wall
}

/// The times of some tickets.
public struct TimeSample: Sendable, Equatable {
  public var count: Int
  /// Milliseconds; nil without any.
  public var median: Int64?
  /// Nine of ten took no longer.
  public var p90: Int64?

  /// Of values in any order. O(n log n).
  public init(_ values: [Int64]) {
    self.init(sorted: values.sorted())
  }

  /// The median is the middle value, or half way between the two in the middle; the ninth decile is the smallest value that at
  /// least nine of ten do not pass.
  public init(sorted values: [Int64]) {
    count = values.count
    guard !values.isEmpty else { return }
    let middle = values.count / 2
    median = values.count % 2 == 1 ? values[middle] : values[middle - 1] + (values[middle] - values[middle - 1]) / 2
    p90 = values[(values.count * 9 + 9) / 10 - 1]
  }
}

/// The times before and after a date.
public struct TimeComparison: Sendable, Equatable {
  public var date: ProgrammeDate
  public var basis: TimeBasis
  public var daysBefore: ClosedRange<CivilDay>
  public var daysAfter: ClosedRange<CivilDay>
  public var before: TimeSample
  public var after: TimeSample
  /// Milliseconds; nil where one side has nothing.
  public var shift: ShiftEstimate?
}

/// How long tickets of a period took.
public struct TimeNumbers: Sendable, Equatable {
  public var basis: TimeBasis
  /// Tickets that are left out since the basis did not measure them.
  public var unmeasured: Int
  public var sample: TimeSample
  /// For each of the periods' buckets.
  public var series: [TimeSample]
  public var comparison: TimeComparison?

  /// `asked` is the basis that somebody wants; else it is business time where that measured every ticket, and wall time otherwise.
  init(_ times: [TicketTime], buckets: NumberBuckets, asked: TimeBasis?) {
    basis = asked ?? Self.basis(of: times)
    let kept = Self.values(times, basis)
    unmeasured = times.count - kept.count
    sample = TimeSample(kept.map(\.value))
    var split = [[Int64]](repeating: [], count: buckets.days.count)
    for (day, value) in kept {
      if let place = buckets.place(of: day) { split[place].append(value) }
    }
    series = split.map { TimeSample($0) }
  }

  static func basis(of times: [TicketTime]) -> TimeBasis {
    !times.isEmpty && times.allSatisfy { $0.business != nil } ? .business : .wall
  }

  static func values(_ times: [TicketTime], _ basis: TimeBasis) -> [(day: CivilDay, value: Int64)] {
    times.compactMap { time in
      (basis == .business ? time.business : time.wall).map { (time.day, $0) }
    }
  }

  /// Both sides by one clock.
  static func comparison(
    _ date: ProgrammeDate, before: [TicketTime], _ daysBefore: ClosedRange<CivilDay>, after: [TicketTime],
    _ daysAfter: ClosedRange<CivilDay>, asked: TimeBasis?
  ) -> TimeComparison {
    let basis = asked ?? basis(of: before + after)
    let (old, new) = (values(before, basis).map(\.value), values(after, basis).map(\.value))
    // Whole seconds: nobody reads more, and the search for a rank takes a third fewer steps.
    let shift = ShiftEstimate(before: old.map { $0 / 1_000 }, after: new.map { $0 / 1_000 })?.scaled(by: 1_000)
    return TimeComparison(
      date: date, basis: basis, daysBefore: daysBefore, daysAfter: daysAfter, before: TimeSample(old),
      after: TimeSample(new), shift: shift)
  }
}

/// The stretches of a period that a chart shows: days of a month, weeks of a year, else four weeks each.
public struct NumberBuckets: Sendable, Equatable {
  public let days: [ClosedRange<CivilDay>]
  /// Days of each but the first, which may have fewer.
  public let size: Int

  public init(_ days: ClosedRange<CivilDay>) {
    let count = days.upperBound.number - days.lowerBound.number + 1
    size = count <= 31 ? 1 : count <= 371 ? 7 : 28
    var buckets: [ClosedRange<CivilDay>] = []
    var end = days.upperBound
    while end >= days.lowerBound {
      buckets.append(max(days.lowerBound, end.adding(days: 1 - size))...end)
      end = end.adding(days: -size)
    }
    self.days = buckets.reversed()
  }

  func place(of day: CivilDay) -> Int? {
    guard let last = days.last, let first = days.first, day >= first.lowerBound, day <= last.upperBound else {
      return nil
    }
    return days.count - 1 - (last.upperBound.number - day.number) / size
  }
}
