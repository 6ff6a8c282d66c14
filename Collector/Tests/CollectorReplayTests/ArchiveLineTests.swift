// Reports that are made of an archive's lines.
import TellbackWire
import Testing

@testable import CollectorReplay

@Suite struct ArchiveLineTests {
  @Test func `A line of an archive gives the same report every time, and another file's another`() throws {
    let line = ArchiveLine(
      id: "7", created: "2012-07-01T10:00:00Z", title: "T", body: "B", product: nil, component: "ui.dialog",
      version: "1.8",
      type: nil)
    let report = try line.report(file: "a.jsonl")
    #expect(report == (try line.report(file: "a.jsonl")))
    #expect(report.id != (try line.report(file: "b.jsonl").id))
    #expect(report.text == "T\n\nB")
    #expect(report.page == "/ui.dialog")
    #expect(report.context.appVersion == "1.8")
    #expect(report.capturedAt.milliseconds == 1_341_136_800_000)
  }
}
