// One week of places beside the weeks before it.
import CollectorEvidence
import TellbackWire

/// One week of all places of an app.
struct PlaceWeek {
  /// Places that may be watched at once.
  static let tested = 2 * SpikeLimits.places

  let week: Int64
  private(set) var comparisons: [(place: WatchedPlace, comparison: RateComparison)] = []

  init(_ week: Int64, of app: AppID, today: Int64, in store: any SpikeReads & DayUseReads) throws {
    self.week = week
    let monday = ExposureDay.day(of: PainWeek.start(week))
    let last = min(today, monday + 6)
    let days = (monday - 7 * SpikeLimits.weeks)...max(last, monday)
    let places = try store.watchedPlaces(of: app)
    // Before that nobody counted.
    guard let began = places.map(\.firstDay).min() else { return }
    let counts = try store.placeDays(of: app, days: days)
    let use = try store.installationsByDay(of: app, days: days, by: .heartbeats)
    let shares = (monday...max(last, monday)).map { Self.days($0, today, began, use) }
    for place in places {
      var comparison = RateComparison(mixture: .spike)
      for day in shares {
        // A place without a past of its own is new, not worse.
        let before = day.before.filter { $0 >= place.firstDay }
        guard !before.isEmpty else { continue }
        let share = before.count == day.before.count ? day.share : Self.share(day.day, before, today, use)
        let old = before.reduce(0) { $0 + (counts[place.id]?[$1] ?? 0) }
        comparison.add(new: counts[place.id]?[day.day] ?? 0, old: old, at: share)
      }
      comparisons.append((place, comparison))
    }
  }

  private struct Day {
    var day: Int64
    var before: [Int64]
    var share: SharedExposure
  }

  private static func days(_ day: Int64, _ today: Int64, _ began: Int64, _ use: [Int64: Int64]) -> Day {
    let before = (1...SpikeLimits.weeks).map { day - 7 * $0 }.filter { $0 >= began }
    return Day(day: day, before: before, share: share(day, before, today, use))
  }

  /// By installations in use where they are known for all these days. Of today and yesterday many heartbeats are still to come: no fewer
  /// are taken than on the same weekdays before.
  private static func share(_ day: Int64, _ before: [Int64], _ today: Int64, _ use: [Int64: Int64]) -> SharedExposure {
    let known = before.compactMap { use[$0] }
    guard known.count == before.count, !known.isEmpty, use[day] != nil || day >= today - 1 else {
      return SharedExposure(new: 1, old: Double(before.count))
    }
    let old = Double(known.reduce(0, +))
    var new = Double(use[day] ?? 0)
    if day >= today - 1 { new = max(new, old / Double(known.count)) }
    return SharedExposure(new: new, old: old)
  }
}
