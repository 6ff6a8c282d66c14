// A group of real duplicates of a tracker, sent by the SDK, confirmed by one key in a browser and undone by another.
import CollectorEvaluation
import Foundation
import TestBrowser
import Testing

private let archive = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("shared/duplicates/jqueryui.jsonl.gz").path

@Suite(
  .enabled(if: Browser.driverPath != nil, "chromedriver is not installed (Debian: chromium, chromium-driver)"),
  .enabled(if: FileManager.default.isReadableFile(atPath: archive), "the archives are not at ../shared/duplicates"))
struct DuplicatesEndToEndTests {
  let folder: TestFolder
  let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  /// A report as the archive has it, for `replay`.
  private struct Line: Encodable {
    var id: String
    var created: String
    var title: String
    var body: String
  }

  /// 200 reports, and then four of one group, each in a file of its own: in a flood reports are matched late. Returns the paths,
  /// and the true group of each title.
  private func excerpt() throws -> (paths: [String], groups: [String: String]) {
    let reports = try ReportFile.read(archive)
    let alike = reports.filter { $0.group == "2973" }.prefix(4)
    let others = reports.enumerated().filter { $0.offset % 13 == 0 && $0.element.group != "2973" }.map(\.element)
    let parts = [Array(others.prefix(200))] + alike.map { [$0] }
    let paths = try parts.enumerated().map { number, reports in
      let lines = try reports.map { report -> String in
        let created = Date(timeIntervalSince1970: Double(report.time)).ISO8601Format()
        let line = Line(id: report.id, created: created, title: report.title, body: report.body)
        return String(decoding: try JSONEncoder().encode(line), as: UTF8.self) + "\n"
      }
      let path = folder.file("excerpt-\(number).jsonl")
      try lines.joined().write(toFile: path, atomically: true, encoding: .utf8)
      return path
    }
    return (paths, Dictionary(parts.joined().map { (Self.start($0.title), $0.group) }) { first, _ in first })
  }

  /// What a row surely shows of a title.
  private static func start(_ title: some StringProtocol) -> String {
    String(title.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(50))
  }

  /// The rows of each group, such as `#12 Tabs fail`.
  private func shown(_ browser: Browser) async throws -> [[String]] {
    try await browser.go(try collector.url.absoluteString + "/duplicates")
    let texts = try await browser.value(
      """
      [...document.querySelectorAll('form.group')].map((form) =>
        [...form.querySelectorAll('a.row-link')].map((link) => link.innerText))
      """)
    return try JSONDecoder().decode([[String]].self, from: Data(texts.utf8))
  }

  @Test func `one key confirms a group of real duplicates, and one key undoes it`() async throws {
    let (paths, groups) = try excerpt()
    try await collector.start()
    let key = try await collector.createApp()
    let created = try await Tool.run(
      ["user", "create", "ada@example.com", "--role", "support", "--data", collector.data],
      input: "correct horse battery\n")
    #expect(created.status == 0)
    let collectorAddress = try collector.url.absoluteString
    for path in paths {
      let replay = try await Tool.run(
        ["replay", path, "--collector", collectorAddress, "--key", key, "--queue", folder.file("queue")], seconds: 240)
      #expect(replay.status == 0 && replay.output.contains("lost=0"))
    }
    try await Browser.with { browser in
      try await browser.resize(width: 1280, height: 900)
      try await browser.go(try collector.url.absoluteString + "/duplicates")
      try await browser.type("input[name=email]", "ada@example.com")
      try await browser.type("input[name=password]", "correct horse battery")
      try await browser.click("button.primary")
      #expect(try await browser.waits(for: "!location.pathname.endsWith('/sign-in')"))
      func truth(_ text: String) -> String? { groups[Self.start(text.drop { $0 != " " })] }
      /// The most rows of one true group.
      func alike(_ rows: [String]) -> [String] {
        Dictionary(grouping: rows.filter { truth($0) != nil }) { truth($0) }.values.max { $0.count < $1.count } ?? []
      }
      /// The candidate and two more, or more.
      func isReal(_ rows: [String]) -> Bool { alike(rows).count >= 3 && alike(rows).contains(rows[0]) }
      var rows: [[String]] = []
      try await eventually("a group of three real duplicates") {
        rows = try await shown(browser)
        return rows.contains { isReal($0) }
      }
      let place = try #require(
        rows.indices.filter { isReal(rows[$0]) }.max { alike(rows[$0]).count < alike(rows[$1]).count })
      let form = "document.querySelectorAll('form.group')[\(place)]"
      let right = alike(rows[place])
      let numbers = right.compactMap { Int64($0.dropFirst().prefix { $0.isNumber }) }
      // Keys take out what does not belong; the candidate, which the others look like, has no box.
      for (row, text) in rows[place].enumerated() where row > 0 && !right.contains(text) {
        try await browser.value("\(form).querySelectorAll('a.row-link')[\(row)].focus()")
        try await browser.press("x")
      }
      try await browser.value("\(form).querySelector('a.row-link').focus()")
      try await browser.press("m")
      #expect(try await browser.waits(for: "document.querySelector('div.done')?.innerText.includes('Merged')"))
      let list = try await browser.value("location.pathname")
      #expect(list == "/duplicates")
      func found() async throws -> Set<String> {
        var places: Set<String> = []
        for number in numbers {
          try await browser.go(try collector.url.absoluteString + "/tickets/\(number)")
          places.insert(try await browser.value("location.pathname"))
        }
        return places
      }
      // The undo is on the page that tells of it.
      try await browser.press("z")
      #expect(try await browser.waits(for: "document.querySelector('div.done')?.innerText.includes('Undone')"))
      #expect(try await found().count == numbers.count)
      // Once more, and it stays.
      let next = try await shown(browser)
      let again = try #require(next.firstIndex { $0.contains(right[1]) })
      try await browser.value("document.querySelectorAll('form.group')[\(again)].querySelector('a.row-link').focus()")
      try await browser.press("m")
      #expect(try await browser.waits(for: "document.querySelector('div.done')?.innerText.includes('Merged')"))
      #expect(try await found().count == 1)
    }
  }
}
