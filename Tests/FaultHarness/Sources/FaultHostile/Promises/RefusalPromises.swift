// Refused requests carry Retry-After and are counted: quotas, and too many connections of one address.
import FaultKit
import Foundation

enum RefusalPromises {
  static func refusals(_ run: Run) async throws -> String {
    let target = try await Target.start(run.folder)
    let key = try await target.collector.createApp("bounded", ["--quota", "60"])
    var random = run.random()
    var seen = Sightings()
    let socket = try RawSocket(port: target.port)
    for _ in 0..<100 {
      let id = Requests.id(&random)
      try socket.send(Requests.post("/v1/reports", Requests.report(id, "one of many"), key: key))
      let answer = try socket.answer()
      seen.note(answer)
      if answer.status == 202 { seen.acknowledged.append("\(id)") }
      run.tried()
    }
    let slowed = seen.answers[429, default: 0]
    if slowed < 30 || seen.acknowledged.count < 60 { run.broken("a quota of 60 let through: \(seen.summary)") }
    // As many connections as one address may have, and some more.
    var connections: [RawSocket] = []
    for _ in 0..<300 { connections.append(try RawSocket(port: target.port, from: .host(300), seconds: 5)) }
    try await Task.sleep(for: .milliseconds(500))
    var turnedAway = 0
    for connection in connections {
      var entry = pollfd(fd: connection.descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, 0) > 0 else { continue }
      turnedAway += 1
      run.tried()
      do { seen.note(try connection.answer()) } catch { run.broken("turned away without a word: \(error)") }
    }
    connections.removeAll()
    if turnedAway != 300 - 256 { run.broken("\(turnedAway) of 300 connections were turned away; the limit is 256") }
    if seen.withoutRetryAfter > 0 { run.broken("\(seen.withoutRetryAfter) of \(seen.summary) had no Retry-After") }
    try await run.checkAccounting(
      target, acknowledged: seen.acknowledged.count, sent: seen.acknowledged.count, refused: slowed)
    try await run.checkNothingLost(target, seen.acknowledged)
    return "\(slowed) reports over their quota, \(turnedAway) connections over their address's limit"
  }
}
