// Random days at the desk: whatever is done to tickets, in whatever order, their clocks agree with them, and the doctor finds nothing.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorSQLite

/// Numbers that are the same in each run (SplitMix64).
private struct Dice: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func below(_ end: Int) -> Int { Int.random(in: 0..<end, using: &self) }
}

/// One store with two people, and what happens on it.
private struct Desk {
  let store: SQLiteStore
  let app: AppID
  var dice: Dice
  var now = Timestamp(milliseconds: 1_764_000_000_000)
  var reports: [ReportID] = []
  var done: [String: Int] = [:]
  private let device = ReportID(at: Timestamp(milliseconds: 1_764_000_000_000), random: (9, 9))

  init(_ folder: String, seed: UInt64) async throws {
    store = try SQLiteStore(directory: folder)
    dice = Dice(state: seed)
    let now = now
    app = try await store.write { store in
      for name in ["Ann", "Ben"] {
        _ = try store.createAccount(
          email: "\(name.lowercased())@example.org", name: name, role: .support, passwordHash: "x", at: now)
      }
      return try store.createApp(name: "shop", quota: IngestQuota(), at: now).id
    }
  }

  mutating func settings() -> ServiceSettings {
    let hours = [(540, 720), (600, 960), (0, 1_440)][dice.below(3)]
    let zone = ["Europe/Zurich", "America/New_York", "UTC"][dice.below(3)]
    let week = (0..<7).map { $0 < 5 ? [BusinessWindow(from: hours.0, to: hours.1)] : [] }
    let minutes = Int64(30 + dice.below(600))
    return ServiceSettings(
      calendars: [BusinessCalendar(id: 1, name: "Office", zone: zone, week: week)],
      targets: dice.below(8) == 0
        ? []
        : [
          ServiceTarget(id: 2, severity: .critical, calendar: 1, firstAnswer: 30, nextAnswer: 30, resolution: minutes),
          ServiceTarget(id: 3, segment: "Acme", calendar: 1, resolution: minutes * 2),
          ServiceTarget(id: 4, kind: .problem, calendar: 1, firstAnswer: minutes, nextAnswer: 60),
        ], limits: WorkLimits(total: 3 + dice.below(5)),
      notices: NoticeRules(warnMinutes: 20, warned: [1], escalateMinutes: 10, escalated: [2]))
  }

  mutating func receive() async throws {
    let index = UInt64(reports.count + 1)
    // Some say the same, and join a ticket.
    var report = Report(
      id: ReportID(at: now, random: (index, index)), capturedAt: now, text: "It broke \(dice.below(12))", page: "/cart")
    if dice.below(4) == 0 { report.segment = "Acme" }
    reports.append(report.id)
    let incoming = IncomingReport(
      id: report.id, app: app, installation: device, receivedAt: now.adding(seconds: -Int64(dice.below(600))),
      sentAt: nil, body: report.encoded())
    let store = store
    _ = try await withCheckedThrowingContinuation { continuation in
      store.ingest([incoming], from: nil) { continuation.resume(with: $0) }
    }
    let moment = now
    _ = try await store.write { try Digest().digestPending(in: $0, now: moment) }
  }

  /// One thing that somebody does, or the time that passes.
  mutating func step() async throws {
    now = now.adding(seconds: Int64([1, 5, 60, 3_600, 20_000, 90_000][dice.below(6)]))
    let (moment, choice, undo) = (now, dice.below(20), Int64([0, 10][dice.below(2)]))
    if reports.isEmpty || choice == 0 { return try await receive() }
    let settings = choice == 1 ? self.settings() : nil
    let report = reports[dice.below(reports.count)]
    let (number, other) = (Int64(1 + dice.below(12)), Int64(1 + dice.below(12)))
    let actor = Actor.staff(id: Int64(1 + choice % 2), name: choice % 2 == 0 ? "Ann" : "Ben")
    let severity = Severity.allCases[dice.below(4)]
    let (device, app) = (device, app)
    let message = ReporterMessage(
      id: ReportID(at: now, random: (dice.next(), 1)), report: report, at: now, content: .reply(text: "And now?"))
    do {
      try await store.write { store in
        let actions = TicketActions(store, now: moment, undoSeconds: undo)
        switch choice {
        case 1:
          guard let settings else { return }
          try store.saveServiceRules(settings, by: "Ada", account: nil, at: moment)
        case 2: _ = try actions.adoptServiceRules(limit: 5)
        case 3, 4: _ = try actions.attendToClocks(limit: 5)
        case 5: try actions.takeOver(number, by: actor)
        case 6: _ = try actions.takeNext(in: .all, by: actor)
        case 7, 8:
          try actions.claimIfFree(number, by: actor)
          try actions.answer(number, note: "We know", to: choice == 7 ? nil : report, by: actor)
        case 9: _ = try actions.sendDue(limit: 5)
        case 10:
          if let message = try store.outgoing(ofTicket: number).last {
            try actions.takeBack(message.id, by: .staff(id: message.account, name: message.by))
          }
        case 11: try actions.wait(number, for: Waiting(.reporter), by: actor)
        case 12: try actions.wait(number, for: Waiting(.department, name: "Billing"), by: actor)
        case 13:
          try actions.claimIfFree(number, by: actor)
          try actions.resolve(number, as: .explanation, note: undo > 0 ? "So" : nil, by: actor)
        case 14: try actions.reopen(number, note: undo > 0 ? "Again" : nil, by: actor)
        case 15:
          try actions.triage(
            number, component: nil, kind: undo > 0 ? .problem : .question, severity: severity, by: actor)
        case 16: try actions.merge(number, into: other, by: actor)
        case 17:
          if let link = try store.links(of: number).first(where: \.holds) { try actions.undo(link: link.id, by: actor) }
        case 18:
          if undo > 0 {
            _ = try Eraser(store, now: moment).erase(report, because: .wish)
          } else {
            try actions.split(number, reports: [report], by: actor)
          }
        default:
          let incoming = IncomingMessage(
            app: app, installation: device, receivedAt: moment, sentAt: moment, message: message)
          _ = try store.addMessage(incoming)
          if let stored = try store.message(message.id), let report = try store.report(report) {
            try actions.apply(stored, of: report)
          }
        }
      }
      done["\(choice)", default: 0] += 1
    } catch is TicketError {
    } catch is OwnerError {
    } catch is LinkError {
    } catch is ConversationError {
    } catch is TakeBackError {}
  }
}

@Suite struct ServiceLevelWorldTests {
  @Test(arguments: [UInt64(20_261_126), 7, 99])
  func `B7: whatever is done, clocks agree with their tickets and with what they counted`(seed: UInt64) async throws {
    try await withTemporaryFolder { folder in
      var desk = try await Desk(folder, seed: seed)
      for step in 0..<1_200 {
        do { try await desk.step() } catch {
          Issue.record("seed \(seed), step \(step): \(error)")
          break
        }
        guard step % 100 == 99 else { continue }
        let found = SQLiteStore.examine(directory: folder).filter { $0.severity == .error }
        #expect(found.isEmpty, "seed \(seed), step \(step): \(found)")
      }
      // Each sort of step was carried out some time.
      #expect(desk.done.count >= 18, "seed \(seed): \(desk.done)")
      // When the time has come, nothing stays due: each clock is told of once, and then rests.
      let late = desk.now.adding(seconds: 40_000_000)
      var rounds = 0
      while try await desk.store.write({
        try TicketActions($0, now: late).adoptServiceRules(limit: 50)
          + TicketActions($0, now: late).attendToClocks(limit: 50).total
      }) > 0 {
        rounds += 1
        if rounds > 500 { break }
      }
      #expect(rounds < 500, "seed \(seed)")
      let next = try await desk.store.read { try $0.nextClock() }
      #expect(next.map { $0 > late } ?? true, "seed \(seed)")
      await desk.store.close()
      #expect(SQLiteStore.examine(directory: folder).filter { $0.severity == .error }.isEmpty, "seed \(seed)")
    }
  }
}
