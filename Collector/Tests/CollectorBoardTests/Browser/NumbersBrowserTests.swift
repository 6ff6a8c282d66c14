// The numbers in a real browser: read at once, their tables by keys, their tickets by a link, and nothing that scrolls sideways.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite(
  .serialized,
  .enabled(if: Browser.driverPath != nil, "chromedriver is not installed (Debian: chromium, chromium-driver)"))
struct NumbersBrowserTests {
  /// A quarter of a year: what came, what was answered and resolved, and what reporters said.
  static func fill(_ house: BoardFixture, withHostile: Bool = true) async throws {
    try await Shop.fill(house)
    if withHostile {
      let hostile = try await house.addApp("Hostile")
      try await house.receive(Hostile.report(), app: hostile)
    }
    let odd = withHostile ? Hostile.override : "delivery"
    let now = house.clock.now
    try await house.store.write { store in
      let people = try store.accounts().map { Actor.staff(id: $0.id, name: $0.name) }
      let app = try #require(try store.apps().first).id
      for index in 0..<240 {
        let at = now.adding(seconds: Int64(-89 * 86_400 + index * 31_000))
        let number = try store.openTicket(
          Ticket(
            number: 0, app: app, title: "Matter \(index)", kind: .problem, severity: .medium,
            component: ["checkout", "search", odd][index % 3], page: nil, state: .open, resolution: nil,
            openedAt: at, changedAt: at, reportCount: 1, reporterCount: 1, firstCapturedAt: at, lastCapturedAt: at,
            firstReceivedAt: at, lastReceivedAt: at))
        let actor = people[index % people.count]
        let answered = at.adding(seconds: Int64(1_200 + index * 7_919 % 90_000))
        guard index % 9 != 0, answered < now else { continue }
        try TicketActions(store, now: answered).claim(number, by: actor)
        try TicketActions(store, now: answered).answer(number, note: "We look at it", by: actor)
        let resolved = answered.adding(seconds: Int64(9_000 + index * 104_729 % 700_000))
        guard index % 4 != 0, resolved < now else { continue }
        try TicketActions(store, now: resolved).resolve(number, as: .content, note: "Done", by: actor)
        let said: [(TicketEvent.Kind, String?)] = [
          (index % 5 == 0 ? .notHelped : .helped, nil), (.rated, String(3 + index % 3)), (.thanked, actor.name),
        ]
        for (kind, detail) in said.prefix(index % 4) {
          try store.append(TicketEvent(ticket: number, at: resolved, actor: .system, kind: kind, detail: detail))
        }
      }
      try ProgrammeDateActions(store, now: now, by: .command, apps: .all).save(
        name: withHostile ? "Engineers answer \(Hostile.override)" : "Engineers answer",
        day: CivilDay(now).adding(days: -40).text, app: nil)
    }
  }

  @Test func theNumbersAreReadTheirTablesOpenedAndTheirTicketsReached() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(role: .admin)
      try await Self.fill(house)
      try await Browser.with { browser in
        try await signIn(house, browser)
        for (width, isDark) in [(1280, false), (1280, true), (390, false)] {
          try await browser.resize(width: width, height: 900, isDark: isDark)
          for (name, path) in [
            ("numbers", "/numbers?days=90&date=1"), ("numbers-none", "/numbers?segment=unheard"),
            ("dates", "/numbers/dates"),
            ("fields", "/?column=plan&field.plan=pro&counted=opened&from=2020-01-01&to=2199-12-31"),
          ] {
            try await browser.go(address(house, path))
            #expect(
              try await browser.value("document.documentElement.scrollWidth <= innerWidth") == "true",
              "\(name) at \(width) scrolls sideways")
            try await keep(browser, "\(name)-\(width)-\(isDark ? "dark" : "light")")
            try await browser.value(
              "(document.querySelector('.charts') && document.querySelector('.charts').scrollIntoView())")
            try await keep(browser, "\(name)-\(width)-\(isDark ? "dark" : "light")-below")
          }
        }
        try await browser.resize(width: 1280, height: 900)
        try await browser.go(address(house, "/numbers?days=90"))
        // What a leader reads stands above the fold: the cards begin on the first screen.
        #expect(
          try await browser.value("document.querySelector('.cards').getBoundingClientRect().top < 400") == "true")
        #expect(try await browser.value("document.querySelectorAll('svg.chart').length") == "5")
        #expect(
          try await browser.value(
            "[...document.querySelectorAll('svg.chart')].every((svg) => svg.getBoundingClientRect().width > 300 && svg.querySelector('rect, path[class^=line]'))"
          ) == "true")
        // By keys: a table opens with Enter, and holds a row for each stretch of its chart.
        try await browser.value("(document.querySelector('.figure summary').focus())")
        try await browser.press("\u{E007}")
        #expect(try await browser.waits(for: "document.querySelector('.figure details').open"))
        #expect(try await browser.value("document.querySelectorAll('.figure table')[0].tBodies[0].rows.length") == "13")
        try await browser.value("(document.querySelector('.card a.value').click())")
        #expect(try await browser.waits(for: "document.querySelectorAll('.row-link').length > 0"))
        #expect(
          try await browser.value("document.querySelector('.chips').textContent.includes('In the queue')") == "true")
      }
    }
  }

  @Test func chartsAreSeenInForcedColours() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(role: .admin)
      try await Self.fill(house)
      try await Browser.with { browser in
        try await browser.resize(width: 1280, height: 900, hasForcedColors: true)
        try await signIn(house, browser)
        try await browser.go(address(house, "/numbers?days=90"))
        let colours = try await browser.value(
          """
          [...document.querySelectorAll('.bar-0, .line-0, .bar-1, .line-1')].slice(0, 200).every((part) => {
            const style = getComputedStyle(part), ground = getComputedStyle(document.body).backgroundColor;
            return (style.fill !== 'none' ? style.fill : style.stroke) !== ground;
          })
          """)
        #expect(colours == "true")
        try await keep(browser, "numbers-forced-colours")
      }
    }
  }
}
