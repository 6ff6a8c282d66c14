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
      let folder = String(name.prefix { $0 != "/" })
      guard !PhraseProof.laterFolders.contains(folder) else { continue }
      #expect(!text.contains("error.description"), "\(name) shows error.description; use error.sentence")
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
    for (name, text) in try Self.sources("CollectorBoard/Kit/Assets", ".js")
    where !PhraseProof.laterScripts.contains(name) {
      // A sentence or a word for people begins with a capital or holds blanks.
      let shown = text.replacing(#/\$\{[^}]*\}/#, with: "").matches(
        of:
          #/(?:textContent|title|innerText|placeholder|alert\(|createTextNode\()\s*=?\s*["`]([^"`]*[a-z]{2}[^"`]*)["`]/#
      )
      #expect(shown.isEmpty, "\(name): \(shown.map { $0.output.1 })")
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
