// Linking tickets by their numbers, on the page of one of them.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct RelationFormTests {
  @Test func `a ticket says what blocks it and what belongs with it, on both pages and in both histories`()
    async throws
  {
    try await BoardFixture.with { house in
      let app = try await house.addApp()
      for text in ["Saving fails", "Printing <b>fails", "Loading fails"] {
        try await house.receive(makeReport(text), app: app)
      }
      try await house.addAccount()
      let ada = try await house.signIn()
      func send(_ number: Int64, _ values: [(String, String)]) async throws -> PlainAnswer {
        try await house.post(
          "/tickets/\(number)/relations", [("form_token", ada.token), ("act", "relate")] + values, as: ada)
      }
      #expect(try await send(1, [("way", "is_blocked_by"), ("other", " #2 ")]).status == 303)
      #expect(try await send(1, [("way", "relates"), ("other", "3")]).status == 303)
      let first = try await house.get("/tickets/1", as: ada).text
      #expect(
        first.contains("is blocked by") && first.contains("Printing &lt;b&gt;fails") && first.contains("belongs with"))
      let second = try await house.get("/tickets/2", as: ada).text
      #expect(second.contains("<span class=\"quiet\">blocks</span>") && second.contains("linked it: it blocks"))
      for (other, message) in [
        ("", "such as 42"), ("99", "There is no ticket 99"), ("1", "linked with itself"), ("3", "linked so already"),
      ] {
        let refused = try await send(1, [("way", "relates"), ("other", other)])
        #expect(refused.status == 422 && refused.text.contains(message), "\(other)")
        #expect(refused.text.contains("id=\"relate-other-error\""), "\(other)")
      }
      #expect(try await send(1, [("way", "explodes"), ("other", "3")]).status == 422)
      let removed = try await house.post(
        "/tickets/2/relations",
        [("form_token", ada.token), ("act", "unrelate"), ("way", "blocks"), ("other", "1")], as: ada)
      #expect(removed.status == 303)
      #expect(try await !house.get("/tickets/1", as: ada).text.contains("<span class=\"quiet\">is blocked by</span>"))
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }
}
