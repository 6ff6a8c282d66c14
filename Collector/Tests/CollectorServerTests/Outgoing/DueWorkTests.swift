// What is due is done once: after a restart, by several at once, and after the store failed.
import CollectorCore
import CollectorSQLite
import Foundation
import Synchronization
import TellbackWire
import Testing

@testable import CollectorServer

@Suite struct DueWorkTests {
  private static let start = Timestamp(milliseconds: 1_790_000_000_000)
  private static let device = ReportID(at: start, random: (7, 7))
  private static let ann = Actor.staff(id: 1, name: "Ann")

  private final class Hand: Sendable {
    private let moment = Mutex(DueWorkTests.start)
    var now: Timestamp { moment.withLock { $0 } }
    func advance(seconds: Int64) { moment.withLock { $0 = $0.adding(seconds: seconds) } }
  }

  /// A store with one ticket of one report, whose folder outlives the store.
  private func withFolder(_ body: (String, Hand) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/due-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try SQLiteStore(directory: folder)
    let report = Report(id: ReportID(at: Self.start, random: (1, 1)), capturedAt: Self.start, text: "Saving fails")
    let app = try await store.write { try $0.createApp(name: "shop", quota: IngestQuota(), at: Self.start) }
    let incoming = IncomingReport(
      id: report.id, app: app.id, installation: Self.device, receivedAt: Self.start, sentAt: nil, body: report.encoded()
    )
    _ = try await withCheckedThrowingContinuation { continuation in
      store.ingest([incoming], from: nil) { continuation.resume(with: $0) }
    }
    _ = try await store.write { store in
      _ = try Digest().digestPending(in: store, now: Self.start)
      let account = try store.createAccount(
        email: "ann@example.org", name: "Ann", role: .support, passwordHash: "-", at: Self.start)
      // Hers from the beginning, and nobody was told.
      let owner = TicketOwner(account: account.id, name: "Ann", since: Self.start, actedAt: Self.start)
      _ = try store.hold(ticket: 1, from: TicketHolder(), to: TicketHolder(owner: owner), at: Self.start)
    }
    await store.close()
    try await body(folder, Hand())
  }

  private func told(_ store: SQLiteStore) async throws -> [String] {
    try await store.read { try $0.updates(app: AppID(1), installation: Self.device, after: 0, limit: 100) }
      .map { "\($0.kind.rawValue) \($0.message ?? "-")" }
  }

  private func work(_ store: SQLiteStore, _ hand: Hand) -> DueWork {
    DueWork(store: store, log: Log(.logfmt) { _ in }, clock: { hand.now })
  }

  @Test func `an answer that waited through a restart goes out once`() async throws {
    try await withFolder { folder, hand in
      let first = try SQLiteStore(directory: folder)
      let now = hand.now
      try await first.write {
        try TicketActions($0, now: now, undoSeconds: 10).answer(1, note: "We know", by: Self.ann)
      }
      #expect(try await work(first, hand).doWhatIsDue().sent == 0)
      await first.close()
      hand.advance(seconds: 3_600)
      let second = try SQLiteStore(directory: folder)
      let (one, other) = (work(second, hand), work(second, hand))
      async let left = one.doWhatIsDue()
      async let right = other.doWhatIsDue()
      let sent = try await left.sent + right.sent
      #expect(sent == 1)
      #expect(try await told(second) == ["on_ticket -", "answered We know"])
      await second.close()
      #expect(SQLiteStore.examine(directory: folder).filter { $0.severity == .error }.isEmpty)
    }
  }

  @Test func `more than one transaction's worth goes out, in the order in which it was written`() async throws {
    try await withFolder { folder, hand in
      let store = try SQLiteStore(directory: folder)
      let now = hand.now
      let count = DueWork.batchLimit * 2 + 3
      for index in 0..<count {
        try await store.write {
          try TicketActions($0, now: now, undoSeconds: 10).answer(1, note: "Answer \(index)", by: Self.ann)
        }
      }
      hand.advance(seconds: 10)
      #expect(try await work(store, hand).doWhatIsDue().sent == count)
      #expect(try await told(store).dropFirst() == (0..<count).map { "answered Answer \($0)" }[...])
      await store.close()
    }
  }

  @Test func `a ticket whose date came while the collector was down is taken up by the running loop`() async throws {
    try await withFolder { folder, hand in
      let store = try SQLiteStore(directory: folder)
      let now = hand.now
      try await store.write {
        try TicketActions($0, now: now).wait(1, for: Waiting(.date, until: now.adding(seconds: 60)), by: Self.ann)
      }
      hand.advance(seconds: 61)
      let due = work(store, hand)
      let loop = Task { await due.run() }
      while try await store.read({ try $0.ticket(1)?.state }) != .open { try await Task.sleep(for: .milliseconds(5)) }
      due.stop()
      await loop.value
      #expect(try await told(store) == ["on_ticket -"])
      await store.close()
    }
  }

  @Test func `B7: a target that comes due while the collector is down is missed at its moment, and told once`()
    async throws
  {
    try await withFolder { folder, hand in
      let first = try SQLiteStore(directory: folder)
      let always = BusinessCalendar(
        id: 1, name: "Always", zone: "UTC", week: Array(repeating: [BusinessWindow(from: 0, to: 1_440)], count: 7))
      let now = hand.now
      _ = try await first.write { store in
        try store.saveServiceRules(
          ServiceSettings(
            calendars: [always], targets: [ServiceTarget(id: 2, calendar: 1, firstAnswer: 60, resolution: 6_000)],
            notices: NoticeRules(warnMinutes: 15, escalateMinutes: 0, escalated: [1])), by: "Ada", account: nil, at: now
        )
      }
      // The running loop brings the open ticket under the rules.
      let early = work(first, hand)
      #expect(try await early.doWhatIsDue().adopted == 1)
      #expect(try await early.doWhatIsDue().total == 0)
      await first.close()
      hand.advance(seconds: 5_000)
      let second = try SQLiteStore(directory: folder)
      let (one, other) = (work(second, hand), work(second, hand))
      async let left = one.doWhatIsDue()
      async let right = other.doWhatIsDue()
      let tallies = try await [left.clocks, right.clocks]
      #expect(tallies.reduce(0) { $0 + $1.breached } == 1 && tallies.reduce(0) { $0 + $1.escalated } == 1)
      // What was missed needs no warning any more.
      #expect(tallies.reduce(0) { $0 + $1.warned } == 0)
      let clock = try #require(try await second.read { try $0.clocks(ofTicket: 1) }.first)
      #expect(clock.breachedAt == now.adding(seconds: 3_600))
      #expect(try await second.read { try $0.serviceNotices(after: 0, limit: 10) }.map(\.kind) == [.breached])
      #expect(try await one.doWhatIsDue().total == 0)
      await second.close()
      #expect(SQLiteStore.examine(directory: folder).filter { $0.severity == .error }.isEmpty)
    }
  }

  @Test func `B6: idle claims, reminders and ends come due through restarts, each once`() async throws {
    try await withFolder { folder, hand in
      let schedule = DueSchedule(idleSeconds: 3_600, reminderSeconds: 7_200, unansweredSeconds: 7_200)
      func open() throws -> (SQLiteStore, DueWork) {
        let store = try SQLiteStore(directory: folder)
        return (
          store, DueWork(store: store, schedule: schedule, log: Log(.logfmt) { _ in }, clock: { hand.now })
        )
      }
      let (first, early) = try open()
      #expect(try await early.doWhatIsDue().total == 0)
      await first.close()
      hand.advance(seconds: 3_600)
      let (second, work) = try open()
      #expect(try await work.doWhatIsDue().givenBack == 1)
      let now = hand.now
      try await second.write { try TicketActions($0, now: now).wait(1, for: Waiting(.reporter), by: .system) }
      await second.close()
      hand.advance(seconds: 7_200)
      let (third, one) = try open()
      let other = DueWork(store: third, schedule: schedule, log: Log(.logfmt) { _ in }, clock: { hand.now })
      async let left = one.doWhatIsDue()
      async let right = other.doWhatIsDue()
      let reminded = try await left.reminded + right.reminded
      #expect(reminded == 1)
      hand.advance(seconds: 7_200)
      #expect(try await one.doWhatIsDue().ended == 1)
      #expect(
        try await told(third) == ["on_ticket -", "reminded -", "answered \(TicketActions.unansweredNote)"])
      #expect(try await third.write { try TicketActions($0, now: now).wakeForReporter(1) })
      #expect(try await third.read { try $0.ticket(1)?.state } == .open)
      await third.close()
      #expect(SQLiteStore.examine(directory: folder).filter { $0.severity == .error }.isEmpty)
    }
  }
}
