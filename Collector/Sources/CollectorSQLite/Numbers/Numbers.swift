// Reading what was counted: from the counts of days where one filter or none is set, else from the marks themselves.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func dailyNumbers(_ query: NumberQuery) throws -> [DailyNumber] {
    guard let source = try NumberSource(query, in: db) else { return [] }
    return try db.rows(
      """
      SELECT day, measure, \(source.count), \(source.total) FROM \(source.rows(measures: NumberMeasure.allCases))
        AND day BETWEEN ? AND ?
      GROUP BY day, measure
      HAVING \(source.count) > 0
      ORDER BY day, measure
      """, query.dayValues
    ) {
      DailyNumber(
        day: CivilDay(number: $0.int(0)), measure: try $0.code(1), count: $0.int64(2), total: $0.int64(3))
    }
  }

  func queueBefore(_ query: NumberQuery) throws -> Int64 {
    guard let source = try NumberSource(query, in: db) else { return 0 }
    let measures = NumberMeasure.allCases.filter { $0.queueStep != 0 }
    var size: Int64 = 0
    try db.forEach(
      """
      SELECT measure, \(source.count) FROM \(source.rows(measures: measures)) AND day < ?
      GROUP BY measure
      """, [query.dayValues[0]]
    ) { row in
      size += try row.code(0, as: NumberMeasure.self).queueStep * row.int64(1)
      return true
    }
    return size
  }

  func firstNumberDay(in apps: AppScope) throws -> CivilDay? {
    let first = try db.first(
      "SELECT MIN(day) FROM numbers_day WHERE dimension = 0 AND key = 0 AND \(apps.known) AND measure = 0 AND count > 0"
    ) { $0.int64OrNil(0) }
    return (first ?? nil).map { CivilDay(number: Int($0)) }
  }

  func ticketTimes(_ metric: NumberMetric, _ query: NumberQuery) throws -> [TicketTime] {
    guard let filter = try NumberFilter(query, in: db) else { return [] }
    return try db.rows(
      """
      SELECT day, wall, spent FROM numbers_time AS k INDEXED BY numbers_time_by_day
      WHERE \(query.scope.known) AND metric = ? AND day BETWEEN ? AND ?\(filter.sql)
      """, [.code(metric)] + query.dayValues
    ) { TicketTime(day: CivilDay(number: $0.int(0)), wall: $0.int64(1), business: $0.int64OrNil(2)) }
  }

  func answerers(_ query: NumberQuery) throws -> Set<Int64> {
    guard let filter = try NumberFilter(query, in: db) else { return [] }
    return Set(
      try db.rows(
        """
        SELECT DISTINCT account FROM numbers_mark AS k INDEXED BY numbers_mark_by_day
        WHERE measure = 4 AND \(query.scope.known) AND day BETWEEN ? AND ?\(filter.sql)
        """, query.dayValues
      ) { $0.int64(0) })
  }

  func thankedSolvers(_ query: NumberQuery, limit: Int) throws -> [ThankedSolver] {
    guard let filter = try NumberFilter(query, in: db) else { return [] }
    return try db.rows(
      """
      SELECT name, COUNT(*) FROM numbers_mark AS k INDEXED BY numbers_mark_by_day
      WHERE measure = 9 AND \(query.scope.known) AND day BETWEEN ? AND ? AND name IS NOT NULL\(filter.sql)
      GROUP BY name
      ORDER BY 2 DESC, name
      LIMIT ?
      """, query.dayValues + [.int(max(0, limit))]
    ) { ThankedSolver(name: $0.text(0), count: $0.int64(1)) }
  }
}

extension NumberQuery {
  fileprivate var dayValues: [SQLiteValue] { [.int(days.lowerBound.number), .int(days.upperBound.number)] }
}

extension AppScope {
  /// As a condition on `app` that an index can begin with.
  var known: String {
    switch self {
    case .all: "app IN (SELECT id FROM app)"
    case .only: sql("app")
    }
  }
}

/// Conditions on marks or times of tickets, as `k`. Nil where a filter names what no ticket has. Numbers of our own stand in the text.
struct NumberFilter {
  /// Ids of the component, one for each app that has it; nil for any.
  let components: [Int64]?
  let segments: [Int64]?
  let team: Int64?

  init?(_ query: NumberQuery, in db: Database) throws {
    func ids(_ sort: FacetSort, _ name: String?) throws -> [Int64]? {
      try name.map { name in
        try db.rows(
          "SELECT id FROM facet WHERE sort = ? AND name = ? AND \(query.scope.known) ORDER BY id",
          [.integer(sort.rawValue), .text(name)]
        ) { $0.int64(0) }
      }
    }
    components = try ids(.component, query.component)
    segments = try ids(.segment, query.segment)
    team = query.team
    if components?.isEmpty ?? false || segments?.isEmpty ?? false { return nil }
  }

  /// Begins with `AND`, or is empty.
  var sql: String {
    var sql = ""
    if let components { sql += " AND k.component IN (\(Self.list(components)))" }
    if let team { sql += " AND k.team = \(team)" }
    if let segments {
      sql += """
         AND EXISTS (
          SELECT 1 FROM ticket_segment AS s WHERE s.facet IN (\(Self.list(segments))) AND s.ticket = k.ticket)
        """
    }
    return sql
  }

  static func list(_ ids: [Int64]) -> String { ids.map(String.init).joined(separator: ",") }
}

/// Where counts come from.
struct NumberSource {
  private let scope: AppScope
  private let filter: NumberFilter
  /// The dimension of `numbers_day` and its keys that answer the query; nil where only the marks do.
  private let counted: (dimension: Int, keys: [Int64])?

  init?(_ query: NumberQuery, in db: Database) throws {
    guard let filter = try NumberFilter(query, in: db) else { return nil }
    (scope, self.filter) = (query.scope, filter)
    switch (filter.segments, filter.components, filter.team) {
    case (nil, nil, nil): counted = (0, [0])
    case (nil, let components?, nil): counted = (1, components)
    case (nil, nil, let team?): counted = (2, [team])
    default: counted = nil
    }
  }

  var count: String { counted == nil ? "COUNT(*)" : "SUM(count)" }
  var total: String { counted == nil ? "SUM(value)" : "SUM(total)" }

  /// The rows of some measures, up to a condition on `day`.
  func rows(measures: [NumberMeasure]) -> String {
    let list = NumberFilter.list(measures.map(\.code))
    if let (dimension, keys) = counted {
      return """
        numbers_day WHERE dimension = \(dimension) AND key IN (\(NumberFilter.list(keys))) AND \(scope.known)
          AND measure IN (\(list))
        """
    }
    guard let segments = filter.segments else {
      return "numbers_mark AS k WHERE measure IN (\(list)) AND \(scope.known)\(filter.sql)"
    }
    // A segment is narrow: its tickets lead to their marks.
    return """
      ticket_segment AS s CROSS JOIN numbers_mark AS k ON k.ticket = s.ticket
      WHERE s.facet IN (\(NumberFilter.list(segments))) AND k.measure IN (\(list)) AND \(scope.known)\(rest)
      """
  }

  private var rest: String {
    var sql = ""
    if let components = filter.components { sql += " AND k.component IN (\(NumberFilter.list(components)))" }
    if let team = filter.team { sql += " AND k.team = \(team)" }
    return sql
  }
}
