// Request smuggling, to the collector directly and through real proxies. A request that the collector handled and the
// proxy did not forward is a finding.
import FaultKit
import Foundation
import TellbackWire

enum SmugglingPromises {
  /// Straight at the collector: nothing may be taken for a request that strict reading does not take for one.
  static func direct(_ run: Run) async throws -> String {
    let target = try await Target.start(run.folder, ["--log-requests"])
    let before = target.descriptors
    let probes = Probe.all(marker)
    await send(probes, to: target.port)
    try await Task.sleep(for: .milliseconds(200))
    let handled = handledMarkers(target)
    for (number, probe) in probes.enumerated() {
      run.tried()
      let count = handled[number, default: 0]
      if count > (probe.isPlain ? 1 : 0) { run.broken("smuggled \(count) times: \(probe.name)") }
      if probe.isPlain, count == 0 {
        run.broken("the oracle is blind: a plain request was not seen in '\(probe.name)'")
      }
    }
    try await checkReports(run, target, through: nil, probes.count)
    try await run.checkDescriptors(target, before: before, after: "probes")
    try await target.collector.stop()
    return "\(probes.count) probes twice, \(handled.values.reduce(0, +)) requests in plain sight"
  }

  /// Through nginx and haproxy with connections that they share among clients.
  static func proxies(_ run: Run) async throws -> String {
    var counted: [String] = []
    for kind in Front.Kind.allCases {
      guard kind.isInstalled else {
        if run.isLong { throw FaultError("\(kind.rawValue) is missing: apt-get install \(kind.rawValue)") }
        counted.append("\(kind.rawValue) is not installed and was left out")
        run.tried()
        continue
      }
      counted.append(try await proxy(run, kind))
    }
    return counted.joined(separator: "; ")
  }

  private static func proxy(_ run: Run, _ kind: Front.Kind) async throws -> String {
    let target = try await Target.start(
      run.folder, ["--log-requests", "--trusted-proxies", "127.0.0.1"], name: "behind-\(kind.rawValue)")
    let front = try await Front(kind, target: target.port, in: run.folder)
    let probes = Probe.all(marker)
    let outOfStep = await send(probes, to: front.port, canaries: true)
    if run.isLong { try await checkReports(run, target, through: front, probes.count) }
    try await Task.sleep(for: .milliseconds(300))
    try await front.stop()
    let (handled, meant) = (handledMarkers(target), meantMarkers(front))
    for (number, probe) in probes.enumerated() {
      run.tried()
      if handled[number, default: 0] > meant[number, default: 0] {
        run.broken(
          "\(kind.rawValue): smuggled: \(probe.name): handled \(handled[number, default: 0]) times, meant "
            + "\(meant[number, default: 0]) times")
      }
    }
    for finding in outOfStep { run.broken("\(kind.rawValue): \(finding)") }
    if meant.isEmpty { run.broken("\(kind.rawValue): the oracle is blind: its log names no request") }
    try await target.collector.stop()
    return "\(kind.rawValue): \(probes.count) probes, \(meant.values.reduce(0, +)) requests meant, "
      + "\(handled.values.reduce(0, +)) of them handled"
  }

  // MARK: What is hidden

  private static func marker(_ number: Int) -> String {
    "GET /smuggled-\(number) HTTP/1.1\r\nHost: feedback.example.com\r\n\r\n"
  }

  private static func handledMarkers(_ target: Target) -> [Int: Int] {
    count(target.collector.log.split(separator: "\n").map(String.init), after: "path=/smuggled-")
  }

  private static func meantMarkers(_ front: Front) -> [Int: Int] { count(front.meant(), after: "GET /smuggled-") }

  private static func count(_ lines: [String], after mark: String) -> [Int: Int] {
    var counts: [Int: Int] = [:]
    for line in lines {
      guard let range = line.range(of: mark), let number = Int(line[range.upperBound...].prefix { $0.isNumber }) else {
        continue
      }
      counts[number, default: 0] += 1
    }
    return counts
  }

  /// The same probes, hiding a report each: the store tells what was handled.
  private static func checkReports(_ run: Run, _ target: Target, through front: Front?, _ count: Int) async throws {
    var random = run.random(7)
    let ids = (0..<count).map { _ in Requests.id(&random) }
    let probes = Probe.all { number in
      let body = String(decoding: Requests.report(ids[number], "smuggled"), as: UTF8.self)
      return "POST /v1/reports?report-\(number) HTTP/1.1\r\nHost: feedback.example.com\r\n"
        + "Authorization: Bearer \(target.hostileKey)\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body
    }
    await send(probes, to: front?.port ?? target.port)
    try await Task.sleep(for: .milliseconds(300))
    let stored = try target.stored()
    let meant = front.map { Self.count($0.meant(), after: "POST /v1/reports?report-") }
    for (number, probe) in probes.enumerated() {
      run.tried()
      guard stored.contains(ids[number]) else { continue }
      let isMeant = meant.map { $0[number, default: 0] > 0 } ?? probe.isPlain
      if !isMeant { run.broken("\(front?.kind.rawValue ?? "direct"): a report was smuggled: \(probe.name)") }
    }
  }

  // MARK: Sending

  /// Sends every probe on a connection of its own, many at once. With canaries, two ordinary requests follow each, on new
  /// connections; what they got that was not theirs is returned.
  @discardableResult
  private static func send(_ probes: [Probe], to port: Int, canaries: Bool = false) async -> [String] {
    let findings = Locked<[String]>([])
    let next = Locked(0)
    await withTaskGroup(of: Void.self) { group in
      for lane in 0..<24 {
        group.addTask {
          await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            Thread.detachNewThread {
              while let index = next.with({ value -> Int? in
                defer { value += 1 }
                return value < probes.count ? value : nil
              }) {
                send(probes[index], to: port, from: lane)
                if canaries, let finding = canary(port, from: lane) {
                  findings.with { $0.append("after '\(probes[index].name)': \(finding)") }
                }
              }
              continuation.resume()
            }
          }
        }
      }
    }
    return findings.with { $0 }
  }

  private static func send(_ probe: Probe, to port: Int, from lane: Int) {
    // Silence for so long means that it waits for more, and there is none.
    guard let socket = try? RawSocket(port: port, from: .host(20_000 + lane), seconds: 0.25) else { return }
    try? socket.send(probe.bytes)
    _ = try? socket.rest()
  }

  private static func canary(_ port: Int, from lane: Int) -> String? {
    do {
      let first = try RawSocket(port: port, from: .host(21_000 + lane), seconds: 20)
      try first.send(Requests.get("/health"))
      let health = try first.answer()
      if health.status != 200 || health.text != "{\"status\":\"ok\"}" {
        return "GET /health was answered \(health.status) \(health.text.prefix(100))"
      }
      let second = try RawSocket(port: port, from: .host(21_000 + lane), seconds: 20)
      try second.send(Requests.get("/v1/updates"))
      let updates = try second.answer()
      if updates.status != 401 {
        return "GET /v1/updates without a key was answered \(updates.status) \(updates.text.prefix(100))"
      }
      return nil
    } catch {
      return "an ordinary request failed: \(error)"
    }
  }
}
