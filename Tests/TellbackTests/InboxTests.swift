// What comes back: kept, in order, once each, also after a restart; told to whoever listens.
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct InboxTests {
  private func update(
    _ sequence: Int64, _ id: ReportID, _ kind: TicketUpdate.Kind, message: String? = nil, by: String? = nil
  ) -> TicketUpdate {
    TicketUpdate(
      sequence: sequence, report: id, kind: kind, at: Timestamp(milliseconds: sequence), ticket: 7, message: message,
      by: by)
  }

  @Test func `a listener hears the states so far and then each new one`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let receipt = try await reporter.report("Tell me")
    var states = receipt.states.makeAsyncIterator()
    #expect(await states.next() == .saved)
    try await reporter.flush(within: .seconds(10))
    #expect(await states.next() == .sent)
    #expect(await states.next() == .accepted)
    transport.updates = [
      update(3, receipt.id, .onTicket), update(4, receipt.id, .lookedAt, by: "Ada"),
      update(9, receipt.id, .fixed, message: "In 2.2", by: "Ada"), update(12, receipt.id, .reopened),
    ]
    try await reporter.flush(within: .seconds(10))
    let expected: [ReportState] = [
      .onTicket(7), .lookedAt(by: "Ada"), .fixed(note: "In 2.2", by: "Ada"), .reopened(note: nil),
    ]
    for state in expected { #expect(await states.next() == state) }
    var late = receipt.states.makeAsyncIterator()
    for state in [.saved, .sent, .accepted] + expected { #expect(await late.next() == state) }
    await reporter.close()
    #expect(await states.next() == nil)
    #expect(await late.next() == nil)
  }

  @Test func `an update that comes twice counts once, and the cursor goes on after a restart`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let first = try Reporter(try folder.configuration(transport: transport))
    let receipt = try await first.report("Once")
    try await first.flush(within: .seconds(10))
    transport.updates = [update(5, receipt.id, .onTicket)]
    try await first.flush(within: .seconds(10))
    await first.close()

    let second = try Reporter(try folder.configuration(transport: transport))
    transport.answer { [weak transport] request, _ in
      // A collector that repeats itself.
      guard request.method == "GET", let transport else { return TransportResponse(status: 500) }
      return TransportResponse(
        status: 200, body: UpdatePage(updates: transport.updates, cursor: 5, hasMore: false).encoded())
    }
    try await second.flush(within: .seconds(10))
    #expect(transport.requests.last { $0.method == "GET" }?.url.query == "after=5")
    #expect(try await second.state(of: receipt.id)?.states == [.saved, .sent, .accepted, .onTicket(7)])
    #expect(try await second.receipts().map(\.title) == ["Once"])
    await second.close()
  }

  @Test func `many pages are fetched in one go, and updates of strangers are passed over`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let receipt = try await reporter.report("Popular")
    try await reporter.flush(within: .seconds(10))
    let stranger = ReportID(at: Timestamp(milliseconds: 1), random: (1, 2))
    transport.updates = (1...450).map { update(Int64($0), $0 % 2 == 0 ? receipt.id : stranger, .lookedAt, by: "\($0)") }
    try await reporter.flush(within: .seconds(10))
    let states = try #require(try await reporter.state(of: receipt.id)?.states)
    // The newest 200 are kept of one report.
    #expect(states.count == 3 + 200)
    #expect(states.last == .lookedAt(by: "450"))
    #expect(try await reporter.state(of: stranger) == nil)
    await reporter.close()
  }

  @Test func `receipts are bounded, the newest stay`() async throws {
    let folder = try TestFolder()
    var configuration = try folder.configuration(transport: RecordingTransport())
    configuration.limits.receipts = 5
    let reporter = try Reporter(configuration)
    var ids: [ReportID] = []
    for number in 0..<12 { ids.append(try await reporter.report("Report \(number)").id) }
    try await reporter.flush(within: .seconds(10))
    let records = try await reporter.receipts()
    #expect(records.map(\.id) == Array(ids.suffix(5).reversed()))
    #expect(try await reporter.statistics().delivered == 12)
    await reporter.close()
  }

  @Test func `a broken page of updates changes nothing and is asked for again`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let receipt = try await reporter.report("Wait")
    try await reporter.flush(within: .seconds(10))
    transport.answer { _, _ in TransportResponse(status: 200, body: Array("<html>".utf8)) }
    try await reporter.flush(within: .seconds(10))
    #expect(try await reporter.state(of: receipt.id)?.state == .accepted)
    transport.answer(with: nil)
    transport.updates = [update(1, receipt.id, .onTicket)]
    try await reporter.flush(within: .seconds(10))
    #expect(try await reporter.state(of: receipt.id)?.state == .onTicket(7))
    await reporter.close()
  }

  @Test func `an update that overtakes a lost answer is kept, and told with the receipt`() async throws {
    struct Lost: Error {}
    let folder = try TestFolder()
    let transport = RecordingTransport()
    var configuration = try folder.configuration(transport: transport, isAutomatic: true)
    configuration.sync.updateInterval = .milliseconds(10)
    configuration.sync.retry.base = .milliseconds(200)
    configuration.sync.retry.cap = .milliseconds(200)
    let reporter = try Reporter(configuration)
    let first = try await reporter.report("Delivered")
    try await eventually("the first receipt") { try await reporter.state(of: first.id)?.state == .accepted }
    transport.answer { [weak transport] request, _ in
      guard let transport else { throw Lost() }
      let response = transport.take(request)
      // The collector has it, but its answer comes through only after the update was fetched.
      let isFetched = transport.requests.contains { $0.url.query == "after=1" }
      guard request.method == "GET" || isFetched else { throw Lost() }
      return response
    }
    let prepared = try await reporter.prepare("Overtaken")
    transport.updates = [update(1, prepared.id, .onTicket)]
    let receipt = try await reporter.report(prepared)
    let states = try await states(of: receipt, count: 4)
    #expect(states == [.saved, .sent, .accepted, .onTicket(7)])
    #expect(try await reporter.state(of: receipt.id)?.states == states)
    await reporter.close()
  }

  private func states(of receipt: ReportReceipt, count: Int) async throws -> [ReportState] {
    var states: [ReportState] = []
    for await state in receipt.states {
      states.append(state)
      if states.count == count { break }
    }
    return states
  }

  @Test(arguments: [0, 2_082_758_400_000])
  func `what was delivered under a wrong clock is still answered once the clock is right`(wrong: Int64) async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let time = ManualTime(now: Timestamp(milliseconds: wrong))
    let reporter = try Reporter(try folder.configuration(transport: transport, time: time))
    let receipt = try await reporter.report("Long ago, or not")
    try await reporter.flush(within: .seconds(10))
    time.set(now: Timestamp(milliseconds: 1_767_225_600_000))
    transport.updates = [update(1, receipt.id, .onTicket)]
    try await reporter.flush(within: .seconds(10))
    #expect(try await reporter.state(of: receipt.id)?.state == .onTicket(7))
    await reporter.close()
    // The next run too, which did not see the delivery.
    let next = try Reporter(try folder.configuration(transport: transport, time: time))
    transport.updates.append(update(2, receipt.id, .fixed))
    try await next.flush(within: .seconds(10))
    #expect(try await next.state(of: receipt.id)?.state == .fixed(note: nil, by: nil))
    await next.close()
  }

  @Test(arguments: [
    ("\n \t\n  It broke \r\nand more", "  It broke "), ("One\u{2028}two", "One"), ("One\u{0B}two", "One"), ("", ""),
    (" \n ", ""), ("é\u{85}b", "é"), (String(repeating: "x", count: 120), String(repeating: "x", count: 120)),
  ])
  func `a title is the first line that is not blank`(text: String, title: String) {
    let report = Report(
      id: ReportID(at: Timestamp(milliseconds: 1), random: (1, 2)), capturedAt: Timestamp(milliseconds: 1),
      kind: .problem, text: text)
    #expect(ReportTitle.make(from: report.encoded()) == title)
  }

  @Test func `a title that is too long says by how many bytes`() {
    let title = ReportTitle.firstLine(of: String(repeating: "x", count: 300) + "\nmore")
    #expect(title.utf8.count <= ReportTitle.limit && title.hasPrefix("xxx") && title.hasSuffix(" bytes]"))
  }

  @Test func `answers that came while reports stood in memory are kept when the disk is back`() throws {
    let (file, memory) = (try QueueDatabase(path: nil), try QueueDatabase(path: nil))
    let moment = Timestamp(milliseconds: 1)
    let ids = (0..<2).map { ReportID(at: moment, random: (UInt64($0), 7)) }
    try memory.transaction {
      for id in ids {
        let body = Report(id: id, capturedAt: moment, kind: .problem, text: "Full disk").encoded()
        _ = try memory.insert(QueueItem(id: id, capturedAt: moment, body: body), attachmentLimit: 0)
      }
      #expect(try memory.deliver(ids[0], at: moment))
      #expect(try memory.refuse(ids[1], code: "no", message: "No.", at: moment, keeping: 5))
    }
    try file.transaction { try memory.everythingDelivered(into: file) }
    #expect(try file.progress(of: ids[0]) == .answered)
    #expect(try file.record(of: ids[0])?.state == .accepted)
    #expect(try file.refused().map(\.id) == [ids[1]])
  }
}
