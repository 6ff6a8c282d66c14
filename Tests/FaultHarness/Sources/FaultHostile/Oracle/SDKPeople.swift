// Apps with the real SDK during an attack, in a process of their own.
import FaultKit
import Foundation
import Tellback
import TellbackWire

struct SDKOrders: Codable, Sendable {
  var collector: String
  var keys: [String]
  var seconds: Double
  /// Reports a second over all apps.
  var perSecond: Double
  var folder: String
}

enum SDKPeople {
  static let role = "people"

  static func start(_ orders: SDKOrders, in folder: Folder) throws -> Child<Sightings> {
    try Child(role: role, orders: orders, in: folder)
  }

  static func run(_ orders: SDKOrders) async throws -> Sightings {
    guard let url = URL(string: orders.collector) else { throw FaultError("\(orders.collector) is no URL") }
    var reporters: [Reporter] = []
    for (index, key) in orders.keys.enumerated() {
      var configuration = ReporterConfiguration(collector: url, appKey: key, appName: "People", appVersion: "1.0")
      configuration.queueDirectory = "\(orders.folder)/\(index)"
      reporters.append(try Reporter(configuration))
    }
    var seen = Sightings()
    let words = Words(seed: 11)
    var random = SeededRandom(seed: 12)
    let end = ContinuousClock.now + .seconds(orders.seconds)
    var number = 0
    while ContinuousClock.now < end {
      let receipt = try await reporters[number % reporters.count].report(words.text(&random))
      seen.acknowledged.append("\(receipt.id)")
      number += 1
      try await Task.sleep(for: .seconds(1 / orders.perSecond))
    }
    for reporter in reporters {
      _ = try await reporter.flush(within: .seconds(60))
      let figures = try await reporter.statistics()
      if !figures.isBalanced { seen.failures["the SDK's books do not balance: \(figures)", default: 0] += 1 }
      if figures.queued > 0 { seen.unacknowledged += (0..<figures.queued).map { "queued \($0)" } }
      _ = await reporter.close(within: .seconds(1))
    }
    return seen
  }
}
