// What moves, answers, replies and changed details mean for the clocks of a ticket. Without saved targets none of it does anything.
import TellbackWire

extension TicketActions {
  /// Of a ticket that was just opened: what is promised for it runs from `moment` on.
  func startClocks(of number: Int64, at moment: Timestamp) throws {
    guard let rules = try rulesInForce(), let ticket = try store.ticket(number) else { return }
    try start(.firstAnswer, of: ticket, at: moment, rules)
    try start(.resolution, of: ticket, at: moment, rules)
  }

  /// A ticket was moved: its clocks run, pause or freeze.
  func turnClocks(of number: Int64, to standing: TicketStanding) throws {
    let mode = standing.clockMode
    try changeClocks(of: number) { clock, rules, ticket in
      guard clock.mode != .ended, clock.mode != mode else { return false }
      try bring(&clock, under: rules, ticket)
      let wasFrozen = clock.mode == .frozen
      clock.mode = mode
      if clock.metric == .resolution {
        if wasFrozen { try store.undoServiceResult(ofTicket: number, metric: .resolution, at: now) }
        if mode == .frozen { try conclude(&clock) }
      }
      return true
    }
  }

  /// A move was taken back before anybody was told: what was frozen has been running all the while.
  func restoreClocks(of number: Int64, to standing: TicketStanding) throws {
    let mode = standing.clockMode
    guard mode != .frozen else { return try turnClocks(of: number, to: standing) }
    try changeClocks(of: number) { clock, _, _ in
      guard clock.mode == .frozen else { return false }
      clock.mode = mode
      if clock.metric == .resolution {
        try store.undoServiceResult(ofTicket: number, metric: .resolution, at: now)
      }
      return true
    }
    try turnClocks(of: number, to: standing)
  }

  /// Kind, severity, segments or rules may have changed: another target may hold, and what was counted stays.
  func refreshClocks(of number: Int64) throws {
    try changeClocks(of: number) { clock, rules, ticket in
      guard clock.mode != .ended, clock.mode != .frozen else { return false }
      let target = try target(of: ticket, rules)
      let isSame =
        clock.version == rules.version && clock.target == target?.time(clock.metric)
        && clock.calendar == target?.calendar ?? clock.calendar
      guard !isSame else { return false }
      try bring(&clock, under: rules, ticket)
      return true
    }
  }

  /// Staff's words went out to the reporters of a ticket and of those merged into it, or to the reporter of `report` alone.
  func noteAnswered(_ number: Int64, report: ReportID?) throws {
    guard try store.serviceRules() != nil else { return }
    let isNobodyWaiting = try report == nil || !anotherReporterWaits(on: number, than: report)
    for member in try [number] + store.mergedTickets(of: number) {
      try changeClocks(of: member) { clock, rules, ticket in
        guard clock.mode != .ended, clock.metric == .firstAnswer || (clock.metric == .nextAnswer && isNobodyWaiting)
        else { return false }
        try bring(&clock, under: rules, ticket)
        try conclude(&clock)
        clock.mode = .ended
        return true
      }
    }
  }

  /// A reporter wrote, and the collector received it at `moment`: they wait for an answer, unless they wait for the first one
  /// anyway. Who waits already goes on waiting.
  func askForAnswer(on number: Int64, at moment: Timestamp) throws {
    guard let rules = try rulesInForce(), let ticket = try store.ticket(number) else { return }
    let clocks = try store.clocks(ofTicket: number)
    guard clocks.first(where: { $0.metric == .firstAnswer })?.mode == .ended else { return }
    let last = clocks.first { $0.metric == .nextAnswer }
    guard last?.mode ?? .ended == .ended else { return }
    try start(.nextAnswer, of: ticket, at: moment, rules, round: (last?.round ?? 0) + 1)
  }

  /// A ticket of which every report was erased is promised nothing.
  func removeClocksIfErased(_ number: Int64) throws {
    let final = try store.finalTicket(of: number)
    guard try store.serviceRules() != nil, try store.reports(ofTicket: final, offset: 0, limit: 1).isEmpty else {
      return
    }
    for member in try [final] + store.mergedTickets(of: final) { try store.removeClocks(ofTicket: member) }
  }

  // MARK: Rules that changed

  /// Brings open tickets under the newest rules, at most `limit`; one that had no clock gets its clocks, from the moment at
  /// which the rules were saved. Returns how many were looked at.
  public func adoptServiceRules(limit: Int) throws -> Int {
    guard let rules = try store.serviceRules() else { return 0 }
    let numbers = try store.takeForAdoption(limit: limit)
    for number in numbers {
      guard try store.clocks(ofTicket: number).isEmpty else {
        try refreshClocks(of: number)
        continue
      }
      // One whose reports were erased is promised nothing. One that had clocks before that is open again.
      guard try !store.reports(ofTicket: number, offset: 0, limit: 1).isEmpty else { continue }
      try store.undoServiceResult(ofTicket: number, metric: .resolution, at: now)
      try startClocks(of: number, at: rules.savedAt)
      // Whoever was answered before does not wait for a first answer.
      guard try wasAnswered(number) else { continue }
      try changeClocks(of: number) { clock, _, _ in
        guard clock.metric == .firstAnswer else { return false }
        clock.mode = .ended
        return true
      }
    }
    return numbers.count
  }

  private func wasAnswered(_ number: Int64) throws -> Bool {
    try store.newestEvents(ofTicket: number, limit: 500).contains { event in
      event.actor != .system && (event.kind == .answered || (event.kind == .moved && event.to == .resolved))
    }
  }

  // MARK: Parts

  /// Nil where nothing is promised to anybody.
  private func rulesInForce() throws -> ServiceRules? {
    guard let rules = try store.serviceRules(), !rules.settings.targets.isEmpty else { return nil }
    return rules
  }

  private func target(of ticket: Ticket, _ rules: ServiceRules) throws -> ServiceTarget? {
    let hasSegments = rules.settings.targets.contains { $0.segment != nil }
    return rules.settings.target(of: ticket, segments: hasSegments ? try store.segments(ofTicket: ticket.number) : [])
  }

  private func start(
    _ metric: ClockMetric, of ticket: Ticket, at moment: Timestamp, _ rules: ServiceRules, round: Int64 = 1
  ) throws {
    let target = try target(of: ticket, rules)
    // Where no target fits yet, the first calendar counts, so that a target that fits later finds the time spent.
    guard let calendar = target?.calendar ?? rules.settings.calendars.first?.id, let time = rules.time(calendar) else {
      return
    }
    var clock = TicketClock(
      ticket: ticket.number, metric: metric, round: round, mode: ticket.standing.clockMode, version: rules.version,
      calendar: calendar, target: target?.time(metric), startedAt: moment)
    clock.schedule(time, rules.settings.notices)
    try store.saveClock(clock)
  }

  /// Saves each clock that `change` says it changed, with its next moments.
  private func changeClocks(
    of number: Int64, _ change: (inout TicketClock, ServiceRules, Ticket) throws -> Bool
  ) throws {
    guard let rules = try store.serviceRules() else { return }
    let clocks = try store.clocks(ofTicket: number)
    guard !clocks.isEmpty, let ticket = try store.ticket(number) else { return }
    for var clock in clocks where try change(&clock, rules, ticket) {
      if let time = try time(of: clock, rules) { clock.schedule(time, rules.settings.notices) }
      try store.saveClock(clock)
    }
  }

  /// Counts until now, each stretch by the rules that were in force in it, and measures by the newest from now on.
  func bring(_ clock: inout TicketClock, under rules: ServiceRules, _ ticket: Ticket) throws {
    // While it is frozen nothing counts, whatever the rules are.
    if clock.mode != .frozen, clock.version < rules.version {
      for version in clock.version + 1..<rules.version {
        guard let later = try store.serviceRules(version: version) else { continue }
        try count(&clock, until: min(later.savedAt, now), rules)
        try measure(&clock, by: later, ticket)
      }
      try count(&clock, until: min(rules.savedAt, now), rules)
      try measure(&clock, by: rules, ticket)
    }
    try count(&clock, until: now, rules)
    try measure(&clock, by: rules, ticket)
  }

  private func count(_ clock: inout TicketClock, until moment: Timestamp, _ rules: ServiceRules) throws {
    guard let time = try time(of: clock, rules), let span = clock.count(until: moment, time) else { return }
    try store.addClockSpan(span)
    // Missed before anybody looked: a fact of its due moment, whatever is measured from now on.
    if clock.mode == .running, let target = clock.target, clock.spent > target, clock.breachedAt == nil {
      try breach(&clock)
    }
  }

  private func measure(_ clock: inout TicketClock, by rules: ServiceRules, _ ticket: Ticket) throws {
    let target = try target(of: ticket, rules)
    let calendar = [target?.calendar, clock.calendar, rules.settings.calendars.first?.id].compactMap(\.self)
      .first { rules.time($0) != nil }
    // Without any calendar the old one goes on, by the version that has it.
    guard let calendar else { return clock.target = nil }
    (clock.version, clock.calendar, clock.target) = (rules.version, calendar, target?.time(clock.metric))
  }

  /// By the version under which the clock is measured.
  func time(of clock: TicketClock, _ rules: ServiceRules) throws -> BusinessTime? {
    if clock.version == rules.version { return rules.time(clock.calendar) }
    return try store.serviceRules(version: clock.version)?.time(clock.calendar)
  }

  /// Writes down what a promise came to. One that was missed is a breach, also when nobody has noticed yet.
  private func conclude(_ clock: inout TicketClock) throws {
    if let target = clock.target, clock.spent > target, clock.breachedAt == nil { try breach(&clock) }
    try store.addServiceResult(ServiceResult(clock, endedAt: now))
  }

  /// Whether somebody else than the reporter of `report` wrote and has had no answer since, as far back as one looks.
  private func anotherReporterWaits(on number: Int64, than report: ReportID?) throws -> Bool {
    let unsent = Set(try store.outgoing(ofTicket: number).map(\.event))
    var waiting: Set<ReportID> = []
    for event in try store.newestEvents(ofTicket: number, limit: 500) where !unsent.contains(event.id) {
      switch event.kind {
      case .replied, .notHelped: if let report = event.report { waiting.insert(report) }
      case .answered: if let report = event.report { waiting.remove(report) } else { waiting.removeAll() }
      default: break
      }
    }
    if let report { waiting.remove(report) }
    return !waiting.isEmpty
  }
}
