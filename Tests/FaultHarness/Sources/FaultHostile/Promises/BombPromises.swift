// Bodies that would take too much memory or time, while other clients work.
import FaultKit
import Foundation

enum BombPromises {
  static func bombs(_ run: Run) async throws -> String {
    let target = try await Target.start(run.folder)
    let seconds = Double(run.size(short: 4, long: 30))
    let before = target.descriptors
    var random = run.random()
    let bombs = Bomb.all(id: "\(Requests.id(&random))")
    let beside = try Bystanders.start(
      BystanderOrders(port: target.port, keys: target.keys, seconds: seconds, seed: run.seed), in: run.folder)
    try await Task.sleep(for: .milliseconds(500))
    let (memory, key, port) = (target.memory, target.hostileKey, target.port)
    let end = ContinuousClock.now + .seconds(seconds - 0.5)
    let thrown = Locked(0)
    await withTaskGroup(of: Void.self) { group in
      for lane in 0..<6 {
        group.addTask {
          var number = lane
          // Each at least once, whatever the clock says.
          while ContinuousClock.now < end || number < bombs.count {
            let bomb = bombs[number % bombs.count]
            // One sender may have only so much under way: then it comes again, until the bomb was looked at.
            let patience = ContinuousClock.now + .seconds(60)
            while await !throwOne(bomb, port: port, key: key, from: lane, run) {
              guard ContinuousClock.now < patience else {
                run.broken("\(bomb.name): no room for it within 60 s")
                break
              }
              try? await Task.sleep(for: .milliseconds(20))
            }
            thrown.with { $0 += 1 }
            number += 6
          }
        }
      }
    }
    let peak = target.memoryPeak
    let seen = try await beside.result(within: .seconds(seconds + 60))
    let count = thrown.with { $0 }
    run.tried(count)
    run.checkBystanders(seen, beside: "bombs")
    if peak - memory > 192 << 20 { run.broken("bombs took \((peak - memory) >> 20) MB of memory") }
    try await run.checkDescriptors(target, before: before, after: "bombs")
    try await run.checkAccounting(target, acknowledged: seen.acknowledged.count, sent: seen.acknowledged.count)
    try await run.checkNothingLost(target, seen.acknowledged)
    return "\(bombs.count) kinds thrown \(count) times, memory \(memory >> 20) MB, at most \(peak >> 20) MB; "
      + "p99 beside \(seen.quantile(0.99).rounded3) s"
  }

  /// False when there was no room for it.
  private static func throwOne(_ bomb: Bomb, port: Int, key: String, from lane: Int, _ run: Run) async -> Bool {
    await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
      Thread.detachNewThread {
        var wasLookedAt = true
        defer { continuation.resume(returning: wasLookedAt) }
        do {
          let socket = try RawSocket(port: port, from: .host(7_000 + lane), seconds: 20)
          let fields = bomb.isGzip ? "Content-Encoding: gzip\r\n" : ""
          // The server may answer and close before it has it all.
          try? socket.send(Requests.post(bomb.path, bomb.body, key: key, fields: fields))
          let answer = try socket.answer()
          if answer.status == 503, answer.retryAfter != nil {
            wasLookedAt = false
            return
          }
          let isRefused = answer.status != 202 || !answer.text.contains("\"accepted\"")
          let saysWhy = bomb.codes.isEmpty || bomb.codes.contains { answer.text.contains("\"\($0)\"") }
          if !bomb.allows.contains(answer.status) || !isRefused || !saysWhy {
            run.broken("\(bomb.name): answered \(answer.status) \(answer.text.prefix(160))")
          }
        } catch {
          run.broken("\(bomb.name): no answer, \(error)")
        }
      }
    }
  }
}
