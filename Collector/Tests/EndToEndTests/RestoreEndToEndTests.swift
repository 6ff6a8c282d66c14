// A backup that is taken while reports arrive, put in place elsewhere; and a store of an older release under the new program.
import Foundation
import Synchronization
import Tellback
import TellbackWire
import Testing

@Suite struct RestoreEndToEndTests {
  private let folder: TestFolder
  private let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  /// As the manual says: by the program, or by PostgreSQL's own.
  private func backUp(to copy: String) async throws {
    if let address = StoreOfTests.address(of: collector.data) {
      try TestDatabase.client("pg_dump", ["--format=custom", "--file", copy, "--dbname", address])
    } else {
      let backup = try await Tool.run(["backup", copy, "--data", collector.data])
      #expect(backup.status == 0, "\(backup.errors)")
    }
  }

  private func restore(_ copy: String) async throws {
    guard StoreOfTests.usesPostgres else {
      let restored = try await Tool.run(["restore", copy, "--data", collector.data])
      #expect(restored.status == 0, "\(restored.errors)")
      let again = try await Tool.run(["restore", copy, "--data", collector.data])
      #expect(again.status == 1 && again.errors.contains("exists already"), "\(again.errors)")
      return
    }
    let database = try TestDatabase()
    try TestDatabase.client("pg_restore", ["--dbname", database.address, copy])
    StoreOfTests.note(database.address, for: collector.data)
    let refused = try await Tool.run(["restore", copy, "--data", collector.data])
    #expect(refused.status == 2 && refused.errors.contains("pg_restore"), "\(refused.errors)")
    let restored = try await Tool.run(["restore", "--data", collector.data])
    #expect(restored.status == 0, "\(restored.errors)")
  }

  @Test func `What was acknowledged before a backup is restored, and apps go on without loss or doubles`() async throws
  {
    try await collector.start()
    let key = try await collector.createApp()
    let client = Client(base: try collector.url, key: key)
    let reporter = try collector.reporter(key)
    let first = try await reporter.report("The first before the backup")
    try await ticket(of: first, reporter)
    var before: [Report] = []
    for number in 0..<40 { before.append(newReport("Before, number \(number) of many")) }
    for report in before { #expect(try await client.report(report).status == 202) }

    // Reports arrive all the while.
    let meanwhile = Tally()
    let arriving = Task {
      while !Task.isCancelled {
        guard try await client.report(newReport("Meanwhile, one of many")).status == 202 else { continue }
        meanwhile.add()
      }
    }
    let copy = folder.file("copy.sqlite")
    try await backUp(to: copy)
    arriving.cancel()
    // What is under way comes to its end first.
    try await arriving.value

    // The device sees an update of which the backup knows nothing: its number must not be given twice.
    let lost = try await reporter.report("After the backup, lost with the old store")
    try await ticket(of: lost, reporter)
    try await collector.crash()
    let waiting = try await reporter.report("While there was no collector")

    try FileManager.default.moveItem(atPath: collector.data, toPath: folder.file("lost"))
    try await restore(copy)
    try await collector.start()
    for report in before {
      #expect(try await client.report(report).receipt.outcome == .duplicate)
    }
    try await ticket(of: waiting, reporter)
    let figures = try await client.metrics()
    #expect(isBalanced(figures))
    let received = try #require(figures["tellback_reports_received_total"])
    let came = meanwhile.count
    // The first, those before, the one that waited, and whatever of the others came before the snapshot.
    #expect((42...43 + came).contains(received), "\(received) received, \(came) came meanwhile")
    await reporter.close()
    try await collector.stop()
    let sound = try await Tool.run(["doctor", "--data", collector.data])
    #expect(sound.status == 0, "\(sound.output)")
  }

  @Test(.embeddedStore) func `A copy that is none of ours, or is damaged, is not put in place`() async throws {
    try await collector.start()
    _ = try await collector.createApp()
    let copy = folder.file("copy.sqlite")
    #expect(try await Tool.run(["backup", copy, "--data", collector.data]).status == 0)
    try await collector.stop()
    var bytes = try Data(contentsOf: URL(fileURLWithPath: copy))
    for place in stride(from: 8_192 + 200, to: bytes.count, by: 1_111) { bytes[place] ^= 0xFF }
    try bytes.write(to: URL(fileURLWithPath: folder.file("damaged")))
    try Data("no database".utf8).write(to: URL(fileURLWithPath: folder.file("letter")))
    for name in ["damaged", "letter", "absent"] {
      let target = folder.file("new-" + name)
      let result = try await Tool.run(["restore", folder.file(name), "--data", target])
      #expect(result.status == 1 && result.errors.contains("was not restored"), "\(name): \(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: target + "/collector.sqlite"), "\(name)")
    }
  }

  @Test(.embeddedStore, arguments: [1, 12])
  func `An upgrade as the manual says keeps everything, and the copy that was kept still is the old store`(
    schema: Int
  ) async throws {
    let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("CollectorSQLiteTests/Golden/store-schema-\(schema).sqlite")
    try FileManager.default.createDirectory(atPath: collector.data, withIntermediateDirectories: true)
    let old = try Data(contentsOf: golden)
    try old.write(to: URL(fileURLWithPath: collector.data + "/collector.sqlite"))
    try old.write(to: URL(fileURLWithPath: folder.file("kept.sqlite")))
    let before = try await Tool.run(["doctor", "--data", collector.data])
    #expect(before.output.contains("older_schema") && before.output.contains("schema \(schema);"), "\(before.output)")
    let pages = old.count
    #expect(try Data(contentsOf: URL(fileURLWithPath: collector.data + "/collector.sqlite")).count == pages)

    try await collector.start()
    let key = try await collector.createApp("new")
    let client = Client(base: try collector.url, key: key)
    #expect(try await client.report(newReport("After the upgrade")).status == 202)
    try await eventually("the digest of all nine") { try await client.metrics()["tellback_reports_pending"] == 0 }
    let figures = try await client.metrics()
    #expect(isBalanced(figures) && figures["tellback_reports_received_total"] == 9, "\(figures)")
    try await collector.stop()
    let after = try await Tool.run(["doctor", "--data", collector.data])
    #expect(after.status == 0 && !after.output.contains("older_schema"), "\(after.output)")

    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("kept.sqlite"))) == old)
    let back = folder.file("back")
    #expect(try await Tool.run(["restore", folder.file("kept.sqlite"), "--data", back]).status == 0)
    let restored = try await Tool.run(["doctor", "--data", back])
    #expect(restored.output.contains("schema \(schema);"), "\(restored.output)")
  }
}

private final class Tally: Sendable {
  private let number = Mutex(Int64(0))
  var count: Int64 { number.withLock { $0 } }
  func add() { number.withLock { $0 += 1 } }
}
