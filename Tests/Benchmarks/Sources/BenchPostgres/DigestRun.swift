// The digest over a link on which a round trip takes a millisecond.
#if PostgreSQL
  import BenchKit
  import BenchLoad
  import CollectorCore
  import CollectorPostgres
  import Foundation
  import TellbackWire

  /// Reports with words of their own, a quarter of which open tickets, from many installations; batches as the digester makes them in a
  /// flood, read and prepared over the same link.
  func measureDigest(_ address: String) async throws {
    let reports = max(256, Int(4_000 * scale))
    let near = try PostgresStore(address: address)
    let app = try await near.write { try $0.createApp(name: "bench", quota: IngestQuota(), at: Workload.start).id }
    try insist(
      Callers(
        reports / 32, on: near,
        make: { call in
          (0..<32).map {
            let number = call * 32 + $0
            return Workload.incoming(
              number, Workload.report(number, distinct: max(1, reports / 4)).encoded(), app: app,
              installation: Workload.id(20_000_000 + number % 1_000))
          }
        }
      ).run(8))
    guard let folder = URLComponents(string: address)?.queryItems?.first(where: { $0.name == "host" })?.value else {
      throw BenchError("The server's address names no folder of a socket: \(address)")
    }
    let link = try DelayedLink(to: folder, roundTrip: .milliseconds(1))
    defer { link.stop() }
    let far = try PostgresStore(address: address.replacing(folder, with: link.folder))
    // Opens the sessions.
    for _ in 0..<20 { _ = try await far.read { try $0.apps().count } }
    var trip = Durations()
    for _ in 0..<50 {
      let start = ContinuousClock.now
      _ = try await far.read { try $0.apps().count }
      trip.add(ContinuousClock.now - start)
    }
    let digest = Digest()
    var left = reports / 32 * 32
    let total = left
    let took = try await seconds {
      while left > 0 {
        let prepared = try await far.read { store in
          let waiting = try store.pendingReports(limit: Digest.batchLimit)
          return Dictionary(uniqueKeysWithValues: waiting.map { ($0.sequence, digest.prepare($0)) })
        }
        let done = try await far.write {
          try digest.digestPending(
            limit: prepared.count, in: $0, now: Workload.start, prepared: prepared, matchesLater: true, together: true)
        }.total
        guard done > 0 else { throw BenchError("\(left) reports were never digested") }
        left -= done
      }
    }
    Measurement("postgres.digest.far", Double(total) / took, "reports/s").report()
    let counts = try await near.read { try $0.counts() }
    note(
      "  a read of one statement \(trip.percentile(0.5)) us; \(counts.opened) opened, \(counts.attached) attached, "
        + "\(counts.quarantined) quarantined")
    await far.close()
    await near.close()
  }
#endif
