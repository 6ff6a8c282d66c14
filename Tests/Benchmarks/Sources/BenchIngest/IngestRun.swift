// One kind of load on a collector of its own, in rounds: the reference, the load, then the digest of what the load brought.
// The reference is measured while the collector is at rest, so that neither slows the other.
import BenchKit
import Foundation

struct IngestRun {
  let program: String
  let folder: URL
  let name: String
  /// Reports of one request.
  let reports: Int
  let connections: Int
  /// How long each load lasts.
  let seconds: Int
  private static let rounds = 3

  func measure() throws {
    let collector = try Collector(program: program, folder: folder, name: name)
    defer { collector.stop() }
    let idle = collector.memory
    let reference = try GroupCommit(
      path: folder.appendingPathComponent("\(name).sqlite").path, bodyBytes: Scripts.reportBytes)
    var (rates, tails): ([Double], [Double]) = ([], [])
    var (digested, digestSeconds) = (0.0, 0.0)
    for round in 1...Self.rounds {
      let bareRate = try reference.round(seconds: 1.5)
      // An hour of ids for each round.
      let base = Int64(Date().timeIntervalSince1970 * 1_000) + Int64(round) * 3_600_000
      let load = try Load(
        Scripts.lua(reports: reports, key: collector.key, base: base), address: collector.address, seconds: seconds,
        connections: connections, folder: folder)
      let start = ContinuousClock.now
      let pending = try collector.figure("tellback_reports_pending")
      while try collector.figure("tellback_reports_pending") > 0 { Thread.sleep(forTimeInterval: 0.01) }
      let took = (ContinuousClock.now - start) / .seconds(1)
      rates.append(load.requestsPerSecond * Double(reports))
      tails.append(load.p99Milliseconds)
      digested += pending
      digestSeconds += took
      note(
        "  round \(round): bare \(Int(bareRate)) rows/s, then \(Int(rates[round - 1])) reports/s, "
          + "p99 \(tails[round - 1]) ms; "
          + "\(Int(pending)) were pending, digested at \(Int(took / max(pending, 1) * 1e6)) us a report")
    }
    try reference.round(seconds: 1.5)
    report(idle: idle, loaded: collector.memory, reference, rates: rates, tails: tails)
    guard digested > 0 else { return }
    Measurement(
      "ingest.\(name).digest", digestSeconds / digested * 1e6, "us", reference: "a row, \(reference.name)",
      reference.microsecondsPerRow
    ).report()
  }

  private func report(idle: Double, loaded: Double, _ reference: GroupCommit, rates: [Double], tails: [Double]) {
    let commit = (1...3).map { reference.commits.percentile([0, 0.5, 0.99, 1][$0]) / 1_000 }
    note("  a bare commit of 64 rows: p50 \(commit[0]) ms, p99 \(commit[1]) ms, worst \(commit[2]) ms")
    Measurement(
      "ingest.\(name)", median(rates), "reports/s", reference: reference.name, reference.rowsPerSecond
    ).report()
    Measurement(
      "ingest.\(name).p99", median(tails), "ms", reference: "p99 of a bare commit of 64 rows", commit[1]
    ).report()
    let (memory, moment) = name == "single" ? (idle, "idle") : (loaded, "loaded")
    Measurement(
      "collector.memory.\(moment)", memory, "MB", reference: "a program that does nothing", bare
    ).report()
  }

  private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
