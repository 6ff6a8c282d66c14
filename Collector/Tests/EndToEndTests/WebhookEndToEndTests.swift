// kill -9 at random while a receiver fails at random: each event is delivered at least once, in order per ticket, and signed.
import CollectorCore
import CollectorSQLite
import Foundation
import Synchronization
import TellbackWire
import TestReceiver
import Testing

@Suite struct WebhookEndToEndTests {
  private static let secret = [UInt8](1...32)
  private let folder: TestFolder
  private let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  private func addEndpoint(_ url: String) async throws {
    let store = try collector.openStore()
    let now = now()
    _ = try await store.write { store in
      guard let secret = WebhookSecret(Self.secret) else { throw TestFailure("no secret") }
      return try WebhookActions(store, now: now, by: .command)
        .create(WebhookSettings(name: "receiver", url: url), secret: secret, allowsPlain: true)
    }
    await store.close()
  }

  @Test func `a collector killed at random delivers each event at least once, in order per ticket, signed`()
    async throws
  {
    // Each is refused once at most, or sent elsewhere: a third refusal in a row would put the next attempt off for two minutes.
    let refused = Mutex<Set<String>>([])
    let receiver = try Receiver { one in
      let isRefused = Int.random(in: 0..<5) == 0 && refused.withLock { $0.insert(one.id).inserted }
      guard isRefused else { return .answer(204) }
      let answers: [Receiver.Behaviour] = [
        .answer(503), .answer(500), .answer(307, headers: [("Location", "/elsewhere")]),
      ]
      return answers[Int.random(in: 0..<answers.count)]
    }
    let key = try await collector.createApp()
    _ = try await Tool.run(
      ["user", "create", "ann@example.com", "--role", "support", "--data", collector.data], input: "long enough\n")
    let made = try await Tool.run(
      [
        "user", "token", "create", "ann@example.com", "Desk", "--scope", "read", "--scope", "claim", "--scope",
        "answer",
        "--scope", "move", "--data", collector.data,
      ])
    let token = try #require(made.lines.last)
    try await addEndpoint("http://127.0.0.1:\(receiver.port)/hook")
    let settings = ["--allow-private-webhooks", "--undo-seconds", "0", "--public-url", "https://desk.example.com"]
    let tickets = 12
    for round in 0..<4 {
      try await collector.start(settings)
      let client = Client(base: try collector.url, key: key)
      for number in 0..<(tickets / 4) {
        var report = newReport("A dialog breaks")
        report.groupingKey = "dialog \(round).\(number)"
        #expect(try await client.report(report).status == 202)
      }
      let opened = Int64((round + 1) * tickets / 4)
      try await eventually("its tickets") { try await client.metrics()["tellback_reports_opened_total"] == opened }
      let staff = Client(base: try collector.url, key: token)
      for number in (opened - Int64(tickets / 4) + 1)...opened {
        #expect(
          try await staff.send("POST", "/v1/tickets/\(number)/claim", Array("{}".utf8), headers: ["If-Match": "*"])
            .status < 300)
        let said = Array("{\"text\":\"We look into it.\"}".utf8)
        #expect(
          try await staff.send("POST", "/v1/tickets/\(number)/answers", said, headers: ["If-Match": "*"]).status < 300)
      }
      // Somewhere among the deliveries, by the system's own randomness.
      let enough = min(Int(opened) * 3, Set(receiver.received.map(\.id)).count + Int.random(in: 0...6))
      try await eventually("some deliveries") { Set(receiver.received.map(\.id)).count >= enough }
      try await collector.crash()
    }
    receiver.set { _ in .answer(200) }
    try await collector.start(settings)
    try await eventually("every delivery") {
      guard Set(receiver.received.map(\.id)).count == tickets * 3 else { return false }
      let figures = try await Client(base: try collector.url, key: key).metrics()
      return figures["tellback_webhooks_waiting"] == 0
    }
    #expect(try await collector.stop() == 0)
    let received = receiver.received
    #expect(received.allSatisfy { $0.path == "/hook" }, "a redirect was followed")
    for number in 1...Int64(tickets) {
      let own = received.filter { $0.number("number") == number }
      // The first time that each was told, in order; what came twice was the same.
      var first: [Int64] = []
      for one in own { if let sequence = one.number("sequence"), !first.contains(sequence) { first.append(sequence) } }
      #expect(first == [1, 2, 3], "ticket \(number): \(own.map(\.text))")
      let types = ["ticket.opened", "ticket.claimed", "ticket.answered"]
      for (sequence, type) in zip(Int64(1)..., types) {
        let same = own.filter { $0.number("sequence") == sequence }
        #expect(same.allSatisfy { $0.text.contains("\"\(type)\"") } && Set(same.map(\.body)).count == 1)
        #expect(Set(same.map(\.id)).count == 1)
      }
    }
    let secret = try #require(WebhookSecret(Self.secret))
    #expect(try await SignatureCheck.verified(received, secret: secret.text) == received.count)
    #expect(try await Tool.run(["doctor", "--data", collector.data]).status == 0)
    await receiver.stop()
  }
}
