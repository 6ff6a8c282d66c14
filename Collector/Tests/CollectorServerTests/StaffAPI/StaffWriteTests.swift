// What programs do with tickets: once for each key, never over what they have not seen, within the domain's rules.
import CollectorCore
import CollectorHTTP
import Foundation
import TellbackWire
import Testing

@testable @_spi(Simulation) import CollectorServer

@Suite struct StaffWriteTests {
  private func answers(_ scene: StaffAPIScene, _ kind: TicketEvent.Kind = .answered) async throws -> [TicketEvent] {
    try await scene.collector.store.read { reads in
      try reads.events(ofTicket: scene.mine, after: 0, limit: 200).filter { $0.kind == kind }
    }
  }

  @Test func `an answer that was sent twice goes out once, and another under its key is refused`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann")
      let path = "/v1/tickets/\(scene.mine)/answers"
      try await scene.claim(token)
      let tag = try await scene.etag(scene.mine, token)
      let first = try await scene.send("POST", path, as: token, #"{"text":"We look"}"#, tag, "Idempotency-Key: a")
      #expect(first.status == 201 && first.headers["idempotency-replayed"] == nil)
      let again = try await scene.send("POST", path, as: token, #"{"text":"We look"}"#, tag, "Idempotency-Key: a")
      #expect(again.status == 201 && again.body == first.body && again.headers["idempotency-replayed"] == "true")
      let other = try await scene.send("POST", path, as: token, #"{"text":"No"}"#, tag, "Idempotency-Key: a")
      #expect(other.status == 422 && other.code == "key_reused")
      #expect(try await answers(scene).map(\.text) == ["We look"])
      // Another person's key is another key.
      let ben = try await scene.token("ben")
      let note = "/v1/tickets/\(scene.mine)/notes"
      let theirs = try await scene.send("POST", note, as: ben, #"{"text":"No"}"#, "Idempotency-Key: a")
      #expect(theirs.status == 201)
      let long = "Idempotency-Key: " + String(repeating: "k", count: 201)
      #expect(try await scene.send("POST", path, as: token, #"{"text":"x"}"#, tag, long).status == 400)
    }
  }

  @Test func `twenty who send the same write at once have one effect`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann")
      let path = "/v1/tickets/\(scene.mine)/notes"
      let bodies = try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
        for _ in 0..<20 {
          group.addTask {
            let answer = try await scene.send("POST", path, as: token, #"{"text":"n"}"#, "Idempotency-Key: k")
            return (answer.status, answer.body)
          }
        }
        return try await group.reduce(into: [(Int, [UInt8])]()) { $0.append($1) }
      }
      #expect(bodies.allSatisfy { $0.0 == 201 } && Set(bodies.map(\.1)).count == 1)
      #expect(try await answers(scene, .noted).count == 1)
    }
  }

  @Test func `nothing goes out over what was not seen, and reports stop nobody`() async throws {
    try await StaffAPIScene.with { scene in
      let (ann, ben) = (try await scene.token("ann"), try await scene.token("ben"))
      let path = "/v1/tickets/\(scene.mine)/answers"
      #expect(try await scene.send("POST", path, as: ann, #"{"text":"x"}"#).status == 428)
      try await scene.claim(ann)
      let seen = try await scene.etag(scene.mine, ann)
      let (same, _) = try await StaffAPIScene.report(scene.collector, scene.keys[0], "Saving fails")
      #expect(same == scene.mine)
      #expect(try await scene.etag(scene.mine, ann) == seen)
      let note = "/v1/tickets/\(scene.mine)/notes"
      #expect(try await scene.send("POST", note, as: ben, #"{"text":"Ben"}"#).status == 201)
      let late = try await scene.send("POST", path, as: ann, #"{"text":"Ann"}"#, seen)
      #expect(late.status == 412 && late.code == "overtaken")
      let now = try await scene.etag(scene.mine, ann)
      #expect(now != seen)
      #expect(try await scene.send("POST", path, as: ann, #"{"text":"Ann"}"#, now).status == 201)
      #expect(try await answers(scene).map(\.text) == ["Ann"])
    }
  }

  @Test func `of many who move one ticket at once, one does`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann")
      try await scene.claim(token)
      let tag = try await scene.etag(scene.mine, token)
      let path = "/v1/tickets/\(scene.mine)/moves"
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<20 {
          group.addTask {
            try await scene.send(
              "POST", path, as: token, #"{"to":"resolved","resolution":"content","text":"x"}"#, tag
            ).status
          }
        }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(statuses.count { $0 == 200 } == 1 && statuses.count { $0 == 412 } == 19)
      #expect(try await answers(scene, .moved).count == 1)
    }
  }

  @Test func `a ticket waits, is resolved, corrected and reopened by the rules of the board`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann")
      try await scene.claim(token)
      let path = "/v1/tickets/\(scene.mine)"
      func move(_ body: String) async throws -> HTTPResponse {
        try await scene.send("POST", path + "/moves", as: token, body, "If-Match: *")
      }
      for (body, field) in [
        (#"{}"#, "to"), (#"{"to":"gone"}"#, "to"), (#"{"to":"waiting"}"#, "for"),
        (#"{"to":"waiting","for":"department"}"#, "for"), (#"{"to":"resolved"}"#, "resolution"),
        (#"{"to":"resolved","resolution":"code"}"#, "resolution"),
        (#"{"to":"resolved","resolution":"no_solution"}"#, "resolution"),
        (#"{"to":"resolved","resolution":"thanked"}"#, "resolution"),
      ] {
        let answer = try await move(body)
        #expect(answer.status == 422, "\(body)")
        #expect((try answer.json["error"] as? [String: Any])?["field"] as? String == field, "\(body)")
      }
      #expect(try await move(#"{"to":"open"}"#).code == "illegal_move")
      #expect(try await move(#"{"to":1}"#).status == 400)
      #expect(
        try await move(#"{"to":"waiting","for":"department","name":"Billing","until":4000000000000}"#).status == 200)
      let waiting = try await scene.send("GET", path, as: token).json
      #expect(waiting["state"] as? String == "waiting")
      #expect((waiting["waiting"] as? [String: Any])?["name"] as? String == "Billing")
      #expect(try await move(#"{"to":"resolved","resolution":"code","fixedIn":"3.2","text":"Fixed"}"#).status == 200)
      let resolved = try await scene.send("GET", path, as: token).json
      #expect(resolved["resolution"] as? String == "code" && resolved["fixedIn"] as? String == "3.2")
      #expect(try await move(#"{"to":"resolved","resolution":"code","unreleased":true}"#).status == 200)
      #expect(try await scene.send("GET", path, as: token).json["unreleased"] as? Bool == true)
      #expect(try await move(#"{"to":"open","text":"Again"}"#).status == 200)
    }
  }

  @Test func `tickets are merged, and what is done to one is done to the other`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann")
      let (second, _) = try await StaffAPIScene.report(scene.collector, scene.keys[0], "Quite another thing")
      let path = "/v1/tickets/\(second)/merge"
      let merged = try await scene.send("POST", path, as: token, #"{"into":\#(scene.mine)}"#, "If-Match: *")
      #expect(merged.status == 200)
      #expect(try merged.json["ticket"] as? Int64 == scene.mine && merged.json["link"] is Int)
      #expect(try await scene.send("GET", "/v1/tickets/\(second)", as: token).json["number"] as? Int64 == scene.mine)
      #expect(try await scene.send("GET", "/v1/tickets/\(scene.mine)", as: token).json["reports"] as? Int == 2)
      let itself = try await scene.send("POST", path, as: token, #"{"into":\#(scene.mine)}"#, "If-Match: *")
      #expect(itself.status == 422 && itself.code == "refused")
      let elsewhere = try await scene.send(
        "POST", "/v1/tickets/\(scene.mine)/merge", as: token, #"{"into":\#(scene.other)}"#, "If-Match: *")
      #expect(elsewhere.status == 422)
      #expect(try await scene.send("POST", path, as: token, #"{"into":999}"#, "If-Match: *").status == 404)
    }
  }

  @Test func `limits are named, and what is no JSON is refused`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann")
      let path = "/v1/tickets/\(scene.mine)/notes"
      let long = String(repeating: "x", count: WireLimits.note + 1)
      for (body, status) in [
        (#"{"text":"\#(long)"}"#, 422), (#"{"text":" "}"#, 422), ("{}", 422), (#"{"text":1}"#, 400), ("[", 400),
        (#"{"text":"a","text":"b"}"#, 400),
      ] {
        #expect(try await scene.send("POST", path, as: token, body).status == status, "\(body.prefix(40))")
      }
      let plain = StaffAPIScene.bytes("POST", path, token: token, fields: ["Content-Length: 0"])
      #expect(try await scene.collector.answer(plain)?.status == 415)
      #expect(try await answers(scene, .noted).isEmpty)
    }
  }

  @Test func `a ticket is published, and the apps are told`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann")
      let path = "/v1/tickets/\(scene.mine)/known-issue"
      let body = #"{"title":"Saving fails","workaround":"Save twice","words":"store","fixedIn":"9"}"#
      #expect(try await scene.send("POST", path, as: token, body, "If-Match: *").status == 200)
      let known = try await scene.send("GET", "/v1/known-issues", as: scene.keys[0])
      #expect(known.text.contains("Save twice"))
      #expect(try await scene.send("POST", path, as: token, #"{"title":" "}"#, "If-Match: *").status == 422)
    }
  }
}
