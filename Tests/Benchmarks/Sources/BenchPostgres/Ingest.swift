// Durable ingest by one collector's store, and by two processes.
#if PostgreSQL
  import BenchDatabases
  import BenchKit
  import BenchLoad
  import CollectorCore
  import CollectorPostgres
  import Foundation
  import TellbackWire

  func insist(_ failures: [String]) throws {
    if let first = failures.first { throw BenchError("\(failures.count) calls failed: \(first)") }
  }

  /// One report a call by 64 callers, then 50 a call by 8: at most as many a commit as the reference writes.
  func measureIngest(_ address: String) async throws {
    if try Session(address).run("SHOW fsync") != "on" {
      note("BenchPostgres: this server does not sync its commits; both sides are measured without")
    }
    let store = try PostgresStore(address: address)
    let app = try await store.write { try $0.createApp(name: "bench", quota: IngestQuota(), at: Workload.start).id }
    let installations = (0..<512).map { Workload.id(10_000_000 + $0) }
    let body = Workload.report(1, distinct: 1_000_000).encoded()
    let secret = [UInt8](repeating: 7, count: 32)
    var first = 0
    for (name, reports, callers, calls) in [("single", 1, 64, 20_000), ("batch50", 50, 8, 800)] {
      let calls = max(callers, Int(Double(calls) * scale))
      let reference = try PipelineReference(address, body: body, rowsPerCommit: reports * callers)
      try reference.round(seconds: 0.5)
      let begin = first
      let run = Callers(
        calls, on: store,
        contact: {
          InstallationContact(app: app, id: installations[$0 % 512], secretHash: secret, at: Workload.start)
        },
        make: { call in
          (0..<reports).map {
            Workload.incoming(
              begin + call * reports + $0, body, app: app, installation: installations[call % 512])
          }
        })
      try reference.round(seconds: 1)
      let took = try await seconds { try insist(run.run(callers)) }
      try reference.round(seconds: 1)
      first += calls * reports
      Measurement(
        "postgres.ingest.\(name)", Double(calls * reports) / took, "reports/s", reference: reference.name,
        reference.perSecond
      ).report()
      note("  p99 \(run.percentile(0.99)) ms, worst \(run.percentile(1)) ms")
    }
    let counted = try await store.read { try $0.counts().received }
    guard counted == Int64(first) else { throw BenchError("\(counted) of \(first) reports were kept") }
    await store.close()
  }

  /// One of the collectors: a process of its own, which says when it is ready and waits for a line.
  struct Sender {
    private let address: String
    private let app: AppID
    private let first: Int
    private let count: Int

    init(arguments: [String]) throws {
      guard arguments.count == 4, let app = Int64(arguments[1]), let first = Int(arguments[2]),
        let count = Int(arguments[3])
      else { throw BenchError("collector ADDRESS APP FIRST COUNT") }
      (address, self.app, self.first, self.count) = (arguments[0], AppID(app), first, count)
    }

    func run() async throws {
      let store = try PostgresStore(address: address)
      let body = Workload.report(1, distinct: 1_000_000).encoded()
      let (app, first) = (app, first)
      let run = Callers(
        count / 50, on: store,
        make: { call in (0..<50).map { Workload.incoming(first + call * 50 + $0, body, app: app) } })
      FileHandle.standardOutput.write(Data("ready\n".utf8))
      guard readLine() != nil else { throw BenchError("nobody said that it begins") }
      try insist(run.run(8))
      await store.close()
    }
  }

  /// The same reports by one process, and by two at once.
  func measureCollectors(_ server: String) async throws {
    let reports = max(2_000, Int(40_000 * scale)) / 100 * 100
    var rates: [Double] = []
    for collectors in [1, 2] {
      rates.append(
        try await BenchDatabase.with(server, "collectors\(collectors)") { address in
          let store = try PostgresStore(address: address)
          let app = try await store.write {
            try $0.createApp(name: "bench", quota: IngestQuota(), at: Workload.start).id
          }
          let took = try send(reports, by: collectors, to: address, app)
          let counted = try await store.read { try $0.counts().received }
          guard counted == Int64(reports) else { throw BenchError("\(counted) of \(reports) reports were kept") }
          await store.close()
          return Double(reports) / took
        })
    }
    Measurement(
      "postgres.ingest.two", rates[1], "reports/s", reference: "one collector with the same reports", rates[0]
    ).report()
  }

  /// Seconds from the word to begin until the last one has ended.
  private func send(_ reports: Int, by collectors: Int, to address: String, _ app: AppID) throws -> Double {
    let share = reports / collectors
    let all = try (0..<collectors).map { place in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      process.arguments = ["collector", address, "\(app.value)", "\(place * share)", "\(share)"]
      let (input, output) = (Pipe(), Pipe())
      (process.standardInput, process.standardOutput) = (input, output)
      try process.run()
      return (process, input, output)
    }
    for (process, _, output) in all {
      guard output.fileHandleForReading.availableData == Data("ready\n".utf8) else {
        for (other, _, _) in all { other.terminate() }
        throw BenchError("collector \(process.processIdentifier) did not start")
      }
    }
    let start = ContinuousClock.now
    for (_, input, _) in all { input.fileHandleForWriting.write(Data("go\n".utf8)) }
    for (process, _, _) in all { process.waitUntilExit() }
    let took = (ContinuousClock.now - start) / .seconds(1)
    guard all.allSatisfy({ $0.0.terminationStatus == 0 }) else { throw BenchError("a collector failed") }
    return took
  }
#endif
