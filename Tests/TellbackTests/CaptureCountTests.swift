// Captures are counted in the rows of the reports until a row is removed: exactly, also where a process was killed.
import Foundation
import TellbackSQLite
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct CaptureCountTests {
  private func offline() -> RecordingTransport {
    RecordingTransport { _, _ in throw TellbackError(.transport, "offline") }
  }

  /// Copies the queue of a reporter that goes on, as a kill leaves it. Without the counts that are kept outside the file.
  private func leaveKilled(_ folder: TestFolder) throws -> TestFolder {
    let copy = try TestFolder()
    try FileManager.default.copyItem(atPath: folder.path + "/queue", toPath: copy.path + "/queue")
    try Data().write(to: URL(fileURLWithPath: copy.path + "/queue/0/lock"))
    return copy
  }

  private func storedCaptures(_ folder: TestFolder) throws -> Int64? {
    let connection = try Connection(path: folder.path + "/queue/0/queue.sqlite")
    return try connection.first("SELECT value FROM account WHERE name = 'captured'") { $0.int64(0) }
  }

  private func statistics(_ folder: TestFolder, _ transport: RecordingTransport) async throws -> ReporterStatistics {
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let statistics = try await reporter.statistics()
    await reporter.close(within: .zero)
    return statistics
  }

  @Test func `captures that no account has yet are counted after a kill`() async throws {
    let folder = try TestFolder()
    let reporter = try Reporter(try folder.configuration(transport: offline()))
    for number in 0..<3 { try await reporter.report("Report \(number)") }
    let killed = try leaveKilled(folder)
    #expect(try storedCaptures(killed) == 0)
    let statistics = try await statistics(killed, offline())
    #expect(statistics.captured == 3 && statistics.queued == 3 && statistics.isBalanced)
    #expect(try storedCaptures(killed) == 3)
    await reporter.close(within: .zero)
  }

  @Test func `captures stay counted when their rows are delivered, before a kill and after it`() async throws {
    let folder = try TestFolder()
    let reporter = try Reporter(try folder.configuration(transport: RecordingTransport()))
    for number in 0..<3 { try await reporter.report("Report \(number)") }
    try await reporter.flush(within: .seconds(10))
    for number in 3..<5 { try await reporter.report("Report \(number)") }
    let killed = try leaveKilled(folder)
    #expect(try storedCaptures(killed) == 3)
    let next = try Reporter(try killed.configuration(transport: RecordingTransport()))
    try await next.flush(within: .seconds(10))
    let after = try leaveKilled(killed)
    #expect(try storedCaptures(after) == 5)
    let statistics = try await statistics(after, offline())
    #expect(statistics.captured == 5 && statistics.delivered == 5 && statistics.queued == 0 && statistics.isBalanced)
    await next.close(within: .zero)
    await reporter.close(within: .zero)
  }

  @Test func `a report that is refused since the queue is full stays counted after a kill`() async throws {
    let folder = try TestFolder()
    var configuration = try folder.configuration(transport: offline())
    configuration.limits.reports = 2
    let reporter = try Reporter(configuration)
    for number in 0..<2 { try await reporter.report("Report \(number)") }
    await #expect(throws: TellbackError.self) { try await reporter.report("One more") }
    let statistics = try await statistics(try leaveKilled(folder), offline())
    #expect(statistics.captured == 3 && statistics.queued == 2 && statistics.discarded == ["queue_full": 1])
    await reporter.close(within: .zero)
  }

  @Test func `a number of captures that damage made is not believed, and goes`() async throws {
    let folder = try TestFolder()
    let reporter = try Reporter(try folder.configuration(transport: offline()))
    for number in 0..<3 { try await reporter.report("Report \(number)") }
    await reporter.close(within: .zero)
    let path = folder.path + "/queue/0/queue.sqlite"
    try {
      let connection = try Connection(path: path)
      try connection.run("UPDATE report SET captured = 1000000 WHERE sequence = 2")
    }()
    for _ in 0..<2 {
      let statistics = try await statistics(folder, offline())
      #expect(statistics.captured == 3 && statistics.queued == 3 && statistics.discarded.isEmpty)
      // The second time without the counts that told better.
      try Data().write(to: URL(fileURLWithPath: folder.path + "/queue/0/lock"))
    }
  }

  @Test func `a row that another queue's file brought here counts nothing`() async throws {
    let folder = try TestFolder()
    let reporter = try Reporter(try folder.configuration(transport: offline()))
    try await reporter.report("Report")
    await reporter.close(within: .zero)
    let connection = try Connection(path: folder.path + "/queue/0/queue.sqlite")
    let file = try #require(try connection.first("SELECT file FROM report") { $0.int64(0) })
    try connection.run("UPDATE report SET file = ?, captured = 40", [.integer(file ^ 1)])
    #expect(try QueueDatabase.captures(in: connection, file: file) == 0)
    #expect(try QueueDatabase.captures(in: connection, file: file ^ 1) == 40)
  }
}
