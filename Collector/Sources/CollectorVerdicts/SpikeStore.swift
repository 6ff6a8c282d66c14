// What a collector would have in its store of an app whose pages and errors are watched, at one moment.
import CollectorCore
import TellbackWire

/// Counts by place and day, as they arrive. A class, since it keeps what is found.
final class SpikeStore: SpikeWatch.Writes {
  static let app = AppID(1)
  /// The first day of the week that is watched.
  static let monday = ExposureDay.day(of: PainWeek.start(2_900))
  private static let first = monday - 7 * SpikeLimits.weeks

  private let world: SpikeWorld
  private let places: [WatchedPlace]
  /// By place and day; each with the counts that have arrived after so many days.
  private let reports: [[[Int64]]]
  private var found: [Spike] = []
  private var kept = SpikeStore.first
  /// The last day of which something has arrived.
  var today = SpikeStore.monday

  init(_ world: SpikeWorld, _ random: inout WorldRandom) {
    self.world = world
    places = (0..<world.places).map { place in
      WatchedPlace(
        id: Int64(place), app: Self.app, kind: place % 2 == 0 ? .page : .error, name: "place \(place)",
        firstDay: Self.first)
    }
    let days = 0..<Int(SpikeLimits.days)
    let levels = days.map { world.level(ofDay: $0, &random) }
    reports = (0..<world.places).map { place in
      days.map { day in
        let mean = levels[day] * world.rate(ofPlace: place, onDay: day)
        return world.arrivals(of: random.poisson(mean: mean), &random)
      }
    }
  }

  /// The end of ``today``.
  var now: Timestamp { Timestamp(milliseconds: today * 86_400_000 + 86_399_000) }

  func watchedPlaces(of app: AppID) throws -> [WatchedPlace] { places }

  func placeDays(of app: AppID, days: ClosedRange<Int64>) throws -> [Int64: [Int64: Int64]] {
    let shown = max(days.lowerBound, kept)..<min(days.upperBound, today) + 1
    var counts: [Int64: [Int64: Int64]] = [:]
    for (place, reports) in reports.enumerated() {
      counts[Int64(place)] = shown.reduce(into: [:]) { byDay, day in
        let arrivals = reports[Int(day - Self.first)]
        byDay[day] = arrivals[min(Int(today - day), arrivals.count - 1)]
      }
    }
    return counts
  }

  func installationsByDay(of app: AppID, days: ClosedRange<Int64>, by source: Exposure.Source) throws
    -> [Int64: Int64]
  {
    guard source == .heartbeats else { return [:] }
    return days.filter { $0 <= today }.reduce(into: [:]) { byDay, day in
      byDay[day] = world.heartbeats(ofDay: Int(day - Self.first), arrivedFor: Int(today - day))
    }
  }

  func spikes(of app: AppID, since moment: Timestamp) throws -> [Spike] {
    found.filter { $0.flaggedAt >= moment }.sorted { $0.flaggedAt > $1.flaggedAt }
  }

  func saveSpike(ofPlace place: Int64, week: Int64, at: Timestamp) throws -> Bool {
    guard !found.contains(where: { $0.place.id == place && $0.week == week }) else { return false }
    found.append(Spike(place: places[Int(place)], week: week, flaggedAt: at))
    return true
  }

  func forgetPlaceContacts(app: AppID, before day: Int64) throws { kept = max(kept, day) }
}
