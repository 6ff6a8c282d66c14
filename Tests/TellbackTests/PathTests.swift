// Paths that an app gives: each works, or is refused with one sentence; none ends the process.
import Foundation
import Tellback
import TellbackTesting
import Testing

@Suite struct PathTests {
  /// Parts of paths that have broken something somewhere: one character, dots, marks, bytes that mean something elsewhere.
  private static let parts = [
    "d", "ä", ".", "..", " ", "", "~", "漢", "é", "e\u{301}", "\u{301}", "👩‍👩‍👧", "a b", "%41", "%", "?x=1", "#", ":", ";",
    "\\",
    "a\nb", "\u{1}", "\u{202E}", "-", "con", "0", "lock", "...", ".hidden", "file:", String(repeating: "x", count: 255),
    String(repeating: "y", count: 300),
  ]

  /// At most five parts in `folder`, which is deeper than that: none leads out of the test's own folder.
  private func paths(_ seed: UInt64, in folder: String) -> [String] {
    let random = SeededRandom(seed: seed)
    func part() -> String { Self.parts[Int(random.next() % UInt64(Self.parts.count))] }
    let single = Self.parts.map { folder + "/" + $0 }
    let made = (0..<30).map { _ in
      folder + "/" + (0...random.next() % 4).map { _ in part() }.joined(separator: "/")
        + (random.next() % 4 == 0 ? "/" : "")
    }
    let deep = folder + String(repeating: "/x", count: 1_000)
    return single + made + [
      deep, folder + String(repeating: "/x", count: 5_000), folder + "//////a", folder + "/a/../b",
    ]
  }

  @Test func `whatever path the queue is given, reports are kept, and what is on disk is found again`() async throws {
    let folder = try TestFolder()
    for (number, path) in paths(1, in: folder.path + "/q/1/2/3/4/5/6").enumerated() {
      let transport = RecordingTransport()
      var configuration = try folder.configuration(transport: transport)
      configuration.queueDirectory = path
      let first = try Reporter(configuration)
      let receipt = try await first.report("Report \(number)")
      await first.close(within: .zero)
      let second = try Reporter(configuration)
      let record = try await second.state(of: receipt.id)
      #expect((record != nil) == receipt.durable, "\(path.debugDescription)")
      if !receipt.durable, case .durable = try await second.storage() { Issue.record("\(path.debugDescription)") }
      await second.close(within: .zero)
    }
  }

  @Test(arguments: ["", "d", "ä", ".", "a/b/c", "~/x", "/a\0b", " /a"])
  func `a queue needs an absolute path without a NUL`(path: String) throws {
    let folder = try TestFolder()
    var configuration = try folder.configuration(transport: RecordingTransport())
    configuration.queueDirectory = path
    let error = #expect(throws: TellbackError.self) { _ = try Reporter(configuration) }
    #expect(error?.code == .invalidConfiguration)
    #expect(error?.message.contains("queueDirectory") == true)
  }

  @Test func `whatever path an export is given, it is written whole, or refused and nothing is left`() async throws {
    let folder = try TestFolder()
    let reporter = try Reporter(try folder.configuration(transport: RecordingTransport()))
    defer { Task { await reporter.close(within: .zero) } }
    try await reporter.report("Kept", attachments: [ReportAttachment(bytes: [1, 2], name: "a", type: "text/plain")])
    for path in paths(2, in: folder.path + "/e/1/2/3/4/5/6") {
      let before = try contents(of: folder.path)
      do {
        let export = try await reporter.exportMyData(to: path, onlyThisDevice: true)
        #expect(export.reportsOnDevice == 1 && export.attachments == 1, "\(path.debugDescription)")
        #expect(FileManager.default.fileExists(atPath: path + "/" + DataExport.fileName), "\(path.debugDescription)")
      } catch let error as TellbackError {
        #expect(error.code == .unwritableExport, "\(path.debugDescription): \(error)")
        #expect(try contents(of: folder.path) == before, "\(path.debugDescription)")
      }
    }
  }

  @Test(arguments: ["", "/", "//", "/.", "/..", "d", "ä", "a/b/c", "/tmp/\0x"])
  func `an export needs the absolute path of a folder to make`(path: String) async throws {
    let folder = try TestFolder()
    let reporter = try Reporter(try folder.configuration(transport: RecordingTransport()))
    let error = await #expect(throws: TellbackError.self) {
      try await reporter.exportMyData(to: path, onlyThisDevice: true)
    }
    #expect(error?.code == .unwritableExport)
    await reporter.close(within: .zero)
  }

  @Test func `whatever path an attachment is given, it is read, or the report is refused`() async throws {
    let folder = try TestFolder()
    let reporter = try Reporter(try folder.configuration(transport: RecordingTransport()))
    for path in paths(3, in: folder.path + "/a/1/2/3/4/5/6") + ["", "d", "ä", ".", "/", "/\0", folder.path + "\0"] {
      let error = await #expect(throws: TellbackError.self) {
        try await reporter.report("With a file", attachments: [ReportAttachment(file: path, type: "text/plain")])
      }
      #expect(error?.code == .unreadableAttachment, "\(path.debugDescription)")
    }
    let name = folder.path + "/ä\u{301}b"
    try Data([1]).write(to: URL(fileURLWithPath: name))
    let prepared = try await reporter.prepare(
      "With a file", attachments: [ReportAttachment(file: name, type: "text/plain")])
    #expect(prepared.report.attachments.map(\.name) == ["ä\u{301}b"])
    await reporter.close(within: .zero)
  }

  /// Every path in a folder but the queue's.
  private func contents(of folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).filter { !$0.hasPrefix("queue") }.sorted()
  }
}
