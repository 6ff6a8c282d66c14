// The page of releases: what hurts and where, how often each version is reported, in both languages and with hostile names.
import CollectorCore
import TellbackWire
import Testing

@testable import CollectorBoard

// Practice D2.
@Suite struct ReleasesPageTests {
  @Test func `a release that hurts is flagged, with its figures, the page responsible and rates by version`()
    async throws
  {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let visitor = try await house.signIn()
      let none = try await house.get("/releases", as: visitor)
      #expect(none.status == 200 && none.text.contains("<h1>Releases</h1>"))
      let app = try await house.addApp()
      let empty = try await house.get("/releases", as: visitor).text
      #expect(
        empty.contains("No release was watched yet") && empty.contains("nothing is known of installations in use"))
      try await ReleaseScene.fill(house, app)
      let text = try await house.get("/releases", as: visitor).text
      for part in [
        "<bdi>2.1</bdi> beside <bdi>2.0</bdi>", "Hurts more", "<bdi>/pay</bdi>: 4.00", "Watched", "<bdi>beta</bdi>",
        "Installations by daily heartbeats", "Without heartbeats, installations that reported anything stand in",
        // 3 of 30 and 4 of 10 installation-days, by the thousand.
        "100", "400",
      ] { #expect(text.contains(part), "\(part)") }
      #expect(!text.contains("/quiet"))
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  // Practice D2, and E2 for the digest.
  @Test func `a page that is reported more than usual stands on releases and in the weekly digest`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let visitor = try await house.signIn()
      let app = try await house.addApp()
      for path in ["/releases", "/week"] {
        #expect(try await !house.get(path, as: visitor).text.contains("Reported more than usual"))
      }
      try await ReleaseScene.fill(house, app)
      for path in ["/releases", "/week"] {
        let text = try await house.get(path, as: visitor).text
        for part in ["Reported more than usual", "Page <bdi>/pay</bdi>", "18 in the week, 1.00 as usual", "18.0 ("] {
          #expect(text.contains(part), "\(part) on \(path)")
        }
      }
      let (now, person) = (house.clock.now, try #require(try await house.store.read { try $0.account(1) }))
      let digest = try await house.store.read { try WeekDigest(of: person, at: now, $0) }
      #expect(digest.spikes.map(\.spike.place.name) == ["/pay"] && !digest.isQuiet)
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  @Test func `names that would like to be markup are words, and German has its own`() async throws {
    try await BoardFixture.with { house in
      let account = try await house.addAccount()
      let app = try await house.addApp(String(Hostile.script.prefix(60)))
      try await ReleaseScene.fill(house, app, page: Hostile.script + Hostile.override, version: "<i>9.9")
      let now = house.clock.now
      let details = try await house.store.read { try ReleaseDetails(app, $0, now: now) }
      let viewer = Viewer(account: account, formToken: "token", sessionHash: [])
      Language.$current.withValue(.german) {
        let text = ReleasesPage(apps: [details], viewer: viewer, now: now).rendered()
        #expect(!text.contains("<script>alert") && !text.contains("<i>9.9") && !text.contains("\u{202E}"))
        for part in [
          "Versionen", "Schmerzt mehr", "Verantwortlich", "4,00", "Mehr gemeldet als sonst", "in der Woche, sonst 1,00",
        ] { #expect(text.contains(part), "\(part)") }
      }
    }
  }
}
