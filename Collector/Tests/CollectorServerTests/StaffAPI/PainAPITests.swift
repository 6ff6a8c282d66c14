// Pain points by program: made, gathered, decided and tried, once for each key, and nothing of an app that is not seen.
import CollectorCore
import CollectorHTTP
import Foundation
import TellbackWire
import Testing

@testable @_spi(Simulation) import CollectorServer

@Suite struct PainAPITests {
  private static let scopes: Set<Permission> = [.read, .managePain]

  private func post(
    _ scene: StaffAPIScene, _ token: String, _ path: String, _ body: String, _ key: String? = nil
  ) async throws -> HTTPResponse {
    try await scene.send(
      "POST", "/v1/pain-points\(path)", as: token, body, key.map { "Idempotency-Key: \($0)" } ?? "X-None: 1")
  }

  @Test func `a pain point goes through its life by program`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann", scopes: Self.scopes)
      let body = #"{"tickets":[\#(scene.mine)],"title":"Saving hurts"}"#
      let made = try await post(scene, token, "", body, "one")
      #expect(made.status == 201)
      let number = try #require(try made.json["painPoint"] as? Int)
      let again = try await post(scene, token, "", body, "one")
      #expect(again.headers["idempotency-replayed"] == "true" && again.body == made.body)
      #expect(try await post(scene, token, "", body).code == "gathered")
      let revision = try #require(try made.json["revision"] as? Int)
      let facts = #"{"revision":\#(revision),"department":"Storage","decideBy":4000000000000}"#
      #expect(try await post(scene, token, "/\(number)/facts", facts).status == 200)
      #expect(try await post(scene, token, "/\(number)/facts", facts).code == "overtaken")
      let decided = try await post(
        scene, token, "/\(number)/decision", #"{"decision":"fix","reason":"It costs orders."}"#)
      #expect(decided.status == 200)
      let attempt = try await post(
        scene, token, "/\(number)/attempts", #"{"what":"New client","kind":"code","version":"2.1"}"#)
      let id = try #require(try attempt.json["attempt"] as? Int)
      #expect(
        try await post(scene, token, "/\(number)/attempts", #"{"attempt":\#(id),"version":"2.2"}"#).status == 200)
      #expect(
        try await post(scene, token, "/\(number)/workaround", #"{"text":"Save twice","title":"Saving"}"#).status == 200)
      let one = try await scene.send("GET", "/v1/pain-points/\(number)", as: token).json
      #expect(one["title"] as? String == "Saving hurts" && one["department"] as? String == "Storage")
      #expect(one["tickets"] as? [Int64] == [scene.mine] && one["reporters"] as? Int == 1)
      #expect(one["decideBy"] == nil, "a decision ends the wait for it")
      #expect((one["attempts"] as? [[String: Any]])?.first?["version"] as? String == "2.2")
      #expect((one["workaround"] as? [String: Any])?["publishedAs"] as? Int64 == scene.mine)
      let hurt = try #require(one["hurt"] as? [String: Any])
      #expect(hurt["installationsAre"] as? String == "reporting" && (hurt["score"] as? Double ?? 0) > 0)
      #expect(try await post(scene, token, "/\(number)/workaround", "{}").status == 200)
      #expect(try await post(scene, token, "/\(number)/attempts", #"{"attempt":\#(id),"drop":true}"#).status == 200)
      let out = #"{"remove":[\#(scene.mine)]}"#
      #expect(try await post(scene, token, "/\(number)/tickets", out).status == 200)
      let list = try await scene.send("GET", "/v1/pain-points?app=Alpha", as: token).json
      #expect(list["total"] as? Int == 1)
      #expect((list["painPoints"] as? [[String: Any]])?.first?["reporters"] as? Int == 0)
    }
  }

  @Test func `an app that is not seen is not there, and a volunteer writes none`() async throws {
    try await StaffAPIScene.with { scene in
      let all = try await scene.token("ann", scopes: Self.scopes)
      let made = try await post(scene, all, "", #"{"tickets":[\#(scene.other)]}"#)
      let number = try #require(try made.json["painPoint"] as? Int)
      let stranger = try await scene.token("ben", apps: ["Alpha"], scopes: Self.scopes)
      #expect(try await scene.send("GET", "/v1/pain-points/\(number)", as: stranger).status == 404)
      let list = try await scene.send("GET", "/v1/pain-points", as: stranger)
      #expect(try list.json["total"] as? Int == 0 && !list.text.contains(StaffAPIScene.secret))
      for (path, body) in [
        ("", #"{"tickets":[\#(scene.other)]}"#), ("/\(number)/tickets", #"{"add":[\#(scene.mine)]}"#),
        ("/\(number)/facts", #"{"revision":1,"title":"x"}"#),
        ("/\(number)/decision", #"{"decision":"fix","reason":"x"}"#),
        ("/\(number)/workaround", #"{"text":"x"}"#), ("/\(number)/attempts", #"{"what":"x"}"#),
      ] {
        #expect(try await post(scene, stranger, path, body).status == 404, "\(path)")
      }
      let volunteer = try await scene.token("vic", .volunteer, scopes: [.read, .managePain])
      #expect(try await post(scene, volunteer, "", #"{"tickets":[\#(scene.mine)]}"#).status == 403)
      #expect(try await scene.send("GET", "/v1/pain-points/\(number)", as: volunteer).status == 200)
    }
  }

  @Test func `what cannot be is refused with its field`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann", scopes: Self.scopes)
      let made = try await post(scene, token, "", #"{"tickets":[\#(scene.mine)]}"#)
      let number = try #require(try made.json["painPoint"] as? Int)
      let long = String(repeating: "x", count: PainLimits.title + 1)
      for (path, body, status) in [
        ("", "{}", 422), ("/\(number)/facts", #"{"title":"x"}"#, 422),
        ("/\(number)/facts", #"{"revision":1,"title":"\#(long)"}"#, 422),
        ("/\(number)/decision", #"{"decision":"perhaps","reason":"x"}"#, 422),
        ("/\(number)/decision", #"{"decision":"fix"}"#, 422), ("/\(number)/attempts", #"{"what":" "}"#, 422),
        ("/\(number)/tickets", #"{"add":[\#(scene.other)]}"#, 422), ("/\(number)/workaround", "{}", 409),
        ("/999/decision", #"{"decision":"fix","reason":"x"}"#, 404),
      ] {
        let answer = try await post(scene, token, path, body)
        #expect(answer.status == status, "\(path) \(body.prefix(60)): \(answer.text)")
      }
    }
  }
}
