// Counts reports at their places, and finds those that rise against their own past.
import CollectorEvidence
import TellbackWire

/// Watches places. It works inside one transaction.
///
/// A week from Monday on is held against the four before it, each day against the same weekdays: an installation counts once a day, over the
/// installations in use that day where heartbeats say how many, else over days alike. A place is flagged for the week once its e-value
/// reaches the threshold of all places that may be watched, K / alpha: then the flag may stay.
public struct SpikeBook {
  private let store: any StoreWrites
  private let now: Timestamp

  public init(_ store: any StoreWrites, now: Timestamp) {
    self.store = store
    self.now = now
  }

  func take(_ report: ReleaseReport) throws {
    let today = ExposureDay.day(of: now)
    guard let installation = report.installation,
      ((today - SpikeLimits.days)...(today + 1)).contains(report.capturedDay)
    else { return }
    for (kind, name) in [(ReleasePlace.Kind.page, report.page), (.error, report.error)] {
      guard let name, !name.isEmpty else { continue }
      try store.countAtPlace(
        kind, name, app: report.app, installation: installation, day: report.capturedDay, today: today)
    }
  }

  /// Flags what spikes now. Returns what is new.
  func watch(_ app: AppID) throws -> [Spike] {
    let today = ExposureDay.day(of: now)
    try store.forgetPlaceContacts(app: app, before: today - SpikeLimits.days)
    let week = try PlaceWeek(PainWeek.of(now), of: app, today: today, in: store)
    let needed = EValues.logThreshold(ofSticky: PlaceWeek.tested, alpha: RatioMixture.spikeAlpha)
    return try week.comparisons.filter { $0.comparison.logEValueOverHalfAgain >= needed }.compactMap { found in
      let isNew = try store.saveSpike(ofPlace: found.place.id, week: week.week, at: now)
      return isNew ? Spike(place: found.place, week: week.week, flaggedAt: now) : nil
    }
  }
}

/// One week of all places of an app.
struct PlaceWeek {
  /// Places that may be watched at once.
  static let tested = 2 * SpikeLimits.places

  let week: Int64
  private(set) var comparisons: [(place: WatchedPlace, comparison: RateComparison)] = []

  init(_ week: Int64, of app: AppID, today: Int64, in store: any StoreReads) throws {
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

/// What spikes, for pages that show it.
public struct SpikeFinder {
  private let store: any StoreReads
  private let now: Timestamp

  public init(_ store: any StoreReads, now: Timestamp) {
    self.store = store
    self.now = now
  }

  /// Flagged in the last seven days, the newest first, at most ``SpikeLimits/shown``. O(places x days).
  public func found(of app: AppID) throws -> [SeenSpike] {
    let flagged = try store.spikes(of: app, since: now.adding(seconds: -7 * 86_400))
    var weeks: [Int64: PlaceWeek] = [:]
    return try flagged.prefix(SpikeLimits.shown).map { spike in
      let known = weeks[spike.week]
      let week = try known ?? PlaceWeek(spike.week, of: app, today: ExposureDay.day(of: now), in: store)
      weeks[spike.week] = week
      let seen = week.comparisons.first { $0.place.id == spike.place.id }?.comparison
      return SeenSpike(spike: spike, comparison: seen ?? RateComparison(mixture: .spike))
    }
  }
}
