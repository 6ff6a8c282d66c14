// Damage to queue files: moved aside, rebuilt of what can be read, and what cannot is counted.
import Foundation
import TellbackSQLite
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct DamageTests {
  private func offline() -> RecordingTransport {
    RecordingTransport { _, _ in throw TellbackError(.transport, "offline") }
  }

  private func write(_ bytes: [UInt8], at offset: Int, of path: String) throws {
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.seek(toOffset: UInt64(offset))
    try handle.write(contentsOf: Data(bytes))
    try handle.close()
  }

  /// Leaves a closed queue with `count` reports in slot 0 and returns their ids.
  private func leaveQueue(in folder: TestFolder, count: Int) async throws -> [ReportID] {
    let reporter = try Reporter(try folder.configuration(transport: offline()))
    var ids: [ReportID] = []
    for number in 0..<count {
      ids.append(try await reporter.report("Report \(number) " + String(repeating: "x", count: 3_000)).id)
    }
    await reporter.close(within: .zero)
    return ids
  }

  @Test func `a file that is no database is moved aside and the queue goes on`() async throws {
    let folder = try TestFolder()
    _ = try await leaveQueue(in: folder, count: 3)
    let path = folder.path + "/queue/0/queue.sqlite"
    try Data(repeating: 0x5A, count: 20_000).write(to: URL(fileURLWithPath: path))
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let receipt = try await reporter.report("After the damage")
    #expect(receipt.durable)
    try await reporter.flush(within: .seconds(10))
    #expect(transport.reports.map(\.id) == [receipt.id])
    // Nothing of the file can be read; what was counted beside it tells how many are lost.
    let statistics = try await reporter.statistics()
    #expect(statistics.captured == 4 && statistics.discarded == ["corrupt_queue": 3] && statistics.isBalanced)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/queue/0")
    #expect(files.contains { $0.hasPrefix("damaged-") })
    await reporter.close(within: .zero)
  }

  @Test func `what a torn file still holds is salvaged, and the rest is counted`() async throws {
    let folder = try TestFolder()
    let ids = try await leaveQueue(in: folder, count: 60)
    let path = folder.path + "/queue/0/queue.sqlite"
    let size = try #require(
      try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    // Two pages in the middle of the reports.
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.seek(toOffset: UInt64(size / 8_192 / 2 * 8_192))
    try handle.write(contentsOf: Data(repeating: 0xFF, count: 16_384))
    try handle.close()

    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let result = try await reporter.flush(within: .seconds(20))
    #expect(result.isComplete)
    let delivered = Set(transport.reports.map(\.id))
    #expect(delivered.count >= 40 && delivered.count < 60)
    #expect(delivered.isSubset(of: Set(ids)))
    let statistics = try await reporter.statistics()
    #expect(statistics.captured == 60)
    #expect(statistics.discarded["corrupt_queue"] == Int64(60 - delivered.count))
    #expect(statistics.isBalanced)
    await reporter.close(within: .zero)
  }

  @Test func `a queue of a newer program is left untouched to the byte`() async throws {
    let folder = try TestFolder()
    _ = try await leaveQueue(in: folder, count: 1)
    let path = folder.path + "/queue/0/queue.sqlite"
    do {
      let connection = try Connection(path: path)
      try connection.execute("PRAGMA user_version = 99")
      try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let receipt = try await reporter.report("By an older program")
    #expect(receipt.durable)
    #expect(try await reporter.storage() == .durable(folder: folder.path + "/queue/1"))
    try await reporter.flush(within: .seconds(10))
    await reporter.close(within: .zero)
    #expect(transport.reports.map(\.id) == [receipt.id])
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test func `a schema number that no program will reach is damage, also one below zero`() async throws {
    for number: [UInt8] in [[0xFF, 0xFF, 0xFF, 0xF0], [0x7F, 0, 0, 0]] {
      let folder = try TestFolder()
      let ids = try await leaveQueue(in: folder, count: 2)
      try write(number, at: 60, of: folder.path + "/queue/0/queue.sqlite")
      let transport = RecordingTransport()
      let reporter = try Reporter(try folder.configuration(transport: transport))
      try await reporter.flush(within: .seconds(10))
      #expect(try await reporter.storage() == .durable(folder: folder.path + "/queue/0"))
      #expect(transport.reports.map(\.id) == ids)
      await reporter.close(within: .zero)
    }
  }

  @Test(arguments: [18, 19]) func `a format that SQLite would only read is damage`(place: Int) async throws {
    let folder = try TestFolder()
    let ids = try await leaveQueue(in: folder, count: 2)
    try write([7], at: place, of: folder.path + "/queue/0/queue.sqlite")
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    #expect(try await reporter.report("After the damage").durable)
    try await reporter.flush(within: .seconds(10))
    let statistics = try await reporter.statistics()
    #expect(statistics.queued == 0 && statistics.captured == 3 && statistics.isBalanced)
    #expect(transport.reports.count + Int(statistics.discarded["corrupt_queue"] ?? 0) == ids.count + 1)
    await reporter.close(within: .zero)
  }

  @Test func `a column that damage renamed is mended where it is missed`() async throws {
    try await deliver(changedBy: "ALTER TABLE event RENAME COLUMN by TO bz") { transport, statistics, ids in
      #expect(transport.reports.map(\.id) == ids)
      #expect(statistics.discarded.isEmpty && statistics.attachmentsShed.isEmpty)
    }
    // Missed only where the loss of a row is written down.
    let loss = "UPDATE report SET body = CAST(replace(body, 'Report 1', 'Report 9') AS BLOB)"
    let renamed = "ALTER TABLE receipt RENAME COLUMN message TO massage"
    try await deliver(changedBy: "\(loss); \(renamed)") { transport, statistics, ids in
      #expect(transport.reports.map(\.id) == [ids[0], ids[2], ids[3]])
      #expect(statistics.discarded == ["corrupt_queue": 1])
    }
  }

  @Test func `a queue that is gone is counted as lost, also when another process adopts what is left`() async throws {
    let folder = try TestFolder()
    let first = try Reporter(try folder.configuration(transport: offline()))
    try await first.report("Stays")
    let second = try Reporter(try folder.configuration(transport: offline()))
    for number in 0..<2 { try await second.report("Goes \(number)") }
    await first.close(within: .zero)
    await second.close(within: .zero)
    try FileManager.default.removeItem(atPath: folder.path + "/queue/1/queue.sqlite")
    let next = try Reporter(try folder.configuration(transport: offline()))
    try await eventually("the loss shows") { try await next.statistics().discarded == ["corrupt_queue": 2] }
    #expect(try await next.statistics().captured == 3)
    await next.close(within: .zero)
  }

  @Test func `a folder in the queue file's place is moved aside`() async throws {
    let folder = try TestFolder()
    let path = folder.path + "/queue/0/queue.sqlite"
    try FileManager.default.createDirectory(atPath: path + "/inside", withIntermediateDirectories: true)
    let reporter = try Reporter(try folder.configuration(transport: offline()))
    #expect(try await reporter.report("After the damage").durable)
    #expect(try await reporter.storage() == .durable(folder: folder.path + "/queue/0"))
    await reporter.close(within: .zero)
  }

  @Test func `a rebuilding that the end of the process cut short is begun anew`() async throws {
    let folder = try TestFolder()
    let ids = try await leaveQueue(in: folder, count: 5)
    let slot = folder.path + "/queue/0"
    // The damaged file is in place, and what was built beside it is not whole.
    try write([UInt8](repeating: 0xFF, count: 8_192), at: 8_192, of: slot + "/queue.sqlite")
    try Data(repeating: 1, count: 9_000).write(to: URL(fileURLWithPath: slot + "/rebuilt.sqlite"))
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    try await reporter.flush(within: .seconds(10))
    let statistics = try await reporter.statistics()
    #expect(transport.reports.count + Int(statistics.discarded["corrupt_queue"] ?? 0) == ids.count)
    #expect(statistics.isBalanced)
    #expect(!FileManager.default.fileExists(atPath: slot + "/rebuilt.sqlite"))
    await reporter.close(within: .zero)
  }

  @Test func `a rebuilt queue that the end of the process kept from its place is put there, without the old log`()
    async throws
  {
    let folder = try TestFolder()
    let ids = try await leaveQueue(in: folder, count: 5)
    let slot = folder.path + "/queue/0"
    // The damaged file was renamed already, its log not yet.
    try FileManager.default.moveItem(atPath: slot + "/queue.sqlite", toPath: slot + "/rebuilt.sqlite")
    try Data(repeating: 1, count: 9_000).write(to: URL(fileURLWithPath: slot + "/queue.sqlite-wal"))
    try Data(repeating: 1, count: 9_000).write(to: URL(fileURLWithPath: slot + "/damaged-1.sqlite"))
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    try await reporter.flush(within: .seconds(10))
    #expect(transport.reports.map(\.id) == ids)
    #expect(try await reporter.statistics().isBalanced)
    await reporter.close(within: .zero)
  }

  @Test func `damage that shows when reports are read to be sent is mended then`() async throws {
    let folder = try TestFolder()
    let ids = try await leaveQueue(in: folder, count: 40)
    let transport = RecordingTransport()
    let queue = Queue(label: "test") {
      let opener = QueueOpener(directory: folder.path + "/queue", time: SystemTime(), random: SystemRandom())
      return QueueStore(try opener.open(), opener: opener, limits: QueueLimits())
    }
    let path = folder.path + "/queue/0/queue.sqlite"
    try await queue.run { store in
      // What it has in memory is not read again.
      try store.main.connection.execute("PRAGMA cache_size = 0; PRAGMA shrink_memory")
    }
    let size = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    // Two pages of reports: the tables begin in the first half.
    try write([UInt8](repeating: 0xFF, count: 16_384), at: size / 8_192 * 3 / 4 * 8_192, of: path)
    let batch = try await queue.run { store in
      try store.nextBatch(count: 100, bytes: 1 << 30, now: Timestamp(milliseconds: .max / 2), horizon: .seconds(60))
    }
    let statistics = try await queue.run { $0.statistics }
    #expect(!batch.isEmpty && batch.count < ids.count)
    #expect(batch.count + Int(statistics.discarded["corrupt_queue"] ?? 0) == ids.count)
    #expect(statistics.isBalanced && transport.requests.isEmpty)
    await queue.close()
  }

  /// A slot as the end of a process leaves it: three reports in the file, three delivered, three more and two attachments in
  /// the log.
  private func leaveLog(in folder: TestFolder) async throws -> [ReportID] {
    let transport = RecordingTransport()
    let live = try TestFolder()
    let first = try Reporter(try live.configuration(transport: transport))
    for number in 0..<3 { try await first.report("Delivered \(number)") }
    try await first.flush(within: .seconds(10))
    await first.close(within: .zero)
    let second = try Reporter(try live.configuration(transport: offline()))
    var ids: [ReportID] = []
    for number in 0..<3 {
      let files = number == 0 ? [] : [ReportAttachment(bytes: [1, 2, 3], name: "f", type: "image/png")]
      ids.append(try await second.report("Waiting \(number)", attachments: files).id)
    }
    try FileManager.default.createDirectory(atPath: folder.path + "/queue", withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: live.path + "/queue/0", toPath: folder.path + "/queue/0")
    await second.close(within: .zero)
    return ids
  }

  /// Delivers what was left by ``leaveLog(in:)`` and is damaged now: what does not arrive is counted, once.
  private func deliverDamagedLog(of ids: [ReportID], in folder: TestFolder) async throws {
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    try await reporter.flush(within: .seconds(10))
    let statistics = try await reporter.statistics()
    #expect(Set(transport.reports.map(\.id)).isSubset(of: Set(ids)))
    #expect(statistics.captured == 6 && statistics.isBalanced)
    #expect(statistics.discarded["corrupt_queue"] == Int64(3 - transport.reports.count))
    #expect(statistics.attachmentsShed["corrupt_queue"] ?? 0 == Int64(2 - transport.attachments.count))
    await reporter.close(within: .zero)
    let next = try Reporter(try folder.configuration(transport: offline()))
    #expect(try await next.statistics().discarded == statistics.discarded)
    await next.close(within: .zero)
  }

  @Test(arguments: [0, 1, 2, 3]) func `what a log that was cut took with it is counted`(quarter: Int) async throws {
    let folder = try TestFolder()
    let ids = try await leaveLog(in: folder)
    let path = folder.path + "/queue/0/queue.sqlite-wal"
    let size = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    #expect(truncate(path, size * quarter / 4) == 0)
    try await deliverDamagedLog(of: ids, in: folder)
  }

  @Test(arguments: [false, true])
  func `an emptied queue is counted as lost, also when its log is lost with it`(takesLog: Bool) async throws {
    let folder = try TestFolder()
    let ids = try await leaveLog(in: folder)
    let path = folder.path + "/queue/0/queue.sqlite"
    try Data().write(to: URL(fileURLWithPath: path))
    if takesLog { try FileManager.default.removeItem(atPath: path + "-wal") }
    try await deliverDamagedLog(of: ids, in: folder)
  }

  /// Opens a closed queue, lets `sql` change it and delivers what it then holds.
  private func deliver(
    changedBy sql: String, _ check: (RecordingTransport, ReporterStatistics, [ReportID]) async throws -> Void
  ) async throws {
    let folder = try TestFolder()
    var ids: [ReportID] = []
    let first = try Reporter(try folder.configuration(transport: offline()))
    for number in 0..<4 {
      let file = ReportAttachment(bytes: [UInt8](repeating: 7, count: 5_000), name: "f\(number)", type: "image/png")
      ids.append(try await first.report("Report \(number)", attachments: [file]).id)
    }
    await first.close(within: .zero)
    do {
      let connection = try Connection(path: folder.path + "/queue/0/queue.sqlite")
      try connection.execute("PRAGMA ignore_check_constraints = ON")
      try connection.execute(sql)
    }
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    try await reporter.flush(within: .seconds(20))
    let statistics = try await reporter.statistics()
    #expect(statistics.isBalanced, "\(sql): \(statistics)")
    #expect(statistics.captured == 4 && statistics.queued == 0 && statistics.attachmentsQueued == 0, "\(sql)")
    #expect(Set(transport.requests.flatMap(\.ids)).isSubset(of: Set(ids)))
    try await check(transport, statistics, ids)
    await reporter.close(within: .zero)
  }

  @Test(arguments: [
    "UPDATE report SET body = CAST(replace(body, 'Report 1', 'Report 9') AS BLOB)",
    "UPDATE report SET captured_at = captured_at + 1 WHERE sequence = 2",
    "UPDATE report SET id = zeroblob(16) WHERE sequence = 2",
  ]) func `a row that is not what was saved is not sent, and counted`(sql: String) async throws {
    try await deliver(changedBy: sql) { transport, statistics, ids in
      #expect(transport.reports.map(\.id) == [ids[0], ids[2], ids[3]], "\(sql)")
      #expect(statistics.discarded == ["corrupt_queue": 1], "\(sql)")
    }
  }

  @Test func `a report whose id alone is damaged is sent where the file is rebuilt, by the id in its body`()
    async throws
  {
    try await deliver(changedBy: "UPDATE report SET id = x'00' WHERE sequence = 2") { transport, statistics, ids in
      #expect(transport.reports.map(\.id) == ids && statistics.discarded.isEmpty)
    }
  }

  @Test(arguments: [
    "UPDATE attachment SET data = CAST(replace(data, x'0707', x'0708') AS BLOB) WHERE name = 'f1'",
    "UPDATE attachment SET type = 'text/html' WHERE name = 'f1'",
    "UPDATE attachment SET report = x'00' WHERE name = 'f1'",
    "UPDATE attachment SET position = 9223372036854775807 WHERE name = 'f1'",
  ]) func `an attachment that is not what was saved is not sent, and counted`(sql: String) async throws {
    try await deliver(changedBy: sql) { transport, statistics, _ in
      #expect(transport.reports.count == 4, "\(sql)")
      #expect(transport.attachments.count == 3 && transport.attachments.values.allSatisfy { $0.allSatisfy { $0 == 7 } })
      #expect(statistics.attachmentsShed == ["corrupt_queue": 1], "\(sql)")
    }
  }

  @Test(arguments: [
    "UPDATE report SET not_before = -9223372036854775808",
    "UPDATE report SET not_before = 9223372036854775807",
    "UPDATE report SET attempts = 9223372036854775807",
    "UPDATE report SET bytes = 9223372036854775807",
    "UPDATE attachment SET bytes = -9223372036854775808, attempts = 9223372036854775807",
    "UPDATE account SET value = 9223372036854775807 WHERE name <> 'file'",
    "UPDATE account SET value = -1 WHERE name = 'delivered'",
    "UPDATE account SET value = 77 WHERE name = 'captured'",
    "UPDATE account SET name = 'kaptured' WHERE name = 'captured'",
    "DELETE FROM account",
  ]) func `numbers that cannot be lose nothing and end nothing`(sql: String) async throws {
    try await deliver(changedBy: sql) { transport, statistics, ids in
      #expect(transport.reports.map(\.id) == ids, "\(sql)")
      #expect(transport.attachments.count == 4, "\(sql)")
      #expect(statistics.discarded.values.allSatisfy { $0 == 0 }, "\(sql)")
    }
  }

  @Test func `another file in the queue's place is sent, and what waited in the queue is counted as lost`() async throws
  {
    let folder = try TestFolder()
    let other = try TestFolder()
    _ = try await leaveQueue(in: folder, count: 3)
    let ids = try await leaveQueue(in: other, count: 2)
    let path = "/queue/0/queue.sqlite"
    try FileManager.default.removeItem(atPath: folder.path + path)
    try FileManager.default.copyItem(atPath: other.path + path, toPath: folder.path + path)
    for _ in 0..<2 {
      let transport = RecordingTransport()
      let reporter = try Reporter(try folder.configuration(transport: transport))
      try await reporter.flush(within: .seconds(10))
      #expect(transport.reports.isEmpty || transport.reports.map(\.id) == ids)
      let statistics = try await reporter.statistics()
      #expect(statistics.captured == 5 && statistics.delivered == 2 && statistics.discarded == ["corrupt_queue": 3])
      #expect(statistics.isBalanced)
      await reporter.close(within: .zero)
    }
  }

  @Test func `the files of two slots that were exchanged lose nothing and count nothing as lost`() async throws {
    let folder = try TestFolder()
    let first = try Reporter(try folder.configuration(transport: offline()))
    let second = try Reporter(try folder.configuration(transport: offline()))
    var ids = Set([try await first.report("First").id])
    for number in 0..<3 { ids.insert(try await second.report("Second \(number)").id) }
    await first.close(within: .zero)
    await second.close(within: .zero)
    let queue = folder.path + "/queue/"
    try FileManager.default.moveItem(atPath: queue + "0/queue.sqlite", toPath: queue + "spare")
    try FileManager.default.moveItem(atPath: queue + "1/queue.sqlite", toPath: queue + "0/queue.sqlite")
    try FileManager.default.moveItem(atPath: queue + "spare", toPath: queue + "1/queue.sqlite")
    let transport = RecordingTransport()
    let heir = try Reporter(try folder.configuration(transport: transport, isAutomatic: true))
    try await eventually("all are delivered") { transport.reports.count == 4 }
    try await eventually("all are counted") { try await heir.statistics().delivered == 4 }
    #expect(Set(transport.reports.map(\.id)) == ids)
    let statistics = try await heir.statistics()
    #expect(statistics.captured == 4 && statistics.discarded.isEmpty && statistics.isBalanced)
    await heir.close(within: .zero)
  }
}
