// Envelopes of Sentry's SDKs with one feedback item, against the same reports by the native API, in turns on one collector: what the other
// protocol costs.
import BenchKit
import Foundation

struct EnvelopeRun {
  let program: String
  let folder: URL
  private static let rounds = 3
  private static let connections = 64
  private static let seconds = 4

  func measure() throws {
    let collector = try Collector(program: program, folder: folder, name: "envelope")
    defer { collector.stop() }
    let data = folder.appendingPathComponent("envelope").path
    let shown = try Shell.run(program, ["app", "dsn", "bench", "--data", data], in: folder)
    // A line such as `1<tab>https://KEY@COLLECTOR/1<tab>…`.
    guard let key = shown.split(separator: "@").first?.split(separator: "/").last else {
      throw BenchError("app dsn: \(shown)")
    }
    var (envelopes, natives): ([Double], [Double]) = ([], [])
    for round in 1...Self.rounds {
      let base = Int64(Date().timeIntervalSince1970 * 1_000) + Int64(round) * 3_600_000
      natives.append(
        try load(Scripts.lua(reports: 1, key: collector.key, base: base), on: collector))
      envelopes.append(try load(Scripts.envelopes(key: String(key), base: base), on: collector))
      note("  round \(round): native \(Int(natives[round - 1])) reports/s, envelopes \(Int(envelopes[round - 1]))/s")
    }
    Measurement(
      "ingest.envelope", envelopes.sorted()[Self.rounds / 2], "envelopes/s",
      reference: "single reports by the native API",
      natives.sorted()[Self.rounds / 2]
    ).report()
  }

  /// Requests a second; returns once what they brought is digested.
  private func load(_ script: String, on collector: Collector) throws -> Double {
    let load = try Load(
      script, address: collector.address, seconds: Self.seconds, connections: Self.connections, folder: folder)
    while try collector.figure("tellback_reports_pending") > 0 { Thread.sleep(forTimeInterval: 0.01) }
    return load.requestsPerSecond
  }
}
