// Weeks of an app whose pages and errors are held against their own past by the product's own watch.
import CollectorCore
import CollectorEvidence
import Foundation

struct SpikeWorld: Sendable {
  /// Pages and errors that are watched, half of the limit each.
  var places = 100
  /// Reports of the first place a day; each next one gets a little less, as pages do.
  var reports = 20.0
  var weekdays = [1.6, 1.5, 1.4, 1.3, 0.9, 0.15, 0.15]
  /// How much a day differs from others without a reason: the standard deviation of its logarithm, for all places alike.
  var swing = 0.15
  /// In the last week the first place is reported so much more often.
  var ratio = 1.0
  /// Growth of all reports in a week, and of those in use with them; unseen without heartbeats.
  var growth = 1.0
  var hasHeartbeats = true
  /// What the part that sends heartbeats is multiplied by in the last week.
  var beating = 1.0
  /// The part of reports and heartbeats that arrives one to five days later.
  var late = 0.0

  struct Outcome: Sendable {
    /// Something that is no spike was called one at any time of the week.
    var isWrong = false
    /// Days until the first place was flagged, from 1.
    var foundOnDay: Int?
  }

  /// Looks at the end of each day of the week.
  func run(_ random: inout WorldRandom) throws -> Outcome {
    let store = SpikeStore(self, &random)
    var outcome = Outcome()
    for day in 0..<7 {
      store.today = SpikeStore.monday + Int64(day)
      for spike in try SpikeWatch(store, now: store.now).watch(SpikeStore.app) {
        if ratio > 1, spike.place.id == 0 { outcome.foundOnDay = day + 1 } else { outcome.isWrong = true }
      }
    }
    return outcome
  }

  // MARK: What its store is made of; days from the first that is counted

  private func isWatched(_ day: Int) -> Bool { day >= 7 * Int(SpikeLimits.weeks) }

  func level(ofDay day: Int, _ random: inout WorldRandom) -> Double {
    weekdays[day % 7] * pow(growth, Double(day / 7)) * exp(swing * random.normal())
  }

  func rate(ofPlace place: Int, onDay day: Int) -> Double {
    reports / Double(1 + place / 2) * (place == 0 && isWatched(day) ? ratio : 1)
  }

  /// How many of them have arrived on the day itself, and after each day that follows.
  func arrivals(of count: Int, _ random: inout WorldRandom) -> [Int64] {
    guard late > 0 else { return [Int64(count)] }
    var days = [Int64](repeating: 0, count: 6)
    for _ in 0..<count { days[random.happens(late) ? 1 + Int(random.unit() * 5) : 0] += 1 }
    return days.indices.map { days[...$0].reduce(0, +) }
  }

  /// Nil while there is none.
  func heartbeats(ofDay day: Int, arrivedFor age: Int) -> Int64? {
    guard hasHeartbeats else { return nil }
    let arrived = 1 - late * Double(max(0, 5 - age)) / 5
    let use = 10_000 * pow(growth, Double(day / 7)) * (isWatched(day) ? beating : 1)
    return Int64((use * arrived).rounded())
  }
}
