// A page that may not send is told once, in words for whoever embeds the form: in the console and in the form itself.
import Foundation
import TestBrowser
import Testing

@Suite(
  .serialized,
  .enabled(if: Browser.driverPath != nil, "chromedriver is not installed (Debian: chromium, chromium-driver)"))
struct WidgetRefusalTests {
  /// Sends three times and returns what the console said for whoever embeds it.
  private func complaints(_ browser: Browser, _ address: String) async throws -> [String] {
    try await browser.go(address)
    _ = try await browser.report("One")
    #expect(try await browser.says("This form cannot send at the moment"))
    #expect(try await browser.says("Saved."))
    for text in ["Two", "Three"] {
      #expect(try await browser.asyncValue("Tellback.report({ text: '\(text)' }).then(() => done('saved'))") == "saved")
    }
    return try await browser.complaints().filter { $0.contains("Tellback:") }
  }

  @Test func `a page of another origin, without a key or with a wrong one is told once, and keeps what was written`()
    async throws
  {
    let scene = try await WidgetScene()
    let cases = [
      (
        scene.address(origin: scene.site.otherOrigin), "origin_not_allowed",
        "is not for pages of \(scene.site.otherOrigin)"
      ),
      (scene.address(key: "tbw_1_0"), "unknown_key", "app web-key create"),
      (scene.address(key: scene.appKey), "secret_key_in_page", "a page shows it to everybody"),
      (scene.address(key: ""), "missing_key", "data-key"),
    ]
    for (address, code, words) in cases {
      try await Browser.with { browser in
        let said = try await complaints(browser, address)
        #expect(said.count == 1 && said[0].contains(code) && said[0].contains(words), "\(code): \(said)")
        #expect(try await browser.said.contains(words))
      }
    }
    #expect(try await scene.received() == 0)
    try await scene.stop()
  }

  @Test func `a page with a blocked or revoked key is told once, and what it kept comes with a new key`() async throws {
    let scene = try await WidgetScene()
    try await scene.run("app", "web-key", "block", "1")
    try await Browser.with { browser in
      let blocked = try await complaints(browser, scene.address())
      #expect(blocked.count == 1 && blocked[0].contains("blocked_key"), "\(blocked)")
      // What this page still sends would hear of the revoked key too.
      try await browser.go("about:blank")
      _ = try await browser.complaints()
      try await scene.run("app", "web-key", "revoke", "1")
      let revoked = try await complaints(browser, scene.address())
      #expect(revoked.count == 1 && revoked[0].contains("revoked_key"), "\(revoked)")
      let made = try await scene.run("app", "web-key", "create", "shop", "--origin", scene.site.origin)
      let key = try #require(made.split(separator: "\n").last)
      try await browser.go(scene.address(key: String(key)))
      try await eventually("all that was kept") { try await scene.received() == 6 }
    }
    try await scene.stop()
  }

  @Test func `a page that floods is told once, and nothing of it is lost`() async throws {
    let scene = try await WidgetScene(quota: ["--quota", "0", "--installation-quota", "2"])
    try await Browser.with { browser in
      try await browser.go(scene.address())
      try await browser.openForm()
      try await browser.goOffline(true)
      let many = "Array.from({ length: 20 }, (_, each) => Tellback.report({ text: 'Flood ' + each }))"
      #expect(try await browser.asyncValue("Promise.all(\(many)).then(() => done('saved'))") == "saved")
      try await browser.goOffline(false)
      try await browser.value("(dispatchEvent(new Event('online')), 1)")
      // One batch is taken whole; its debt lasts for longer than this test.
      try await eventually("the batch") { try await scene.received() == 20 }
      _ = try await browser.complaints()
      for text in ["One more", "Another one"] {
        #expect(
          try await browser.asyncValue("Tellback.report({ text: '\(text)' }).then(() => done('saved'))") == "saved")
      }
      #expect(try await browser.says("This form cannot send at the moment: Reports of this installation come faster"))
      let said = try await browser.complaints().filter { $0.contains("Tellback:") }
      #expect(said.count == 1 && said[0].contains("quota_installation"), "\(said)")
      let made = try await scene.run("app", "web-key", "create", "shop", "--origin", scene.site.origin)
      let key = try #require(made.split(separator: "\n").last)
      try await browser.go(scene.address(key: String(key)))
      try await eventually("what was kept") { try await scene.received() == 22 }
    }
    try await scene.stop()
  }
}
