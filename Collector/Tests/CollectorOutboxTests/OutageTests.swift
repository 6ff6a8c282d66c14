// An hour of a receiver that fails, by a clock that the test moves: what happened meanwhile comes at least once, in the order of each
// ticket, with the same bytes on each try, signed.
import CollectorCore
import Foundation
import Synchronization
import TellbackWire
import TestReceiver
import Testing

@testable import CollectorOutbox

@Suite struct OutageTests {
  enum Trouble: String, CaseIterable, CustomTestStringConvertible, Sendable {
    case failing, hanging, redirecting, allOfIt
    var testDescription: String { rawValue }

    /// What the receiver does with its `count`th request.
    func behaviour(_ count: Int, port: Int) -> Receiver.Behaviour {
      switch self {
      case .failing: .answer(500, body: "no")
      case .hanging: .hang
      case .redirecting:
        .answer(count % 2 == 0 ? 302 : 308, headers: [("Location", "http://127.0.0.1:\(port)/elsewhere")])
      case .allOfIt: [Trouble.failing, .hanging, .redirecting][count % 3].behaviour(count, port: port)
      }
    }
  }

  @Test(arguments: Trouble.allCases)
  func `a receiver in trouble for an hour is told everything once it is well, in order and signed`(trouble: Trouble)
    async throws
  {
    let receiver = try Receiver()
    let port = receiver.port
    let requests = Mutex(0)
    receiver.set { _ in
      trouble.behaviour(
        requests.withLock { count in
          count += 1
          return count
        }, port: port)
    }
    try await Desk.with { desk in
      try await desk.addEndpoint("http://127.0.0.1:\(port)/hook")
      desk.start(attemptMilliseconds: 300)
      // Events come in all through the hour.
      var tickets: [Int64] = []
      for minute in 0..<60 {
        if minute % 15 == 0 { tickets.append(try await desk.open("Trouble \(minute)")) }
        let newest = tickets[tickets.count - 1]
        if minute % 15 == 5 { try await desk.act { try $0.claim(newest, by: Desk.ann) } }
        if minute % 15 == 10 { try await desk.act { try $0.answer(newest, note: "We look", by: Desk.ann) } }
        desk.advance(seconds: 60)
        try await desk.settle("the attempts of minute \(minute)")
      }
      let total = tickets.count * 3
      try await eventually("all of it to wait") { try await desk.counts() == WebhookCounts(waiting: Int64(total)) }
      let during = receiver.received
      #expect(!during.isEmpty && during.allSatisfy { $0.path == "/hook" }, "a redirect was followed")
      // Backed off: an hour of trouble is not an hour of requests.
      #expect(during.count < 60 * tickets.count)

      receiver.set { _ in .answer(204) }
      // Now an attempt has all the time that a busy machine takes: the clock that would bring the next one stands still.
      await desk.stop()
      desk.start()
      desk.advance(seconds: 6 * 3_600)
      try await eventually("everything") { try await desk.counts().delivered == Int64(total) }
      let received = receiver.received
      for number in tickets {
        let own = received.filter { $0.number("number") == number }
        var first: [Int64] = []
        for one in own { if let sequence = one.number("sequence"), first.last != sequence { first.append(sequence) } }
        #expect(first == [1, 2, 3], "\(own.map(\.text))")
        for sequence in Int64(1)...3 {
          let same = own.filter { $0.number("sequence") == sequence }
          #expect(Set(same.map(\.id)).count == 1 && Set(same.map(\.body)).count == 1)
        }
      }
      let secret = try #require(WebhookSecret(Desk.secret))
      #expect(try await SignatureCheck.verified(received, secret: secret.text) == received.count)
    }
    await receiver.stop()
  }
}
