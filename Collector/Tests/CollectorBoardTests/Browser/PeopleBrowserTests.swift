// The pages of people, one's own account and the audit log in a browser: at both widths, with hostile names, and by hand from an
// invitation to a second factor.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite(
  .serialized,
  .enabled(if: Browser.driverPath != nil, "chromedriver is not installed (Debian: chromium, chromium-driver)"))
struct PeopleBrowserTests {
  private static let long = String(repeating: "Wolfeschlegelsteinhausenbergerdorff", count: 5)
  private static let hostile = "\u{202E}<script>alert(1)</script> عبد الرحمن \u{0301}\u{0301}"

  /// An admin, and accounts of every kind with names that people would rather not have.
  private func fill(_ house: BoardFixture) async throws {
    try await house.addAccount(role: .admin)
    let apps = [try await house.addApp(Self.long.prefix(90).description), try await house.addApp("Shop")]
    for (number, name) in [Self.long, Self.hostile, "Ben Osei", "C"].enumerated() {
      let email = "\(number == 0 ? String(repeating: "long", count: 20) : "person\(number)")@example.com"
      try await house.addAccount(
        email, name: name, role: StaffRole.allCases[number + 1], apps: number == 1 ? .app(apps[0].id) : .all)
    }
    let now = house.clock.now
    try await house.store.write { store in
      let actions = StaffActions(store, now: now, by: .staff(id: 1, name: Self.hostile), from: "2001:db8:1:2:3:4:5:6")
      try actions.invite(
        email: "invited@example.com", name: "Invited", role: .support, apps: .all,
        tokenHash: [UInt8](repeating: 1, count: 32))
      try actions.setAway(3, true)
      try actions.requireFactor(4, true)
      try actions.disable(5)
      try actions.createToken(
        1, name: Self.long.prefix(100).description, scopes: Set(Permission.allCases), days: 30, text: "tbs_secret",
        secrets: house.secrets)
      for number in 0..<30 {
        try store.audit(
          AuditEntry(
            at: now.adding(seconds: -Int64(number) * 4_000), act: AuditAct.allCases[number], by: .visitor,
            address: "10.0.0.1", ticket: 3, subject: number % 3 == 0 ? Self.long : Self.hostile, detail: Self.long))
      }
      for number in 0..<4 {
        try store.createSession(
          StaffSession(
            tokenHash: [UInt8](repeating: UInt8(number + 9), count: 32), account: 1, createdAt: now,
            expiresAt: now.adding(seconds: 9_999), browser: number == 0 ? Self.hostile : Self.long, address: "::1"))
      }
    }
  }

  @Test func `every page fits a phone and a desk, and the bar has one line`() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await fill(house)
      try await Browser.with { browser in
        try await signIn(house, browser)
        for width in [390, 1280] {
          try await browser.resize(width: width, height: 900)
          for path in ["/people", "/people/1", "/people/2", "/people/3", "/people/6", "/account", "/audit"] {
            try await browser.go(address(house, path))
            try await browser.value("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
            try await expectFits(browser, "\(path) at \(width)")
            try await keep(browser, "people-\(width)-\(path.filter { $0.isLetter || $0.isNumber })")
            let bar = try await browser.value("document.querySelector('.bar').getBoundingClientRect().height")
            #expect((Double(bar) ?? 999) <= 60, "the bar has two lines at \(width)")
          }
        }
        try await expectNoComplaints(browser, "people")
      }
    }
  }

  @Test(.enabled(if: axe != nil, "TELLBACK_AXE names no axe.min.js; Tests/run fetches it"))
  func `no page of people breaks a rule of axe`() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await fill(house)
      let token = house.secrets.makeToken()
      let hash = house.secrets.tokenHash(token)
      let now = house.clock.now
      try await house.store.write { store in
        try StaffActions(store, now: now, by: .command).inviteAgain(6, tokenHash: hash)
        try StaffActions(store, now: now, by: .command).beginFactor(1, secret: [UInt8](repeating: 5, count: 20))
      }
      try await Browser.with { browser in
        let join = JoinRoutes.link(token).target
        for place in ["/sign-in", join, "/join?key=0"] {
          try await browser.go(address(house, place))
          try await expectNoViolations(browser, place)
        }
        try await signIn(house, browser)
        for place in ["/people", "/people/1", "/people/3", "/people/6", "/account", "/audit", "/audit?act=x"] {
          try await browser.go(address(house, place))
          try await expectNoViolations(browser, place)
        }
      }
    }
  }

  @Test func `an admin invites, the invited joins, sets up a second factor and signs in with it`() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(role: .admin)
      try await Browser.with { browser in
        try await browser.resize(width: 390, height: 800)
        try await signIn(house, browser, to: "/people")
        try await browser.click("details.box > summary")
        try await browser.type("#invite input[name=email]", "ben@example.com")
        try await browser.type("#invite input[name=name]", "Ben Osei")
        try await browser.click("#invite button.primary")
        #expect(try await browser.sees(".secret code"))
        try await keep(browser, "people-link")
        let link = try await browser.value("document.querySelector('.secret code').textContent")
        #expect(link.hasPrefix("http://127.0.0.1:\(house.port)/join?key="))
        try await browser.go(link)
        try await keep(browser, "people-join")
        try await browser.type("input[name=password]", "a long password")
        try await browser.type("input[name=again]", "a long password")
        try await browser.click("button.primary")
        #expect(try await browser.waits(for: "location.pathname === '/'"))
        try await browser.go(address(house, "/account"))
        #expect(try await browser.value("document.querySelector('input[name=name]').value") == "Ben Osei")
        try await browser.click("#factor button")
        #expect(try await browser.sees("#confirm-factor"))
        try await keep(browser, "people-factor")
        let secret = try #require(try await house.store.read { try $0.secondFactor(ofAccount: 2)?.secret })
        // The present one: it counts for half a minute longer, however slow the browser is.
        func code(_ offset: Int64) -> String {
          OneTimeCode.code(secret: secret, step: OneTimeCode.step(at: house.clock.now) + offset)
        }
        try await browser.type("#confirm-factor input[name=code]", code(0))
        try await browser.click("#confirm-factor button")
        #expect(try await browser.sees("ul.secret"))
        try await keep(browser, "people-recovery")
        try await browser.click("a.button.primary")
        #expect(try await browser.sees("#factor"))
        try await browser.value("document.querySelector('form.me button').click()")
        #expect(try await browser.sees("input[name=email]"))
        try await browser.type("input[name=email]", "ben@example.com")
        try await browser.type("input[name=password]", "a long password")
        try await browser.click("button.primary")
        #expect(try await browser.sees("input[name=code]"))
        try await keep(browser, "people-code")
        try await browser.type("input[name=code]", code(1))
        try await browser.click("button.primary")
        #expect(try await browser.waits(for: "location.pathname === '/'"))
      }
    }
  }
}
