// Pages speak in the field's terms: words that people had to be told the meaning of stand nowhere.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct WordsOfTheFieldTests {
  private static let replaced = [
    "Sort it", "Note for staff alone", "Perhaps the same", "Make it the survivor", "Tell the apps", "Are these one?",
    "Nothing fits", "Look wider", "was here since", "\"Rooms\"",
  ]

  @Test func `the words that nobody understood are replaced by those of the field`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(role: .admin)
      try await Shop.fill(house)
      let ada = try await house.signIn()
      var text = ""
      for path in [
        "/", "/triage", "/?q=nothingatall&state=all", "/tickets/1", "/tickets/2", "/tickets/1/compare/2", "/duplicates",
        "/known-issues", "/board", "/delivery", "/numbers", "/work",
      ] {
        let page = try await house.get(path, as: ada)
        #expect(page.status == 200, "\(path): \(page.status)")
        let old = Self.replaced.filter { page.text.contains($0) }
        #expect(old.isEmpty, "\(path) says \(old)")
        text += page.text
      }
      for word in ["Internal note", "No results", "Publish", "Triage", "Known issues", "Delivery"] {
        #expect(text.contains(word), "\(word) stands nowhere")
      }
    }
  }
}
