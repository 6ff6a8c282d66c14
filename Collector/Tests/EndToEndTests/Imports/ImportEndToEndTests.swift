// The commands import and export with the real program: on a directory at rest, beside a running collector, and killed in the middle.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@Suite struct ImportEndToEndTests {
  private static func line(_ number: Int, words: Int = 12) -> String {
    let text = (0..<words).map { "word\(number)x\($0)" }.joined(separator: " ")
    return """
      {"id": \(number), "subject": "Ticket \(number)", "description": "\(text)", "status": "\(number % 3 == 0 ? "solved" : "open")", \
      "created_at": "2021-03-18T15:14:00Z", "updated_at": "2021-03-20T10:00:00Z", "requester": {"id": 7, "name": "Mia", "email": "mia@example.com"}, \
      "comments": [{"id": \(number)1, "author_id": 9, "body": "answer \(number)", "public": true, "created_at": "2021-03-18T16:00:00Z"}, \
      {"id": \(number)2, "author_id": 7, "body": "reply \(number)", "public": true, "created_at": "2021-03-18T17:00:00Z"}]}
      """
  }

  private static func write(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  @Test func `A dry run says what would come, the run brings it once, and the doctor is content`() async throws {
    let folder = try TestFolder()
    let collector = CollectorProcess(folder)
    _ = try await collector.createApp()
    let file = folder.file("tickets.json")
    try Self.write((1...25).map { Self.line($0) }.joined(separator: "\n"), file)
    let command = ["import", "--from", file, "--shape", "zendesk", "--app", "shop", "--data", collector.data]
    let dry = try await Tool.run(command + ["--dry-run"])
    #expect(
      dry.status == 0 && dry.output.contains("Nothing was written. 'shop' would get 25 tickets and 50 messages."),
      "\(dry)")
    let run = try await Tool.run(command)
    #expect(run.status == 0 && run.output.contains("'shop' got 25 tickets and 50 messages."), "\(run)")
    let again = try await Tool.run(command)
    #expect(
      again.output.contains("'shop' got 0 tickets and 0 messages.")
        && again.output.contains("Here already: 25 tickets and 50"))
    #expect(try await Tool.run(["doctor", "--data", collector.data]).status == 0)
    let audit = try await Tool.run(["audit", "list", "--data", collector.data])
    #expect(audit.output.contains("tickets.imported"), "\(audit)")
    // Beside a database nobody made the directory.
    let left = FileManager.default.enumerator(atPath: collector.data)?.allObjects ?? []
    #expect(left.allSatisfy { ($0 as? String)?.hasSuffix(".staging") == false })
  }

  @Test func `A mistake in the last line keeps all of it out, and is told by its line`() async throws {
    let folder = try TestFolder()
    let collector = CollectorProcess(folder)
    _ = try await collector.createApp()
    let file = folder.file("tickets.json")
    try Self.write((1...9).map { Self.line($0) }.joined(separator: "\n") + "\n{\"id\": 10, \"status\": \"open\"", file)
    let run = try await Tool.run([
      "import", "--from", file, "--shape", "zendesk", "--app", "shop", "--data", collector.data,
    ])
    #expect(run.status == 1 && run.errors.contains("tickets.json, line 10: "), "\(run)")
    #expect(try collector.number("SELECT COUNT(*) FROM ticket") == 0)
  }

  @Test func `An import that is killed goes on: nothing is lost, nothing is doubled`() async throws {
    let folder = try TestFolder()
    let collector = CollectorProcess(folder)
    _ = try await collector.createApp()
    let file = folder.file("tickets.json")
    let count = 3_000
    try Self.write((1...count).map { Self.line($0, words: 30) }.joined(separator: "\n"), file)
    let command = ["import", "--from", file, "--shape", "zendesk", "--app", "shop", "--data", collector.data]
    let process = try Tool.start(command, output: folder.file("out"), errors: folder.file("err"))
    // It is killed once something of it is there.
    try await eventually("the first tickets", seconds: 120) {
      guard process.isRunning else { throw TestFailure("It ended before it could be killed.") }
      // Nothing can be asked before the store is there.
      return (try? collector.number("SELECT COUNT(*) FROM ticket")) ?? 0 > 0
    }
    process.send(SIGKILL)
    try await Tool.end(of: process)
    let run = try await Tool.run(command, seconds: 300)
    #expect(run.status == 0, "\(run)")
    #expect(try collector.number("SELECT COUNT(*) FROM ticket") == count)
    #expect(try collector.number("SELECT COUNT(DISTINCT key) FROM imported WHERE sort = 0") == count)
    #expect(try collector.number("SELECT COUNT(*) FROM reporter_message") == count)
    #expect(try collector.number("SELECT COUNT(*) FROM event WHERE kind = 3") == count)
    #expect(try await Tool.run(["doctor", "--data", collector.data]).status == 0)
  }

  @Test func `Beside a running collector tickets come in, are found and answered`() async throws {
    let folder = try TestFolder()
    let collector = CollectorProcess(folder)
    try await collector.start()
    let key = try await collector.createApp()
    let file = folder.file("posts.csv")
    try Self.write(
      """
      number,title,description,created_at,created_by,votes_count,comments_count,status,responded_by,responded_at,response,original_number,original_title,tags
      1,Dark mode please,It is too bright,2018-03-23T19:33:22Z,Faceless,4,2,open,,,,,,easy
      """, file)
    let run = try await Tool.run(
      ["import", "--from", file, "--shape", "fider", "--app", "shop", "--data", collector.data])
    #expect(run.status == 0 && run.output.contains("'shop' got 1 tickets"), "\(run)")
    // The same words, now from an app, join it.
    _ = try await Client(base: collector.url, key: key).report(
      Report(
        id: ReportID(at: Timestamp(milliseconds: 1_790_000_000_000), random: (1, 2)),
        capturedAt: Timestamp(milliseconds: 1_790_000_000_000), kind: .idea,
        text: "Dark mode please\n\nIt is too bright"))
    try await eventually("the report on the imported ticket") {
      try collector.number("SELECT COUNT(*) FROM placement WHERE ticket = 1") == 2
    }
    #expect(try await collector.stop() == 0)
  }

  @Test func `An export taken in gives an equal store, byte for byte of its own export`() async throws {
    let folder = try TestFolder()
    let (one, other) = (CollectorProcess(folder), CollectorProcess(folder, "other-").data)
    _ = try await one.createApp()
    let file = folder.file("tickets.json")
    try Self.write((1...40).map { Self.line($0) }.joined(separator: "\n"), file)
    _ = try await Tool.run(["import", "--from", file, "--shape", "zendesk", "--app", "shop", "--data", one.data])
    let (first, second) = (folder.file("first.jsonl"), folder.file("second.jsonl"))
    let export = try await Tool.run(["export", "--to", first, "--data", one.data])
    #expect(export.status == 0, "\(export)")
    #expect(try FileManager.default.attributesOfItem(atPath: first)[.posixPermissions] as? Int == 0o600)
    #expect(try await Tool.run(["export", "--to", first, "--data", one.data]).status == 1)
    #expect(try await Tool.run(["app", "create", "shop", "--data", other]).status == 0)
    let take = ["import", "--from", first, "--shape", "tellback", "--data", other]
    let dry = try await Tool.run(take + ["--dry-run"])
    #expect(dry.status == 0 && dry.output.contains("with 40 tickets"), "\(dry)")
    let run = try await Tool.run(take)
    #expect(run.status == 0 && run.output.contains("40 tickets and 40 messages"), "\(run)")
    #expect(try await Tool.run(["export", "--to", second, "--data", other]).status == 0)
    let (left, right) = (try Self.lines(first), try Self.lines(second))
    // The first line names the desk and the moment.
    #expect(left.count == right.count)
    for (one, other) in zip(left, right).dropFirst() where one != other {
      Issue.record("\(one.prefix(300)) became \(other.prefix(300))")
    }
    #expect(left.count > 200)
    #expect(try await Tool.run(["doctor", "--data", other]).status == 0)
    let own = try await Tool.run(["import", "--from", first, "--shape", "tellback", "--data", one.data])
    #expect(own.status == 1 && own.errors.contains("holds these tickets itself"), "\(own)")
    // What Zendesk exports later is known there too.
    let again = try await Tool.run(["import", "--from", file, "--shape", "zendesk", "--app", "shop", "--data", other])
    #expect(again.output.contains("Here already: 40 tickets and 80 messages"), "\(again)")
  }

  private static func lines(_ path: String) throws -> [Substring] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
  }

  @Test func `An export that was cut or mended by hand is refused whole`() async throws {
    let folder = try TestFolder()
    let (one, other) = (CollectorProcess(folder), CollectorProcess(folder, "other-").data)
    _ = try await one.createApp()
    let file = folder.file("tickets.json")
    try Self.write(Self.line(1), file)
    _ = try await Tool.run(["import", "--from", file, "--shape", "zendesk", "--app", "shop", "--data", one.data])
    let whole = folder.file("whole.jsonl")
    _ = try await Tool.run(["export", "--to", whole, "--data", one.data])
    _ = try await Tool.run(["app", "create", "shop", "--data", other])
    let lines = try Self.lines(whole)
    let broken = [
      lines.dropLast().joined(separator: "\n"), lines.dropFirst().joined(separator: "\n"),
      (lines.prefix(3) + lines.dropFirst(4)).joined(separator: "\n"),
      lines.joined(separator: "\n").dropLast(5).description,
      lines.joined(separator: "\n").replacing(/"schema":[0-9]+/, with: "\"schema\":999"),
    ]
    for text in broken {
      let path = folder.file("broken.jsonl")
      try Self.write(text, path)
      let run = try await Tool.run(["import", "--from", path, "--shape", "tellback", "--data", other])
      #expect(run.status == 1 && run.errors.contains("Nothing was imported. broken.jsonl"), "\(run)")
    }
    #expect(try StoreOfTests.number("SELECT COUNT(*) FROM report", in: other) == 0)
  }

  @Test(arguments: [
    ["import"], ["import", "--from", "x"], ["import", "--from", "x", "--shape", "trello", "--app", "a"],
    ["import", "--from", "x", "--shape", "jira"], ["export"], ["export", "--to", "x", "y"],
    ["import", "--from", "x", "--shape", "jira", "--app", "a", "--encoding", "latin1"],
  ])
  func `Nonsense ends with 2 and says what was expected`(arguments: [String]) async throws {
    #expect(try await Tool.run(arguments).status == 2)
  }
}
