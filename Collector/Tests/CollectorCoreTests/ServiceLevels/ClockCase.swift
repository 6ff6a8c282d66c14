// Stories of one ticket as tables: what happens when, and when it is due after that. Moments are in UTC.
import CollectorCore
import TellbackWire
import Testing

enum Step: Sendable {
  case answer(undo: Int64 = 0)
  /// What waits to go out goes.
  case send
  case takeBack
  case wait(Waiting.Cause)
  case reply
  case resolve(undo: Int64 = 0)
  case reopen
  case severity(Severity)
  case idea
  /// Ticket 1 is merged into ticket 2, or that is undone.
  case merge, unmerge
  /// These hours on weekdays in this zone from now on.
  case hours(String, zone: String = "Europe/Zurich")
  /// Other minutes for tickets that are not critical.
  case targets(first: Int64, resolution: Int64)
  /// The sweeper brings open tickets under the newest rules.
  case adopt
}

struct ClockCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let metric: ClockMetric
  let steps: [(at: String, step: Step)]
  /// When it is due after the last step; nil when nothing is.
  let due: String?
  /// Seconds of business time, counted until the last change.
  var spent: Int64?
  var paused: Int64?
  /// Seconds of each result that holds.
  var results: [Int64]?

  init(
    _ name: String, _ metric: ClockMetric, _ steps: [(at: String, step: Step)], due: String?, spent: Int64? = nil,
    paused: Int64? = nil, results: [Int64]? = nil
  ) {
    testDescription = name
    (self.metric, self.steps, self.due) = (metric, steps, due)
    (self.spent, self.paused, self.results) = (spent, paused, results)
  }

  /// Thursday, 9 o'clock in Zurich.
  static let opened = "2026-11-26T08:00:00"

  /// Critical: first and next answer in an hour, resolution in 4. Ideas: resolution in 70. Others: 4, 4 and 14 hours.
  static func settings(_ calendar: BusinessCalendar, first: Int64 = 240, resolution: Int64 = 840) -> ServiceSettings {
    ServiceSettings(
      calendars: [calendar],
      targets: [
        ServiceTarget(id: 2, severity: .critical, calendar: 1, firstAnswer: 60, nextAnswer: 60, resolution: 240),
        ServiceTarget(id: 3, kind: .idea, calendar: 1, resolution: 4_200),
        ServiceTarget(id: 4, calendar: 1, firstAnswer: first, nextAnswer: 240, resolution: resolution),
      ], notices: NoticeRules(warnMinutes: 60, escalateMinutes: 0))
  }

  /// Tells the story; the first two tickets are Ann's.
  func play() throws -> MemoryTransaction {
    let store = try makeServiceWorld()
    var replies: UInt64 = 0
    for (at, step) in steps {
      let now = try instant(at)
      func actions(_ undo: Int64 = 0) -> TicketActions { TicketActions(store, now: now, undoSeconds: undo) }
      let calendar = try #require(try store.serviceRules()?.settings.calendars.first)
      switch step {
      case .answer(let undo): try actions(undo).answer(1, note: "We know", by: ann)
      case .send: _ = try actions().sendDue(limit: 10)
      case .takeBack: try actions().takeBack(try #require(store.state.outgoing.last).id, by: ann)
      case .wait(let cause): try actions().wait(1, for: try Waiting(cause, name: "Billing"), by: ann)
      case .reply:
        replies += 1
        let message = ReporterMessage(
          id: makeID(7_000 + replies), report: makeID(1), at: now, content: .reply(text: "And now?"))
        _ = try Conversations(store, now: now).take(
          [IncomingMessage(app: AppID(1), installation: makeID(900), receivedAt: now, sentAt: now, message: message)],
          from: InstallationContact(app: AppID(1), id: makeID(900), secretHash: [], at: now))
      case .resolve(let undo): try actions(undo).resolve(1, as: .explanation, note: undo > 0 ? "So" : nil, by: ann)
      case .reopen: try actions().reopen(1, note: nil, by: ann)
      case .severity(let severity):
        let ticket = try #require(try store.ticket(1))
        try actions().triage(1, component: ticket.component, kind: ticket.kind, severity: severity, by: ann)
      case .idea: try actions().turnIntoIdea(1, note: nil, by: ann)
      case .merge: try actions().merge(1, into: 2, by: ann)
      case .unmerge: try actions().undo(link: 1, by: ann)
      case .hours(let hours, let zone):
        var changed = calendar
        changed.zone = zone
        changed.week = try (0..<7).map { $0 < 5 ? try BusinessCalendar.windows(hours, weekday: $0) : [] }
        try store.saveServiceRules(Self.settings(changed), by: "Ada", account: nil, at: now)
      case .targets(let first, let resolution):
        try store.saveServiceRules(
          Self.settings(calendar, first: first, resolution: resolution), by: "Ada", account: nil, at: now)
      case .adopt: _ = try actions().adoptServiceRules(limit: 100)
      }
    }
    return store
  }
}

/// Two tickets that were received on a Thursday at 9 o'clock in Zurich, under ``ClockCase/settings(_:first:resolution:)``.
func makeServiceWorld() throws -> MemoryTransaction {
  let store = try makeFreeWorld([])
  let opened = try instant(ClockCase.opened)
  try store.saveServiceRules(
    ClockCase.settings(try Table.zurich.calendar), by: "Ada", account: nil, at: opened.adding(seconds: -86_400))
  for number in UInt64(1)...2 {
    store.add(stored(makeReport(number, "Saving fails \(number)"), sequence: Int64(number), receivedAt: opened))
  }
  // Digested a little later: what counts is when the collector received it.
  _ = try Digest().digestPending(in: store, now: opened.adding(seconds: 90))
  let owner = TicketOwner(account: 1, name: "Ann", since: opened, actedAt: opened)
  for number in store.state.tickets.keys {
    store.state.tickets[number]?.holder = TicketHolder(owner: owner)
    store.state.tickets[number]?.severity = .medium
    store.state.toldOwners[number] = 1
  }
  return store
}
