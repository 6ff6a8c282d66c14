// The dialog for everybody: by keyboard alone, at 390 pixels, at 200 %, in the dark, in two languages, under a strict policy of the
// page, without a violation of axe; known issues while typing, and the conversation in the page.
import CollectorCore
import Foundation
import TestBrowser
import Testing

/// The text of axe-core.
private let axe: String? = ProcessInfo.processInfo.environment["TELLBACK_AXE"].flatMap {
  try? String(contentsOfFile: $0, encoding: .utf8)
}

@Suite(
  .serialized,
  .enabled(if: Browser.driverPath != nil, "chromedriver is not installed (Debian: chromium, chromium-driver)"))
struct WidgetDialogTests {
  private func keep(_ browser: Browser, _ name: String) async throws {
    guard let folder = ProcessInfo.processInfo.environment["TELLBACK_PICTURES"] else { return }
    try await browser.picture().write(to: URL(fileURLWithPath: folder + "/widget-\(name).png"))
  }

  private func violations(_ browser: Browser) async throws -> String {
    try await browser.run(try #require(axe))
    return try await browser.asyncValue(
      """
      axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'] })
        .then((result) => done(result.passes.length < 15 ? 'axe checked ' + result.passes.length + ' rules'
          : result.violations.map((rule) => rule.id + ': ' + rule.nodes.map((node) => node.target.join(' ')).join(' | ')).join('\\n')),
          (error) => done('axe failed: ' + error));
      """)
  }

  @Test(.enabled(if: axe != nil, "TELLBACK_AXE names no axe.min.js; Tests/run fetches it"), arguments: ["en", "de"])
  func `the open dialog breaks no rule of axe, and a strict policy of the page is kept`(lang: String) async throws {
    let scene = try await WidgetScene()
    let desk = try await scene.desk()
    try await Browser.with { browser in
      try await browser.go(scene.address(lang))
      _ = try await browser.report("Saving does nothing")
      try await eventually("the ticket") { try await desk.send("GET", "/v1/tickets/1").status == 200 }
      try await scene.post(desk, "/v1/tickets/1/claim", "{}")
      try await scene.post(desk, "/v1/tickets/1/answers", #"{"text":"We look at it."}"#)
      try await scene.post(
        desk, "/v1/tickets/1/known-issue",
        #"{"title":"Saving does nothing in the editor","words":"save, lost","workaround":"Press Ctrl+S."}"#)
      try await scene.post(
        desk, "/v1/tickets/1/moves", #"{"to":"resolved","resolution":"content","text":"Try again."}"#)
      for width in [1280, 390] {
        for isDark in [false, true] {
          let name = "\(lang)-\(width)-\(isDark ? "dark" : "light")"
          try await browser.resize(width: width, height: 800, isDark: isDark)
          try await browser.go(scene.address(lang))
          if width == 1280, !isDark { #expect(try await browser.waits(for: "Tellback.unread > 0")) }
          #expect(try await violations(browser) == "", "closed, \(name)")
          try await keep(browser, "closed-\(name)")
          try await browser.openForm()
          try await browser.write("In the editor saving does nothing at all")
          #expect(try await browser.says(lang == "en" ? "We know of this" : "Das ist uns bekannt"))
          try await browser.value(
            """
            (() => { const input = \(Browser.root).querySelector('[type=file]'); const files = new DataTransfer();
              files.items.add(new File(['x'.repeat(300000)], 'Bildschirm \\u202e<b>.png', { type: 'image/png' }));
              input.files = files.files; input.dispatchEvent(new Event('change')); return 1; })()
            """)
          #expect(try await browser.says(lang == "en" ? "Remove Bildschirm" : "Bildschirm"))
          try await browser.value("(\(Browser.root).querySelector('details').open = true, 1)")
          #expect(try await violations(browser) == "", "the form, \(name)")
          try await keep(browser, "form-\(name)")
          try await browser.value("(\(Browser.root).querySelector('.main').scrollIntoView(), 1)")
          try await keep(browser, "form-end-\(name)")
          // Nothing is wider than the page.
          #expect(try await browser.value("document.documentElement.scrollWidth <= innerWidth") == "true")
          #expect(
            try await browser.value(
              "\(Browser.root).querySelector('dialog').scrollWidth <= \(Browser.root).querySelector('dialog').clientWidth"
            ) == "true")
          try await browser.clickButton(lang == "en" ? "Messages" : "Nachrichten")
          #expect(try await browser.says(lang == "en" ? "Does it work for you now?" : "Geht es jetzt?"))
          #expect(try await violations(browser) == "", "the messages, \(name)")
          try await keep(browser, "messages-\(name)")
        }
      }
      let complaints = try await browser.complaints()
      #expect(complaints == [], "\(complaints)")
      // 1280 pixels at 200 %, and nothing moves for whoever wants that.
      try await browser.resize(width: 640, height: 400, scale: 2, reducesMotion: true)
      try await browser.go(scene.address(lang))
      try await browser.openForm()
      #expect(
        try await browser.value("getComputedStyle(\(Browser.root).querySelector('dialog')).animationName") == "none")
      #expect(try await browser.value("document.documentElement.scrollWidth <= innerWidth") == "true")
      try await browser.value("(\(Browser.root).querySelector('.main').scrollIntoView(), 1)")
      #expect(
        try await browser.value("\(Browser.root).querySelector('.main').getBoundingClientRect().bottom <= innerHeight")
          == "true")
      try await keep(browser, "zoom-\(lang)")
    }
    try await scene.stop()
  }

  @Test(arguments: ["en", "de"])
  func `by keyboard alone it is opened, written, sent and closed, and the focus stays in it`(lang: String) async throws
  {
    let scene = try await WidgetScene()
    let (tab, enter, escape) = ("\u{E004}", "\u{E007}", "\u{E00C}")
    let focused = "\(Browser.root).activeElement"
    try await Browser.with { browser in
      try await browser.resize(width: 390, height: 700)
      try await browser.go(scene.address(lang))
      #expect(try await browser.waits(for: "document.querySelector('aside')"))
      // A link of the page, then the button.
      try await browser.press(tab + tab)
      #expect(try await browser.waits(for: "\(focused)?.className === 'open'"))
      try await browser.press(enter)
      #expect(try await browser.waits(for: "\(focused)?.localName === 'textarea'"))
      try await browser.press("Typed")
      var names: Set<String> = []
      for _ in 0..<40 {
        try await browser.press(tab)
        names.insert(try await browser.value("\(focused)?.localName ?? document.activeElement.localName"))
      }
      // The browser's own parts count as the page's body; nothing of the page behind is reached.
      #expect(
        names.isSubset(of: ["button", "select", "textarea", "input", "summary", "body", "dialog", "div"]), "\(names)")
      try await browser.press(escape)
      #expect(try await browser.waits(for: "!\(Browser.root).querySelector('dialog[open]')"))
      #expect(try await browser.value("\(focused)?.className") == "open")
      try await browser.press(enter)
      #expect(try await browser.waits(for: "\(focused)?.value === 'Typed'"))
      try await browser.press(" by keys")
      for _ in 0..<20 where try await browser.value("\(focused)?.className") != "main" { try await browser.press(tab) }
      #expect(try await browser.value("\(focused)?.className") == "main")
      try await browser.press(enter)
      #expect(try await browser.waits(for: "\(focused)?.role === 'status'"))
      #expect(try await browser.says(lang == "en" ? "We have it." : "Wir haben es."))
      try await eventually("the report") { try await scene.received() == 1 }
      #expect(try await browser.complaints() == [])
    }
    try await scene.stop()
  }

  @Test func `nothing is sent without words, with too many, or with an address that may not be used`() async throws {
    let scene = try await WidgetScene()
    try await Browser.with { browser in
      try await browser.go(scene.address())
      try await browser.openForm()
      try await browser.pressSend()
      #expect(try await browser.says("Please write what it is about."))
      try await browser.write(String(repeating: "ü", count: 20_002))
      #expect(try await browser.says("2 characters too many"))
      try await browser.pressSend()
      try await browser.write("Call me")
      #expect(try await browser.says("19,993 of 20,000 characters left"))
      try await browser.value(
        """
        (() => { const field = \(Browser.root).querySelector('[autocomplete=email]'); field.value = 'ann@example.com';
          field.dispatchEvent(new Event('input')); return 1; })()
        """)
      try await browser.pressSend()
      #expect(try await browser.says("Please allow us to use your address"))
      #expect(try await scene.received() == 0)
      try await browser.value("(\(Browser.root).querySelector('[type=checkbox]').click(), 1)")
      try await browser.pressSend()
      #expect(try await browser.says("We have it."))
      #expect(try await scene.received() == 1)
      for wrong in ["{}", "{ text: ' ' }", "{ text: 'a', kind: 'button' }", "{ text: 'a'.repeat(20001) }"] {
        #expect(
          try await browser.asyncValue("Tellback.report(\(wrong)).then(() => done('taken'), () => done('refused'))")
            == "refused")
      }
    }
    try await scene.stop()
  }

  @Test func `what is sent is shown before, and without consent neither page nor browser goes along`() async throws {
    let scene = try await WidgetScene()
    let desk = try await scene.desk()
    try await Browser.with { browser in
      try await browser.go(scene.address(more: "&data-user=ann&data-segment=Acme"))
      try await browser.value("(Tellback.step('pressed Pay'), 1)")
      try await browser.openForm()
      try await browser.write("Without anything else")
      let shown = "\(Browser.root).querySelector('details dl').textContent"
      for part in ["ann", "Acme", "/shop/cart", "Chrome", "3.1", "pressed Pay"] {
        #expect(try await browser.value(shown).contains(part), "\(part)")
      }
      try await browser.value("([...\(Browser.root).querySelectorAll('[type=checkbox]')].at(-1).click(), 1)")
      #expect(try await browser.value(shown) == "AccountannOrganisationAcme")
      try await browser.pressSend()
      #expect(try await browser.says("We have it."))
      try await eventually("the report") {
        try await desk.send("GET", "/v1/tickets/1/reports").text.contains("Without anything else")
      }
      let report = try await desk.send("GET", "/v1/tickets/1/reports").text
      #expect(report.contains("\"user\":\"ann\"") && report.contains("Acme"))
      for part in ["/shop/cart", "Chrome", "pressed Pay", "timeZone", "locale"] {
        #expect(!report.contains(part), "\(part)")
      }
    }
    try await scene.stop()
  }

  // Practice C2: a workaround reaches everybody before they file. Practice D3: the same words and states in the product itself.
  // Practice B2: the reporter sees each state.
  @Test func `a known issue is offered while typing, and the conversation comes back into the page`() async throws {
    let scene = try await WidgetScene()
    let desk = try await scene.desk()
    try await Browser.with { browser in
      try await browser.go(scene.address())
      _ = try await browser.report("My voucher SPRING is refused at the till")
      try await eventually("the ticket") { try await desk.send("GET", "/v1/tickets/1").status == 200 }
      try await scene.post(
        desk, "/v1/tickets/1/known-issue",
        #"{"title":"Vouchers with several words are refused","words":"coupon, discount code","workaround":"AUTUMN-10 works instead."}"#
      )
      try await browser.go(scene.address())
      try await browser.openForm()
      try await browser.write("The weather is fine today")
      try await browser.write("My discount code is refused")
      #expect(try await browser.says("AUTUMN-10 works instead."))
      try await browser.clickButton("Me too")
      #expect(try await browser.says("We have it."))
      try await eventually("the second reporter's report on the same ticket") {
        try await desk.send("GET", "/v1/tickets/1").text.contains("\"reports\":2")
      }
      try await scene.post(desk, "/v1/tickets/1/claim", "{}")
      try await scene.post(desk, "/v1/tickets/1/answers", #"{"text":"Which till was it? <b>"}"#)
      try await browser.go(scene.address())
      #expect(try await browser.waits(for: "Tellback.unread === 2"))
      #expect(try await browser.value("\(Browser.root).querySelector('.open .badge').textContent") == "2")
      try await browser.openForm()
      try await browser.clickButton("Messages")
      #expect(try await browser.says("Which till was it? <b>"))
      #expect(try await browser.says("kim wrote:"))
      #expect(try await browser.waits(for: "Tellback.unread === 0"))
      try await browser.value(
        """
        (() => { const field = \(Browser.root).querySelector('article textarea'); field.value = 'The left one';
          field.dispatchEvent(new Event('input')); \(Browser.root).querySelector('article form').requestSubmit(); return 1; })()
        """)
      try await eventually("the reply") {
        try await desk.send("GET", "/v1/tickets/1/events").text.contains("\"kind\":\"replied\"")
      }
      #expect(try await browser.says("The left one"))
      #expect(try await browser.value("\(Browser.root).querySelector('article textarea').value") == "")
      try await scene.post(
        desk, "/v1/tickets/1/moves", #"{"to":"resolved","resolution":"content","text":"It is accepted now."}"#)
      try await browser.go(scene.address())
      #expect(try await browser.waits(for: "Tellback.unread > 0"))
      try await browser.openForm()
      try await browser.clickButton("Messages")
      #expect(try await browser.says("Does it work for you now?"))
      try await browser.clickButton("Still broken")
      #expect(try await browser.says("We hear you: it is still broken."))
      try await eventually("the ticket to be open again") {
        try await desk.send("GET", "/v1/tickets/1").text.contains("\"state\":\"open\"")
      }
      #expect(try await browser.complaints() == [])
    }
    try await scene.stop()
  }

  @Test(arguments: ["en", "de"])
  func `a file of staff stands in the conversation, and is saved as what it is`(lang: String) async throws {
    let scene = try await WidgetScene()
    try await Browser.with { browser in
      try await browser.go(scene.address(lang))
      _ = try await browser.report("Where is the guide?")
      try await eventually("the report") { try await scene.received() == 1 }
      try await scene.answer(
        with: StaffFile(name: "<b>guide\u{202E}.txt", type: "text/html", data: Array("Step 1".utf8)))
      try await browser.go(scene.address(lang))
      #expect(try await browser.waits(for: "Tellback.unread > 0"))
      try await browser.openForm()
      try await browser.clickButton(lang == "en" ? "Messages" : "Nachrichten")
      #expect(try await browser.says("<b>guide"))
      // What the browser would save, and under which name.
      try await browser.value(
        """
        (() => { const made = URL.createObjectURL; URL.createObjectURL = (blob) => {
            blob.text().then((text) => { window.saved = [blob.type, text]; }); return made.call(URL, blob); };
          HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download; }; return 1; })()
        """)
      try await browser.clickButton(lang == "en" ? "Save the file" : "Datei")
      #expect(try await browser.waits(for: "window.saved"))
      #expect(try await browser.value("window.saved.join()") == ",Step 1")
      #expect(try await browser.value("window.savedAs") == "<b>guide\u{202E}.txt")
      // Without a connection that is said beside the file.
      try await browser.goOffline(true)
      try await browser.clickButton(lang == "en" ? "Save the file" : "Datei")
      #expect(try await browser.says(lang == "en" ? "cannot be read" : "lässt sich nicht lesen"))
      try await browser.goOffline(false)
      try await keep(browser, "staff-file-\(lang)")
    }
    try await scene.stop()
  }
}
