// The check at the end of a round on the collector.

/// Waits for the digest, checks the collector's own sums, stops it, and compares its store with the ledger.
public func check(_ collector: Collector, _ ledger: Ledger.Contents, _ run: Run) async throws {
  try await eventually("the digest", within: .seconds(60), every: .milliseconds(20)) {
    try await CollectorFigures(of: collector.base).reports("pending") == 0
  }
  if let imbalance = try await CollectorFigures(of: collector.base).imbalance() { run.broken(imbalance) }
  try await collector.stop()
  for finding in try StoreOracle.findings(data: collector.data, ledger) { run.broken(finding) }
  do { try await collector.command(["doctor"]) } catch { run.broken("\(error)") }
}
