// What receivers get, by a real receiver: each event at least once, in order per ticket, signed; and what a bad one can do.
import CollectorCore
import Foundation
import TellbackWire
import TestReceiver
import Testing

@testable import CollectorOutbox

@Suite struct WebhookSenderTests {
  private func url(_ receiver: Receiver, _ path: String = "/hook") -> String {
    "http://127.0.0.1:\(receiver.port)\(path)"
  }

  @Test func `a receiver is told each event once, in order, and its signatures verify`() async throws {
    let receiver = try Receiver()
    try await Desk.with { desk in
      try await desk.addEndpoint(url(receiver))
      desk.start()
      let one = try await desk.open("Saving fails")
      let two = try await desk.open("Loading fails")
      try await desk.act { desk in
        for number in [one, two] {
          try desk.claim(number, by: Desk.ann)
          try desk.answer(number, note: "We know", by: Desk.ann)
          try desk.resolve(number, as: .content, note: "Done", by: Desk.ann)
        }
      }
      try await eventually("eight deliveries") { try await desk.counts().delivered == 8 }
      let received = receiver.received
      #expect(received.count == 8 && Set(received.map(\.id)).count == 8)
      for number in [one, two] {
        let own = received.filter { $0.number("number") == number }
        #expect(own.compactMap { $0.number("sequence") } == [1, 2, 3, 4])
        #expect(own.first?.text.contains("\"type\":\"ticket.opened\"") == true)
        #expect(own.last?.text.contains("\"to\":\"resolved\",\"resolution\":\"content\"") == true)
        #expect(own.allSatisfy { $0.text.contains("\"link\":\"https://desk.example.com/tickets/\(number)\"") })
      }
      // No word of a reporter or of an answer goes out unless it is asked for.
      #expect(!received.contains { $0.text.contains("Saving") || $0.text.contains("We know") })
      let secret = try #require(WebhookSecret(Desk.secret))
      #expect(try await SignatureCheck.verified(received, secret: secret.text) == 8)
      #expect(
        try await SignatureCheck.verified(received, secret: try #require(WebhookSecret([UInt8](2...33))).text) == 0)
    }
    await receiver.stop()
  }

  @Test func `while two secrets are valid both verify`() async throws {
    let receiver = try Receiver()
    try await Desk.with { desk in
      try await desk.addEndpoint(url(receiver))
      let newer = try #require(WebhookSecret([UInt8](100...140)))
      let now = desk.now
      try await desk.store.write { store in
        let admin = WebhookActions(store, now: now, by: .command)
        try admin.rotate(1, secret: newer)
        try admin.test(1)
      }
      desk.start()
      try await eventually("the test") { try await desk.counts().delivered == 1 }
      let received = receiver.received
      #expect(received.first?.text.contains("webhook.test") == true)
      for secret in [newer, try #require(WebhookSecret(Desk.secret))] {
        #expect(try await SignatureCheck.verified(received, secret: secret.text) == 1)
      }
      desk.advance(seconds: Webhook.rotationSeconds)
      let later = desk.now
      try await desk.store.write { _ = try WebhookActions($0, now: later, by: .command).test(1) }
      desk.advance(seconds: 1)
      try await eventually("the second test") { receiver.received.count == 2 }
      let second = Array(receiver.received.suffix(1))
      #expect(try await SignatureCheck.verified(second, secret: newer.text) == 1)
      #expect(try await SignatureCheck.verified(second, secret: try #require(WebhookSecret(Desk.secret)).text) == 0)
    }
    await receiver.stop()
  }

  @Test func `a receiver that fails is tried again with the same bytes, and holds up its own ticket alone`()
    async throws
  {
    let receiver = try Receiver()
    try await Desk.with { desk in
      try await desk.addEndpoint(url(receiver))
      let one = try await desk.open("Saving fails")
      receiver.set { $0.number("number") == one ? .answer(500, body: "broken <b>") : .answer(204) }
      try await desk.act { try $0.claim(one, by: Desk.ann) }
      let two = try await desk.open("Loading fails")
      try await desk.act { try $0.claim(two, by: Desk.ann) }
      desk.start()
      try await eventually("the other ticket, and the failure") {
        let (delivered, log) = (try await desk.counts().delivered, try await desk.log())
        return delivered == 2 && log.contains { $0.ticket == one && $0.attempts == 1 }
      }
      let failed = try #require(try await desk.log().first { $0.ticket == one && $0.attempts == 1 })
      #expect(failed.status == 500 && failed.answer == "broken <b>" && failed.state == .waiting)
      #expect(receiver.received.filter { $0.number("number") == one }.count == 1)
      receiver.set { _ in .answer(200) }
      desk.advance(seconds: 5)
      try await eventually("the first ticket") { try await desk.counts().delivered == 4 }
      let own = receiver.received.filter { $0.number("number") == one }
      #expect(own.compactMap { $0.number("sequence") } == [1, 1, 2])
      #expect(own[0].body == own[1].body && own[0].id == own[1].id)
    }
    await receiver.stop()
  }

  @Test func `a receiver that is down for an hour loses nothing`() async throws {
    let dead = try DeadPort()
    let receiver = try Receiver()
    try await Desk.with { desk in
      try await desk.addEndpoint("http://127.0.0.1:\(dead.port)/hook")
      desk.start()
      let number = try await desk.open("Saving fails")
      try await desk.act { try $0.claim(number, by: Desk.ann) }
      try await eventually("an attempt") {
        let log = try await desk.log()
        return log.count == 2 && log.contains { $0.attempts > 0 }
      }
      for _ in 0..<12 {
        try await desk.settle()
        desk.advance(seconds: 300)
      }
      try await desk.settle()
      #expect(try await desk.log().reduce(0) { $0 + $1.attempts } >= 4)
      #expect(try await desk.counts().waiting == 2)
      // Up again, at an address that no other test can have had meanwhile.
      let now = desk.now
      let address = url(receiver)
      try await desk.store.write { store in
        try WebhookActions(store, now: now, by: .command)
          .save(WebhookSettings(name: "receiver", url: address), of: 1, allowsPlain: true)
      }
      desk.advance(seconds: 6 * 3_600)
      try await eventually("both") { try await desk.counts().delivered == 2 }
      #expect(receiver.received.compactMap { $0.number("sequence") } == [1, 2])
    }
    await receiver.stop()
  }

  @Test func `a redirect is not followed, and a receiver that hangs is given up on`() async throws {
    let receiver = try Receiver()
    receiver.set { one in
      switch one.path {
      case "/hook": .answer(302, headers: [("Location", "http://127.0.0.1:\(receiver.port)/elsewhere")])
      case "/other": .hang
      default: .answer(200)
      }
    }
    try await Desk.with { desk in
      try await desk.addEndpoint(url(receiver))
      desk.start()
      _ = try await desk.open("Saving fails")
      try await eventually("the redirect") { try await desk.log(1).first?.attempts == 1 }
      let redirected = try #require(try await desk.log(1).first)
      #expect(redirected.status == 302 && OutgoingProblem.told(redirected.error ?? "").contains("redirect"))
      await desk.stop()

      try await desk.addEndpoint(url(receiver, "/other"))
      desk.start(attemptMilliseconds: 1_500)
      _ = try await desk.open("Printing fails")
      try await eventually("the end of its patience") { try await desk.log(2).first?.attempts == 1 }
      let hung = try #require(try await desk.log(2).first)
      #expect(hung.status == nil && hung.error?.isEmpty == false && hung.state == .waiting)
      #expect(!receiver.received.contains { $0.path == "/elsewhere" })
    }
    await receiver.stop()
  }

  @Test func `of an answer a part is read and kept, and Retry-After is a floor`() async throws {
    let receiver = try Receiver { _ in
      .answer(503, body: String(repeating: "é", count: 4_000_000), headers: [("Retry-After", "7200")])
    }
    try await Desk.with { desk in
      try await desk.addEndpoint(url(receiver))
      desk.start()
      _ = try await desk.open("Saving fails")
      try await eventually("an attempt") { try await desk.log().first?.attempts == 1 }
      let failed = try #require(try await desk.log().first)
      #expect(failed.status == 503 && failed.answer?.hasPrefix("é") == true)
      #expect((failed.answer?.utf8.count ?? .max) <= WebhookLimits.keptAnswer)
      #expect(failed.dueAt == desk.now.adding(seconds: 7_200))
    }
    await receiver.stop()
  }

  @Test func `410 disables an endpoint`() async throws {
    let receiver = try Receiver { _ in .answer(410) }
    try await Desk.with { desk in
      try await desk.addEndpoint(url(receiver))
      desk.start()
      _ = try await desk.open("Saving fails")
      try await eventually("its end") { try await desk.store.read { try $0.webhook(1)?.isEnabled } == false }
      #expect(try await desk.counts() == WebhookCounts(failed: 1))
    }
    await receiver.stop()
  }

  @Test func `a text for Slack is escaped, and holds words where they are asked for`() async throws {
    let receiver = try Receiver()
    try await Desk.with { desk in
      try await desk.addEndpoint(url(receiver)) {
        $0.format = .slack
        $0.carriesWords = true
      }
      desk.start()
      let number = try await desk.open("Saving <!channel> & \"more\"\nsecond line")
      try await eventually("the delivery") { try await desk.counts().delivered == 1 }
      let text = try #require(receiver.received.first).text
      #expect(
        text.hasPrefix("{\"text\":\"*Shop &amp; &lt;Co&gt;* <https://desk.example.com/tickets/\(number)|#\(number) "))
      #expect(text.contains("&lt;!channel&gt; &amp; \\\"more\\\"") && text.contains("\\n> second line"))
      #expect(!text.contains("<!channel>"))
    }
    await receiver.stop()
  }

  @Test func `an address inside is refused, however it is written and whatever name leads to it`() async throws {
    let receiver = try Receiver()
    let port = receiver.port
    try await Desk.with { desk in
      let hosts = [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0", "localhost", "[::1]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "evil.example", "metadata.example", "six.example",
      ]
      // TLS is not reached: the address is refused before a connection is opened.
      for host in hosts { try await desk.addEndpoint("https://\(host):\(port)/hook") }
      desk.start(
        allowsPrivate: false,
        resolved: [
          "evil.example:\(port):127.0.0.1", "metadata.example:\(port):169.254.169.254", "six.example:\(port):[fd00::1]",
        ])
      _ = try await desk.open("Saving fails")
      for (index, host) in hosts.enumerated() {
        try await eventually("the attempt at \(host)") { try await desk.log(Int64(index + 1)).first?.attempts == 1 }
        let refused = try #require(try await desk.log(Int64(index + 1)).first)
        #expect(OutgoingProblem.told(refused.error ?? "").contains("not public"), "\(host): \(refused.error ?? "")")
      }
      #expect(receiver.received.isEmpty)
    }
    await receiver.stop()
  }

  @Test func `plain http is not spoken unless addresses inside are allowed`() async throws {
    let receiver = try Receiver()
    try await Desk.with { desk in
      try await desk.addEndpoint(url(receiver))
      desk.start(allowsPrivate: false)
      _ = try await desk.open("Saving fails")
      try await eventually("an attempt") { try await desk.log().first?.attempts == 1 }
      #expect(try await desk.log().first?.state == .waiting && receiver.received.isEmpty)
    }
    await receiver.stop()
  }

  @Test func `a sender that is stopped breaks off at once and sends again after the next start`() async throws {
    let receiver = try Receiver { _ in .hang }
    try await Desk.with { desk in
      try await desk.addEndpoint(url(receiver))
      desk.start(attemptMilliseconds: 600_000)
      _ = try await desk.open("Saving fails")
      try await eventually("the request") { receiver.received.count == 1 }
      await desk.stop()
      #expect(try await desk.log().first?.attempts == 0)
      receiver.set { _ in .answer(200) }
      desk.start()
      try await eventually("the delivery") { try await desk.counts().delivered == 1 }
      let received = receiver.received
      #expect(received.count == 2 && received[0].id == received[1].id && received[0].body == received[1].body)
    }
    await receiver.stop()
  }
}
