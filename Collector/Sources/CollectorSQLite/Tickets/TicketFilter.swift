// What a list's filters come to: conditions on columns that an index holds, and sets of tickets.
import CollectorCore
import TellbackSQLite

/// Tickets that one filter lets pass, in both forms.
struct TicketSet {
  /// Gives their numbers as `ticket`, also of merged tickets, some perhaps more than once. Without values.
  var numbers: String
  /// Whether `ticket AS t` is one of them, all links followed.
  var test: String
  /// A set that is not cheap to count is taken for this large.
  var guess: Int?
}

/// Conditions on `ticket AS t`, with their values in order.
struct TicketFilter {
  /// On columns of ``counting``, and of `ticket_narrow`.
  private(set) var columns: [String] = []
  private(set) var values: [SQLiteValue] = []
  private(set) var sets: [TicketSet] = []
  /// A filter names a value that no ticket has.
  private(set) var isImpossible = false
  /// Tickets that somebody has do not fit.
  private(set) var isOfNobody = false
  /// Tickets are merged or split.
  let hasLinks: Bool
  private let isServer: Bool

  init(_ query: TicketQuery, in db: Database) throws {
    hasLinks = try db.hasLinks()
    isServer = db.isServer
    if query.states.isEmpty { isImpossible = true }
    if let kind = query.kind { add("t.kind = ?", .code(kind)) }
    if let severity = query.severity { add("t.severity = ?", .code(severity)) }
    if let owner = query.owner { add(owner) }
    if let list = try ids(.component, query.component, query.scope, db) {
      columns.append("t.component IN (\(list))")
    }
    try addSeen("ticket_version", "facet", ids(.version, query.version, query.scope, db))
    try addSeen("ticket_segment", "facet", ids(.segment, query.segment, query.scope, db))
    if let tag = query.tag { try addSeen("ticket_tag", "tag", tags(tag, query.scope, db)) }
    for field in query.fields.prefix(FieldFilter.limit) {
      let tickets = try FieldWords.tickets(field, limit: query.fieldReports, hasLinks: hasLinks, in: db)
      addAmong(tickets, guess: query.fieldReports)
    }
    if let marked = query.marked { addAmong(marked.tickets(in: query.scope), guess: 20_000) }
    if let issues = query.issues { add(issues) }
  }

  var isEmpty: Bool { columns.isEmpty && sets.isEmpty }

  /// All conditions, without those of `set`.
  func sql(without set: Int? = nil) -> String {
    let tests = columns + sets.indices.filter { $0 != set }.map { sets[$0].test }
    return tests.isEmpty ? "1" : tests.joined(separator: " AND ")
  }

  /// Number, state, owner and group of all that fit, begun with the set at `place`; some perhaps more than once.
  func hits(from place: Int) -> String {
    let numbers = sets[place].numbers
    let roots = """
      SELECT COALESCE(m.root, n.ticket) AS ticket FROM (\(numbers)) AS n
      LEFT JOIN ticket_root AS m ON m.ticket = n.ticket
      """
    return """
      SELECT t.number, t.state, t.owner, t.owner_group FROM (\(hasLinks ? roots : numbers)) AS c
      CROSS JOIN ticket AS t INDEXED BY ticket_narrow ON t.number = c.ticket
      WHERE \(sql(without: place))
      """
  }

  /// How many of an app and a state fit; values of these go before ``values``.
  var count: String {
    "SELECT COUNT(*) FROM ticket AS t INDEXED BY \(counting) WHERE t.app = ? AND t.state = ? AND \(sql())"
  }

  /// The same, no further than to `limit`.
  func count(upTo limit: Int) -> String {
    """
    SELECT COUNT(*) FROM (
      SELECT 1 FROM ticket AS t INDEXED BY \(counting) WHERE t.app = ? AND t.state = ? AND \(sql()) LIMIT \(limit)
    ) AS c
    """
  }

  /// An index in which every column of ``columns`` stands, by app and state.
  var counting: String { isOfNobody ? "ticket_unowned" : TicketQuery.Order.recent.index }

  /// For rows that do not come from the stretch of one app and state.
  mutating func restrict(states: Set<TicketState>, apps: AppScope) {
    if states.count < TicketState.allCases.count {
      columns.append("t.state IN (\(states.map { String($0.code) }.sorted().joined(separator: ",")))")
    }
    if apps != .all { columns.append(apps.sql("t.app")) }
    // Merged tickets are found as others.
    guard hasLinks else { return }
    columns.append(isServer ? Self.isNoneOf("ticket_root") : "t.number NOT IN (SELECT ticket FROM ticket_root)")
  }

  /// For a server: it looks each ticket up, where NOT IN would have it read all of `table` first.
  static func isNoneOf(_ table: String) -> String {
    "NOT EXISTS (SELECT 1 FROM \(table) AS r WHERE r.ticket = t.number)"
  }

  private mutating func add(_ condition: String, _ value: SQLiteValue) {
    columns.append(condition)
    values.append(value)
  }

  /// A ticket has the owner that it has itself, whoever had those that were merged into it: so it is tested in any case.
  private mutating func add(_ owner: OwnerFilter) {
    columns.append(owner.sql)
    switch owner {
    case .nobody: isOfNobody = true
    case .account(let id):
      sets.append(TicketSet(numbers: "SELECT number AS ticket FROM ticket WHERE owner = \(id)", test: "1"))
    case .group(let id):
      sets.append(TicketSet(numbers: "SELECT number AS ticket FROM ticket WHERE owner_group = \(id)", test: "1"))
    }
  }

  private mutating func add(_ issues: IssueFilter) {
    guard let numbers = issues.tickets else {
      return columns.append("t.number NOT IN (\(IssueFilter.anyTickets))")
    }
    addAmong(numbers, guess: 1_000)
  }

  /// `numbers` is a query without values, all links followed.
  private mutating func addAmong(_ numbers: String, guess: Int) {
    sets.append(TicketSet(numbers: numbers, test: "t.number IN (\(numbers))", guess: guess))
  }

  /// A ticket is found by what was seen of those merged into it, too. Facets and tags belong to one app, so no ticket stands twice.
  private mutating func addSeen(_ table: String, _ column: String, _ list: String?) {
    guard let list else { return }
    let merged = """
      SELECT m.root FROM ticket_root AS m CROSS JOIN \(table) AS v ON v.ticket = m.ticket WHERE v.\(column) IN (\(list))
      """
    let own = "SELECT 1 FROM \(table) AS v WHERE v.\(column) IN (\(list)) AND v.ticket = t.number"
    let test: String
    if isServer {
      // Asked for each ticket: of EXISTS or IN it would make a list of all tickets that pass.
      let others = "\(merged) AND m.root = t.number"
      let tests = (hasLinks ? [own, others] : [own]).map { "(\($0) LIMIT 1) IS NOT NULL" }
      test = "(\(tests.joined(separator: " OR ")))"
    } else {
      test = hasLinks ? "(EXISTS (\(own)) OR t.number IN (\(merged)))" : "EXISTS (\(own))"
    }
    sets.append(TicketSet(numbers: "SELECT ticket FROM \(table) WHERE \(column) IN (\(list))", test: test))
  }

  private mutating func tags(_ name: String, _ apps: AppScope, _ db: Database) throws -> String {
    let ids = try db.rows("SELECT id FROM tag WHERE name = ? AND \(apps.sql("app")) ORDER BY id", [.text(name)]) {
      String($0.int64(0))
    }
    if ids.isEmpty { isImpossible = true }
    return ids.joined(separator: ",")
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

extension OwnerFilter {
  /// A condition on `ticket AS t`. Numbers of our own, nothing from outside.
  var sql: String {
    switch self {
    case .nobody: "t.owner IS NULL"
    case .account(let id): "t.owner = \(id)"
    case .group(let id): "t.owner_group = \(id)"
    }
  }
}
