// The page of all known issues: by app, with what helps, and nothing of an app that somebody does not see.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct KnownIssuesPageTests {
  private func withIssues(_ body: (BoardFixture, Visitor) async throws -> Void) async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let (shop, kiosk) = (try await house.addApp("Shop"), try await house.addApp("Kiosk"))
      try await house.addAccount("ben@example.com", name: "Ben Osei", apps: .app(shop.id))
      for (index, app) in [shop, shop, kiosk].enumerated() {
        let words = ["Saving fails", "Printing is slow", "The kiosk sleeps"]
        try await house.receive(makeReport(words[index]) { $0.user = "user \(index)" }, app: app)
      }
      let now = house.clock.now
      let ada = Actor.staff(id: 1, name: "Ada Keller")
      try await house.store.write { store in
        let actions = TicketActions(store, now: now)
        try actions.publish(
          1, title: "Saving <b>fails", words: "store", workaround: "Save <i>twice", fixedIn: "3.2", by: ada)
        try actions.publish(3, title: "Kiosk sleeps", words: "", workaround: nil, fixedIn: nil, by: ada)
      }
      try await body(house, try await house.signIn())
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  @Test func `every known issue stands on one page by app, with its ticket and what helps`() async throws {
    try await withIssues { house, ada in
      let page = try await house.get("/known-issues", as: ada).text
      #expect(page.contains("Saving &lt;b&gt;fails") && page.contains("Save &lt;i&gt;twice"))
      #expect(page.contains("Fixed in 3.2") && page.contains("1 person reported it"))
      #expect(page.contains("href=\"/tickets/1\"") && page.contains("href=\"/tickets/3\""))
      #expect(page.contains("says nothing that helps"))
      // Kiosk comes before Shop.
      let apps = page.components(separatedBy: "<h2 id=\"app-").dropFirst().map { String($0.prefix(40)) }
      #expect(apps.count == 2 && apps[0].contains("Kiosk") && apps[1].contains("Shop"))
      // A merged ticket's stands with its survivor, and what is withdrawn is gone.
      let now = house.clock.now
      try await house.store.write { store in
        let actions = TicketActions(store, now: now)
        try actions.merge(1, into: 2, by: .system)
        try actions.withdraw(3, by: .system)
      }
      let after = try await house.get("/known-issues", as: ada).text
      #expect(after.contains("data-key=\"2\"") && after.contains("2 people reported it"))
      #expect(!after.contains("Kiosk sleeps"))
    }
  }

  @Test func `of an app that somebody does not see nothing is said, and with none the page says how to make one`()
    async throws
  {
    try await withIssues { house, ada in
      let page = try await house.get("/known-issues", as: try await house.signIn("ben@example.com")).text
      #expect(page.contains("Saving") && !page.contains("Kiosk"))
      let now = house.clock.now
      try await house.store.write { store in
        for number in [1, 3] as [Int64] { try TicketActions(store, now: now).withdraw(number, by: .system) }
      }
      let empty = try await house.get("/known-issues", as: ada).text
      #expect(empty.contains("No known issue is published") && empty.contains("href=\"/?order=reporters\""))
    }
  }
}
