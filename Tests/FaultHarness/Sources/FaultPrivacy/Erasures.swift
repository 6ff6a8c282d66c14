// Erased words are in no file of either side, and replaying earlier requests does not bring them back. Reports of
// others stay.
import FaultKit
import Foundation
import Tellback
import TellbackWire

struct Erasures: Sendable {
  let run: Run

  func attempt() async throws -> String {
    let rounds = run.size(short: 3, long: 40)
    var replayed = 0
    for round in 0..<rounds { replayed += try await self.round(round) }
    return
      "\(rounds) installations, half erased whole, half report by report; \(replayed) reports replayed, each answered erased"
  }

  private func round(_ number: Int) async throws -> Int {
    var random = run.random(number)
    let scene = try await Scene()
    let relay = try Relay(to: scene.collector.port)
    defer { relay.stop() }
    let (queue, other) = (scene.folder.file("queue"), scene.folder.file("other"))
    let reporter = try scene.reporter(queue, port: relay.port)
    let bystander = try scene.reporter(other, port: scene.collector.port)
    let kept = random.word()
    try await bystander.report("\(kept) stays")
    var words: [String] = []
    var ids: [ReportID] = []
    let count = 15
    for place in 0..<count {
      let own = (0..<4).map { _ in random.word() }
      words += own
      let file = String(repeating: own[3] + " ", count: 1 + random.below(3_000))
      ids.append(
        try await reporter.report(
          "\(own[0]) \(String(repeating: own[1] + " ", count: 1 + random.below(800)))",
          page: "/\(own[2])",
          attachments: [ReportAttachment(bytes: Array(file.utf8), name: "a.txt", type: "text/plain")]
        ).id)
      if place == 9 { try await flush(reporter, bystander) }
    }
    // The last ones were never sent.
    try await scene.digested(atLeast: 11)
    let before = Search.files([queue] + scene.collectorFiles, for: words)
    if before.count < words.count {
      run.broken("the search proves nothing: \(words.count - before.count) words are nowhere")
    }
    let wholly = number % 2 == 0
    if wholly {
      try await reporter.eraseMyData()
    } else {
      for id in ids { try await reporter.eraseMyData(of: id) }
    }
    tell(Search.files([queue], for: words), "after the erasure, before the collector")
    try await flush(reporter, bystander)
    if try await reporter.pendingErasures() > 0 { run.broken("the collector did not confirm the erasure") }
    try await scene.purged()
    tell(Search.files([queue] + scene.collectorFiles, for: words), "after the purge")
    let replayed = try replay(relay.requests(to: WirePaths.batches), ids, scene)
    if Search.files([scene.collector.data], for: [kept]).isEmpty { run.broken("the report of somebody else is gone") }
    try await scene.check(run)
    await reporter.close(within: .zero)
    await bystander.close(within: .zero)
    try await scene.collector.stop()
    tell(Search.files([queue] + scene.collectorFiles, for: words), "after the end")
    run.tried()
    return replayed
  }

  private func flush(_ reporters: Reporter...) async throws {
    for reporter in reporters { try await reporter.flush(within: .seconds(30)) }
  }

  private func tell(_ found: [String: String], _ when: String) {
    guard let (word, file) = found.first else { return }
    run.broken("\(found.count) erased words are in files \(when), such as \(word) in \(file)")
  }

  /// The very bytes that went up are sent again.
  private func replay(_ requests: [[UInt8]], _ ids: [ReportID], _ scene: Scene) throws -> Int {
    var count = 0
    for request in requests {
      let client = try SocketClient(port: scene.collector.port)
      // The recorded head asks to keep the connection; the client waits for its end.
      guard let end = request.firstRange(of: Array("\r\n".utf8)) else { continue }
      try client.send(
        request[..<end.upperBound] + Array("Connection: close\r\n".utf8) + Self.without(request[end.upperBound...]))
      let answer = try client.answer()
      for receipt in try Receipt.decodeAll(answer.body) where ids.contains(receipt.id) {
        count += 1
        if receipt.outcome != .erased { run.broken("a replay of an erased report was answered \(receipt.outcome)") }
      }
    }
    if count == 0 { run.broken("nothing was replayed") }
    return count
  }

  /// The rest of a request without its own Connection field.
  private static func without(_ rest: ArraySlice<UInt8>) -> [UInt8] {
    guard let end = rest.firstRange(of: Array("\r\n\r\n".utf8)) else { return Array(rest) }
    let lines = String(decoding: rest[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    let head = lines.filter { !$0.lowercased().hasPrefix("connection:") }.joined(separator: "\r\n")
    return Array(head.utf8) + rest[end.lowerBound...]
  }
}
