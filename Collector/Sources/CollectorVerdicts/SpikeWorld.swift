// Weeks of an app whose pages are held against their own past.
import CollectorEvidence
import Foundation

struct SpikeWorld: Sendable {
  static let weeksBefore = 4

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

  struct Outcome: Sendable {
    /// Something that is no spike was called one at any time of the week.
    var isWrong = false
    /// Days until the first place was flagged, from 1.
    var foundOnDay: Int?
  }

  func run(_ random: inout WorldRandom, alpha: Double) -> Outcome {
    let needed = EValues.logThreshold(ofSticky: places, alpha: alpha)
    var days: [[Double]] = []
    for week in 0...Self.weeksBefore {
      days.append(weekdays.map { $0 * pow(growth, Double(week)) * exp(swing * normal(&random)) })
    }
    var outcome = Outcome()
    for place in 0..<places {
      let rate = reports / Double(1 + place / 2)
      let isSpike = place == 0 && ratio > 1
      var comparison = RateComparison(mixture: .spike)
      for day in weekdays.indices {
        let old = (0..<Self.weeksBefore).reduce(0) { $0 + random.poisson(mean: rate * days[$1][day]) }
        let new = random.poisson(mean: rate * days[Self.weeksBefore][day] * (isSpike ? ratio : 1))
        let use = hasHeartbeats ? growth : 1
        let before = (0..<Self.weeksBefore).reduce(0.0) { $0 + pow(use, Double($1)) }
        comparison.add(
          new: Int64(new), old: Int64(old),
          at: SharedExposure(new: pow(use, Double(Self.weeksBefore)), old: before))
        guard comparison.logEValueOverHalfAgain >= needed else { continue }
        if isSpike { outcome.foundOnDay = outcome.foundOnDay ?? day + 1 } else { outcome.isWrong = true }
      }
    }
    return outcome
  }

  private func normal(_ random: inout WorldRandom) -> Double {
    (-2 * log(random.unit())).squareRoot() * cos(2 * .pi * random.unit())
  }
}

struct SpikeRow: Sendable {
  var name: String
  var world: SpikeWorld
  var found = Figure.Goal.shown

  static let all = [
    SpikeRow(name: "quiet week, 100 places, weekday swings", world: SpikeWorld()),
    SpikeRow(name: "quiet week, few reports", world: SpikeWorld(reports: 2)),
    SpikeRow(name: "quiet week, many reports", world: SpikeWorld(reports: 200)),
    SpikeRow(name: "quiet week of an app that grows by a fifth a week", world: SpikeWorld(growth: 1.2)),
    SpikeRow(
      name: "the same, without heartbeats by a twentieth", world: SpikeWorld(growth: 1.05, hasHeartbeats: false)),
    SpikeRow(name: "one page 3 x as often as before", world: SpikeWorld(ratio: 3), found: .atLeast(0.9)),
    SpikeRow(name: "one page 5 x as often, few reports", world: SpikeWorld(reports: 5, ratio: 5), found: .atLeast(0.9)),
  ]
}
