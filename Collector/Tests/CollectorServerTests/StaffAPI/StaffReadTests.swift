// What programs read: lists by filter and cursor, a report as it came, events since a cursor.
import CollectorCore
import CollectorHTTP
import Foundation
import TellbackWire
import Testing

@testable @_spi(Simulation) import CollectorServer

@Suite struct StaffReadTests {
  @Test func `the list is read by filters and cursor to its end`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann", apps: ["Alpha"])
      let texts = ["apple", "boat", "cloud", "dragon", "engine", "forest"]
      for text in texts {
        _ = try await StaffAPIScene.report(scene.collector, scene.keys[0], "\(text) \(text)wise breaks")
      }
      var (cursor, seen): (String?, [String]) = ("0", [])
      while let next = cursor {
        let page = try await scene.send("GET", "/v1/tickets?order=oldest&limit=3&cursor=\(next)", as: token).json
        seen += (page["tickets"] as? [[String: Any]] ?? []).compactMap { $0["title"] as? String }
        #expect(page["total"] as? Int == 7)
        cursor = page["cursor"] as? String
      }
      #expect(seen == ["Saving fails"] + texts.map { "\($0) \($0)wise breaks" })
      let found = try await scene.send("GET", "/v1/tickets?q=dragon&app=Alpha&kind=problem&state=all", as: token).json
      #expect((found["tickets"] as? [[String: Any]])?.count == 1)
      #expect(try await scene.send("GET", "/v1/tickets?state=resolved", as: token).json["total"] as? Int == 0)
      for (query, status) in [
        ("state=gone", 422), ("kind=x", 422), ("severity=9", 422), ("order=random", 422), ("limit=0", 400),
        ("limit=201", 400), ("cursor=-1", 400), ("cursor=x", 400), ("colour=red", 400), ("app=Bravosecret+shop", 422),
        ("q=" + String(repeating: "x", count: 201), 422),
      ] {
        #expect(try await scene.send("GET", "/v1/tickets?" + query, as: token).status == status, "\(query.prefix(30))")
      }
    }
  }

  @Test func `a total that is the least there is says so, and any other one does not`() throws {
    func answer(_ page: TicketPage) throws -> [String: Any] {
      var writer = JSONWriter()
      writer.object { page.writeTotal(&$0) }
      return try #require(try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String: Any])
    }
    var page = TicketPage(tickets: [], total: 7)
    #expect(try answer(page).keys.sorted() == ["total"])
    page.cutFields = [FieldFilter("plan", "pro")]
    #expect(try answer(page)["totalIsAtLeast"] as? Bool == true)
    (page.cutFields, page.isBounded) = ([], true)
    #expect(try answer(page)["totalIsAtLeast"] as? Bool == true)
  }

  @Test func `a report is given as it came, with hostile words and all`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann")
      let hostile = "\u{202E}<script>\"\\\u{0001}\u{2028}</script> é \u{1F600}"
      let (ticket, id) = try await StaffAPIScene.report(scene.collector, scene.keys[0], hostile)
      let answer = try await scene.send("GET", "/v1/reports/\(id)", as: token).json
      #expect((answer["report"] as? [String: Any])?["text"] as? String == hostile)
      #expect(answer["ticket"] as? Int64 == ticket && answer["app"] as? String == "Alpha")
      let list = try await scene.send("GET", "/v1/tickets/\(ticket)/reports", as: token).json
      #expect((list["reports"] as? [[String: Any]])?.count == 1)
      _ = try await scene.send("POST", "/v1/tickets/\(ticket)/notes", as: token, #"{"text":"\u202e<b>\u2028"}"#)
      let events = try await scene.send("GET", "/v1/tickets/\(ticket)/events", as: token).json
      let last = try #require((events["events"] as? [[String: Any]])?.last)
      #expect(last["text"] as? String == "\u{202E}<b>\u{2028}" && last["kind"] as? String == "noted")
      #expect((last["by"] as? [String: Any])?["name"] as? String == "ann")
      let unknown = "00000000-0000-7000-8000-000000000000"
      #expect(try await scene.send("GET", "/v1/reports/\(unknown)", as: token).status == 404)
      #expect(try await scene.send("GET", "/v1/tickets/999", as: token).status == 404)
    }
  }

  @Test func `events are followed by cursor, of the apps that are seen, none left out and none twice`() async throws {
    try await StaffAPIScene.with { scene in
      let (limited, free) = (try await scene.token("ann", apps: ["Alpha"]), try await scene.token("ben"))
      for number in 0..<12 {
        let ticket = number % 2 == 0 ? scene.mine : scene.other
        let note = #"{"text":"note \#(number)"}"#
        #expect(try await scene.send("POST", "/v1/tickets/\(ticket)/notes", as: free, note).status == 201)
      }
      func follow(_ token: String) async throws -> [String] {
        var (cursor, texts, hasMore): (Int64, [String], Bool) = (0, [], true)
        while hasMore {
          let page = try await scene.send("GET", "/v1/events?limit=5&after=\(cursor)", as: token).json
          texts += (page["events"] as? [[String: Any]] ?? []).compactMap { $0["text"] as? String }
          let next = try #require(page["cursor"] as? Int64)
          hasMore = try #require(page["hasMore"] as? Bool)
          #expect(!hasMore || next > cursor)
          cursor = next
        }
        return texts
      }
      #expect(try await follow(free) == (0..<12).map { "note \($0)" })
      #expect(try await follow(limited) == (0..<12).filter { $0 % 2 == 0 }.map { "note \($0)" })
    }
  }

  @Test func `a token has a quota, and when it was used is noted`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann")
      var statuses: Set<Int> = []
      // It refills while this goes on.
      for _ in 0..<50_000 {
        let answer = try await scene.send("GET", "/v1/people", as: token)
        if answer.status == 429 { #expect(answer.headers["retry-after"] != nil && answer.text.contains("this token")) }
        statuses.insert(answer.status)
        if answer.status == 429 { break }
      }
      #expect(statuses == [200, 429])
      let used = try await scene.collector.store.read { try $0.tokens(ofAccount: 1).first?.usedAt }
      #expect(used != nil)
    }
  }
}
