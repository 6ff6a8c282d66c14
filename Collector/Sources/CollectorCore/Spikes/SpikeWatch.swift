// Finds places that are reported more often than in their own past.
import CollectorEvidence
import TellbackWire

/// Watches places. It works inside one transaction.
///
/// A week from Monday on is held against the four before it, each day against the same weekdays: an installation counts once a day, over the
/// installations in use that day where heartbeats say how many, else over days alike. A place is flagged for the week once its e-value
/// reaches the threshold of all places that may be watched, K / alpha: then the flag may stay.
public struct SpikeWatch {
  /// What it needs of a store: no more, so that simulated worlds can give it.
  public typealias Writes = SpikeFlagWrites & DayUseReads

  private let store: any Writes
  private let now: Timestamp

  public init(_ store: any Writes, now: Timestamp) {
    self.store = store
    self.now = now
  }

  /// Flags what spikes now. Returns what is new. O(places x days).
  public func watch(_ app: AppID) throws -> [Spike] {
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

/// What spikes, for pages that show it.
public struct SpikeFinder {
  private let store: any SpikeReads & DayUseReads
  private let now: Timestamp

  public init(_ store: any SpikeReads & DayUseReads, now: Timestamp) {
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
