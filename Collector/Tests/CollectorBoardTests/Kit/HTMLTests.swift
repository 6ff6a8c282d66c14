// That text cannot become markup, wherever it is put.
import Foundation
import Testing

@testable import CollectorBoard

@Suite struct HTMLTests {
  @Test func whateverIsNotMarkupIsEscaped() {
    let text = "<script>alert(\"1\" + '2') && 3</script>"
    let html: HTML = "<p>\(text)</p>"
    #expect(
      html.source == "<p>&lt;script&gt;alert(&quot;1&quot; + &#39;2&#39;) &amp;&amp; 3&lt;/script&gt;</p>")
  }

  @Test func markupInsideMarkupIsNotEscapedTwice() {
    let inner: HTML = "<b>\("a < b")</b>"
    let outer: HTML = "<p>\(inner)\([inner, inner])\(nil as HTML?)</p>"
    #expect(outer.source == "<p><b>a &lt; b</b><b>a &lt; b</b><b>a &lt; b</b></p>")
  }

  @Test func anAttributeCannotBeLeft() {
    let html: HTML =
      "<i\(.title, "\" onclick=\"x()")\(.lang, optional: nil as String?)\(.checked, if: false)\(.open, if: true)></i>"
    #expect(html.source == "<i title=\"&quot; onclick=&quot;x()\" open></i>")
  }

  @Test func controlsAndOverridesBecomeVisible() {
    let html: HTML = "\(Hostile.controls)\(Hostile.override)"
    #expect(html.source.hasPrefix("a␀b␁c␛[31m␡\u{FFFD}d[RLO]gpj.exe[LRO]"))
    #expect(!html.source.unicodeScalars.contains("\u{202E}"))
  }

  @Test(arguments: ["Grüezi", "日本語", "👩‍👩‍👧‍👦", "سلام", "a\tb\nc"])
  func wordsOfAllLanguagesStayAsTheyAre(text: String) {
    let html: HTML = "\(text)"
    #expect(html.source == text)
  }

  @Test func noTemplateWritesQuotesAroundAValueOrMakesMarkupFromText() throws {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources/CollectorBoard")
    let files =
      FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)?
      .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" } ?? []
    #expect(files.count > 20)
    for file in files where file.lastPathComponent != "HTML.swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(!text.contains("=\\\"\\("), "a value in hand-written quotes in \(file.lastPathComponent)")
      #expect(!text.contains("stringLiteral:"), "markup made of text in \(file.lastPathComponent)")
      for event in ["onclick=", "onload=", "onerror=", "style=", "javascript:"] {
        #expect(!text.contains(event), "\(event) in \(file.lastPathComponent)")
      }
    }
  }
}

@Suite struct LinkTests {
  @Test func everyPartIsEncoded() {
    let link = Link("tickets", "a/../b?c", query: [("q", "ä & <b>"), ("x", "")], fragment: "#\"")
    #expect(link.target == "/tickets/a%2F..%2Fb%3Fc?q=%C3%A4%20%26%20%3Cb%3E&x=#%23%22")
    #expect(Link().target == "/")
  }

  @Test(arguments: [
    "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "", "tickets", "/a\tb", "/a\nb",
    "/a b", "\t//evil.example", "/ä",
  ])
  func aReturnToAnotherSiteIsNoLink(target: String) {
    #expect(Link(returningTo: target) == nil)
  }

  @Test func aReturnWithinTheSiteKeepsItsQuery() {
    #expect(Link(returningTo: "/?state=all&q=a%20b#x")?.target == "/?state=all&q=a%20b#x")
    #expect(Link(returningTo: "/" + String(repeating: "a", count: 1_999)) != nil)
    #expect(Link(returningTo: "/" + String(repeating: "a", count: 2_000)) == nil)
  }
}

@Suite struct WordsTests {
  @Test func textThatShowsNothingSaysSo() {
    #expect(Words.visible(Hostile.invisible) == "(nothing visible)")
    #expect(Words.visible(" \n") == "(nothing visible)")
    #expect(Words.visible("a\u{200B}") == "a\u{200B}")
    #expect(Words.visible(Hostile.emoji) == Hostile.emoji)
  }

  @Test func aCutFallsBetweenCharactersAndKeepsItsLimit() {
    #expect(Words.cut("abc", to: 3) == "abc")
    #expect(Words.cut("abcd", to: 3) == "abc…")
    #expect(Words.cut("a👩‍👩‍👧‍👦b", to: 10) == "a…")
    #expect(Words.cut(Hostile.zalgo, to: 40).utf8.count <= 43)
  }
}
