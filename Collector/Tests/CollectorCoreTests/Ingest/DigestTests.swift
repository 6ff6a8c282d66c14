// What becomes of reports: tickets opened and joined, regressions, poison set aside, and a sum that is always right.
import CollectorCore
import TellbackWire
import Testing

@Suite struct DigestTests {
  let transaction = MemoryTransaction()
  let digest = Digest()

  init() throws {
    try transaction.saveRoutingRules([
      RoutingRule(
        name: "Checkout", conditions: [RoutingCondition(.page, ["/checkout"])],
        effects: RoutingEffects(component: "Checkout"))
    ])
  }

  func digest(_ reports: [StoredReport], at now: Timestamp = noon) throws -> DigestTally {
    for report in reports { transaction.add(report) }
    return try digest.digestPending(in: transaction, now: now)
  }

  @Test func `The first report opens a ticket that says what, where and how bad`() throws {
    let report = makeReport(1, "\n  The total   is wrong \nas I said") {
      $0.page = "/checkout/payment"
      $0.segment = "Acme"
      $0.context.appVersion = "2.1"
      $0.user = "u1"
    }
    #expect(try digest([stored(report, sequence: 1)]).opened == 1)
    let ticket = try #require(transaction.state.tickets[1])
    #expect(ticket.title == "The total is wrong")
    #expect(ticket.component == "Checkout")
    #expect(ticket.severity == .medium)
    #expect(ticket.state == .open)
    #expect(transaction.state.versions[1] == ["2.1"])
    #expect(transaction.state.segments[1] == ["Acme"])
    #expect(transaction.state.events.map(\.kind) == [.opened, .routed])
    #expect(transaction.state.updates.map(\.kind) == [.onTicket])
    #expect(transaction.state.placed.first?.placement.mechanism == "exact-2/words")
  }

  @Test func `The same words on the same page join, and reporters are counted once each`() throws {
    let reports = [("u1", "It broke!"), ("u2", "it  BROKE"), ("u1", "it broke…")].enumerated().map { index, pair in
      stored(makeReport(UInt64(index), pair.1) { $0.user = pair.0 }, sequence: Int64(index))
    }
    let tally = try digest(reports)
    #expect(tally.opened == 1)
    #expect(tally.attached == 2)
    #expect(transaction.state.tickets[1]?.reportCount == 3)
    #expect(transaction.state.tickets[1]?.reporterCount == 2)
    #expect(transaction.state.events.map(\.kind) == [.opened, .attached, .attached])
  }

  @Test func `The same error joins whatever people write`() throws {
    let error = ReportedError(type: "IOError", message: "cannot open file 17", frames: ["save()", "main()"])
    let again = ReportedError(type: "IOError", message: "cannot open file 99", frames: ["save()", "main()"])
    let tally = try digest([
      stored(makeReport(1, "Saving fails") { $0.error = error }, sequence: 1),
      stored(makeReport(2, "My work does not get kept") { $0.error = again }, sequence: 2),
    ])
    #expect(tally.opened == 1)
    #expect(tally.attached == 1)
    #expect(transaction.state.placed.map(\.placement.mechanism) == ["exact-2/error", "exact-2/error"])
  }

  @Test func `Another app's report never joins`() throws {
    let tally = try digest([
      stored(makeReport(1, "It broke"), sequence: 1, app: 1), stored(makeReport(2, "It broke"), sequence: 2, app: 2),
    ])
    #expect(tally.opened == 2)
  }

  @Test func `A grouping key decides alone, within its app`() throws {
    func keyed(_ number: UInt64, _ text: String, _ key: String?, app: Int64 = 1) -> StoredReport {
      stored(makeReport(number, text) { $0.groupingKey = key }, sequence: Int64(number), app: app)
    }
    _ = try digest([
      keyed(1, "It takes for ever", "checkout-timeout"), keyed(2, "Zahlung hängt", "checkout-timeout"),
      keyed(3, "It takes for ever", "search-timeout"), keyed(4, "It takes for ever", nil),
      keyed(5, "It takes for ever", nil), keyed(6, "It takes for ever", "checkout-timeout", app: 2),
      keyed(7, "Other", "Checkout-timeout"),
    ])
    #expect(transaction.state.placed.map(\.placement.ticket) == [1, 1, 2, 3, 3, 4, 5])
    #expect(
      transaction.state.placed.map(\.placement.mechanism) == [
        "custom-1", "custom-1", "custom-1", "exact-2/words", "exact-2/words", "custom-1", "custom-1",
      ])
  }

  @Test func `Keys of two mechanisms never meet, also when the app's own key is what another is made of`() {
    let words = makeReport(1, "It broke")
    let keys = ["It broke", "custom-1", "grouping-key-1"].map { key in
      CustomGrouping.key(of: makeReport(2, "It broke") { $0.groupingKey = key })?.bytes
    }
    let others = Grouping.shipped().keys(of: words).map(\.bytes)
    #expect(Set(keys).count == 3 && others.count == 2)
    #expect(others.allSatisfy { !keys.contains($0) })
    #expect(CustomGrouping.key(of: words) == nil)
  }

  @Test func `A report captured after the resolution opens the ticket again and tells those before`() throws {
    _ = try digest([stored(makeReport(1, "It broke"), sequence: 1)])
    let resolved = noon.adding(seconds: 60)
    try TicketActions(transaction, now: resolved).resolve(1, as: .code, note: nil, by: .system)
    let late = noon.adding(seconds: 120)
    _ = try digest(
      [stored(makeReport(2, "It broke") { $0.capturedAt = late }, sequence: 2, receivedAt: late)], at: late)
    #expect(transaction.state.tickets[1]?.state == .open)
    #expect(transaction.state.tickets[1]?.resolvedAt == nil)
    #expect(transaction.state.tickets[1]?.reportCount == 2)
    #expect(transaction.state.events.map(\.kind) == [.opened, .moved, .moved, .attached])
    let updates = transaction.state.updates.map { ($0.report == makeID(1) ? 1 : 2, $0.kind) }
    #expect(updates.map(\.0) == [1, 1, 1, 2])
    #expect(updates.map(\.1) == [.onTicket, .fixed, .reopened, .onTicket])
  }

  @Test func `A report captured before the resolution joins, stays resolved and hears that it is fixed`() throws {
    _ = try digest([stored(makeReport(1, "It broke"), sequence: 1)])
    try TicketActions(transaction, now: noon.adding(seconds: 60))
      .resolve(1, as: .code, note: nil, by: .system)
    let arrival = noon.adding(seconds: 3_600)
    _ = try digest([stored(makeReport(2, "It broke"), sequence: 2, receivedAt: arrival)], at: arrival)
    #expect(transaction.state.tickets[1]?.state == .resolved)
    #expect(transaction.state.updates.suffix(2).map(\.kind) == [.onTicket, .fixed])
  }

  @Test func `What cannot be read is set aside with its reason and the others go on`() throws {
    var broken = stored(makeReport(1, "It broke"), sequence: 1)
    broken.body = Array("{\"id\":1}".utf8)
    let tally = try digest([broken, stored(makeReport(2, "It broke"), sequence: 2)])
    #expect(tally.quarantined == 1)
    #expect(tally.opened == 1)
    #expect(transaction.state.aside.first?.reason.contains("id must be a text") == true)
    #expect(transaction.state.updates.first?.kind == .refused)
  }

  @Test func `A report whose digest fails leaves nothing half done`() throws {
    transaction.failure = ("poison", MemoryTransaction.NotKept())
    let tally = try digest([
      stored(makeReport(1, "poison"), sequence: 1), stored(makeReport(2, "fine"), sequence: 2),
    ])
    #expect(tally.quarantined == 1)
    #expect(tally.opened == 1)
    #expect(transaction.state.tickets.count == 1)
    #expect(transaction.state.events.count == 1)
    let counts = try transaction.counts()
    #expect(counts.received == 2)
    #expect(counts.pending == 0)
  }

  @Test(arguments: ["poison", "unreadable"])
  func `Digested together, one report that cannot be taken ends all of it, and each apart the others go on`(
    poison: String
  ) throws {
    transaction.failure = ("poison", MemoryTransaction.NotKept())
    var bad = stored(makeReport(2, poison), sequence: 2)
    if poison == "unreadable" { bad.body = Array("{".utf8) }
    for report in [stored(makeReport(1, "fine"), sequence: 1), bad] { transaction.add(report) }
    #expect(throws: DigestedApart.self) {
      try transaction.isolated { try digest.digestPending(in: transaction, now: noon, together: true) }
    }
    #expect(transaction.state.aside.isEmpty)
    let tally = try digest.digestPending(in: transaction, now: noon)
    #expect(tally.opened == 1 && tally.quarantined == 1)
  }

  @Test func `A disk that refuses is no reason to digest reports apart`() throws {
    transaction.failure = ("poison", StoreError.full)
    transaction.add(stored(makeReport(1, "poison"), sequence: 1))
    #expect(throws: StoreError.full) {
      try digest.digestPending(in: transaction, now: noon, together: true)
    }
  }

  @Test func `A full disk leaves every report pending`() throws {
    transaction.failure = ("poison", StoreError.full)
    #expect(throws: StoreError.full) { try digest([stored(makeReport(1, "poison"), sequence: 1)]) }
    #expect(transaction.state.pending.count == 1)
    #expect(transaction.state.aside.isEmpty)
  }

  @Test func `A disk that refuses for a moment sets no report aside`() throws {
    transaction.failure = ("poison", StoreError.unavailable("SQLite 266 (disk I/O error)"))
    #expect(throws: StoreError.self) { try digest([stored(makeReport(1, "poison"), sequence: 1)]) }
    #expect(transaction.state.pending.count == 1)
    #expect(transaction.state.aside.isEmpty)
  }

  @Test func `What was prepared is digested as it was read, and nothing that is gone or was not prepared is skipped`()
    throws
  {
    let reports = (1...4).map { stored(makeReport(UInt64($0), "text \($0) of many"), sequence: Int64($0)) }
    for report in reports { transaction.add(report) }
    let prepared = Dictionary(uniqueKeysWithValues: reports.prefix(3).map { ($0.sequence, digest.prepare($0)) })
    // Erased since.
    transaction.state.pending.removeAll { $0.sequence == 2 }
    // A body that was prepared is not read again: this one could not be.
    transaction.state.pending[0].body = Array("{".utf8)
    func digestAll() throws -> DigestTally {
      try digest.digestPending(limit: 3, in: transaction, now: noon, prepared: prepared)
    }
    #expect(try digestAll().opened == 2)
    #expect(transaction.state.placed.map(\.report.sequence) == [1, 3])
    #expect(try digestAll().opened == 1)
    #expect(transaction.state.pending.isEmpty && transaction.state.aside.isEmpty)
  }

  @Test func `A batch takes no more than its limit`() throws {
    for number in 0..<Int64(Digest.batchLimit) + 1 {
      transaction.add(stored(makeReport(UInt64(number), "text"), sequence: number))
    }
    #expect(try digest.digestPending(in: transaction, now: noon).total == Digest.batchLimit)
    #expect(transaction.state.pending.count == 1)
  }
}
