// The desk with many tickets of three apps in a real browser: keys, many at once, undo, search, the way back, every width and zoom.
// TELLBACK_MANY says how many tickets; a few hundred without it.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

extension DeskBrowserTests {
  private static let many = ProcessInfo.processInfo.environment["TELLBACK_MANY"].flatMap { Int($0) } ?? 390
  /// Widths, and 1280 pixels at a zoom of 150 and 200 %.
  private static let sizes: [(width: Int, scale: Double)] = [
    (390, 1), (640, 1), (721, 1), (800, 1), (1000, 1), (1280, 1), (853, 1.5), (640, 2),
  ]
  private static let things = ["lamp", "printer", "payment", "voucher", "calendar", "map", "invoice", "drawer"]
  private static let troubles = ["fails", "is slow", "shows nothing", "asks for the code again and again"]
  /// Bytes of a page, as it is before it is compressed.
  private static let pageLimit = 150_000

  /// What differs by digits alone is taken for the same.
  private static func word(_ number: Int) -> String {
    let syllables = ["ka", "lo", "mi", "ren", "su", "tor", "vel", "zan"]
    var (word, rest) = ("", number + 8)
    while rest > 0 {
      word += syllables[rest % 8]
      rest /= 8
    }
    return word
  }

  private static func fill(_ house: BoardFixture, _ count: Int) async throws {
    var apps: [AppRecord] = []
    for name in ["Shop", "Warehouse", "Kiosk <b>3</b>"] { apps.append(try await house.addApp(name)) }
    let now = house.clock.now
    for start in stride(from: 0, to: count, by: 200) {
      let incoming = (start..<min(start + 200, count)).map { index -> IncomingReport in
        let at = now.adding(seconds: Int64(index - count) * 60)
        let words =
          "The \(things[index % 8]) \(troubles[index / 8 % 4]) in \(word(index))"
          + (index % 50 == 7 ? " " + String(repeating: "verylongwordwithoutanyspace", count: 12) : "")
        let report = makeReport(words, capturedAt: at) {
          $0.user = "user \(index)"
          // The newest are alike, so that they stand in the order of their numbers.
          $0.kind = index % 3 == 0 && index < count - 60 ? .idea : .problem
          $0.segment = "segment \(index % 5)"
        }
        return IncomingReport(
          id: report.id, app: apps[index % 3].id, installation: nil, receivedAt: at, sentAt: at, body: report.encoded())
      }
      _ = try await withCheckedThrowingContinuation { continuation in
        house.store.ingest(incoming, from: nil) { continuation.resume(with: $0) }
      }
      _ = try await house.store.write { store in
        while try BoardFixture.digest.digestPending(in: store, now: now) != DigestTally() {}
      }
    }
    let opened = try await house.store.read { try $0.facets(in: .all).states.values.reduce(0, +) }
    #expect(opened == count)
  }

  @Test func `A7, B5: a morning with the tickets of three apps, by keys, at every width, and back to the same place`()
    async throws
  {
    try await BoardFixture.with(usesRealTime: true, undoSeconds: 120) { house in
      try await house.addAccount()
      try await house.addAccount("kim@example.com", name: "Kim Lee")
      try await Self.fill(house, Self.many)
      try await Browser.with { browser in
        try await browser.resize(width: 1280, height: 900)
        try await signIn(house, browser, to: "/triage")
        try await triage(house, browser)
        try await many(house, browser)
        try await search(house, browser)
        try await deepAndBack(house, browser)
        try await expectNoComplaints(browser, "the morning with many tickets")
        try await widths(house, browser)
        let failures = house.failures.all
        #expect(failures.isEmpty, "\(failures)")
      }
    }
  }

  private static let shownKey = "document.querySelector('.pane-body .ticket')?.dataset.key ?? ''"

  /// Ten are claimed by keys alone, and the last one is given back.
  private func triage(_ house: BoardFixture, _ browser: Browser) async throws {
    try await browser.press("j")
    let newest = Self.many
    for number in stride(from: newest, to: newest - 10, by: -1) {
      try await Self.expectShown(browser, "\(number)")
      try await browser.press("c")
    }
    try await Self.expectShown(browser, "\(newest - 10)")
    try await browser.press("z")
    try await Self.expectShown(browser, "\(newest - 9)")
    let owned = try await house.store.read { reads in
      try (newest - 9...newest).map { try reads.ticket(Int64($0))?.holder.owner?.name }
    }
    #expect(owned == [nil] + Array(repeating: "Ada Keller", count: 9))
    #expect(
      try await browser.waits(
        for: "document.querySelector('.distance strong').innerText.replace(/\\D/g, '') === '\(newest - 9)'"))
  }

  private func many(_ house: BoardFixture, _ browser: Browser) async throws {
    try await browser.go(address(house, "/"))
    try await browser.press("j")
    try await Self.expectShown(browser, "\(Self.many)")
    try await browser.press("xjjjjX")
    #expect(try await browser.value("document.querySelector('.bulk-bar .selected').innerText") == "5 selected")
    try await browser.click("#bulk button[value=severity]")
    #expect(try await browser.waits(for: "document.querySelector('.pane-body input[value=critical]')"))
    try await browser.click(".pane-body input[value=critical]")
    try await browser.click(".pane-body button[value=severity]")
    #expect(try await browser.waits(for: "document.querySelector('.pane-body .done')"))
    func critical() async throws -> Int {
      try await house.store.read { reads in
        try (Self.many - 4...Self.many).count { try reads.ticket(Int64($0))?.severity == .critical }
      }
    }
    #expect(try await critical() == 5)
    try await browser.press("z")
    #expect(try await browser.waits(for: "document.querySelector('.pane-body h1')?.innerText === 'Undo'"))
    #expect(try await critical() == 0)
  }

  private func search(_ house: BoardFixture, _ browser: Browser) async throws {
    try await browser.go(address(house, "/?state=all"))
    try await browser.press("/")
    // The last word may be only begun, so the rare one stands first.
    try await browser.press("\(Self.word(3)) voucher\(Self.enter)")
    #expect(try await browser.waits(for: "location.search.includes('q=') && document.readyState === 'complete'"))
    #expect(try await browser.value("document.querySelector('#live tr[data-key]')?.dataset.key ?? ''") == "4")
    #expect(try await browser.value("document.querySelectorAll('.excerpt mark').length > 0") == "true")
  }

  /// A page far down, on a window that shows the ticket as a page of its own.
  private func deepAndBack(_ house: BoardFixture, _ browser: Browser) async throws {
    try await browser.resize(width: 1090, height: 700)
    try await browser.go(address(house, "/?page=3"))
    for _ in 0..<25 { try await browser.press("j") }
    let row = try await browser.value("document.activeElement.closest('tr').dataset.key")
    let top = try await browser.value("Math.round(document.activeElement.closest('tr').getBoundingClientRect().top)")
    for way in ["u", "back"] {
      try await browser.press(Self.enter)
      #expect(try await browser.waits(for: "location.pathname === '/tickets/\(row)'"))
      if way == "u" { try await browser.press("u") } else { try await browser.back() }
      #expect(try await browser.waits(for: "location.pathname === '/' && location.search === '?page=3'"), "\(way)")
      #expect(
        try await browser.waits(for: "document.activeElement.closest('tr')?.dataset.key === '\(row)'"), "by \(way)")
      let now = try await browser.value("Math.round(document.activeElement.closest('tr').getBoundingClientRect().top)")
      #expect(abs((Int(now) ?? -999) - (Int(top) ?? 999)) <= 2, "by \(way): \(now) instead of \(top)")
    }
  }

  private func widths(_ house: BoardFixture, _ browser: Browser) async throws {
    let places = [
      "/", "/triage", "/?state=all&page=2", "/?q=voucher&state=all", "/board", "/work", "/tickets/8",
      "/tickets/\(Self.many)", "/numbers", "/duplicates", "/known-issues", "/delivery", "/pain",
    ]
    for (width, scale) in Self.sizes {
      try await browser.resize(width: width, height: 900, scale: scale)
      for path in places {
        try await browser.go(address(house, path))
        try await expectFits(browser, "\(path) at \(width) x \(scale)")
        try await keep(browser, "many-\(width)x\(scale)-\(path.filter { $0.isLetter || $0.isNumber })")
      }
    }
    try await browser.resize(width: 1280, height: 900, hasForcedColors: true)
    for path in ["/", "/triage", "/board", "/tickets/8"] {
      try await browser.go(address(house, path))
      try await keep(browser, "many-forced-\(path.filter { $0.isLetter || $0.isNumber })")
      // What is told apart by a background alone is gone where colours are forced.
      let unseen = try await browser.value(
        """
        [...document.querySelectorAll('main button, main .button')].filter((part) => part.offsetParent)
          .filter((part) => { const style = getComputedStyle(part);
            return style.borderTopStyle === 'none' && style.textDecorationLine === 'none'
              && style.outlineStyle === 'none'; }).map((part) => part.outerHTML.slice(0, 80)).join(' | ')
        """)
      #expect(unseen.isEmpty, "\(path): \(unseen)")
    }
    let visitor = try await house.signIn()
    for path in places {
      let page = try await house.get(path, as: visitor)
      #expect(page.status == 200 && page.body.count <= Self.pageLimit, "\(path): \(page.body.count) bytes")
    }
  }
}
