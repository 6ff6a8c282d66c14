// The audit log's page: filters, cursor, lines.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct AuditPageTests {
  private static let hostile = "\u{202E}<img src=x onerror=alert(1)>"

  private func withLog(_ body: (BoardFixture, Visitor) async throws -> Void) async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(role: .admin)
      let ada = try await house.signIn()
      try await house.store.write { store in
        for number in 0..<250 {
          try store.audit(
            AuditEntry(
              at: BoardFixture.noon.adding(seconds: Int64(number) * 3_600), act: number % 2 == 0 ? .merged : .split,
              by: .program(id: 1, name: Self.hostile), address: "::1", ticket: 7,
              subject: "about \(number) \(Self.hostile)"))
        }
      }
      try await body(house, ada)
    }
  }

  private func subjects(_ page: String) -> [String] {
    page.components(separatedBy: "<bdi>about ").dropFirst().map { String($0.prefix { $0 != " " }) }
  }

  @Test func `the log is read page by page to its end, nothing twice`() async throws {
    try await withLog { house, ada in
      var (target, seen): (String?, [String]) = ("/audit", [])
      while let next = target {
        let page = try await house.get(next, as: ada).text
        #expect(!page.contains("<img"))
        seen += subjects(page)
        let link = page.range(of: "rel=\"next\" href=\"").map { String(page[$0.upperBound...].prefix { $0 != "\"" }) }
        target = link.map { $0.replacing("&amp;", with: "&") }
      }
      #expect(seen == (0..<250).reversed().map(String.init))
    }
  }

  @Test func `filters narrow it, and what is no filter is named`() async throws {
    try await withLog { house, ada in
      let merged = subjects(try await house.get("/audit?act=ticket.merged", as: ada).text)
      #expect(merged.count == 100 && merged.allSatisfy { Int($0).map { $0 % 2 == 0 } ?? false })
      #expect(subjects(try await house.get("/audit?subject=ABOUT+249", as: ada).text) == ["249"])
      let day = try await house.get("/audit?since=2026-09-23&until=2026-09-23", as: ada).text
      #expect(!subjects(day).isEmpty && subjects(day).count <= 24)
      let nonsense = try await house.get("/audit?act=explode&since=2026-13-77&before=x", as: ada).text
      #expect(nonsense.contains("These filters were ignored: act “explode”"))
      #expect(try await house.get("/audit?act=issue.withdrawn", as: ada).text.contains("Nothing of this kind"))
    }
  }

  @Test func `its lines are JSON, one an entry, and that they were taken is in the log`() async throws {
    try await withLog { house, ada in
      let answer = try await house.get("/audit/lines?act=ticket.split", as: ada)
      #expect(answer["content-disposition"]?.contains("audit.jsonl") == true)
      let lines = answer.text.split(separator: "\n")
      #expect(lines.count == 125)
      for line in lines {
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["act"] as? String == "ticket.split" && object["by"] as? String == Self.hostile)
        #expect(object["way"] as? String == "api")
      }
      #expect(try await house.audited(.logExported).first?.detail == "125 lines")
    }
  }
}
