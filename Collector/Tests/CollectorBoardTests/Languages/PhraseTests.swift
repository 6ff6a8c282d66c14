// Nothing that pages say has one language alone: refusals, what the server says, what scripts show, what the domain keeps in words.
import CollectorCore
import Foundation
import Testing

@testable import CollectorBoard

@Suite struct PhraseTests {
  private static let collector = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func sources(_ folder: String, _ ending: String = ".swift") throws -> [(name: String, text: String)] {
    let root = collector.appendingPathComponent("Sources/\(folder)")
    let files =
      FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    let found = try files.filter { $0.lastPathComponent.hasSuffix(ending) }.map {
      (String($0.path.dropFirst(root.path.count + 1)), try String(contentsOf: $0, encoding: .utf8))
    }
    #expect(!found.isEmpty, "\(folder) holds no \(ending)")
    return found
  }

  // Each case of a refusal has its German by a switch that does not compile without it; so pages must use that.
  @Test func `no page shows a refusal's English sentence`() throws {
    for (name, text) in try Self.sources("CollectorBoard") where !name.hasPrefix("Refusals/") {
      #expect(!text.contains("rror.description"), "\(name) shows error.description; use error.sentence")
      #expect(!text.contains(#/Error\.\w+(?:\([^)]*\))?\.description/#), "\(name) shows a description; use sentence")
    }
  }

  @Test func `a refusal is English for programs and German for who reads German`() {
    let refusal = OwnerError.limitReached(BrokenLimit(name: "Kim", limit: 3, severity: .high))
    #expect(refusal.description == "Kim has as many open tickets of severity high as one person may have, which is 3.")
    Language.$current.withValue(.german) {
      #expect(
        refusal.sentence
          == "Kim hat so viele offene Tickets mit Schweregrad hoch, wie eine Person haben darf, nämlich 3.")
    }
    #expect(refusal.sentence == refusal.description)
  }

  @Test func `what the server says to a board's route has its German`() throws {
    let thrown = #/(?:badRequest\(\s*|code: )"([a-z_]+)"/#
    var codes: Set<String> = []
    for (name, text) in try Self.sources("CollectorHTTP")
    where name.hasPrefix("Messages/HTTPRequest.swift") || name.hasPrefix("Messages/HTTPError.swift")
      || name.hasPrefix("Routing/")
    {
      codes.formUnion(text.matches(of: thrown).map { String($0.output.1) })
    }
    #expect(codes.contains("not_found") && codes.contains("bad_form"))
    for code in codes { #expect(RequestText.german[code] != nil, "\(code)") }
  }

  @Test func `scripts show what pages give them`() throws {
    var used: Set<String> = []
    for (_, text) in try Self.sources("CollectorBoard/Kit/Assets", ".js") {
      used.formUnion(text.matches(of: #/said\("([A-Za-z]+)"/#).map { String($0.output.1) })
    }
    #expect(used == Set(ScriptText.all.map { "\($0.name)" }))
    for (name, text) in try Self.sources("CollectorBoard/Kit/Assets", ".js") {
      #expect(Self.spoken(inScript: text).isEmpty, "\(name): \(Self.spoken(inScript: text))")
    }
    #expect(
      Self.spoken(inScript: "say(\"Draft saved\"); x.textContent = `${n} new`; row(\"a.b c\"); p.className = \"x y\";")
        == [
          "Draft saved", " new",
        ])
  }

  /// Texts of a script that people would read: a capital and blanks, or what is put where text stands.
  private static func spoken(inScript text: String) -> [String] {
    let code = text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
      .replacing(#/\$\{[^}]*\}/#, with: "")
    let sentences = code.matches(of: #/["`]([A-Z][a-z]+ [A-Za-z ,.;:’-]+)["`]/#).map { String($0.output.1) }
    let placed = code.matches(
      of: #/(?:textContent|title|innerText|placeholder|alert\(|createTextNode\()\s*=?\s*["`]([^"`]*[a-z]{2}[^"`]*)["`]/#
    ).map { String($0.output.1) }
    return sentences + placed
  }

  // The proof reads what the pages of its scene say; this reads what any page could say.
  @Test func `no template holds text of its own`() throws {
    for (name, text) in try Self.sources("CollectorBoard") where !Self.holdsBoth(name) {
      let found = SourceText(text).spoken().filter { !["Tellback", "Vary", "Ann", "Esc"].contains($0) }
      #expect(found.isEmpty, "\(name): \(found)")
    }
  }

  /// Files whose literals are in both languages already, or in German beside the domain's English.
  private static func holdsBoth(_ name: String) -> Bool {
    name.hasPrefix("Refusals/") || name.contains(#/(Text|Error|AuditDetail|RoutedParts)(\+\w+)?\.swift$/#)
  }

  @Test func `text in a template is noticed`() {
    #expect(SourceText(#"let a: HTML = "<p>Nothing here</p>" // "No\""#).spoken() == ["Nothing here"])
    #expect(SourceText(#"x ? "<b>\(count) open <i>\(y ? "<u>now</u>" : nil)</i></b>""#).spoken() == ["now", "open"])
    #expect(SourceText(#"f("<nav aria-label=\"States\">\(g(tabs))</nav>")"#).spoken() == ["aria-label of nav: States"])
    #expect(SourceText(#"isOpen ? "Resolve" : "Change the outcome""#).spoken() == ["Resolve", "Change the outcome"])
    #expect(SourceText(#".said("<b>\(name)</b> has it", de: "\(f("Hat es"))") + "resolved""#).spoken().isEmpty)
    #expect(SourceText("let a = \"\"\"\n  <p class=\"quiet\">Not\n  yet</p>\n  \"\"\"").spoken() == ["Not yet"])
  }

  @Test func `no refusal of the board is said in one language`() throws {
    for (name, text) in try Self.sources("CollectorBoard") {
      let found = text.matches(of: #/(?:message|reason): "([A-Z][^"]* [^"]*)"/#).map { String($0.output.1) }
      #expect(found.isEmpty, "\(name): \(found)")
    }
  }

  @Test func `what the domain keeps in words is known`() throws {
    let kept = #/(?:detail: |take\(up: ticket, )"([^"\\]+)"/#
    let folders = ["Tickets/", "Conversations/", "Waking/", "Owners/"]
    var count = 0
    for (name, text) in try Self.sources("CollectorCore") where folders.contains(where: name.hasPrefix) {
      for match in text.matches(of: kept) {
        count += 1
        let phrase = TimelineText.detail(String(match.output.1))
        #expect(phrase.german != phrase.english, "\(name): \(match.output.1)")
      }
    }
    #expect(count > 2)
  }
}
