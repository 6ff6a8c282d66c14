// The queue on real files: limits, many processes, damage, newer schemas, disks that are full or cannot be written.
import Foundation
import TellbackSQLite
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct QueueTests {
  private func offline() -> RecordingTransport {
    RecordingTransport { _, _ in throw TellbackError(.transport, "offline") }
  }

  private func code(_ body: () async throws -> Void) async -> TellbackError.Code? {
    do {
      try await body()
      return nil
    } catch {
      return (error as? TellbackError)?.code
    }
  }

  @Test func `the last report that fits is saved, the next one is refused and counted`() async throws {
    let folder = try TestFolder()
    var configuration = try folder.configuration(transport: offline())
    configuration.limits.reports = 3
    let reporter = try Reporter(configuration)
    for number in 0..<3 { try await reporter.report("Report \(number)") }
    #expect(await code { try await reporter.report("One more") } == .queueFull)
    let statistics = try await reporter.statistics()
    #expect(statistics.captured == 4 && statistics.queued == 3)
    #expect(statistics.discarded == ["queue_full": 1] && statistics.isBalanced)
    await reporter.close(within: .zero)
  }

  @Test func `bytes are limited to the byte`() async throws {
    let folder = try TestFolder()
    var configuration = try folder.configuration(transport: offline())
    configuration.consent = Consent(automaticContext: false, steps: false)
    let probe = try Reporter(configuration)
    let size = try await probe.prepare("12345678").bytes.count
    await probe.close(within: .zero)
    configuration.limits.bytes = size * 2
    let reporter = try Reporter(configuration)
    try await reporter.report("12345678")
    #expect(await code { try await reporter.report("123456789") } == .queueFull)
    try await reporter.report("12345678")
    #expect(await code { try await reporter.report("1") } == .queueFull)
    #expect(try await reporter.statistics().queued == 2)
    await reporter.close(within: .zero)
  }

  @Test func `sixty-four tasks at once lose nothing and count exactly`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let ids = try await withThrowingTaskGroup(of: [ReportID].self) { group in
      for task in 0..<64 {
        group.addTask {
          var ids: [ReportID] = []
          for number in 0..<5 { ids.append(try await reporter.report("Task \(task), report \(number)").id) }
          return ids
        }
      }
      return try await group.reduce(into: [ReportID]()) { $0 += $1 }
    }
    #expect(Set(ids).count == 320)
    #expect(try await reporter.statistics().captured == 320)
    try await reporter.flush(within: .seconds(60))
    #expect(Set(transport.reports.map(\.id)) == Set(ids))
    #expect(try await reporter.statistics().isBalanced)
    await reporter.close(within: .zero)
  }

  @Test func `the counts survive a restart`() async throws {
    let folder = try TestFolder()
    var configuration = try folder.configuration(transport: RecordingTransport())
    configuration.limits.reports = 2
    for run in 1...3 {
      let reporter = try Reporter(configuration)
      try await reporter.report("a")
      try await reporter.report("b")
      #expect(await code { try await reporter.report("c") } == .queueFull)
      try await reporter.flush(within: .seconds(10))
      let statistics = try await reporter.statistics()
      #expect(statistics.captured == Int64(3 * run) && statistics.delivered == Int64(2 * run))
      #expect(statistics.discarded == ["queue_full": Int64(run)] && statistics.isBalanced)
      await reporter.close(within: .zero)
    }
  }

  @Test func `the same prepared report saved twice waits once`() async throws {
    let folder = try TestFolder()
    let reporter = try Reporter(try folder.configuration(transport: offline()))
    let prepared = try await reporter.prepare("Twice")
    try await reporter.report(prepared)
    try await reporter.report(prepared)
    let statistics = try await reporter.statistics()
    #expect(statistics.captured == 1 && statistics.queued == 1 && statistics.isBalanced)
    await reporter.close(within: .zero)
  }

  @Test func `after close every report is refused`() async throws {
    let folder = try TestFolder()
    let reporter = try Reporter(try folder.configuration(transport: offline()))
    try await reporter.report("Before")
    await reporter.close(within: .zero)
    #expect(await code { try await reporter.report("After") } == .closed)
    await reporter.close()
  }

  // MARK: Several processes

  @Test func `two reporters in one folder use a slot each, and both are delivered`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let first = try Reporter(try folder.configuration(transport: transport))
    let a = try await first.report("From the first")
    let second = try Reporter(try folder.configuration(transport: transport))
    let b = try await second.report("From the second")
    #expect(try await first.storage() == .durable(folder: folder.path + "/queue/0"))
    #expect(try await second.storage() == .durable(folder: folder.path + "/queue/1"))
    try await first.flush(within: .seconds(10))
    try await second.flush(within: .seconds(10))
    #expect(transport.reports.map(\.id) == [a.id, b.id])
    let senders = Set(transport.requests.compactMap { $0.headers[WireHeaders.installation] })
    #expect(senders.count == 2)
    await first.close(within: .zero)
    await second.close(within: .zero)
  }

  @Test func `a reporter that is closed has given adopted queues back before it says so`() async throws {
    let folder = try TestFolder()
    let first = try Reporter(try folder.configuration(transport: offline()))
    try await first.report("First")
    let second = try Reporter(try folder.configuration(transport: offline()))
    try await second.report("Second")
    await first.close(within: .zero)
    await second.close(within: .zero)
    for _ in 0..<20 {
      let next = try Reporter(try folder.configuration(transport: offline()))
      try await eventually("the adoption") { try await next.statistics().queued == 2 }
      await next.close(within: .zero)
    }
  }

  @Test func `a reporter that is closed while it looks for queues to adopt leaves none open`() async throws {
    let folder = try TestFolder()
    let first = try Reporter(try folder.configuration(transport: offline()))
    let second = try Reporter(try folder.configuration(transport: offline()))
    for reporter in [first, second] { try await reporter.report("Waits") }
    await first.close(within: .zero)
    await second.close(within: .zero)
    for _ in 0..<100 {
      let next = try Reporter(try folder.configuration(transport: offline()))
      _ = try await next.storage()
      await next.close(within: .zero)
      for number in 0..<2 { #expect(try Slot.acquire(number, in: folder.path + "/queue") != nil) }
    }
  }

  @Test func `whoever starts next adopts the queue of the dead, with its own credential`() async throws {
    let folder = try TestFolder()
    let alive = try Reporter(try folder.configuration(transport: offline()))
    try await alive.report("Alive")
    let dead = try Reporter(try folder.configuration(transport: offline()))
    let orphan = try await dead.report("Orphan")
    let deadID = try await dead.storage()
    // Closing without sending leaves what the end of a process leaves: a file and no lock.
    await dead.close(within: .zero)
    await alive.close(within: .zero)
    #expect(deadID == .durable(folder: folder.path + "/queue/1"))

    let transport = RecordingTransport()
    let heir = try Reporter(try folder.configuration(transport: transport, isAutomatic: true))
    try await eventually("both deliveries") { transport.reports.count == 2 }
    #expect(transport.reports.contains { $0.id == orphan.id })
    #expect(Set(transport.requests.compactMap { $0.headers[WireHeaders.installation] }).count == 2)
    #expect(try await heir.state(of: orphan.id) != nil)
    #expect(try await heir.statistics().isBalanced)
    await heir.close(within: .zero)
  }

  @Test func `an adopted queue is given back once nothing in it waits`() async throws {
    let folder = try TestFolder()
    let first = try Reporter(try folder.configuration(transport: offline()))
    try await first.report("Stays")
    let second = try Reporter(try folder.configuration(transport: offline()))
    try await second.report("Orphan")
    await second.close(within: .zero)
    await first.close(within: .zero)

    let time = ManualTime()
    // Erased reports await no answer, so that the queue is done at once.
    let transport = RecordingTransport { request, _ in
      let receipts = request.ids.map { Receipt(id: $0, outcome: .erased) }
      return TransportResponse(status: 202, body: Receipt.encoded(receipts))
    }
    let heir = try Reporter(try folder.configuration(transport: transport, time: time, isAutomatic: true))
    try await eventually("both deliveries") { Set(transport.requests.flatMap(\.ids)).count == 2 }
    try await eventually("the slot is free again") {
      time.advance(by: .seconds(61))
      guard let slot = try Slot.acquire(1, in: folder.path + "/queue") else { return false }
      _ = slot
      return true
    }
    await heir.close(within: .zero)
  }

  @Test func `a flush right after the start does its work`() async throws {
    let folder = try TestFolder()
    let first = try Reporter(try folder.configuration(transport: offline()))
    let receipt = try await first.report("Left behind")
    await first.close(within: .zero)
    for _ in 0..<3 {
      let transport = RecordingTransport()
      let second = try Reporter(try folder.configuration(transport: transport))
      let result = try await second.flush(within: .seconds(20))
      #expect(result.isComplete)
      if result.sent > 0 { #expect(transport.reports.map(\.id) == [receipt.id]) }
      await second.close(within: .zero)
    }
  }

  @Test func `the credential is made once and only its user can read it`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    for _ in 0..<2 {
      let reporter = try Reporter(try folder.configuration(transport: transport))
      try await reporter.report("Who am I?")
      try await reporter.flush(within: .seconds(10))
      await reporter.close(within: .zero)
    }
    let senders = Set(transport.requests.compactMap { $0.headers[WireHeaders.installation] })
    #expect(senders.count == 1)
    #expect(InstallationCredential(header: senders.first ?? "") != nil)
    for file in ["installation", "queue.sqlite"] {
      let rights = try FileManager.default.attributesOfItem(atPath: folder.path + "/queue/0/" + file)
      #expect(rights[.posixPermissions] as? Int == 0o600, "\(file)")
    }
  }

  // MARK: Disks that refuse

  @Test func `where no folder can be made the queue is in memory, and the receipt says so`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    var configuration = try folder.configuration(transport: transport)
    let file = folder.path + "/file"
    try Data("a file".utf8).write(to: URL(fileURLWithPath: file))
    configuration.queueDirectory = file + "/queue"
    let reporter = try Reporter(configuration)
    let receipt = try await reporter.report("Nowhere to put it")
    #expect(!receipt.durable)
    guard case .memory(let reason) = try await reporter.storage() else {
      Issue.record("the storage is not memory")
      return
    }
    #expect(reason.contains(file))
    try await reporter.flush(within: .seconds(10))
    #expect(transport.reports.map(\.id) == [receipt.id])
    #expect(try await reporter.statistics().isBalanced)
    await reporter.close(within: .zero)
  }

  @Test
  func `a full disk keeps words in memory, and the ballast for what is delivered, and moves them once there is room`()
    async throws
  {
    let folder = try TestFolder()
    let queue = Queue(label: "test") {
      let opener = QueueOpener(directory: folder.path + "/queue", time: SystemTime(), random: SystemRandom())
      return QueueStore(try opener.open(), opener: opener, limits: QueueLimits())
    }
    let ballast = folder.path + "/queue/0/ballast"
    _ = try await queue.run { store in
      // As many pages as there are: SQLite then answers as it does on a full disk.
      try store.main.connection.execute("PRAGMA max_page_count = 1")
    }
    #expect(FileManager.default.fileExists(atPath: ballast))
    let random = SystemRandom()
    func item(_ number: Int64) -> QueueItem {
      let moment = Timestamp(milliseconds: number)
      let report = Report(
        id: ReportID(at: moment, random: (random.next(), random.next())), capturedAt: moment,
        text: String(repeating: "x", count: 4_000))
      return QueueItem(id: report.id, capturedAt: moment, body: report.encoded())
    }
    var durable = 0
    for number in 0..<20 where try await queue.capture(item(Int64(number)), isolation: nil).durable { durable += 1 }
    #expect(durable < 20)
    #expect(FileManager.default.fileExists(atPath: ballast))
    let full = try await queue.run { ($0.statistics, $0.main.totals.reports, $0.overflow?.totals.reports) }
    #expect(full.0.captured == 20 && full.0.queued == 20 && full.0.isBalanced)
    #expect(full.1 == durable && full.2 == 20 - durable)

    try await queue.run { store in
      try store.main.connection.execute("PRAGMA max_page_count = 1000000")
      store.moveMemoryToFile()
    }
    let after = try await queue.run { ($0.statistics, $0.main.totals.reports, $0.overflow == nil) }
    #expect(after.0.captured == 20 && after.0.isBalanced && after.1 == 20 && after.2)
    #expect(FileManager.default.fileExists(atPath: ballast))
    await queue.close()
  }
}
