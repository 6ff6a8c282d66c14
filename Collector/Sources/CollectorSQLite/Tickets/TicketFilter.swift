// The part of a ticket query that rows are tested with, and where to start from when a filter is narrow.
import CollectorCore
import TellbackSQLite

/// Conditions on `ticket AS t`, with their values in order.
struct TicketFilter {
  private var conditions: [String] = []
  private(set) var values: [SQLiteValue] = []
  /// Queries that give the numbers of all tickets that one filter lets pass.
  private(set) var sources: [String] = []
  /// A filter names a value that no ticket has.
  private(set) var isImpossible = false
  /// Tickets that somebody has do not fit.
  private(set) var isOfNobody = false

  init(_ query: TicketQuery, in db: Database) throws {
    if query.states.isEmpty { isImpossible = true }
    if let kind = query.kind { add("t.kind = ?", .code(kind)) }
    if let severity = query.severity { add("t.severity = ?", .code(severity)) }
    if let owner = query.owner { add(owner) }
    if let list = try ids(.component, query.component, query.scope, db) {
      conditions.append("t.component IN (\(list))")
      sources.append("SELECT number FROM ticket WHERE component IN (\(list))")
    }
    try addSeen("ticket_version", ids(.version, query.version, query.scope, db))
    try addSeen("ticket_segment", ids(.segment, query.segment, query.scope, db))
    if let tag = query.tag { try addTag(tag, query.scope, db) }
    for field in query.fields.prefix(FieldFilter.limit) { addAmong(FieldWords.tickets(field)) }
    if let marked = query.marked { addAmong(marked.tickets(in: query.scope)) }
    if let issues = query.issues { add(issues) }
  }

  /// `numbers` is a query without values for the tickets, all links followed.
  private mutating func addAmong(_ numbers: String) {
    conditions.append("t.number IN (\(numbers))")
    sources.append(numbers)
  }

  private mutating func add(_ issues: IssueFilter) {
    guard let numbers = issues.tickets else {
      return conditions.append("t.number NOT IN (\(IssueFilter.anyTickets))")
    }
    addAmong(numbers)
  }

  var sql: String { conditions.isEmpty ? "1" : conditions.joined(separator: " AND ") }
  var isEmpty: Bool { conditions.isEmpty }

  /// For rows that do not come from the stretch of one app and state.
  mutating func restrict(states: Set<TicketState>, apps: AppScope) {
    if states.count < TicketState.allCases.count {
      conditions.append("t.state IN (\(states.map { String($0.code) }.sorted().joined(separator: ",")))")
    }
    if apps != .all { conditions.append(apps.sql("t.app")) }
  }

  private mutating func add(_ condition: String, _ value: SQLiteValue) {
    conditions.append(condition)
    values.append(value)
  }

  private mutating func add(_ owner: OwnerFilter) {
    switch owner {
    case .nobody:
      isOfNobody = true
      conditions.append("t.owner IS NULL")
    case .account(let id):
      add("t.owner = ?", .integer(id))
      sources.append("SELECT number FROM ticket WHERE owner = \(id)")
    case .group(let id):
      add("t.owner_group = ?", .integer(id))
      sources.append("SELECT number FROM ticket WHERE owner_group = \(id)")
    }
  }

  private mutating func addSeen(_ table: String, _ list: String?) {
    guard let list else { return }
    // A ticket is found by what was seen of those merged into it, too.
    conditions.append(
      """
      EXISTS (
        SELECT 1 FROM \(table) AS v WHERE v.facet IN (\(list)) AND v.ticket IN (
          SELECT t.number UNION ALL SELECT m.ticket FROM ticket_root AS m WHERE m.root = t.number))
      """)
    sources.append("SELECT DISTINCT ticket FROM \(table) WHERE facet IN (\(list))")
  }

  private mutating func addTag(_ name: String, _ apps: AppScope, _ db: Database) throws {
    let ids = try db.rows("SELECT id FROM tag WHERE name = ? AND \(apps.sql("app")) ORDER BY id", [.text(name)]) {
      String($0.int64(0))
    }
    if ids.isEmpty { isImpossible = true }
    let list = ids.joined(separator: ",")
    conditions.append(
      """
      EXISTS (
        SELECT 1 FROM ticket_tag AS v WHERE v.tag IN (\(list)) AND v.ticket IN (
          SELECT t.number UNION ALL SELECT m.ticket FROM ticket_root AS m WHERE m.root = t.number))
      """)
    sources.append("SELECT DISTINCT ticket FROM ticket_tag WHERE tag IN (\(list))")
  }

  /// The facet's ids, one for each app that has the value, as a list for SQL: numbers of our own, nothing from outside.
  private mutating func ids(_ sort: FacetSort, _ name: String?, _ apps: AppScope, _ db: Database) throws -> String? {
    guard let name else { return nil }
    let ids = try db.rows(
      "SELECT id FROM facet WHERE sort = ? AND name = ? AND \(apps.sql("app")) ORDER BY id",
      [.integer(sort.rawValue), .text(name)]
    ) { String($0.int64(0)) }
    if ids.isEmpty { isImpossible = true }
    return ids.joined(separator: ",")
  }
}
