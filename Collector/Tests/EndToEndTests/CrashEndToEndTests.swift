// kill -9 at bad moments: nothing is lost and nothing is there twice.
import Foundation
import TellbackWire
import Testing

@Suite struct CrashEndToEndTests {
  let folder: TestFolder
  let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  /// An archive of `count` reports in which every tenth repeats an earlier one's words.
  private func archive(_ count: Int) throws -> String {
    let path = folder.file("archive.jsonl")
    let lines = (0..<count).map { number in
      let words = number % 10 == 9 ? number - 9 : number
      return
        "{\"id\":\"\(number)\",\"created\":\"2012-07-01T10:00:00Z\",\"title\":\"The dialog \(Self.word(words)) breaks\","
        + "\"body\":\"It happens when \(Self.word(words &* 7_919)) is pressed.\",\"component\":\"ui\",\"version\":\"1.8\"}\n"
    }
    try lines.joined().write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  /// Numbers do not count for exact keys, letters do.
  private static func word(_ number: Int) -> String {
    String(decoding: String(number).utf8.map { $0 + 49 }, as: UTF8.self)
  }

  @Test func `A collector killed in the middle of a replay loses nothing and doubles nothing`() async throws {
    let count = 3_000
    let file = try archive(count)
    try await collector.start()
    let key = try await collector.createApp()
    let client = Client(base: try collector.url, key: key)
    let (output, errors) = (folder.file("replay.out"), folder.file("replay.err"))
    let replay = try Tool.start(
      ["replay", file, "--collector", try collector.url.absoluteString, "--key", key, "--queue", folder.file("queue")],
      output: output, errors: errors)
    for share in [3, 2] {
      try await eventually("a part of the replay") {
        (try await client.metrics()["tellback_reports_received_total"] ?? 0) > Int64(count / share / 2)
      }
      try await collector.crash()
      try await collector.start()
    }
    try await Tool.end(of: replay)
    let line = try String(contentsOfFile: output, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(line == "received=\(count) opened=\(count - count / 10) attached=\(count / 10) refused=0 lost=0")
    #expect(replay.end() == .exit(0))
    let figures = try await client.metrics()
    #expect(figures["tellback_reports_received_total"] == Int64(count))
    #expect(figures["tellback_reports_opened_total"] == Int64(count - count / 10))
    #expect(isBalanced(figures))
    #expect(try await collector.stop() == 0)
    #expect(try await Tool.run(["doctor", "--data", collector.data]).status == 0)
  }

  @Test func `A replay that was itself killed goes on where it was`() async throws {
    let count = 2_000
    let file = try archive(count)
    try await collector.start()
    let key = try await collector.createApp()
    let client = Client(base: try collector.url, key: key)
    let arguments = [
      "replay", file, "--collector", try collector.url.absoluteString, "--key", key, "--queue", folder.file("queue"),
    ]
    let replay = try Tool.start(arguments, output: folder.file("replay.out"), errors: folder.file("replay.err"))
    try await eventually("a part of the replay") {
      (try await client.metrics()["tellback_reports_received_total"] ?? 0) > 300
    }
    replay.send(SIGKILL)
    try await Tool.end(of: replay)
    let resumed = try await Tool.run(arguments, seconds: 120)
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(
      resumed.lines.last == "received=\(count) opened=\(count - count / 10) attached=\(count / 10) refused=0 lost=0")
    #expect(try await client.metrics()["tellback_reports_received_total"] == Int64(count))
  }

  @Test func `A collector killed while it digests goes on without a half ticket`() async throws {
    try await collector.start()
    let client = Client(base: try collector.url, key: try await collector.createApp())
    let total = 2_000
    for start in stride(from: 0, to: total, by: 100) {
      let reports = (start..<start + 100).map { newReport("words \(Self.word($0 % 500))") }
      #expect(try await client.batch(reports).status == 202)
    }
    try await collector.crash()
    try await collector.start()
    try await eventually("the digest") { try await client.metrics()["tellback_reports_pending"] == 0 }
    let figures = try await client.metrics()
    #expect(figures["tellback_reports_received_total"] == Int64(total))
    #expect(figures["tellback_reports_opened_total"] == 500)
    #expect(figures["tellback_reports_attached_total"] == 1_500)
    #expect(try await collector.stop() == 0)
    let doctor = try await Tool.run(["doctor", "--data", collector.data])
    #expect(doctor.status == 0, "\(doctor.output)")
  }
}
