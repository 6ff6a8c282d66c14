// Lists agree with a plain account of four hundred tickets, whichever way they are read; and a search for words that are everywhere is bounded.
import CollectorCore
import Foundation
import TellbackSQLite
import TellbackWire
import Testing

@testable import CollectorSQLite

@Suite struct TicketListTests {
  private static let at = Timestamp(milliseconds: 1_764_000_000_000)

  /// What a ticket is found by.
  private struct Known {
    var ticket: Ticket
    var owner: Int64?
    var versions: Set<String> = []
    var segments: Set<String> = []
  }

  @Test(arguments: [false, true])
  func `every filter, order and page agrees with the tickets themselves`(merged: Bool) async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder)
      var random = Draws(state: merged ? 7 : 5)
      var known = try await fill(store, &random)
      if merged { try await merge(store, &known, &random) }
      let accounts = try await store.read { try $0.accounts().map(\.id) }
      for _ in 0..<400 {
        let query = makeQuery(accounts, &random)
        let owners: [OwnerFilter] = [.nobody, .account(accounts[0])]
        let (answer, numbers) = try await store.read { reads in
          (try reads.tickets(query, totalsOf: owners), try reads.ticketNumbers(query, limit: 1_000))
        }
        var everybody = query
        everybody.owner = nil
        let fitting = known.values.filter { fits($0, query) }
        let wanted = fitting.filter { query.states.contains($0.ticket.state) }
        let order = wanted.sorted { places($0.ticket, before: $1.ticket, query.order) }.map(\.ticket.number)
        #expect(numbers == order, "\(query)")
        let page = Array(order.dropFirst(query.offset).prefix(query.limit))
        #expect(answer.page.tickets.map(\.number) == page, "\(query)")
        #expect(answer.page.total == order.count, "\(query)")
        for state in TicketState.allCases {
          #expect(answer.page.states[state] ?? 0 == fitting.count { $0.ticket.state == state }, "\(query)")
        }
        let all = known.values.filter { fits($0, everybody) && query.states.contains($0.ticket.state) }
        #expect(answer.totals == [all.count { $0.owner == nil }, all.count { $0.owner == accounts[0] }], "\(query)")
      }
      await store.close()
    }
  }

  private func fill(_ store: SQLiteStore, _ random: inout Draws) async throws -> [Int64: Known] {
    let draws = random
    random.skip()
    return try await store.write { writes in
      var random = draws
      var known: [Int64: Known] = [:]
      let apps = try ["shop", "desk"].map { try writes.createApp(name: $0, quota: IngestQuota(), at: Self.at).id }
      let accounts = try (0..<3).map {
        try writes.createAccount(
          email: "p\($0)@example.com", name: "P\($0)", role: .support, passwordHash: "-", at: Self.at
        ).id
      }
      for _ in 0..<400 {
        let opened = Self.at.adding(seconds: Int64(random.draw(300)))
        let last = opened.adding(seconds: Int64(random.draw(300)))
        let state = TicketState.allCases[random.draw(3)]
        var ticket = Ticket(
          number: 0, app: apps[random.draw(4) / 3], title: "t", kind: ReportKind.allCases[random.draw(3)],
          severity: Severity.allCases[random.draw(4)], component: random.draw(3) == 0 ? "c\(random.draw(3))" : nil,
          page: nil, state: state, resolution: nil, openedAt: opened, changedAt: last, reportCount: 0,
          reporterCount: Int64(random.draw(5)), firstCapturedAt: opened, lastCapturedAt: last,
          firstReceivedAt: opened, lastReceivedAt: last)
        ticket.number = try writes.openTicket(ticket)
        var one = Known(ticket: ticket)
        for _ in 0..<2 { one.versions.insert("v\(random.draw(random.draw(10) == 0 ? 40 : 3))") }
        for _ in 0..<random.draw(3) { one.segments.insert("s\(random.draw(6))") }
        for version in one.versions.sorted() { try writes.addVersion(version, ticket: ticket.number, at: opened) }
        for segment in one.segments.sorted() { try writes.addSegment(segment, ticket: ticket.number) }
        if random.draw(2) == 0 {
          let account = accounts[random.draw(3)]
          let owner = TicketOwner(account: account, name: "P", since: opened, actedAt: opened)
          #expect(
            try writes.hold(ticket: ticket.number, from: TicketHolder(), to: TicketHolder(owner: owner), at: opened))
          one.owner = account
        }
        known[ticket.number] = one
      }
      return known
    }
  }

  /// A survivor is found by what was seen of those merged into it and was reported last when the last of them was; it shows no reporters:
  /// there are no reports.
  private func merge(_ store: SQLiteStore, _ known: inout [Int64: Known], _ random: inout Draws) async throws {
    for _ in 0..<25 {
      let numbers = known.keys.sorted()
      let (from, into) = (numbers[random.draw(numbers.count)], numbers[random.draw(numbers.count)])
      guard from != into, let gone = known[from], known[into]?.ticket.app == gone.ticket.app else { continue }
      try await store.write {
        _ = try $0.addMerge(TicketLink(kind: .merge, ticket: from, other: into, at: Self.at, actor: .system))
      }
      known[from] = nil
      known[into]?.versions.formUnion(gone.versions)
      known[into]?.segments.formUnion(gone.segments)
      let last = known[into].map { max($0.ticket.lastReceivedAt, gone.ticket.lastReceivedAt) }
      known[into]?.ticket.reporterCount = 0
      known[into]?.ticket.lastReceivedAt = last ?? gone.ticket.lastReceivedAt
    }
  }

  private func makeQuery(_ accounts: [Int64], _ random: inout Draws) -> TicketQuery {
    var query = TicketQuery(
      states: [[.open], [.waiting, .resolved], Set(TicketState.allCases)][random.draw(3)],
      order: [.recent, .reporters, .severity, .oldest][random.draw(4)], offset: random.draw(3) * random.draw(40),
      limit: 1 + random.draw(20))
    if random.draw(3) == 0 { query.kind = ReportKind.allCases[random.draw(3)] }
    if random.draw(3) == 0 { query.severity = Severity.allCases[random.draw(4)] }
    if random.draw(5) == 0 { query.component = "c\(random.draw(3))" }
    if random.draw(3) == 0 { query.version = "v\(random.draw(random.draw(4) == 0 ? 40 : 3))" }
    if random.draw(3) == 0 { query.segment = "s\(random.draw(6))" }
    switch random.draw(6) {
    case 0: query.owner = .nobody
    case 1: query.owner = .account(accounts[random.draw(3)])
    default: break
    }
    return query
  }

  private func fits(_ one: Known, _ query: TicketQuery) -> Bool {
    let isOwned =
      switch query.owner {
      case nil: true
      case .nobody?: one.owner == nil
      case .account(let id)?: one.owner == id
      case .group?: false
      }
    return isOwned && (query.kind ?? one.ticket.kind) == one.ticket.kind
      && (query.severity ?? one.ticket.severity) == one.ticket.severity
      && (query.component == nil || query.component == one.ticket.component)
      && (query.version.map(one.versions.contains) ?? true) && (query.segment.map(one.segments.contains) ?? true)
  }

  private func places(_ left: Ticket, before right: Ticket, _ order: TicketQuery.Order) -> Bool {
    switch order {
    case .reporters: (left.reporterCount, left.number) > (right.reporterCount, right.number)
    case .severity:
      (left.severity.rawValue, left.reporterCount, left.number)
        > (right.severity.rawValue, right.reporterCount, right.number)
    case .oldest: (left.openedAt, left.number) < (right.openedAt, right.number)
    default: (left.lastReceivedAt, left.number) > (right.lastReceivedAt, right.number)
    }
  }

  @Test func `a word of more reports than are looked through shows the newest of them, and says so`() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder)
      let app = try await store.write { try $0.createApp(name: "shop", quota: IngestQuota(), at: Self.at).id }
      for number in 0..<6 {
        let at = Self.at.adding(seconds: Int64(number))
        let report = Report(
          id: ReportID(at: at, random: (UInt64(number), 1)), capturedAt: at,
          text: "error \(["oak", "elm", "fir", "ash", "yew", "bay"][number]) errors\(number == 5 ? " error" : "")")
        let incoming = IncomingReport(
          id: report.id, app: app, installation: nil, receivedAt: at, sentAt: at, body: report.encoded())
        _ = try await withCheckedThrowingContinuation { done in
          store.ingest([incoming], from: nil) { done.resume(with: $0) }
        }
        try await store.write { store in
          while try Digest().digestPending(limit: 8, in: store, now: at, together: true) != DigestTally() {}
        }
      }
      var query = TicketQuery(search: "error", order: .relevance)
      let whole = try await store.read { [query] in try $0.tickets(query) }
      #expect(!whole.isBounded)
      #expect(whole.total == 6)
      query.searched = 3
      let bounded = try await store.read { [query] in try $0.tickets(query) }
      #expect(bounded.isBounded)
      #expect(bounded.tickets.map(\.number) == [6, 5, 4])
      // As many as are looked through are all there is.
      query.searched = 6
      let exact = try await store.read { [query] in try $0.tickets(query) }
      #expect(!exact.isBounded)
      #expect(exact.total == 6)
      await store.close()
    }
  }
}

/// xorshift, so that every run asks the same.
private struct Draws {
  var state: UInt64

  mutating func skip() { for _ in 0..<100 { _ = draw(2) } }

  mutating func draw(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(limit))
  }
}
