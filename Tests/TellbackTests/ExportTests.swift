// The export as the person gets it: whole or not there, from this device and the collector.
import Foundation
import TellbackTesting
import TellbackWire
import Testing

@testable import Tellback

@Suite struct ExportTests {
  private struct Exported: Decodable {
    struct Row: Decodable {
      struct Report: Decodable { var text: String }
      struct Update: Decodable {
        var kind: String
        var message: String?
      }
      var id: String
      var report: Report?
      var updates: [Update]?
      var title: String?
    }
    struct File: Decodable {
      var name: String
      var file: String?
    }
    struct Device: Decodable {
      var waiting: [Row]
      var refused: [Row]
      var receipts: [Row]
      var attachments: [File]
      var steps: [[String: JSONValue]]
    }
    struct Collector: Decodable {
      var reports: [Row]
      var attachments: [File]
    }
    var format: String
    var installations: [String]
    var device: Device
    var collector: Collector?
  }

  private struct JSONValue: Decodable {}

  private func read(_ folder: String) throws -> Exported {
    try JSONDecoder().decode(
      Exported.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/" + DataExport.fileName)))
  }

  private func code(_ body: () async throws -> Void) async -> TellbackError.Code? {
    do {
      try await body()
      return nil
    } catch {
      return (error as? TellbackError)?.code
    }
  }

  @Test func `everything here and at the collector is in the folder, attachments as files`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let count = WireLimits.exportReports + 5
    var first: ReportID?
    for number in 0..<count {
      let receipt = try await reporter.report(
        "Sent \(number)",
        attachments: number == 0 ? [ReportAttachment(bytes: [1, 2, 3], name: "../a b.png", type: "image/png")] : [])
      first = first ?? receipt.id
    }
    let id = try #require(first)
    transport.updates = [
      TicketUpdate(
        sequence: 1, report: id, kind: .answered, at: Timestamp(milliseconds: 1), ticket: 7, message: "Hello", by: "Ann"
      )
    ]
    try await reporter.flush(within: .seconds(30))
    transport.answer { _, _ in .refusal(422, code: "no") }
    try await reporter.report("Refused")
    try await reporter.flush(within: .seconds(30))
    transport.answer(with: nil)
    let waiting = ReportAttachment(bytes: [9], name: "w.bin", type: "a/b")
    try await reporter.report("Waits", attachments: [waiting])
    reporter.step("tapped Export")

    let target = folder.path + "/export"
    let export = try await reporter.exportMyData(to: target)
    #expect(export.reports == count && export.reportsOnDevice == 2 && export.attachments == 2)
    let read = try read(target)
    #expect(read.format == "tellback-export-1" && read.installations.count == 1)
    #expect(read.device.waiting.map { $0.report?.text } == ["Waits"])
    #expect(read.device.refused.map { $0.report?.text } == ["Refused"])
    #expect(read.device.receipts.count == count + 1)
    #expect(read.device.receipts.first?.updates?.map(\.message) == ["Hello"])
    #expect(read.device.steps.count == 1)
    // By id: reports of one millisecond stand in no order.
    let sent = read.collector?.reports ?? []
    #expect(sent.count == count && Set(sent.map { $0.report?.text }) == Set((0..<count).map { "Sent \($0)" }))
    #expect(sent.first { $0.id == id.description }?.updates?.map(\.message) == ["Hello"])
    let files = read.device.attachments + (read.collector?.attachments ?? [])
    #expect(files.map(\.name) == ["w.bin", "../a b.png"])
    let data = files.compactMap(\.file).compactMap { FileManager.default.contents(atPath: target + "/" + $0) }
    #expect(data == [Data([9]), Data([1, 2, 3])])
    let all = try FileManager.default.subpathsOfDirectory(atPath: target)
    #expect(all.count == 4 && !all.contains { $0.contains("..") })
    let sizes = try all.map { try #require(FileManager.default.attributesOfItem(atPath: target + "/" + $0)[.size]) }
    #expect(sizes.count == 4 && export.bytes > 0)
    await reporter.close(within: .zero)
  }

  @Test func `an export that cannot be whole leaves nothing behind`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    try await reporter.report("Sent", attachments: [ReportAttachment(bytes: [1], name: "a", type: "a/b")])
    try await reporter.flush(within: .seconds(30))
    let target = folder.path + "/export"
    let scripts: [RecordingTransport.Script] = [
      { _, _ in .refusal(401, code: "unknown_key") },
      { _, _ in TransportResponse(status: 200, body: Array("<html>".utf8)) },
      { [weak transport] request, _ in
        request.url.path.contains("attachments")
          ? TransportResponse(status: 200, body: [1, 2]) : transport?.take(request) ?? .refusal(500)
      },
    ]
    for script in scripts {
      transport.answer(with: script)
      #expect(await code { _ = try await reporter.exportMyData(to: target) } == .transport)
    }
    transport.answer(with: nil)
    #expect(await code { _ = try await reporter.exportMyData(to: target, limit: 300) } == .exportTooLarge)
    #expect(await code { _ = try await reporter.exportMyData(to: "relative") } == .unwritableExport)
    #expect(await code { _ = try await reporter.exportMyData(to: "/proc/nowhere/export") } == .unwritableExport)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["queue"])
    _ = try await reporter.exportMyData(to: target)
    #expect(await code { _ = try await reporter.exportMyData(to: target) } == .unwritableExport)
    await reporter.close(within: .zero)
  }

  @Test func `this device alone is exported without a network, and the file says so`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport { _, _ in throw CocoaError(.featureUnsupported) }
    let reporter = try Reporter(try folder.configuration(transport: transport))
    try await reporter.report("Waits")
    let target = folder.path + "/export"
    let export = try await reporter.exportMyData(to: target, onlyThisDevice: true)
    #expect(export.reportsOnDevice == 1 && export.reports == 0)
    let read = try read(target)
    #expect(read.collector == nil && read.device.waiting.count == 1)
    #expect(transport.requests.isEmpty)
    await reporter.close(within: .zero)
  }

  @Test func `the limit is kept to the byte`() async throws {
    let folder = try TestFolder()
    let time = ManualTime()
    let reporter = try Reporter(try folder.configuration(transport: RecordingTransport(), time: time))
    try await reporter.report("Waits", attachments: [ReportAttachment(bytes: [1, 2], name: "a", type: "a/b")])
    let size = try await reporter.exportMyData(to: folder.path + "/one", onlyThisDevice: true).bytes
    _ = try await reporter.exportMyData(to: folder.path + "/two", onlyThisDevice: true, limit: size)
    let less = await code {
      _ = try await reporter.exportMyData(to: folder.path + "/three", onlyThisDevice: true, limit: size - 1)
    }
    #expect(less == .exportTooLarge)
    await reporter.close(within: .zero)
  }
}
