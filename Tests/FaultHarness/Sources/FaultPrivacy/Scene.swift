// A collector, a recording relay in front of it, and apps that report through the relay.
import FaultKit
import Foundation
import Tellback

struct Scene {
  let folder: Folder
  let collector: Collector
  let key: String

  init(_ arguments: [String] = []) async throws {
    folder = try Folder()
    collector = try Collector(folder, arguments: ["--log-requests"] + arguments)
    try await collector.start()
    key = try await collector.createApp()
  }

  /// Every file that a collector of this scene wrote.
  var collectorFiles: [String] { [collector.data, collector.data + ".err", collector.data + ".out"] }

  func reporter(_ queue: String, port: Int, isAutomatic: Bool = false) throws -> Reporter {
    guard let url = URL(string: "http://127.0.0.1:\(port)") else { throw FaultError("no URL") }
    var configuration = ReporterConfiguration(
      collector: url, appKey: key, appName: "Shop", appVersion: "1.0", queueDirectory: queue)
    configuration.sync.isAutomatic = isAutomatic
    configuration.consent.heartbeat = true
    configuration.sync.retry.base = .milliseconds(20)
    configuration.sync.retry.cap = .milliseconds(200)
    return try Reporter(configuration)
  }

  /// Until every report is digested.
  func digested(atLeast count: Int64) async throws {
    try await eventually("the digest", every: .milliseconds(50)) {
      let figures = try await CollectorFigures(of: collector.base)
      return try figures.reports("received_total") >= count && figures.reports("pending") == 0
    }
  }

  /// Until no file should hold a word of what was erased. A purge rests a hundred times what the one before took.
  func purged() async throws {
    try await eventually("the purge", within: .seconds(150), every: .milliseconds(100)) {
      try await CollectorFigures(of: collector.base).all["tellback_erasure_purge_pending"] == 0
    }
  }

  /// The collector's own doctor, and its books.
  func check(_ run: Run) async throws {
    if let imbalance = try await CollectorFigures(of: collector.base).imbalance() { run.broken(imbalance) }
    do { try await collector.command(["doctor"]) } catch { run.broken("doctor: \(error)") }
  }
}
