// Pain points as rows, their history and their attempts.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func painPoint(_ number: Int64) throws -> PainPoint? {
    try db.first(PainPoint.select + "WHERE p.number = ?", [.integer(number)], make: PainPoint.init(row:))
  }

  func painPoints(in apps: AppScope, limit: Int) throws -> [PainPoint] {
    try db.rows(
      PainPoint.select + "WHERE \(apps.sql("p.app")) ORDER BY p.number DESC LIMIT ?", [.int(max(0, limit))],
      make: PainPoint.init(row:))
  }

  func painPoints(ofOwner account: Int64, in apps: AppScope, limit: Int) throws -> [PainPoint] {
    try db.rows(
      PainPoint.select + """
        WHERE p.owner = ? AND \(apps.sql("p.app")) AND (p.decide_by IS NOT NULL OR p.decision IS NULL)
        ORDER BY p.decide_by IS NULL, p.decide_by, p.number
        LIMIT ?
        """, [.integer(account), .int(max(0, limit))], make: PainPoint.init(row:))
  }

  func painCount(app: AppID) throws -> Int {
    try db.first("SELECT COUNT(*) FROM pain_point WHERE app = ?", [.app(app)]) { $0.int(0) } ?? 0
  }

  func painPoints(undecidedBy moment: Timestamp, limit: Int) throws -> [PainPoint] {
    try db.rows(
      PainPoint.select + """
        WHERE p.decide_by <= ? AND p.escalated_at IS NULL
        ORDER BY p.decide_by, p.number
        LIMIT ?
        """, [.at(moment), .int(max(0, limit))], make: PainPoint.init(row:))
  }

  func nextPainDecision() throws -> Timestamp? {
    try db.first(
      """
      SELECT decide_by FROM pain_point WHERE decide_by IS NOT NULL AND escalated_at IS NULL
      ORDER BY decide_by LIMIT 1
      """
    ) { $0.at(0) }
  }

  func painEvents(of pain: Int64, limit: Int) throws -> [PainEvent] {
    try db.rows(
      """
      SELECT id, pain, at, actor, actor_name, kind, ticket, text FROM pain_event
      WHERE pain = ? ORDER BY id DESC LIMIT ?
      """, [.integer(pain), .int(max(0, limit))]
    ) { row in
      PainEvent(
        id: row.int64(0), pain: row.int64(1), at: row.at(2), actor: Actor(painRow: row, from: 3),
        kind: try row.code(5), ticket: row.int64OrNil(6), text: row.textOrNil(7))
    }
  }
}

extension SQLiteWrites {
  func addPainPoint(_ pain: PainPoint, by actor: Actor) throws -> Int64 {
    try db.run(
      """
      INSERT INTO pain_point (
        title, component, page, department, owner, decide_by, escalates_to, escalated_at, decision, decision_reason,
        decided_by, decided_at, workaround, workaround_by, workaround_at, published, app, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, values(of: pain) + [.app(pain.app), .at(pain.createdAt)])
    return try db.lastInsertRowID
  }

  func savePainPoint(_ pain: PainPoint) throws -> Bool {
    try db.run(
      """
      UPDATE pain_point SET
        title = ?, component = ?, page = ?, department = ?, owner = ?, decide_by = ?, escalates_to = ?,
        escalated_at = ?, decision = ?, decision_reason = ?, decided_by = ?, decided_at = ?, workaround = ?,
        workaround_by = ?, workaround_at = ?, published = ?, revision = revision + 1
      WHERE number = ? AND revision = ?
      """, values(of: pain) + [.integer(pain.number), .integer(pain.revision)]) == 1
  }

  private func values(of pain: PainPoint) -> [SQLiteValue] {
    let (facts, decision, workaround) = (pain.facts, pain.decision, pain.workaround)
    return [
      .text(facts.title), .text(facts.component), .text(facts.page), .text(facts.department), .integer(facts.owner),
      .at(facts.decideBy), .integer(facts.escalatesTo), .at(pain.escalatedAt), .code(decision?.kind),
      .text(decision?.reason), .text(decision?.by), .at(decision?.at), .text(workaround?.text), .text(workaround?.by),
      .at(workaround?.at), .integer(workaround?.published),
    ]
  }

  func appendPain(_ event: PainEvent) throws -> Int64 {
    let (account, name) = event.actor.painColumns
    try db.run(
      "INSERT INTO pain_event (pain, at, actor, actor_name, kind, ticket, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(event.pain), .at(event.at), .integer(account), .text(name), .code(event.kind),
        .integer(event.ticket), .text(event.text),
      ])
    return try db.lastInsertRowID
  }

  func retitlePains(
    ofTicket number: Int64, from title: String, to new: String, page: String?, toPage: String?
  ) throws {
    guard let pain = try painPoint(ofTicket: finalTicket(of: number)) else { return }
    try db.send(
      "UPDATE pain_point SET title = ?, revision = revision + 1 WHERE number = ? AND title = ?",
      [.text(new), .integer(pain), .text(title)])
    guard page != toPage, let page else { return }
    try db.send(
      "UPDATE pain_point SET page = ?, revision = revision + 1 WHERE number = ? AND page = ?",
      [.text(toPage), .integer(pain), .text(page)])
  }

  func redactPain(_ passage: String, to mark: String, ofTicket number: Int64) throws {
    guard let pain = try painPoint(ofTicket: finalTicket(of: number)) else { return }
    let change: [SQLiteValue] = [.integer(pain), .text(passage), .text(mark)]
    let columns = ["title", "component", "page", "department", "decision_reason", "workaround"]
    try db.send(
      """
      UPDATE pain_point SET \(columns.map { "\($0) = replace(\($0), ?2, ?3)" }.joined(separator: ", ")),
        revision = revision + 1
      WHERE number = ?1 AND (\(columns.map { "instr(\($0), ?2) > 0" }.joined(separator: " OR ")))
      """, change)
    try db.send(
      "UPDATE pain_event SET text = replace(text, ?2, ?3) WHERE pain = ?1 AND instr(text, ?2) > 0", change)
    try db.send(
      "UPDATE pain_attempt SET what = replace(what, ?2, ?3) WHERE pain = ?1 AND instr(what, ?2) > 0", change)
  }
}

extension PainPoint {
  /// Without a condition.
  static let select = """
    SELECT p.number, p.app, p.title, p.component, p.page, p.department, p.owner, o.name, p.decide_by, p.escalates_to,
      e.name, p.escalated_at, p.decision, p.decision_reason, p.decided_by, p.decided_at, p.workaround, p.workaround_by,
      p.workaround_at, p.published, p.created_at, p.revision
    FROM pain_point AS p
    LEFT JOIN account AS o ON o.id = p.owner
    LEFT JOIN account AS e ON e.id = p.escalates_to

    """

  init(row: Row) throws {
    let facts = PainFacts(
      title: row.text(2), component: row.textOrNil(3), page: row.textOrNil(4), department: row.textOrNil(5),
      owner: row.int64OrNil(6), decideBy: row.atOrNil(8), escalatesTo: row.int64OrNil(9))
    let kind: PainDecision.Kind? = try row.codeOrNil(12)
    self.init(
      number: row.int64(0), app: AppID(row.int64(1)), facts: facts,
      owner: facts.owner.map { PainPerson(account: $0, name: row.text(7)) },
      escalatesTo: facts.escalatesTo.map { PainPerson(account: $0, name: row.text(10)) },
      escalatedAt: row.atOrNil(11),
      decision: kind.map { PainDecision(kind: $0, reason: row.text(13), by: row.text(14), at: row.at(15)) },
      workaround: row.textOrNil(16).map {
        PainWorkaround(text: $0, by: row.text(17), at: row.at(18), published: row.int64OrNil(19))
      },
      createdAt: row.at(20), revision: row.int64(21))
  }
}

extension Actor {
  var painColumns: (id: Int64?, name: String?) {
    if case .staff(let id, let name) = self { (id, name) } else { (nil, nil) }
  }

  /// Of two columns, account and name.
  init(painRow row: Row, from column: Int) {
    self = row.int64OrNil(column).map { .staff(id: $0, name: row.text(column + 1)) } ?? .system
  }
}

extension PainDecision.Kind: Coded {
  static var known: [PainDecision.Kind] { allCases }
  var code: Int64 {
    switch self {
    case .fix: 0
    case .later: 1
    case .leave: 2
    }
  }
}

extension PainEvent.Kind: Coded {
  static var known: [PainEvent.Kind] { allCases }
  var code: Int64 {
    switch self {
    case .made: 0
    case .changed: 1
    case .gathered: 2
    case .ungathered: 3
    case .decided: 4
    case .workaround: 5
    case .withdrawn: 6
    case .attempted: 7
    case .released: 8
    case .dropped: 9
    case .regressed: 10
    case .overdue: 11
    }
  }
}
