// The numbers for programs: those of the apps that are seen, by the filters of the page.
import CollectorCore
import CollectorHTTP
import Foundation
import TellbackWire
import Testing

@testable @_spi(Simulation) import CollectorServer

@Suite struct NumberAPITests {
  @Test func `numbers are those of the apps that are seen`() async throws {
    try await StaffAPIScene.with { scene in
      let (limited, free) = (try await scene.token("ann", apps: ["Alpha"]), try await scene.token("ben"))
      try await scene.claim(free)
      let answer = try await scene.send(
        "POST", "/v1/tickets/\(scene.mine)/answers", as: free, #"{"text":"We look at it"}"#, "If-Match: *")
      #expect(answer.status == 201)
      let mine = try await scene.send("GET", "/v1/numbers", as: limited).json
      let all = try await scene.send("GET", "/v1/numbers?days=7", as: free).json
      #expect((mine["queue"] as? [String: Any])?["size"] as? Int == 1)
      #expect((all["queue"] as? [String: Any])?["size"] as? Int == 2)
      #expect((mine["counts"] as? [String: Any])?["answered"] as? Int == 1)
      let first = try #require(mine["firstAnswer"] as? [String: Any])
      #expect(first["tickets"] as? Int == 1 && first["clock"] as? String == "wall" && first["median"] is Int)
      #expect((mine["series"] as? [Any])?.count == 30 && (all["series"] as? [Any])?.count == 7)
      #expect((mine["staff"] as? [String: Any])?["answeredThisWeek"] as? Int == 1)
      let none = try await scene.send("GET", "/v1/numbers?component=nothing", as: free).json
      #expect((none["queue"] as? [String: Any])?["size"] as? Int == 0)
    }
  }

  @Test func `a programme date compares, and what is not known is refused`() async throws {
    try await StaffAPIScene.with { scene in
      let (limited, free) = (try await scene.token("ann", apps: ["Alpha"]), try await scene.token("ben"))
      try await scene.collector.store.write { store in
        let other = try store.app(named: "Bravosecret shop")?.id
        for (name, app) in [("Everybody", nil as AppID?), ("Bravosecret", other)] {
          try ProgrammeDateActions(store, now: SystemClock.now(), by: .command, apps: .all)
            .save(name: name, day: "2026-01-01", app: app)
        }
      }
      let compared = try await scene.send("GET", "/v1/numbers?date=1", as: limited)
      #expect(!compared.text.contains("Bravosecret") && compared.text.contains("Everybody"))
      let first = try #require(try compared.json["firstAnswer"] as? [String: Any])
      let comparison = try #require(first["comparison"] as? [String: Any])
      #expect((comparison["before"] as? [String: Any])?["until"] as? String == "2025-12-31")
      #expect(comparison["shift"] == nil)
      for (query, status) in [
        ("date=2", 422), ("app=Bravosecret+shop", 422), ("days=0", 422), ("days=1101", 422), ("since=2026-02-30", 422),
        ("since=2026-02-02&until=2026-02-01", 422), ("since=2000-01-01&until=2026-02-01", 422), ("clock=moon", 422),
        ("group=x", 422), ("colour=red", 400), ("segment=" + String(repeating: "x", count: 1_001), 422),
      ] {
        #expect(
          try await scene.send("GET", "/v1/numbers?" + query, as: limited).status == status, "\(query.prefix(30))")
      }
      #expect(try await scene.send("GET", "/v1/numbers?app=Bravosecret+shop&date=2", as: free).status == 200)
      #expect(try await scene.send("GET", "/v1/numbers", as: nil).status == 401)
    }
  }
}
