// Rules as rows: a row for each, its conditions with their values, its tags.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func routingRules() throws -> [RoutingRule] {
    var values: [Int64: [Int64: [String]]] = [:]
    try db.forEach("SELECT rule, condition, value FROM routing_value ORDER BY rule, condition, place") { row in
      values[row.int64(0), default: [:]][row.int64(1), default: []].append(row.text(2))
      return true
    }
    var conditions: [Int64: [RoutingCondition]] = [:]
    try db.forEach("SELECT rule, place, subject, test, key FROM routing_condition ORDER BY rule, place") { row in
      let subject = try RoutingCondition.Subject(code: row.int64(2), key: row.textOrNil(4))
      let condition = RoutingCondition(subject, try row.code(3), values[row.int64(0)]?[row.int64(1)] ?? [])
      conditions[row.int64(0), default: []].append(condition)
      return true
    }
    var tags: [Int64: [String]] = [:]
    try db.forEach("SELECT rule, tag FROM routing_tag ORDER BY rule, place") { row in
      tags[row.int64(0), default: []].append(row.text(1))
      return true
    }
    return try db.rows(
      "SELECT id, app, name, enabled, component, severity, staff_group, owner FROM routing_rule ORDER BY place, id"
    ) { row in
      RoutingRule(
        id: row.int64(0), app: row.int64OrNil(1).map(AppID.init), name: row.text(2), isEnabled: row.bool(3),
        conditions: conditions[row.int64(0)] ?? [],
        effects: RoutingEffects(
          component: row.textOrNil(4), severity: try row.codeOrNil(5), group: row.int64OrNil(6),
          owner: row.int64OrNil(7), tags: tags[row.int64(0)] ?? []))
    }
  }

  func routingStamp() throws -> Int64 {
    try db.first("SELECT stamp FROM routing_state") { $0.int64(0) } ?? 1
  }

  func hasAdoptedRoutingSettings() throws -> Bool {
    try db.first("SELECT adopted_at IS NOT NULL FROM routing_state") { $0.bool(0) } ?? false
  }

  func isSeverityDecided(ofTicket number: Int64) throws -> Bool {
    try db.first("SELECT severity_decided FROM ticket WHERE number = ?", [.integer(number)]) { $0.bool(0) } ?? false
  }

  /// An app's newest reports are on its tickets that had a report last: no more of these are looked at than reports are wanted.
  func newestPlaced(app: AppID?, limit: Int) throws -> [StoredReport] {
    let limit = max(0, limit)
    let sequences: [Int64]
    if let app {
      let tickets = try TicketState.allCases.flatMap { state in
        try db.rows(
          """
          SELECT number FROM ticket INDEXED BY ticket_recent
          WHERE app = ? AND state = ?
          ORDER BY last_received_at DESC, number DESC
          LIMIT ?
          """, [.app(app), .code(state), .int(limit)]
        ) { $0.int64(0) }
      }
      let all = try tickets.flatMap { ticket in
        try db.rows(
          "SELECT report FROM placement WHERE ticket = ? ORDER BY report DESC LIMIT ?", [.integer(ticket), .int(limit)]
        ) { $0.int64(0) }
      }
      sequences = Array(all.sorted(by: >).prefix(limit))
    } else {
      sequences = try db.rows("SELECT report FROM placement ORDER BY report DESC LIMIT ?", [.int(limit)]) {
        $0.int64(0)
      }
    }
    let list = "[" + sequences.map(String.init).joined(separator: ",") + "]"
    return try db.rows(
      """
      SELECT \(StoredReport.columns) FROM report AS r
      WHERE r.sequence IN (SELECT value FROM json_each(?))
      ORDER BY r.sequence DESC
      """, [.text(list)], make: StoredReport.init(row:))
  }
}

extension SQLiteWrites {
  /// Rules that are what they were stay as they are.
  func saveRoutingRules(_ rules: [RoutingRule]) throws {
    let before = Dictionary(
      uniqueKeysWithValues: try routingRules().enumerated().map { ($0.element.id, ($0.offset, $0.element)) })
    let kept = Set(rules.map(\.id))
    for id in before.keys where !kept.contains(id) {
      try db.send("DELETE FROM routing_rule WHERE id = ?", [.integer(id)])
    }
    for (place, rule) in rules.enumerated() {
      if let (was, known) = before[rule.id], was == place, known == rule { continue }
      try save(rule, at: place, isNew: before[rule.id] == nil)
    }
    // Never the number that it was, and never 0.
    try db.send("UPDATE routing_state SET stamp = (random() & 4611686018427387903) + 2")
  }

  private func save(_ rule: RoutingRule, at place: Int, isNew: Bool) throws {
    let (effects, columns) = (
      rule.effects,
      "place = ?1, app = ?2, enabled = ?3, severity = ?4, staff_group = ?5, owner = ?6, name = ?7, component = ?8"
    )
    let values: [SQLiteValue] = [
      .int(place), .integer(rule.app?.value), .bool(rule.isEnabled), .code(effects.severity),
      .integer(effects.group), .integer(effects.owner), .text(rule.name), .text(effects.component),
    ]
    var id = rule.id
    if isNew {
      try db.run(
        """
        INSERT INTO routing_rule (place, app, enabled, severity, staff_group, owner, name, component)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """, values)
      id = try db.lastInsertRowID
    } else {
      try db.send("UPDATE routing_rule SET \(columns) WHERE id = ?9", values + [.integer(id)])
    }
    try db.send("DELETE FROM routing_condition WHERE rule = ?", [.integer(id)])
    try db.send("DELETE FROM routing_tag WHERE rule = ?", [.integer(id)])
    for (place, condition) in rule.conditions.enumerated() {
      let (subject, key) = condition.subject.columns
      try db.send(
        "INSERT INTO routing_condition (rule, place, subject, test, key) VALUES (?, ?, ?, ?, ?)",
        [.integer(id), .int(place), .integer(subject), .code(condition.test), .text(key)])
      for (index, value) in condition.values.enumerated() {
        try db.send(
          "INSERT INTO routing_value (rule, condition, place, value) VALUES (?, ?, ?, ?)",
          [.integer(id), .int(place), .int(index), .text(value)])
      }
    }
    for (place, tag) in effects.tags.enumerated() {
      try db.send(
        "INSERT INTO routing_tag (rule, place, tag) VALUES (?, ?, ?)", [.integer(id), .int(place), .text(tag)])
    }
  }

  func noteRoutingSettingsAdopted(at: Timestamp) throws {
    try db.send("UPDATE routing_state SET adopted_at = ? WHERE adopted_at IS NULL", [.at(at)])
  }

  func noteSeverityDecided(ofTicket number: Int64) throws {
    try db.send("UPDATE ticket SET severity_decided = 1 WHERE number = ?", [.integer(number)])
  }
}

extension RoutingCondition.Test: Coded {
  static var known: [RoutingCondition.Test] { allCases }
  var code: Int64 {
    switch self {
    case .fits: 0
    case .atLeast: 1
    case .below: 2
    }
  }
}

extension RoutingCondition.Subject {
  fileprivate var columns: (code: Int64, key: String?) {
    switch self {
    case .page: (0, nil)
    case .component: (1, nil)
    case .segment: (2, nil)
    case .locale: (3, nil)
    case .kind: (4, nil)
    case .version: (5, nil)
    case .words: (6, nil)
    case .field(let key): (7, key)
    }
  }

  fileprivate init(code: Int64, key: String?) throws {
    let plain: [RoutingCondition.Subject] = [.page, .component, .segment, .locale, .kind, .version, .words]
    if let key, code == 7 {
      self = .field(key)
    } else if let subject = Int(exactly: code).flatMap({ plain.indices.contains($0) ? plain[$0] : nil }) {
      self = subject
    } else {
      throw StoreError.failed("The database holds a condition on \(code), which is unknown.")
    }
  }
}
