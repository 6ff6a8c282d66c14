// What the form promises: 0 lost once it said 'saved', 0 doubled; and where it cannot be kept, that is said before it is sent.
import Foundation
import TestBrowser
import Testing

@Suite(
  .serialized,
  .enabled(if: Browser.driverPath != nil, "chromedriver is not installed (Debian: chromium, chromium-driver)"))
struct WidgetDeliveryTests {
  private static let saved = ["en": "Saved. It is sent as soon", "de": "Gespeichert. Gesendet wird"]
  private static let has = ["en": "We have it.", "de": "Wir haben es."]

  @Test(arguments: ["en", "de"])
  func `online it is saved, sent once and received with page, version and reference`(lang: String) async throws {
    let scene = try await WidgetScene()
    let desk = try await scene.desk()
    try await Browser.with { browser in
      try await browser.go(scene.address(lang, more: "&data-user=ann"))
      try await browser.value("(Tellback.page('/cart/payment'), Tellback.step('pressed Pay'), 1)")
      _ = try await browser.report("The card is declined \u{1F4B3} <b>\u{202E}")
      #expect(try await browser.says(try #require(Self.has[lang])))
      let said = try await browser.said
      let reference = try #require(said.firstMatch(of: #/TB-[0-9A-Z]{4}-[0-9A-Z]{4}/#)).output
      try await eventually("the ticket") { try await desk.send("GET", "/v1/tickets/1/reports").status == 200 }
      let report = try await desk.send("GET", "/v1/tickets/1/reports").text
      for part in [
        "The card is declined \u{1F4B3} <b>", "\"page\":\"/cart/payment\"", "3.1", "pressed Pay", String(reference),
        "ann",
        "tellback-web",
      ] { #expect(report.contains(part), "\(part) is missing in \(report)") }
      #expect(try await scene.received() == 1)
      #expect(try await browser.complaints() == [])
    }
    try await scene.stop()
  }

  @Test(arguments: ["en", "de"])
  func `what was saved offline in a tab that was closed is sent from the next one, once`(lang: String) async throws {
    let scene = try await WidgetScene()
    try await Browser.with { browser in
      let first = try await browser.openTab()
      try await browser.go(scene.address(lang))
      try await browser.openForm()
      try await browser.goOffline(true)
      try await browser.write("Offline in the cart")
      try await browser.pressSend()
      #expect(try await browser.says(try #require(Self.saved[lang])))
      #expect(try await scene.received() == 0)
      try await browser.closeTab()
      _ = first
      let windows = try await browser.tabs
      try await browser.turn(to: try #require(windows.first))
      try await browser.go(scene.address(lang))
      try await eventually("the report") { try await scene.received() == 1 }
      for _ in 0..<3 { try await browser.go(scene.address(lang)) }
      try await browser.openForm()
      try await browser.clickButton(lang == "en" ? "Messages" : "Nachrichten")
      #expect(try await browser.says(try #require(Self.has[lang])))
      #expect(try await scene.received() == 1)
    }
    try await scene.stop()
  }

  @Test func `what was saved is there after the browser was killed, and comes once the collector is back`() async throws
  {
    let scene = try await WidgetScene()
    let profile = scene.folder.file("profile")
    let browser = try await Browser(profile: profile)
    try await browser.go(scene.address())
    try await browser.openForm()
    try await scene.collector.crash()
    try await browser.write("Killed 1")
    try await browser.value(
      "(Tellback.report({ text: 'Killed 2', files: [new File(['a picture'], 'a.png', { type: 'image/png' })] }), 1)")
    try await browser.pressSend()
    #expect(try await browser.says("Saved."))
    #expect(
      try await browser.asyncValue(
        "Tellback.report({ text: 'Killed 3' }).then((receipt) => done(String(receipt.saved)))") == "true")
    try browser.crash()
    try await scene.collector.start(["--undo-seconds", "0"])
    #expect(try await scene.received() == 0)
    try await Browser.with(profile: profile) { browser in
      try await browser.go(scene.address())
      try await eventually("the reports") { try await scene.received() == 3 }
      try await eventually("the file") {
        try await Client(base: try scene.collector.url, key: scene.appKey).metrics()["tellback_attachments_total"] == 1
      }
      try await browser.go(scene.address())
      #expect(try await browser.asyncValue("Tellback.report({ text: 'after' }).then(() => done('saved'))") == "saved")
      try await eventually("one more") { try await scene.received() == 4 }
    }
    try await scene.stop()
  }

  // Pages without TLS have no locks; a lease in the database stands in.
  @Test(arguments: [true, false])
  func `of two tabs one sends at a time, and nothing comes twice, with the browser's locks and without`(
    hasLocks: Bool
  ) async throws {
    let scene = try await WidgetScene()
    try await Browser.with { browser in
      if !hasLocks { try await browser.takeLocks() }
      try await browser.go(scene.address())
      #expect(try await browser.value("Boolean(navigator.locks)") == "\(hasLocks)")
      let left = try await browser.tab
      try await scene.collector.crash()
      let right = try await browser.openTab()
      if !hasLocks { try await browser.takeLocks() }
      // The script comes from the browser's cache while the collector is down.
      try await browser.go(scene.address())
      for tab in [left, right, left, right] {
        try await browser.turn(to: tab)
        let receipts = try await browser.asyncValue(
          "Promise.all([1, 2, 3].map((each) => Tellback.report({ text: 'Tab ' + each }))).then((all) => done(String(all.every((one) => one.saved))))"
        )
        #expect(receipts == "true")
      }
      try await scene.collector.start(["--undo-seconds", "0"])
      for tab in [left, right] {
        try await browser.turn(to: tab)
        try await browser.value("(dispatchEvent(new Event('online')), 1)")
      }
      try await eventually("all reports") { try await scene.received() == 12 }
      let client = Client(base: try scene.collector.url, key: scene.appKey)
      let figures = try await client.send("GET", "/metrics").text.split(separator: "\n")
      let repeats = figures.filter { $0.hasPrefix("tellback_ingest_answers_total{outcome=\"duplicate\"}") }
      #expect(repeats.allSatisfy { $0.hasSuffix(" 0") }, "\(repeats)")
      // Captured is delivered, queued and discarded, as the browser told with its last batch.
      try await browser.go(scene.address())
      _ = try await browser.report("The last one")
      #expect(try await browser.says("We have it."))
      #expect(try await scene.received() == 13)
    }
    try await scene.stop()
  }

  @Test(arguments: [
    ("en", "It cannot be saved here", "Send while this page is open"),
    ("de", "Hier lässt sich nichts speichern", "Senden, solange"),
  ])
  func `where the browser refuses to keep anything, that is said before sending`(
    lang: String, warning: String, verb: String
  ) async throws {
    let scene = try await WidgetScene()
    // Cookies are blocked, and with them all that pages keep.
    let preferences = ["profile.default_content_setting_values.cookies": 2]
    try await Browser.with(preferences: preferences) { browser in
      try await browser.go(scene.address(lang))
      #expect(
        try await browser.asyncValue(
          "try { indexedDB.open('x').onerror = () => done('refused') } catch { done('refused') }") == "refused")
      try await browser.openForm()
      #expect(try await browser.says(warning))
      #expect(try await browser.says(verb))
      try await browser.goOffline(true)
      try await browser.write("Not kept")
      try await browser.pressSend()
      #expect(try await browser.says(lang == "en" ? "Not saved" : "Nicht gespeichert"))
      try await browser.goOffline(false)
      try await browser.value("(dispatchEvent(new Event('online')), 1)")
      #expect(try await browser.says(try #require(Self.has[lang])))
      #expect(try await scene.received() == 1)
    }
    try await scene.stop()
  }

  @Test func `where storage is full, that is said before sending, and the words are sent from the open page`()
    async throws
  {
    let scene = try await WidgetScene()
    try await Browser.with { browser in
      // Room for some words; a picture does not fit.
      try await browser.limitStorage(of: scene.site.origin, to: 400_000)
      try await browser.go(scene.address())
      try await browser.openForm()
      try await browser.goOffline(true)
      try await browser.value(
        """
        (() => { const input = \(Browser.root).querySelector('[type=file]'); const files = new DataTransfer();
          // What can be compressed would fit after all.
          const noise = new Uint8Array(3000000);
          for (let at = 0; at < noise.length; at += 65536) crypto.getRandomValues(noise.subarray(at, at + 65536));
          files.items.add(new File([noise], 'large.png', { type: 'image/png' }));
          input.files = files.files; input.dispatchEvent(new Event('change')); return 1; })()
        """)
      #expect(try await browser.says("large.png"))
      try await browser.write("No room on this device")
      try await browser.pressSend()
      #expect(try await browser.says("It cannot be saved here: it is sent only while this page is open."))
      #expect(try await browser.value("\(Browser.root).querySelector('textarea').value") == "No room on this device")
      try await browser.clickButton("Send while this page is open")
      #expect(try await browser.says("Not saved: it is sent only while this page is open."))
      try await browser.goOffline(false)
      try await browser.value("(dispatchEvent(new Event('online')), 1)")
      #expect(try await browser.says("We have it."))
      #expect(try await scene.received() == 1)
    }
    try await scene.stop()
  }

  @Test func `what is too large for a server in between is shed, the largest first, and the page says so`() async throws
  {
    let scene = try await WidgetScene()
    try await Browser.with { browser in
      try await browser.go(scene.address())
      // A proxy that takes at most 2 MB, as the page meets it.
      try await browser.value(
        """
        (() => { const real = fetch; window.fetch = (address, init) => init?.method === 'PUT' && init.body.byteLength > 2e6
          ? Promise.resolve(new Response('too large', { status: 413 })) : real(address, init); return 1; })()
        """)
      let saved = try await browser.asyncValue(
        """
        Tellback.report({ text: 'Two pictures', files: [new File([new Uint8Array(100)], 'small.png', { type: 'image/png' }),
          new File([new Uint8Array(3000000)], 'large.png', { type: 'image/png' })] }).then((receipt) => done(String(receipt.saved)))
        """)
      #expect(saved == "true")
      let client = Client(base: try scene.collector.url, key: scene.appKey)
      try await eventually("the small file") { try await client.metrics()["tellback_attachments_total"] == 1 }
      try await browser.openForm()
      try await browser.clickButton("Messages")
      #expect(try await browser.says("Not sent, too large for the server: large.png"))
    }
    try await scene.stop()
  }
}
