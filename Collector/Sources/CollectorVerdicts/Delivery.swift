// How reports reach the collector in a simulated world.
import CollectorEvidence
import Foundation

/// How long reports take to arrive, in days.
struct Delivery: Sendable {
  var mean = 0.0
  /// The part of reports that wait on a device that is offline, for `offlineMean` days on average.
  var offline = 0.0
  var offlineMean = 7.0

  static let quick = Delivery(mean: 0.1, offline: 0.05, offlineMean: 3)
  static let slow = Delivery(mean: 1, offline: 0.2, offlineMean: 5)

  /// When a report of some moment of a day arrives.
  func arrival(of day: Double, _ random: inout WorldRandom) -> Double {
    let mean = random.happens(offline) ? offlineMean : mean
    return day + random.unit() + random.exponential(mean: mean)
  }

  /// The part of what was captured `age` days ago that has arrived.
  func arrived(after age: Double) -> Double {
    guard age > 0 else { return 0 }
    func waiting(_ mean: Double) -> Double { mean > 0 ? exp(-age / mean) : 0 }
    return 1 - offline * waiting(offlineMean) - (1 - offline) * waiting(mean)
  }
}
