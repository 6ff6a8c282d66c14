// The times of retries, by a clock that the harness moves: within the bounds of the contract, never before Retry-After.
import FaultKit
import Foundation
import Tellback
import TellbackTesting
import TellbackWire

enum Retries {
  static let promise = Promise("network.retry") { run in
    let shares = Locked([Double]())
    for number in 0..<run.size(short: 12, long: 300) { try await sequence(run, number, shares) }
    let drawn = shares.with { $0 }
    let mean = drawn.reduce(0, +) / Double(max(1, drawn.count))
    // Of uniform draws: the standard deviation of one is 0.29, so six of the mean's are allowed.
    if abs(mean - 0.5) > 6 * 0.29 / Double(max(1, drawn.count)).squareRoot() {
      run.broken("delays are \(mean) of their bound in the mean of \(drawn.count): they are not drawn from all of it")
    }
    for status in [401, 403, 404] { try await rejected(run, status) }
    try await gone(run)
    try await tooLarge(run)
    return
      "delays drawn from 0 to their bound (\(drawn.count) without a floor, mean \(String(format: "%.2f", mean)) of it), "
      + "none before Retry-After; 401 403 404 keep all and ask rarely; 410 told; 413 sheds the attachment alone"
  }

  private struct Scene {
    let time = ManualTime()
    let transport = RecordingTransport()
    let reporter: Reporter

    init(_ run: Run, _ name: String, seed: UInt64) async throws {
      guard let url = URL(string: "https://collector.example") else { throw FaultError("no URL") }
      var configuration = ReporterConfiguration(
        collector: url, appKey: "tb_test", appName: "shop", appVersion: "1.0",
        queueDirectory: try run.folder.fresh(name))
      configuration.transport = transport
      configuration.time = time
      configuration.random = TellbackTesting.SeededRandom(seed: seed)
      reporter = try Reporter(configuration)
      // The start's own look at what there is to ask is over, so that the only rests are those between tries.
      try await reporter.flush(within: .seconds(1))
    }

    /// Moves on to the next moment at which the sender looks, unless `isDone`: where the clock was moved while it was about to
    /// sleep, it sleeps that much longer.
    func moveOn(unless isDone: () -> Bool) {
      let wake = time.nextWake
      if let wake, !isDone() { time.advance(by: wake) }
    }

    /// Waits until so many requests were made and the sender sleeps; tells for how long.
    func rest(after requests: Int) async throws -> Double {
      try await eventually("request \(requests) and the rest after it", every: .milliseconds(1)) {
        moveOn(unless: { transport.requests.count >= requests })
        return transport.requests.count >= requests && time.sleepers == 1
      }
      guard let wake = time.nextWake else { throw FaultError("the sender sleeps without an end") }
      return Double(wake.components.seconds) + Double(wake.components.attoseconds) * 1e-18
    }
  }

  /// Failures in a row, each of a drawn sort, some with Retry-After in seconds or as a date.
  private static func sequence(_ run: Run, _ number: Int, _ shares: Locked<[Double]>) async throws {
    var random = run.random(number)
    let scene = try await Scene(run, "queue-\(number)", seed: random.next())
    var floors: [Double?] = []
    var answers: [TransportResponse?] = []
    for _ in 0..<16 {
      var headers: [String: String] = [:]
      var floor: Double?
      let seconds = [0, 1, 30, 3_600, 86_400, 200_000][random.below(6)]
      switch random.below(4) {
      case 0:
        headers["retry-after"] = "\(seconds)"
        floor = Double(min(seconds, 86_400))
      case 1:
        // The server's own clock stands wrong by days; only the difference counts.
        let now = Date(timeIntervalSince1970: 1_600_000_000)
        headers["date"] = RandomPlan.date(at: now)
        headers["retry-after"] = RandomPlan.date(at: now.addingTimeInterval(Double(seconds)))
        floor = Double(min(seconds, 86_400))
      default: break
      }
      let status = [0, 408, 409, 425, 429, 502, 503, 504, 302, 204][random.below(10)]
      floors.append(status == 0 ? nil : floor)
      answers.append(status == 0 ? nil : TransportResponse(status: status, headers: headers))
    }
    let script = answers
    scene.transport.answer { _, count in
      guard count <= script.count, let answer = script[count - 1] else { throw FaultError("the network is gone") }
      return answer
    }
    _ = try await scene.reporter.report(Words.make(&random))
    for (index, floor) in floors.enumerated() {
      let rest = try await scene.rest(after: index + 1)
      let bound = min(21_600, 2 * pow(2, Double(index)))
      if rest > max(bound, floor ?? 0) + 0.01 {
        run.broken("try \(index + 1) is followed by \(rest) s; at most \(bound) s")
      }
      if let floor, rest < floor - 0.01 { run.broken("Retry-After of \(floor) s was followed by a rest of \(rest) s") }
      if floor == nil { shares.with { $0.append(rest / bound) } }
      if scene.transport.requests.count != index + 1 { run.broken("a request came before its time") }
      scene.time.advance(by: .seconds(max(0, rest - 0.002)))
      scene.time.advance(by: .milliseconds(4))
    }
    scene.transport.answer(with: nil)
    scene.time.advance(by: .seconds(90_000))
    try await eventually("the delivery") {
      scene.moveOn(unless: { scene.transport.reports.count == 1 })
      return scene.transport.reports.count == 1
    }
    await scene.reporter.close(within: .zero)
    run.tried(floors.count)
  }

  private static func rejected(_ run: Run, _ status: Int) async throws {
    let scene = try await Scene(run, "rejected-\(status)", seed: run.seed)
    scene.transport.answer { _, _ in TransportResponse(status: status) }
    _ = try await scene.reporter.report("The key is wrong")
    for attempts in 1...5 {
      let rest = try await scene.rest(after: attempts)
      if rest < 1_799 || rest > 3_601 { run.broken("\(status) is asked again after \(rest) s") }
      // News of another report make no wrong key right.
      _ = try await scene.reporter.report("Another \(attempts)")
      try await Task.sleep(for: .milliseconds(5))
      if scene.transport.requests.count != attempts { run.broken("\(status): a new report made a new attempt at once") }
      scene.time.advance(by: .seconds(rest + 0.01))
      run.tried()
    }
    let statistics = try await scene.reporter.statistics()
    if statistics.queued != 6 || !statistics.isBalanced { run.broken("\(status): \(statistics)") }
    await scene.reporter.close(within: .zero)
  }

  private static func gone(_ run: Run) async throws {
    let scene = try await Scene(run, "gone", seed: run.seed)
    scene.transport.answer { _, _ in TransportResponse(status: 410) }
    _ = try await scene.reporter.report("Is anybody there?")
    try await eventually("the news that it is gone") { scene.reporter.condition == .gone }
    scene.time.advance(by: .seconds(1_000_000))
    _ = try await scene.reporter.report("Still?")
    try await Task.sleep(for: .milliseconds(20))
    if scene.transport.requests.count != 1 {
      run.broken("410 was followed by \(scene.transport.requests.count - 1) attempts")
    }
    if try await scene.reporter.statistics().queued != 2 { run.broken("410 took reports out of the queue") }
    await scene.reporter.close(within: .zero)
    run.tried()
  }

  /// The large attachment is not taken: it is shed and told; the words and the small one arrive.
  private static func tooLarge(_ run: Run) async throws {
    let scene = try await Scene(run, "large", seed: run.seed)
    let told = Task { [reporter = scene.reporter] in
      for await update in reporter.updates {
        if case .attachmentShed(let name, _) = update.state { return name }
      }
      return "nothing"
    }
    scene.transport.answer { [weak transport = scene.transport] request, _ in
      if request.body.count > 50_000 { return TransportResponse(status: 413) }
      return transport?.take(request) ?? TransportResponse(status: 500)
    }
    _ = try await scene.reporter.report(
      "Three files",
      attachments: [10, 60_000, 20].map {
        ReportAttachment(bytes: [UInt8](repeating: 1, count: $0), name: "\($0).bin", type: "text/plain")
      })
    try await eventually("the end of the attachments") {
      let statistics = try await scene.reporter.statistics()
      return statistics.queued == 0 && statistics.attachmentsQueued == 0
    }
    let statistics = try await scene.reporter.statistics()
    if statistics.attachmentsSent != 2 || statistics.attachmentsShed.values.reduce(0, +) != 1 {
      run.broken(
        "413 on one of three attachments: \(statistics.attachmentsSent) sent, shed \(statistics.attachmentsShed)")
    }
    if scene.transport.reports.count != 1 { run.broken("413 on an attachment cost the words") }
    await scene.reporter.close(within: .zero)
    if await told.value != "60000.bin" { run.broken("the app was told that \(await told.value) was shed") }
    run.tried()
  }
}
