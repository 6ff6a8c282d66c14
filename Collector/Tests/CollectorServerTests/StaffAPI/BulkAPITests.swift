// Many tickets by program: each by itself, what failed with its reason, once for each key also when it was cut off halfway.
import CollectorCore
import CollectorHTTP
import Foundation
import TellbackWire
import Testing

@testable @_spi(Simulation) import CollectorServer

@Suite struct BulkAPITests {
  /// What came of a bulk request.
  private struct Came {
    var done: [Int64]
    var failed: [Int64: String]

    init(_ answer: HTTPResponse) throws {
      #expect(answer.status == 200, "\(answer.text)")
      let json = try answer.json
      let done = try #require(json["done"] as? [[String: Any]])
      self.done = try done.map { try #require(($0["number"] as? NSNumber)?.int64Value) }
      #expect(done.allSatisfy { (($0["result"] as? [String: Any])?["event"] as? Int ?? 0) > 0 })
      failed = try (try #require(json["failed"] as? [[String: Any]])).reduce(into: [:]) { failed, entry in
        #expect((entry["message"] as? String)?.isEmpty == false)
        failed[try #require((entry["number"] as? NSNumber)?.int64Value)] = try #require(entry["code"] as? String)
      }
    }
  }

  private func list(_ tickets: [Int64], _ rest: String = "") -> String {
    let tickets = tickets.map { #"{"ticket":\#($0)}"# }.joined(separator: ",")
    return #"{"tickets":[\#(tickets)]\#(rest.isEmpty ? "" : ",\(rest)")}"#
  }

  private func send(
    _ scene: StaffAPIScene, _ verb: String, _ body: String, as token: String, _ fields: String...
  ) async throws -> HTTPResponse {
    try #require(
      try await scene.collector.answer(
        StaffAPIScene.bytes("POST", "/v1/tickets/bulk/\(verb)", token: token, body: body, fields: fields)))
  }

  private func more(_ scene: StaffAPIScene, _ texts: [String]) async throws -> [Int64] {
    var tickets: [Int64] = []
    for text in texts { tickets.append(try await StaffAPIScene.report(scene.collector, scene.keys[0], text).0) }
    #expect(Set(tickets).count == texts.count)
    return tickets
  }

  private func events(_ scene: StaffAPIScene, _ ticket: Int64, _ kind: TicketEvent.Kind) async throws -> Int {
    try await scene.collector.store.read { reads in
      try reads.events(ofTicket: ticket, after: 0, limit: 200).count { $0.kind == kind }
    }
  }

  @Test func `B6: of many that are claimed at once the free ones are got, and of the others it says why not`()
    async throws
  {
    try await StaffAPIScene.with { scene in
      let (ann, ben) = (try await scene.token("ann", apps: ["Alpha"]), try await scene.token("ben"))
      let tickets = [scene.mine] + (try await more(scene, ["Printing is slow", "Nothing can be sorted"]))
      #expect(try await scene.send("POST", "/v1/tickets/\(tickets[1])/claim", as: ben, "{}").status == 200)
      // An app that is not seen answers as one that is not there.
      let came = try Came(try await send(scene, "claim", list(tickets + [tickets[0], scene.other, 999]), as: ann))
      #expect(came.done == [tickets[0], tickets[2]])
      #expect(came.failed == [tickets[1]: "owned", scene.other: "no_such_ticket", 999: "no_such_ticket"])
      #expect(
        try Came(try await send(scene, "claim", list([tickets[0]]), as: ann)).failed == [tickets[0]: "already_yours"])
      #expect(try await send(scene, "claim", list([scene.other, 999]), as: ann).code == "no_such_ticket")
    }
  }

  @Test
  func `B2: one answer goes to many, its fields filled in for each, and a ticket where one is missing is left out`()
    async throws
  {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann")
      let tickets = [scene.mine] + (try await more(scene, ["Printing is slow"]))
      let answer = #""text":"{me} saw it""#
      let came = try Came(try await send(scene, "answers", list(tickets, answer), as: token, "If-Match: *"))
      #expect(came.done == tickets && came.failed.isEmpty, "\(came.failed)")
      let texts = try await scene.collector.store.read { reads in
        try tickets.map { ticket in
          try reads.events(ofTicket: ticket, after: 0, limit: 200).filter { $0.kind == .answered }.compactMap(\.text)
        }
      }
      #expect(texts.allSatisfy { $0.count == 1 && $0[0].hasSuffix(" saw it") }, "\(texts)")
      let missing = try Came(
        try await send(scene, "answers", list(tickets, #""text":"Dear {reporter}""#), as: token, "If-Match: *"))
      #expect(missing.done.isEmpty && Set(missing.failed.values) == ["unresolved_field"])
      let gone = try Came(try await send(scene, "answers", list(tickets, #""canned":77"#), as: token, "If-Match: *"))
      #expect(Set(gone.failed.values) == ["refused"])
    }
  }

  @Test func `nothing is done past what was not read: the event of each ticket, or any state by If-Match`() async throws
  {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann")
      let tickets = [scene.mine] + (try await more(scene, ["Printing is slow"]))
      for verb in ["answers", "moves", "merge"] {
        let body = list(tickets, #""text":"x","to":"waiting","for":"reporter","into":\#(tickets[0])"#)
        let free = verb == "answers" ? list(tickets, #""text":"x""#) : body
        let answer = try await send(scene, verb, free, as: token)
        #expect(answer.status == 428 && answer.code == "precondition_required", "\(verb): \(answer.text)")
      }
      func event(_ ticket: Int64) async throws -> Int {
        try #require(try await scene.send("GET", "/v1/tickets/\(ticket)", as: token).json["event"] as? Int)
      }
      let read = [try await event(tickets[0]), try await event(tickets[1])]
      let note = try await scene.send("POST", "/v1/tickets/\(tickets[1])/notes", as: token, #"{"text":"n"}"#)
      #expect(note.status == 201)
      let body =
        #"{"tickets":[{"ticket":\#(tickets[0]),"event":\#(read[0])},{"ticket":\#(tickets[1]),"event":\#(read[1])}],"#
        + #""to":"waiting","for":"department","name":"Billing"}"#
      let came = try Came(try await send(scene, "moves", body, as: token))
      #expect(came.done == [tickets[0]] && came.failed == [tickets[1]: "overtaken"])
    }
  }

  @Test func `severity, tags, moves, merge and hand-over follow the rules of one ticket`() async throws {
    try await StaffAPIScene.with { scene in
      let (token, _) = (try await scene.token("ann"), try await scene.token("ben"))
      let tickets = [scene.mine] + (try await more(scene, ["Printing is slow", "Nothing can be sorted"]))
      func came(_ verb: String, _ rest: String) async throws -> Came {
        try Came(try await send(scene, verb, list(tickets, rest), as: token, "If-Match: *"))
      }
      #expect(try await came("severity", #""severity":"critical""#).done == tickets)
      #expect(try await came("tags", #""add":["VIP"],"remove":["x"]"#).done == tickets)
      #expect(try await came("hand-over", #""account":2,"text":"Yours""#).done == tickets)
      // They are Ben's now, and admins and support may give them on.
      #expect(Set(try await came("answers", #""text":"x""#).failed.values) == ["owned"])
      #expect(try await came("hand-over", #""account":1"#).done == tickets)
      let thanked = try await came("moves", #""to":"resolved","resolution":"thanked""#)
      #expect(Set(thanked.failed.values) == ["invalid_value"])
      let resolved = try await came("moves", #""to":"resolved","resolution":"code","fixedIn":"3.2","text":"Fixed""#)
      #expect(resolved.done == tickets)
      let merged = try await came("merge", #""into":\#(tickets[2])"#)
      #expect(merged.done == Array(tickets.prefix(2)))
      let ticket = try await scene.send("GET", "/v1/tickets/\(tickets[0])", as: token).json
      #expect((ticket["number"] as? NSNumber)?.int64Value == tickets[2])
      #expect(ticket["severity"] as? String == "critical" && ticket["tags"] as? [String] == ["vip"])
      #expect(ticket["resolution"] as? String == "code")
    }
  }

  @Test func `what was sent twice is done once, what failed is tried again, and a cut request is finished`()
    async throws
  {
    try await StaffAPIScene.with { scene in
      let (ann, ben) = (try await scene.token("ann"), try await scene.token("ben"))
      let tickets = [scene.mine] + (try await more(scene, ["Printing is slow", "Nothing can be sorted"]))
      #expect(try await scene.send("POST", "/v1/tickets/\(tickets[1])/claim", as: ben, "{}").status == 200)
      let body = list(tickets, #""text":"We look into it""#)
      @Sendable func answer(_ key: String, _ body: String) async throws -> HTTPResponse {
        try await send(scene, "answers", body, as: ann, "If-Match: *", "Idempotency-Key: \(key)")
      }
      let first = try Came(try await answer("k", body))
      #expect(first.done == [tickets[0], tickets[2]] && first.failed == [tickets[1]: "owned"])
      #expect(try await scene.send("POST", "/v1/tickets/\(tickets[1])/hand-back", as: ben, "{}").status == 200)
      let again = try Came(try await answer("k", body))
      #expect(again.done == tickets && again.failed.isEmpty)
      for ticket in tickets { #expect(try await events(scene, ticket, .answered) == 1) }
      let other = try await answer("k", list(tickets, #""text":"Another""#))
      #expect(other.status == 422 && other.code == "key_reused")

      // As after a crash: one ticket and the key were kept, and nobody was answered.
      let second = list(tickets, #""text":"Once more""#)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<8 { group.addTask { _ = try Came(try await answer("c", second)) } }
        try await group.waitForAll()
      }
      for ticket in tickets { #expect(try await events(scene, ticket, .answered) == 2) }
    }
  }

  @Test func `there are limits, and nothing is done past them`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann")
      let most = (1...Int64(BulkRunner.limit)).map { $0 }
      let many = try await send(scene, "claim", list(most + [201]), as: token)
      #expect(many.status == 422 && many.code == "too_many" && many.text.contains("200"), "\(many.text)")
      #expect(try await events(scene, scene.mine, .claimed) == 0)
      for (verb, body) in [
        ("claim", "{}"), ("claim", #"{"tickets":[]}"#), ("claim", #"{"tickets":[{}]}"#),
        ("claim", list([1], #""reason":"x""#)), ("severity", list([1])), ("severity", list([1], #""severity":"x""#)),
        ("answers", list([1])), ("answers", list([1], #""text":"x","canned":1"#)),
        ("answers", list([1], #""text":"x","to":"y""#)), ("tags", list([1])), ("merge", list([1], #""into":1"#)),
        ("merge", list([1])), ("moves", list([1], #""to":"open""#)), ("moves", list([1], #""to":"waiting""#)),
        ("moves", list([1], #""to":"resolved","resolution":"code""#)), ("hand-over", list([1])),
      ] {
        let answer = try await send(scene, verb, body, as: token, "If-Match: *")
        #expect(answer.status == 422, "\(verb) \(body): \(answer.text)")
      }
      #expect(try await send(scene, "claim", #"{"tickets":[1]}"#, as: token).status == 400)
      #expect(try await send(scene, "explode", list([1]), as: token).status == 404)
      // Each ticket counts: after six times 200 the quota of a minute is used up. At once, since it refills with time.
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<30 { group.addTask { try await send(scene, "claim", list(most), as: token).status } }
        return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
      }
      #expect(statuses == [200, 429], "\(statuses)")
    }
  }
}
