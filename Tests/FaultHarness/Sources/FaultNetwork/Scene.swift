// A collector, the faulty proxy in front of it, and reporters that know the proxy alone.
import FaultKit
import Foundation
import Tellback
import TellbackWire

final class Scene: Sendable {
  let run: Run
  let collector: Collector
  let proxy: FaultProxy
  let key: String

  init(_ run: Run) async throws {
    self.run = run
    collector = try Collector(run.folder, arguments: ["--max-connections-per-address", "4000"])
    try await collector.start()
    key = try await collector.createApp()
    proxy = try FaultProxy(to: collector.port)
  }

  func configuration(_ folder: String, collector address: URL? = nil) throws -> ReporterConfiguration {
    Self.configuration(folder, key: key, collector: try address ?? proxy.url)
  }

  /// Settings that try again within milliseconds, so that thousands of faults fit into a run. The transport is the SDK's own.
  static func configuration(_ folder: String, key: String, collector: URL) -> ReporterConfiguration {
    var configuration = ReporterConfiguration(
      collector: collector, appKey: key, appName: "shop", appVersion: "1.0", queueDirectory: folder)
    configuration.consent = Consent(automaticContext: false, steps: false)
    configuration.sync.requestTimeout = .seconds(10)
    configuration.sync.updateInterval = .seconds(3_600)
    configuration.sync.retry.base = .milliseconds(1)
    configuration.sync.retry.cap = .milliseconds(8)
    configuration.sync.retry.probe = .milliseconds(8)
    configuration.sync.retry.longestFloor = .milliseconds(5)
    configuration.limits.receipts = 1_000_000
    configuration.limits.refused = 1_000_000
    return configuration
  }

  /// Writes down what is handed over, then hands it over.
  @discardableResult
  func report(
    _ reporter: Reporter, _ oracle: OracleFile, _ text: String, token: UInt64 = 0, attachments sizes: [Int] = []
  ) async throws -> ReportID {
    let expected = Expected(text: text, token: token, attachments: sizes)
    let prepared = try await reporter.prepare(text, attachments: expected.files)
    try oracle.note(prepared.id, expected)
    let receipt = try await reporter.report(prepared)
    if !receipt.durable { run.broken("\(prepared.id) was not saved on disk") }
    return prepared.id
  }

  /// Waits until nothing waits any more; the app would do it by waiting too.
  func drain(_ reporter: Reporter, within limit: Duration = .seconds(60)) async throws {
    try await eventually("the end of the queue", within: limit) {
      try await reporter.flush(within: .seconds(5)).isComplete
    }
  }

  /// Waits until the digest is done and the accounts sum up, examines and stops the collector, reads its store.
  func end() async throws -> Store {
    try await proxy.settleLateOnes()
    let base = collector.base
    try await eventually("the end of the digest", within: .seconds(120)) {
      try await CollectorFigures(of: base).reports("pending") == 0
    }
    let figures = try await CollectorFigures(of: base)
    if let imbalance = try figures.imbalance() { run.broken(imbalance) }
    proxy.stop()
    try await collector.stop()
    try await collector.command(["doctor"])
    let store = try Store(collector.data)
    let received = try figures.reports("received_total")
    if received != Int64(store.reports.count) {
      run.broken("the collector counts \(received) received; its store has \(store.reports.count)")
    }
    return store
  }
}
