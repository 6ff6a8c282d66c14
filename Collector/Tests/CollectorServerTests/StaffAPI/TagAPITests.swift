// Tags by program: added, removed, filtered by, and refused with the limit.
import CollectorCore
import CollectorHTTP
import Foundation
import TellbackWire
import Testing

@testable @_spi(Simulation) import CollectorServer

@Suite struct TagAPITests {
  private func change(_ scene: StaffAPIScene, _ token: String, _ body: String) async throws -> HTTPResponse {
    try await scene.send("POST", "/v1/tickets/\(scene.mine)/tags", as: token, body)
  }

  @Test func `tags are added and removed without an If-Match, and stand with the ticket and in lists`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann")
      #expect(try await change(scene, token, #"{"add":["VIP"," beta "]}"#).status == 200)
      #expect(try await change(scene, token, #"{"add":["x"],"remove":["beta","none"]}"#).status == 200)
      let ticket = try await scene.send("GET", "/v1/tickets/\(scene.mine)", as: token).json
      #expect(ticket["tags"] as? [String] == ["vip", "x"])
      for (tag, count) in [("vip", 1), ("beta", 0)] {
        let list = try await scene.send("GET", "/v1/tickets?tag=\(tag)", as: token).json
        #expect(list["total"] as? Int == count)
        let first = (list["tickets"] as? [[String: Any]])?.first
        #expect(first == nil || first?["tags"] as? [String] == ["vip", "x"])
      }
      let events = try await scene.send("GET", "/v1/tickets/\(scene.mine)/events", as: token).json
      let kinds = (events["events"] as? [[String: Any]])?.compactMap { $0["kind"] as? String }.suffix(3)
      #expect(kinds == ["tagged", "untagged", "tagged"])
    }
  }

  @Test func `what cannot be a tag is refused, and so is who may not move tickets`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann")
      let long = String(repeating: "x", count: 51)
      for body in [#"{}"#, #"{"add":["\#(long)"]}"#, #"{"add":[" "]}"#, #"{"add":["a,b"]}"#] {
        let answer = try await change(scene, token, body)
        #expect(answer.status == 422, "\(body): \(answer.text)")
      }
      let reader = try await scene.token("lea", .lead, scopes: [.read])
      #expect(try await change(scene, reader, #"{"add":["x"]}"#).status == 403)
      let path = "/v1/tickets/\(scene.other)/tags"
      let stranger = try await scene.token("ben", apps: ["Alpha"])
      #expect(try await scene.send("POST", path, as: stranger, #"{"add":["x"]}"#).status == 404)
    }
  }
}
