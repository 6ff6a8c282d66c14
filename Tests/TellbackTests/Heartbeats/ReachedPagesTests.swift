// How far people get: only with both consents, by number, each page once a day, on the next day.
import Foundation
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct ReachedPagesTests {
  private let folder: TestFolder
  private let transport = RecordingTransport()
  private let time = ManualTime()
  private var today: Int64 { time.now().milliseconds / 86_400_000 }

  init() throws { folder = try TestFolder() }

  private func reporter(heartbeat: Bool = true, steps: Bool = true) throws -> Reporter {
    var configuration = try folder.configuration(transport: transport, time: time, isAutomatic: false)
    configuration.consent = Consent(steps: steps, heartbeat: heartbeat)
    return try Reporter(configuration)
  }

  private var sent: [ReachedDay] { transport.heartbeats.flatMap(\.reached) }

  private func send(_ reporter: Reporter, _ words: String = "Save does nothing") async throws {
    try await reporter.report(words)
    #expect(try await reporter.flush(within: .seconds(20)).isComplete)
  }

  /// The numbers in the queue's file.
  private func kept(_ reporter: Reporter) async throws -> [Int] {
    try await reporter.core.own.queue.run { store in
      try store.main.connection.rows("SELECT page FROM reached ORDER BY page") { $0.int(0) }
    }
  }

  /// Until the day before is complete: the next one is noted.
  private func nextDay(_ reporter: Reporter) async throws {
    try await eventually("it rests") { time.sleepers > 0 }
    time.advance(by: .seconds(86_400))
    let day = today
    try await eventually("the next day is noted") {
      try await reporter.core.own.queue.run { store in
        try store.main.connection.first("SELECT max(day) FROM heartbeat", make: { $0.int64(0) }) == day
      }
    }
  }

  private func numbers(_ pages: String...) -> [Int] { pages.map { PageNumber.of($0) }.sorted() }

  @Test func `each page is told once, on the next day, by its number`() async throws {
    let reporter = try reporter()
    for page in ["/cart", "/pay", "/cart", "/pay"] { reporter.enter(page: page) }
    try await reporter.report("It stops here", page: "/typed/by/the/app")
    #expect(try await reporter.flush(within: .seconds(20)).isComplete)
    let day = today
    #expect(transport.heartbeats.flatMap(\.days).map(\.day) == [day] && sent == [])
    try await nextDay(reporter)
    reporter.enter(page: "/pay")
    try await send(reporter)
    #expect(sent == [ReachedDay(day: day, pages: numbers("/cart", "/pay", "/typed/by/the/app"))])
    #expect(try await kept(reporter) == numbers("/pay"))
    // What was settled is not sent again.
    try await send(reporter, "Again")
    #expect(sent.count == 1)
    let heartbeats = transport.requests.filter { $0.url.path == WirePaths.heartbeats }
    #expect(heartbeats.count == 2 && heartbeats.allSatisfy { !String(decoding: $0.body, as: UTF8.self).contains("/") })
    await reporter.close(within: .zero)
  }

  @Test func `a page has the number of what a report names`() async throws {
    let reporter = try reporter()
    reporter.enter(page: "/people/ann@example.com")
    let prepared = try await reporter.prepare("It stops here")
    let page = try #require(prepared.report.page)
    #expect(page != "/people/ann@example.com")
    try await eventually("it is kept") { try await kept(reporter) == [PageNumber.of(page)] }
    await reporter.close(within: .zero)
  }

  @Test(arguments: [(true, false), (false, true), (false, false)])
  func `without either consent nothing is kept and nothing is sent`(heartbeat: Bool, steps: Bool) async throws {
    let reporter = try reporter(heartbeat: heartbeat, steps: steps)
    reporter.enter(page: "/cart")
    try await send(reporter)
    #expect(try await kept(reporter) == [])
    time.advance(by: .seconds(86_400))
    try await send(reporter, "Later")
    #expect(sent == [])
    await reporter.close(within: .zero)
  }

  @Test func `consent that is taken back takes what waits along, also at the next start`() async throws {
    let first = try reporter()
    first.enter(page: "/cart")
    try await eventually("it is kept") { try await kept(first).count == 1 }
    first.consent.steps = false
    try await eventually("it is gone") { try await kept(first) == [] }
    first.consent.steps = true
    first.enter(page: "/pay")
    try await eventually("it is kept") { try await kept(first) == numbers("/pay") }
    await first.close(within: .zero)
    time.advance(by: .seconds(86_400))
    let second = try reporter(steps: false)
    try await send(second)
    try await eventually("the next day is noted") { try await kept(second) == [] }
    #expect(sent == [])
    await second.close(within: .zero)
  }

  @Test func `no more than 64 pages of a day are kept, also over many runs`() async throws {
    for run in 0..<3 {
      let reporter = try reporter()
      for number in 0..<50 { reporter.enter(page: "/\(run)/\(number)") }
      _ = try await kept(reporter)
      await reporter.close(within: .zero)
    }
    let reporter = try reporter()
    for number in 0..<500 { reporter.enter(page: "/many/\(number)") }
    #expect(try await kept(reporter).count == WireLimits.reachedPages)
    await reporter.close(within: .zero)
  }

  @Test func `an erasure leaves no page, and the same page counts for the new installation`() async throws {
    let reporter = try reporter()
    reporter.enter(page: "/cart")
    try await eventually("it is kept") { try await kept(reporter).count == 1 }
    try await reporter.eraseMyData()
    #expect(try await kept(reporter) == [])
    reporter.enter(page: "/cart")
    try await eventually("it is kept") { try await kept(reporter) == numbers("/cart") }
    await reporter.close(within: .zero)
  }

  @Test func `pages do not go ahead of their day`() async throws {
    let reporter = try reporter(heartbeat: false)
    let first = today
    try await reporter.core.own.queue.run { store in
      for day in 0..<60 {
        #expect(try store.note(Heartbeat(day: first + Int64(day))) == true)
        if day >= 45 { try store.noteReached(7, on: first + Int64(day)) }
      }
      let waiting = try #require(try store.waitingHeartbeats(today: first + 60))
      #expect(waiting.days.last?.day == first + 49)
      #expect(waiting.reached.map(\.day) == Array(first + 45...first + 49))
      _ = try store.settle(waiting)
      let rest = try #require(try store.waitingHeartbeats(today: first + 60))
      #expect(rest.reached.map(\.day) == Array(first + 50..<first + 60))
    }
    await reporter.close(within: .zero)
  }
}
