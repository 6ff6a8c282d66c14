// Claiming, handing over and taking over by programs: the board's rules, and exactly one owner.
import CollectorCore
import CollectorHTTP
import Foundation
import TellbackWire
import Testing

@testable @_spi(Simulation) import CollectorServer

@Suite struct OwnerAPITests {
  private func post(_ scene: StaffAPIScene, _ verb: String, _ token: String, _ body: String = "{}") async throws
    -> HTTPResponse
  {
    try await scene.send("POST", "/v1/tickets/\(scene.mine)/\(verb)", as: token, body, "If-Match: *")
  }

  @Test func `of twenty people who claim one ticket at once one has it, and the others are told who`() async throws {
    try await StaffAPIScene.with { scene in
      var tokens: [String] = []
      for number in 0..<20 { tokens.append(try await scene.token("person\(number)")) }
      let answers = try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
        for token in tokens { group.addTask { try await post(scene, "claim", token) } }
        return try await group.reduce(into: [HTTPResponse]()) { $0.append($1) }
      }
      #expect(answers.count { $0.status == 200 } == 1)
      let ticket = try await scene.send("GET", "/v1/tickets/\(scene.mine)", as: tokens[0]).json
      let owner = try #require((ticket["owner"] as? [String: Any])?["name"] as? String)
      for answer in answers where answer.status != 200 {
        #expect(answer.status == 409 && answer.code == "owned" && answer.text.contains("\(owner) has ticket"))
      }
    }
  }

  @Test func `only the owner answers, hands over and back, and support takes over`() async throws {
    try await StaffAPIScene.with { scene in
      let scopes = Set(Permission.allCases)
      let (ann, ben) = (
        try await scene.token("ann", .developer, scopes: scopes), try await scene.token("ben", scopes: scopes)
      )
      let words = #"{"text":"We look"}"#
      #expect(try await post(scene, "answers", ann, words).code == "claim_first")
      #expect(try await post(scene, "claim", ann).status == 200)
      // Said again, it is no mistake.
      #expect(try await post(scene, "claim", ann).status == 200)
      for (owner, token, count) in [("me", ann, 1), ("me", ben, 0), ("nobody", ann, 1), ("1", ben, 1)] {
        let list = try await scene.send("GET", "/v1/tickets?owner=\(owner)", as: token).json
        #expect(list["total"] as? Int == count, "\(owner)")
      }
      #expect(try await scene.send("GET", "/v1/tickets?owner=x", as: ann).status == 422)
      #expect(try await post(scene, "answers", ben, words).code == "owned")
      #expect(try await post(scene, "answers", ann, words).status == 201)
      let people = try await scene.send("GET", "/v1/people", as: ann).json["people"] as? [[String: Any]]
      let id = try #require(people?.first { $0["name"] as? String == "ben" }?["id"] as? Int)
      #expect(try await post(scene, "hand-over", ann, "{}").status == 422)
      #expect(try await post(scene, "hand-over", ann, #"{"account":999}"#).status == 422)
      #expect(try await post(scene, "hand-over", ann, #"{"account":\#(id),"text":"Yours"}"#).status == 200)
      #expect(try await post(scene, "answers", ann, words).code == "owned")
      #expect(try await post(scene, "hand-back", ann).code == "not_yours")
      // A developer takes nothing from others.
      #expect(try await post(scene, "take-over", ann).status == 403)
      #expect(try await post(scene, "hand-back", ben).status == 200)
      #expect(try await post(scene, "claim", ann).status == 200)
      #expect(try await post(scene, "take-over", ben).status == 200)
      #expect(try await post(scene, "answers", ben, words).status == 201)
    }
  }
}
