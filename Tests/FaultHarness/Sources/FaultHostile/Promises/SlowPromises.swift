// Slow requests in all forms (Slowloris), and thousands of idle connections.
import FaultKit
import Foundation

enum SlowPromises {
  /// Slow heads, slow bodies, slow readers and idle connections, all at once, from a few addresses.
  static func slow(_ run: Run) async throws -> String {
    // The product's own limit for one address stays: the attackers hold as much as they are given.
    let target = try await Target.start(run.folder)
    let seconds = Double(run.size(short: 17, long: 75))
    let each = run.size(short: 250, long: 1_000)
    let before = target.descriptors
    let beside = try Bystanders.start(
      BystanderOrders(port: target.port, keys: target.keys, seconds: seconds, seed: run.seed), in: run.folder)
    let orders = SwarmOrders.Kind.allCases.enumerated().map { index, kind in
      SwarmOrders(
        kind: kind, port: target.port, key: target.hostileKey, connections: each, seconds: seconds - 1,
        addresses: 5, firstAddress: 50_000 + index * 100)
    }
    let swarms = try orders.map { ($0.kind, try Swarm.start($0, in: run.folder)) }
    // Late, while the swarms are still there.
    try await Task.sleep(for: .seconds(seconds - 4))
    let port = target.port
    let readers = orders.filter { $0.kind == .slowRead }.reduce(0) {
      $0 + Proc.established(port: port, from: $1.sources)
    }
    var counted: [String] = []
    for (kind, swarm) in swarms {
      let report = try await swarm.result(within: .seconds(seconds + 60))
      run.tried(report.opened)
      counted.append("\(kind): \(report.openAtMost) at once, ended \(report.ended.description)")
      if report.openAtMost < each / 2 {
        run.broken("\(kind): only \(report.openAtMost) of \(each) connections were open")
      }
      if report.withoutRetryAfter > 0 {
        run.broken("\(kind): \(report.withoutRetryAfter) refusals without Retry-After")
      }
      check(run, kind, report, readers: readers, seconds: seconds)
    }
    let seen = try await beside.result(within: .seconds(seconds + 60))
    run.checkBystanders(seen, beside: "slow clients")
    try await run.checkDescriptors(target, before: before, after: "slow clients")
    try await run.checkAccounting(target, acknowledged: seen.acknowledged.count, sent: seen.acknowledged.count)
    try await run.checkNothingLost(target, seen.acknowledged)
    return "p99 beside \(seen.quantile(0.99).rounded3) s, worst \(seen.quantile(1).rounded3) s; "
      + counted.joined(separator: "; ")
  }

  /// Nothing may go on for longer than the server's deadlines: 10 s for a head (or nothing), 60 s for a body or a reader.
  private static func check(
    _ run: Run, _ kind: SwarmOrders.Kind, _ report: SwarmReport, readers: Int, seconds: Double
  ) {
    let deadline = kind == .idle || kind == .slowHead ? 10.0 : 60.0
    guard seconds - 4 > deadline + 5 else { return }
    if kind == .slowRead {
      // What the system has of an answer goes on at the reader's pace after the server's end of it, so the reader cannot tell.
      // Whoever saw an end came again; each answer has its 60 s, so a few are at a later one.
      let late = readers - report.ended.values.reduce(0, +)
      if late > report.openAtMost / 20 { run.broken("slowRead: the server still holds \(late) slow readers") }
      return
    }
    // A busy machine may be late by seconds; without the deadline it would live to the end.
    if report.longest > deadline + 5 {
      run.broken("\(kind): a connection lived for \(report.longest.rounded3) s; the limit is \(deadline) s")
    }
    let isTold = kind == .slowHead || kind == .slowBody
    if isTold, report.ended[408] == nil { run.broken("\(kind): nobody was told 408; ended \(report.ended)") }
  }

  /// Ten thousand connections that do nothing, from more addresses than the limit of one stops: newcomers still come in.
  static func crowd(_ run: Run) async throws -> String {
    // A system that allows few open files allows a smaller crowd; only the long form insists on all of it.
    let allowed = run.isLong ? .max : Sockets.descriptorsAllowed
    let connections = min(run.size(short: 5_500, long: 10_000), allowed - 200)
    let seconds = Double(run.size(short: 7, long: 30))
    let target = try await Target.start(run.folder)
    let before = target.descriptors
    let swarm = try Swarm.start(
      SwarmOrders(
        kind: .idle, port: target.port, key: target.hostileKey, connections: connections, seconds: seconds,
        addresses: 100, opensPerSecond: run.isLong ? 4_000 : 2_500), in: run.folder)
    // The crowd is there first.
    try await Task.sleep(for: .seconds(2.5))
    let memory = target.memory
    var orders = BystanderOrders(port: target.port, keys: target.keys, seconds: seconds - 3.5, seed: run.seed)
    orders.keepsConnection = false
    let beside = try Bystanders.start(orders, in: run.folder)
    let report = try await swarm.result(within: .seconds(seconds + 60))
    let seen = try await beside.result(within: .seconds(seconds + 60))
    run.tried(report.opened)
    if report.openAtMost < min(4_000, connections * 3 / 4) {
      run.broken("only \(report.openAtMost) connections were open at once")
    }
    if report.withoutRetryAfter > 0 { run.broken("\(report.withoutRetryAfter) refusals without Retry-After") }
    run.checkBystanders(seen, beside: "a crowd")
    // Newcomers get the place of somebody who does nothing; when the places were all kept, they would be turned away for seconds.
    let away = seen.answers[503, default: 0]
    if away * 20 > seen.acknowledged.count { run.broken("bystanders were turned away \(away) times; \(seen.summary)") }
    if memory > 400 << 20 { run.broken("\(memory >> 20) MB resident under \(report.openAtMost) idle connections") }
    try await run.checkDescriptors(target, before: before, after: "a crowd")
    try await run.checkAccounting(target, acknowledged: seen.acknowledged.count, sent: seen.acknowledged.count)
    try await run.checkNothingLost(target, seen.acknowledged)
    return "\(report.opened) opened, \(report.openAtMost) at once, ended \(report.ended), \(memory >> 20) MB; "
      + "beside: \(seen.summary)"
  }

  /// A process that has no descriptors left goes on, and still ends cleanly.
  static func descriptors(_ run: Run) async throws -> String {
    var endings: [String] = []
    for spare in [0, 3, 12] {
      let target = try await Target.start(run.folder, name: "starved-\(spare)")
      let id = try await acknowledge(target, run, spare)
      let now = target.descriptors
      try await allow(now + spare, for: target.pid)
      // More than it can take: those that it has no descriptor for must be turned away or wait, none may end it.
      var sockets: [RawSocket] = []
      for number in 0..<60 {
        if let socket = try? RawSocket(port: target.port, from: .host(number), seconds: 1) { sockets.append(socket) }
      }
      try await Task.sleep(for: .milliseconds(300))
      guard target.collector.isRunning else {
        run.broken("with \(spare) spare descriptors it ended: \(target.collector.log.suffix(300))")
        continue
      }
      if spare == 3 {
        // It stops while it is starved.
        do { try await target.collector.stop() } catch { run.broken("starved at its stop: \(error)") }
      } else {
        sockets.removeAll()
        try await allow(min(4_096, Sockets.descriptorsAllowed), for: target.pid)
        _ = try await acknowledge(target, run, spare + 100)
        try await target.collector.stop()
      }
      if try !target.stored().contains(where: { "\($0)" == id }) { run.broken("the report from before is lost") }
      run.tried()
      endings.append("\(spare) spare: \(sockets.count) waited")
    }
    return endings.joined(separator: "; ")
  }

  private static func allow(_ count: Int, for pid: pid_t) async throws {
    let result = try await Program.run("/usr/bin/prlimit", ["--pid", "\(pid)", "--nofile=\(count):"])
    guard result.end == .exit(0) else { throw FaultError("prlimit (root's): \(result.errors)") }
  }

  private static func acknowledge(_ target: Target, _ run: Run, _ number: Int) async throws -> String {
    var random = run.random(number)
    let id = Requests.id(&random)
    let socket = try RawSocket(port: target.port)
    try socket.send(Requests.post("/v1/reports", Requests.report(id, "before it starves"), key: target.keys[0]))
    let answer = try socket.answer()
    guard answer.status == 202 else { throw FaultError("a report was answered \(answer.status) \(answer.text)") }
    return "\(id)"
  }
}
