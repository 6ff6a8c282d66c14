// Writes down what the numbers count, as it happens: called where a ticket's state, its links or its history are written. What a day
// comes to is counted by triggers. Invariant: marks of the queue stand in turn, and a ticket's last one says where it is.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteWrites {
  // MARK: The queue

  /// Marks that a ticket came into the queue or left it, if it did. It is in the queue unless it is resolved or found as another.
  func noteQueue(ofTicket number: Int64, at moment: Timestamp) throws {
    let found = try db.first(
      """
      SELECT t.state, t.opened_at, EXISTS (SELECT 1 FROM ticket_root AS m WHERE m.ticket = t.number), k.measure, k.at
      FROM ticket AS t
      LEFT JOIN numbers_mark AS k ON k.id = (
        SELECT MAX(id) FROM numbers_mark WHERE ticket = t.number AND measure IN (0, 1, 2, 3))
      WHERE t.number = ?
      """, [.integer(number)]
    ) { row in
      (
        state: try row.code(0) as TicketState, openedAt: row.at(1), isMerged: row.bool(2),
        last: try row.codeOrNil(3, as: NumberMeasure.self), lastAt: row.atOrNil(4)
      )
    }
    guard let found else { throw StoreError.failed("There is no ticket \(number).") }
    if found.last == nil { try mark(.opened, ticket: number, at: found.openedAt) }
    let isIn = found.state != .resolved && !found.isMerged
    guard isIn != ((found.last ?? .opened).queueStep > 0) else { return }
    let measure: NumberMeasure = isIn ? .returned : found.state == .resolved ? .resolved : .merged
    // A clock that was set back does not turn the order around.
    try mark(measure, ticket: number, at: max(moment, found.lastAt ?? found.openedAt))
    try deriveResolutionTime(ofTicket: number)
  }

  /// The same for a ticket that was just opened, of which there is nothing to ask.
  func noteIntoQueue(ticket number: Int64, at openedAt: Timestamp) throws {
    try mark(.opened, ticket: number, at: openedAt)
  }

  /// What a move was that is taken back: it neither left the queue nor came back.
  private func forgetMove(ofTicket number: Int64, movedAt: Timestamp, takenBackAt: Timestamp) throws {
    let last = try db.rows(
      "SELECT id, at FROM numbers_mark WHERE ticket = ? AND measure IN (0, 1, 2, 3) ORDER BY id DESC LIMIT 2",
      [.integer(number)]
    ) { (id: $0.int64(0), at: $0.at(1)) }
    guard last.count == 2, last[0].at == takenBackAt, last[1].at == movedAt else { return }
    try db.send("DELETE FROM numbers_mark WHERE id IN (?, ?)", [.integer(last[0].id), .integer(last[1].id)])
    try deriveResolutionTime(ofTicket: number)
  }

  // MARK: Events

  /// Marks what an event tells of, if the numbers count it.
  func noteNumbers(of event: TicketEvent, id: Int64) throws {
    switch event.kind {
    case .answered: try noteAnswer(event, id)
    case .moved:
      if event.tellsReporters { try noteAnswer(event, id) }
      if event.from != .resolved, event.to == .resolved, event.resolution == .explanation,
        try db.first("SELECT kind FROM ticket WHERE number = ?", [.integer(event.ticket)], make: { try $0.code(0) })
          == ReportKind.problem
      {
        try mark(.explained, ticket: event.ticket, at: event.at, event: id)
      }
    case .takenBack: try forgetTakenBack(event)
    case .breached: try mark(.breached, ticket: event.ticket, at: event.at, event: id)
    case .helped: try mark(.helped, ticket: event.ticket, at: event.at, event: id)
    case .notHelped: try mark(.notHelped, ticket: event.ticket, at: event.at, event: id)
    case .rated:
      let stars = min(5, max(0, event.detail.flatMap { Int64($0) } ?? 0))
      try mark(.rated, ticket: event.ticket, at: event.at, event: id, value: stars)
    case .thanked: try mark(.thanked, ticket: event.ticket, at: event.at, event: id, name: event.detail)
    case .becameIdea: try mark(.becameIdea, ticket: event.ticket, at: event.at, event: id)
    default: break
    }
  }

  private func noteAnswer(_ event: TicketEvent, _ id: Int64) throws {
    guard case .staff(let account, _) = event.actor else { return }
    let role = try db.first("SELECT role FROM account WHERE id = ?", [.integer(account)]) { $0.text(0) }
    try mark(
      .answered, ticket: event.ticket, at: event.at, event: id,
      value: role == StaffRole.volunteer.rawValue ? 1 : 0, account: account)
    try deriveAnswerTime(ofTicket: event.ticket)
  }

  private func forgetTakenBack(_ event: TicketEvent) throws {
    guard let about = event.about else { return }
    try db.send("DELETE FROM numbers_mark WHERE event = ?", [.integer(about)])
    if let taken = try self.event(about), taken.kind == .moved {
      try forgetMove(ofTicket: event.ticket, movedAt: taken.at, takenBackAt: event.at)
    }
    try deriveAnswerTime(ofTicket: event.ticket)
  }

  private func mark(
    _ measure: NumberMeasure, ticket: Int64, at moment: Timestamp, event: Int64? = nil, value: Int64 = 0,
    account: Int64? = nil, name: String? = nil
  ) throws {
    try db.send(
      """
      INSERT INTO numbers_mark (ticket, app, component, team, measure, at, day, value, account, event, name)
      SELECT number, app, COALESCE(component, 0), COALESCE(owner_group, 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8
      FROM ticket WHERE number = ?1
      """,
      [
        .integer(ticket), .code(measure), .at(moment), .int(CivilDay(moment).number), .integer(value),
        .integer(account), .integer(event), .text(name),
      ], readsHold: true)
  }

  // MARK: Times

  /// Until the first answer that was not taken back.
  private func deriveAnswerTime(ofTicket number: Int64) throws {
    let answeredAt = try db.first(
      "SELECT at FROM numbers_mark WHERE ticket = ? AND measure = 4 ORDER BY at LIMIT 1", [.integer(number)]
    ) { $0.at(0) }
    try setTime(.firstAnswer, ofTicket: number, at: answeredAt)
  }

  /// Of a ticket that is resolved; one that was opened again was not resolved then.
  private func deriveResolutionTime(ofTicket number: Int64) throws {
    let last = try db.first(
      "SELECT measure, at FROM numbers_mark WHERE ticket = ? AND measure IN (0, 1, 2, 3) ORDER BY id DESC LIMIT 1",
      [.integer(number)]
    ) { (measure: try $0.code(0) as NumberMeasure, at: $0.at(1)) }
    try setTime(.resolution, ofTicket: number, at: last?.measure == .resolved ? last?.at : nil)
  }

  private func setTime(_ metric: NumberMetric, ofTicket number: Int64, at moment: Timestamp?) throws {
    let key: [SQLiteValue] = [.integer(number), .code(metric)]
    guard let moment else {
      try db.send("DELETE FROM numbers_time WHERE ticket = ? AND metric = ?", key)
      return
    }
    try db.send(
      """
      INSERT INTO numbers_time (ticket, metric, app, component, team, day, wall, spent)
      SELECT t.number, ?2, t.app, COALESCE(t.component, 0), COALESCE(t.owner_group, 0), ?3, MAX(0, ?4 - t.opened_at), (
        SELECT r.spent FROM service_result AS r
        WHERE r.ticket = t.number AND r.metric = ?5 AND r.undone_at IS NULL AND r.started_at <= t.opened_at
        ORDER BY r.id DESC LIMIT 1)
      FROM ticket AS t WHERE t.number = ?1
      ON CONFLICT (ticket, metric) DO UPDATE SET day = excluded.day, wall = excluded.wall, spent = excluded.spent
      """, key + [.int(CivilDay(moment).number), .at(moment), .code(metric.clock)])
  }

  /// What a service level measured, once it is known. One that began to measure after the ticket was opened measured a part.
  func noteNumbers(of result: ServiceResult) throws {
    guard let metric = NumberMetric.allCases.first(where: { $0.clock == result.metric }) else { return }
    try db.send(
      """
      UPDATE numbers_time SET spent = ?3
      WHERE ticket = ?1 AND metric = ?2 AND ?4 <= (SELECT opened_at FROM ticket WHERE number = ?1)
      """, [.integer(result.ticket), .code(metric), .integer(result.spent), .at(result.startedAt)], readsHold: true)
  }
}

extension TicketEvent {
  /// Reporters hear of a resolution with words, and of a fix that is released also without.
  fileprivate var tellsReporters: Bool {
    guard to == .resolved else { return false }
    if text != nil { return true }
    return from != .resolved && (resolution?.isFix ?? false) && detail != FixRelease.notYet.detail
  }
}

extension NumberMetric: Coded {
  static var known: [NumberMetric] { allCases }
  var code: Int64 { self == .firstAnswer ? 0 : 1 }

  fileprivate var clock: ClockMetric { self == .firstAnswer ? .firstAnswer : .resolution }
}

extension NumberMeasure: Coded {
  static var known: [NumberMeasure] { allCases }
  var code: Int64 {
    switch self {
    case .opened: 0
    case .returned: 1
    case .resolved: 2
    case .merged: 3
    case .answered: 4
    case .breached: 5
    case .helped: 6
    case .notHelped: 7
    case .rated: 8
    case .thanked: 9
    case .explained: 10
    case .becameIdea: 11
    }
  }
}
