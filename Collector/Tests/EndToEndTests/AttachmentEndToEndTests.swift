// Attachments outside the store, in a running collector: a folder, and a server of S3's protocol that comes and goes.
import Foundation
import TellbackWire
import TestReceiver
import Testing

@Suite struct AttachmentEndToEndTests {
  private let folder: TestFolder
  private let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  /// As a sender does: a collector whose disk is busy may ask to come again.
  private func taken(_ send: () async throws -> Answer) async throws {
    var answer: Answer?
    try await eventually("a collector that is not busy") {
      answer = try await send()
      return answer?.status != 503
    }
    #expect(answer?.status == 202, "\(answer?.text ?? "")")
  }

  /// A report with an attachment, both acknowledged.
  private func send(_ text: String, _ client: Client) async throws -> ReportID {
    var report = newReport("About \(text)")
    report.attachments = [AttachmentInfo(name: "log.txt", type: "text/plain", bytes: Int64(text.utf8.count))]
    try await taken { try await client.report(report) }
    try await taken {
      try await client.send(
        "PUT", WirePaths.attachment(report.id, 0), Array(text.utf8),
        headers: ["Content-Type": "application/octet-stream"])
    }
    return report.id
  }

  private func attachment(_ id: ReportID, _ client: Client) async throws -> Answer {
    try await client.send("GET", WirePaths.attachment(id, 0))
  }

  private func start(_ arguments: [String]) async throws -> Client {
    try await collector.start(arguments)
    return Client(base: try collector.url, key: try await collector.createApp(), installation: try newInstallation())
  }

  private func files(in path: String) -> [String] {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.contains("/") }.map { path + "/" + $0 }
  }

  private func show(_ arguments: [String] = []) async throws -> String {
    let finished = try await Tool.run(["attachments", "show", "--data", collector.data] + arguments)
    #expect(finished.status == 0, "\(finished.errors)")
    return finished.output
  }

  @Test func `A folder keeps attachments, doctor and backup know of it, and what is erased is removed there`()
    async throws
  {
    let client = try await start(["--attachments", "folder"])
    let place = collector.data + "/attachments"
    let id = try await send("a log of what happened", client)
    // Under a name of its own until it is whole.
    try await eventually("the file in the folder") { files(in: place).count { !$0.hasSuffix(".part") } == 1 }
    let path = try #require(files(in: place).first { !$0.hasSuffix(".part") })
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "a log of what happened")
    try await eventually("the store's own word for it") { try await show().contains("the store\t0 attachments") }
    #expect(try await attachment(id, client).text == "a log of what happened")

    if !StoreOfTests.usesPostgres {
      let backup = try await Tool.run(["backup", folder.file("copy.sqlite"), "--data", collector.data])
      #expect(backup.output.contains("1 attachments lie in the folder \(place) and are not in the copy"))
    }
    let export = try await Tool.run(["export", "--to", folder.file("export"), "--data", collector.data])
    #expect(export.status == 1 && export.errors.contains("attachments move --to store"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("export")))
    let sound = try await Tool.run(["doctor", "--read-attachments", "--data", collector.data])
    #expect(sound.status == 0 && sound.output.contains("is sound"), "\(sound.output)")

    try FileManager.default.moveItem(atPath: path, toPath: folder.file("away"))
    let missing = try await Tool.run(["doctor", "--data", collector.data])
    #expect(missing.status == 1 && missing.output.contains("error attachment_missing:"), "\(missing.output)")
    let refused = try await attachment(id, client)
    #expect(refused.status == 503 && refused.text.contains("attachment_unavailable"))
    try FileManager.default.moveItem(atPath: folder.file("away"), toPath: path)
    try Data("a stranger".utf8).write(to: URL(fileURLWithPath: path + "x"))
    let stray = try await Tool.run(["doctor", "--data", collector.data])
    #expect(stray.status == 0 && stray.output.contains("warning attachment_orphan:"), "\(stray.output)")
    try FileManager.default.removeItem(atPath: path + "x")

    let erased = try await Tool.run(["report", "erase", "\(id)", "--data", collector.data])
    #expect(erased.status == 0, "\(erased.errors)")
    try await eventually("the file's removal") { files(in: place).isEmpty }
    #expect(try await attachment(id, client).status == 404)
    try await collector.stop()
  }

  @Test func `A collector that is killed while files move loses none of them, and none twice`() async throws {
    let client = try await start(["--attachments", "folder"])
    var kept: [ReportID: String] = [:]
    for round in 0..<3 {
      for number in 0..<8 {
        let text = "file \(round).\(number) " + String(repeating: "x", count: 20_000)
        kept[try await send(text, client)] = text
      }
      try await collector.crash()
      try await collector.start(["--attachments", "folder"])
    }
    try await eventually("all to be moved") { try await show().contains("the store\t0 attachments") }
    for (id, text) in kept { #expect(try await attachment(id, client).text == text) }
    #expect(try await show().contains("\t\(kept.count) attachments\t"))
    try await collector.stop()
    let sound = try await Tool.run(["doctor", "--read-attachments", "--data", collector.data])
    #expect(sound.status == 0 && !sound.output.contains("attachment_"), "\(sound.output)")

    let moved = try await Tool.run(["attachments", "move", "--to", "store", "--data", collector.data])
    #expect(moved.output.contains("\(kept.count) attachments were moved to the store."), "\(moved.errors)")
    // Each kill may have left one that nobody noted; it goes an hour later.
    #expect(files(in: collector.data + "/attachments").count <= 3)
    try await collector.start()
    for (id, text) in kept { #expect(try await attachment(id, client).text == text) }
    try await collector.stop()
  }

  @Test(.enabled(if: S3ServerProgram.packages != nil, "TELLBACK_MOTO names no folder; Tests/run fetches it"))
  func `With S3 down or refusing, reports and files are taken and wait; then they go, and come back by a command`()
    async throws
  {
    let server = try await S3ServerProgram(in: folder.file("s3"))
    func settings(_ secret: String, to place: String = "s3") throws -> [String] {
      let file = folder.file("secret")
      try (secret + "\n").write(toFile: file, atomically: true, encoding: .utf8)
      return [
        "--attachments", place, "--s3-endpoint", server.endpoint, "--s3-bucket", "files", "--s3-access-key",
        server.accessKey, "--s3-secret-file", file,
      ]
    }
    let client = try await start(try settings("not-the-secret"))
    let first = try await send("while the signature is refused", client)
    try await eventually("the log to say why") {
      collector.log.contains("attachments_wait") && collector.log.contains("answered 403 SignatureDoesNotMatch")
    }
    #expect(!collector.log.contains("not-the-secret"))
    #expect(try await attachment(first, client).text == "while the signature is refused")
    try await collector.stop()

    try await collector.start(try settings(server.secret))
    try await eventually("the first to be moved") { try await show().contains("the store\t0 attachments") }
    #expect(try await attachment(first, client).text == "while the signature is refused")

    try await server.close()
    let second = try await send("while the server is down", client)
    try await eventually("the figures to say so") { try await client.metrics()["tellback_attachments_stuck"] == 1 }
    #expect(try await attachment(second, client).text == "while the server is down")
    let away = try await attachment(first, client)
    #expect(away.status == 503 && away.headers["retry-after"] == "60")
    #expect(try await client.send("GET", "/health").status == 200)
    try await server.open()
    // One that comes wakes the keeper; else it would look again when its pause is over.
    let third = try await send("after it came back", client)
    try await eventually("all to be moved") { try await show().contains("the store\t0 attachments") }
    let all = [
      (first, "while the signature is refused"), (second, "while the server is down"), (third, "after it came back"),
    ]
    for (id, text) in all {
      #expect(try await attachment(id, client).text == text)
    }
    let inPlace = Array(try settings(server.secret).dropFirst(2))
    let sound = try await Tool.run(["doctor", "--read-attachments", "--data", collector.data] + inPlace)
    #expect(sound.status == 0 && !sound.output.contains("attachment_"), "\(sound.output)")
    let nameless = try await Tool.run(["doctor", "--data", collector.data])
    #expect(nameless.status == 1 && nameless.output.contains("attachments_unknown"))
    let wrongWay = try await Tool.run(["attachments", "move", "--to", "store", "--data", collector.data])
    #expect(wrongWay.status == 1 && wrongWay.errors.contains("start it with --attachments store"))
    try await collector.stop()

    // Without their settings files outside could not be read: it does not start.
    let blind = try await Tool.run(["serve", "--data", collector.data, "--listen", "127.0.0.1:0"])
    #expect(blind.status == 1 && blind.errors.contains("3 attachments lie in s3"))

    try await collector.start(try settings(server.secret, to: "store"))
    let moved = try await Tool.run(["attachments", "move", "--to", "store", "--data", collector.data])
    #expect(moved.output.contains("3 attachments were moved to the store."), "\(moved.errors)")
    try await server.close()
    #expect(try await attachment(first, client).text == "while the signature is refused")
    try await collector.stop()
  }
}
