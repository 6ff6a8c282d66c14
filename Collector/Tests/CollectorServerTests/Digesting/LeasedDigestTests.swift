// Two digesters on one store: each report is digested once, and what one leaves the other goes on with.
import CollectorCore
import CollectorSQLite
import Foundation
import StoreConformance
import TellbackWire
import Testing

@testable import CollectorServer

@Suite struct LeasedDigestTests {
  private func ingest(_ numbers: Range<UInt64>, _ app: AppID, _ store: any Store) async throws {
    let now = SystemClock.now()
    let reports = numbers.map { number in
      let report = Report(id: ReportID(at: now, random: (5, number)), capturedAt: now, text: "It broke \(number)")
      return IncomingReport(
        id: report.id, app: app, installation: nil, receivedAt: now, sentAt: now, body: report.encoded())
    }
    _ = try await withCheckedThrowingContinuation { done in
      store.ingest(reports, from: nil) { done.resume(with: $0) }
    }
  }

  @Test func `of two digesters one digests, and the other goes on when it stops`() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/tellback-leased-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = SharedStore(try SQLiteStore(directory: folder))
    let app = try await store.write { try $0.createApp(name: "shop", quota: IngestQuota(), at: SystemClock.now()).id }
    // Time stands still: a lease ends only when it is given up.
    let now = SystemClock.now()
    let (log, tallies) = (Log(.logfmt) { _ in }, [Telemetry(), Telemetry()])
    let matching = tallies.map { MatchingService(matcher: TicketMatcher(), store: store, telemetry: $0, log: log) }
    let digesters = zip(tallies, matching).map { telemetry, matching in
      Digester(
        digest: Digest(), matching: matching, store: store, telemetry: telemetry, log: log, clock: { now })
    }
    func digestedBy(_ number: Int) -> Int { Int(tallies[number].values.digested.total) }
    func waitUntilDigested(_ count: Int) async throws {
      while digestedBy(0) + digestedBy(1) < count { try await Task.sleep(for: .milliseconds(5)) }
    }
    let first = Task { await digesters[0].run() }
    try await ingest(0..<50, app, store)
    digesters[0].noteArrival()
    try await waitUntilDigested(50)
    let second = Task { await digesters[1].run() }
    try await ingest(50..<120, app, store)
    for digester in digesters { digester.noteArrival() }
    try await waitUntilDigested(120)
    #expect(digestedBy(0) == 120 && digestedBy(1) == 0)
    digesters[0].stop()
    await first.value
    // Nobody tells the second: it looks by itself, since others may write too.
    try await ingest(120..<150, app, store)
    try await waitUntilDigested(150)
    // What the first placed is found by the second too.
    while matching[1].matcher.figures.reports < 150 { try await Task.sleep(for: .milliseconds(5)) }
    digesters[1].stop()
    await second.value
    #expect(digestedBy(0) == 120 && digestedBy(1) == 30)
    let counts = try await store.read { try $0.counts() }
    #expect(counts.opened + counts.attached == 150 && counts.quarantined == 0)
    await store.close()
  }
}
