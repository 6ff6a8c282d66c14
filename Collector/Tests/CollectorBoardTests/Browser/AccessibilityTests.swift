// Each page against the rules of axe-core for WCAG 2.2 AA and its best practices, light and dark; and what axe does not see: forced
// colours, target sizes in the attachments, the order of headings and names of controls.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

/// The text of axe-core.
let axe: String? = ProcessInfo.processInfo.environment["TELLBACK_AXE"].flatMap {
  try? String(contentsOfFile: $0, encoding: .utf8)
}

func expectNoViolations(_ browser: Browser, _ place: String) async throws {
  try await browser.run(try #require(axe))
  // Chrome lays out what is scrolled out of sight too; details are opened, so that what they hold is checked.
  try await browser.value(
    "document.querySelectorAll('details:not(.menu)').forEach((part) => { part.open = true; })")
  let found = try await violations(browser, in: "document", leastRules: 15)
  #expect(found.isEmpty, "\(place): \(found)")
  // A menu lies over what stands below it, so it is checked alone.
  guard try await browser.value("document.querySelectorAll('.menu').length") != "0" else { return }
  try await browser.value("(document.querySelector('.menu').open = true)")
  let inMenu = try await violations(browser, in: "document.querySelector('.menu')", leastRules: 3)
  #expect(inMenu.isEmpty, "the menu of \(place): \(inMenu)")
  try await browser.value("(document.querySelector('.menu').open = false)")
}

private func violations(_ browser: Browser, in part: String, leastRules: Int) async throws -> String {
  try await browser.asyncValue(
    """
    axe.run(\(part), {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'],
    }).then((result) => done(result.passes.length < \(leastRules) ? 'axe checked ' + result.passes.length + ' rules' : result.violations.map((rule) =>
      rule.id + ': ' + rule.nodes.map((node) => node.target.join(' ') + ' (' + node.any.concat(node.all).map((check) =>
        check.message).join(' ') + ')').join(' | ')).join('\\n')), (error) => done('axe failed: ' + error));
    """)
}

@Suite(
  .serialized,
  .enabled(if: Browser.driverPath != nil, "chromedriver is not installed (Debian: chromium, chromium-driver)"))
struct AccessibilityTests {
  /// Every page of the board with much on it, and with what hostile reports bring.
  private func places(_ house: BoardFixture) async throws -> [(name: String, path: String)] {
    let app = try await house.addApp("Hostile")
    let hostile = Hostile.report()
    try await house.receive(
      hostile, app: app, files: [("text/html", Array("<b>".utf8)), ("image/png", Picture.png(width: 60, height: 40))])
    let tickets = try await house.store.read { try $0.tickets(TicketQuery(order: .reporters)).tickets }
    let payment = try #require(tickets.first).number
    let other = try #require(tickets.dropFirst().first).number
    let (left, right) = try await house.store.read {
      (
        try $0.reports(ofTicket: payment, offset: 0, limit: 1)[0],
        try $0.reports(ofTicket: other, offset: 0, limit: 1)[0]
      )
    }
    let others = try #require(tickets.first { $0.holder.owner?.name == "Ben Osei" }).number
    let now = house.clock.now
    try await ServiceLevelScene.fill(house)
    try await house.store.write {
      try $0.addSuggestions([
        TicketSuggestion(
          ticket: payment, candidate: other, report: left.sequence, candidateReport: right.sequence, likelihood: 0.5,
          words: ["checkout", "payment"], at: now)
      ])
      let group = try GroupActions($0, now: now).create("Night shift \(Hostile.override)")
      try GroupActions($0, now: now).save(group.id, name: group.name, members: [1])
      try TicketActions($0, now: now).handOver(other, to: .group(group.id), by: .system)
      try TicketActions($0, now: now).follow(others, account: 1)
      try fillWebhooks($0, at: now)
      try fillTrackers($0, at: now)
      try fillInbox($0, at: now)
      try ProgrammeDateActions($0, now: now, by: .command, apps: .all).save(
        name: "Night shift \(Hostile.override)", day: CivilDay(now).adding(days: -3).text, app: nil)
      // One that cannot be read, for the quarantine.
      _ = try $0.countRefused("too_long", by: 3)
      try $0.add(1_234, to: EnvelopeCount(app: app.id, sort: .skipped, name: "transaction"))
      try $0.add(2, to: EnvelopeCount(app: app.id, sort: .discarded, name: "ratelimit_backoff"))
    }
    try await house.store.write {
      let ada = Actor.staff(id: 1, name: "Ada")
      try TicketActions($0, now: now).changeTags(payment, add: ["vip", Hostile.override], by: ada)
      try BlockActions($0, now: now).block(senderOf: hostile.id, .reporter, reason: "<b>Spam", by: ada)
    }
    try await house.receive(Hostile.report(), app: app)
    let appID = app.id
    try await house.store.write {
      let launch = Launch(
        app: appID, name: Hostile.override, startsAt: now.adding(seconds: -86_400), endsAt: now.adding(seconds: 86_400),
        places: Launch.Places(words: ["b"]), brief: "<b>\(Hostile.override)")
      try LaunchActions($0, now: now, by: .command).save(launch, expecting: ["<b>", Hostile.override])
    }
    try await fillPain(house, payment)
    try await ReleaseScene.fill(house, app, page: Hostile.script)
    return [
      ("list", "/"), ("triage", "/triage"), ("triage with a ticket", "/triage?ticket=\(others)"),
      ("list with a ticket", "/?ticket=\(payment)"), ("nothing to triage", "/triage?q=unheard"),
      ("search", "/?q=payment&state=all"), ("nothing", "/?q=unheard&kind=idea"),
      ("ticket", "/tickets/\(payment)"),
      ("sought", "/tickets/\(payment)?report=\(left.id)"), ("compare", "/tickets/\(payment)/compare/\(other)"),
      ("merge", MergeChoicePage.link(payment, other).target), ("duplicates", "/duplicates"),
      ("known issues", "/known-issues"),
      ("hostile", "/reports/\(hostile.id)"), ("others", "/tickets/\(others)"), ("mine", "/?owner=me"),
      ("board", "/board"), ("empty board", "/board?q=unheard"), ("views", "/views"), ("work", "/work"),
      ("groups", "/groups"), ("levels", "/settings/service-levels"), ("due", "/?order=due"),
      ("routing", "/settings/routing"), ("rule", "/settings/routing/2"), ("new rule", "/settings/routing/new"),
      ("blocked", "/settings/blocked"), ("block", "/settings/blocked/1"),
      ("block choice", "/reports/\(left.id)/block"), ("webhooks", "/settings/webhooks"),
      ("webhook", "/settings/webhooks/1"), ("disabled", "/settings/webhooks/2"), ("inbox", "/inbox"),
      ("trackers", "/settings/trackers"), ("tracker", "/settings/trackers/1"), ("issues", "/?issue=any&state=all"),
      ("mail", "/settings/mail"), ("launches", "/launches"), ("launch", "/launches/1"), ("new launch", "/launches/new"),
      ("pains", "/pain"), ("pain", "/pain/1"), ("weights", "/settings/pain"), ("releases", "/releases"),
      ("week", "/week"),
      ("delivery", "/delivery"), ("missing", "/tickets/999"), ("numbers", "/numbers?days=7&date=1"),
      ("no numbers", "/numbers?segment=unheard"), ("dates", "/numbers/dates"),
      ("fields", "/?field.plan=pro&column=plan&counted=opened&from=2020-01-01&to=2199-12-31&state=all"),
    ] + (try await AnswerScene.fill(house))
  }

  @Test(.enabled(if: axe != nil, "TELLBACK_AXE names no axe.min.js; Tests/run fetches it"))
  func noPageBreaksARuleOfAxe() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await Browser.with { browser in
        for isDark in [false, true] {
          try await browser.resize(width: 1280, height: 900, isDark: isDark)
          try await browser.go(address(house, "/sign-in"))
          try await expectNoViolations(browser, "no account, dark: \(isDark)")
        }
        try await house.addAccount(role: .admin)
        for isDark in [false, true] {
          try await browser.resize(width: 1280, height: 900, isDark: isDark)
          try await browser.go(address(house, "/sign-in"))
          try await expectNoViolations(browser, "sign-in, dark: \(isDark)")
        }
        try await signIn(house, browser)
        try await expectNoViolations(browser, "no app")
        try await Shop.fill(house)
        let places = try await places(house)
        for width in [1280, 390] {
          for isDark in [false, true] {
            try await browser.resize(width: width, height: 900, isDark: isDark)
            for (name, path) in places {
              try await browser.go(address(house, path))
              if path.contains("ticket=") {
                #expect(try await browser.waits(for: "document.querySelector('.ticket h1')"), "\(name) at \(width)")
              }
              try await expectNoViolations(browser, "\(name) at \(width), dark: \(isDark)")
            }
          }
        }
      }
    }
  }

  @Test func severityAndTheSelectedTabAreVisibleInForcedColours() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(role: .admin)
      try await Shop.fill(house)
      try await Browser.with { browser in
        try await browser.resize(width: 1280, height: 900, hasForcedColors: true)
        try await signIn(house, browser)
        #expect(try await browser.value("matchMedia('(forced-colors: active)').matches") == "true")
        #expect(
          try await browser.value("getComputedStyle(document.querySelector('.severity i')).backgroundImage") != "none")
        let borders = try await browser.value(
          """
          [...document.querySelectorAll('.states a')].map((tab) => [tab.hasAttribute('aria-current'),
            getComputedStyle(tab).borderBottomColor === getComputedStyle(document.body).backgroundColor].join())
            .join(' ')
          """)
        #expect(borders == "true,false false,true false,true false,true")
        let outline = try await browser.value(
          "getComputedStyle(document.querySelector('.bar nav a[aria-current]')).outlineStyle")
        #expect(outline == "solid")
        try await keep(browser, "list-forced-colours")
      }
    }
  }

  @Test func everyControlCanBeHitAndTheAnswerIsNear() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(role: .admin)
      try await Shop.fill(house)
      let places = try await places(house)
      try await Browser.with { browser in
        try await signIn(house, browser)
        for width in [1280, 390] {
          try await browser.resize(width: width, height: 900)
          for (name, path) in places {
            try await browser.go(address(house, path))
            // Links within a sentence are excepted (WCAG 2.5.8), and what a row's link covers belongs to the row.
            let small = try await browser.value(
              """
              [...document.querySelectorAll('main button, main .button, main select, main input:not([type=hidden]), main summary, \
              main .attachments a, main .states a, main .pager a, header a, header button')]
                .map((part) => [part, (part.closest('label:has([type=radio], [type=checkbox])') ?? part).getBoundingClientRect()]).filter(([part, box]) => box.width > 1 && box.height > 1
                  && (box.height < 24 || box.width < 24))
                .map(([part, box]) => part.outerHTML.slice(0, 60) + ' ' + box.width + 'x' + box.height).join(' | ')
              """)
            #expect(small.isEmpty, "\(name) at \(width): \(small)")
          }
        }
        // The third stop leads to the answer, whatever stands before it.
        try await browser.go(address(house, places[3].path))
        try await browser.press("\u{E004}\u{E004}\u{E007}")
        #expect(try await browser.waits(for: "location.hash === '#answer'"))
        #expect(
          try await browser.waits(
            for: "document.querySelector('#answer textarea').getBoundingClientRect().top < innerHeight"))
        // Headings descend by one.
        let jumps = try await browser.value(
          """
          [...document.querySelectorAll('main h1, main h2, main h3, main h4')].map((part) => Number(part.tagName[1]))
            .filter((level, index, all) => index > 0 && level > all[index - 1] + 1).length
          """)
        #expect(jumps == "0")
      }
    }
  }
}
