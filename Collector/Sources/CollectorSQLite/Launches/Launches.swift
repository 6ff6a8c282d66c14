// Launches as rows, the values of their lists, and the reports that are tied to them.
import CollectorCore
import TellbackSQLite
import TellbackWire

/// The lists of a launch, as the schema numbers them.
private enum LaunchList: Int64 {
  case pages = 0
  case words = 1
  case segments = 2
  case versions = 3
  case expected = 4
}

private let launchColumns = "l.id, l.app, l.name, l.starts_at, l.ends_at, l.brief, l.changed_by, l.changed_at"

extension SQLiteTables {
  func launches(in apps: AppScope) throws -> [Launch] {
    try db.rows(
      "SELECT \(launchColumns) FROM launch AS l WHERE \(apps.sql("l.app")) ORDER BY l.starts_at DESC, l.id DESC",
      make: Launch.init(row:)
    ).map(withValues)
  }

  func countedLaunches() throws -> Int { try db.first("SELECT COUNT(*) FROM launch") { $0.int(0) } ?? 0 }

  func launch(_ id: Int64) throws -> Launch? {
    try db.first(
      "SELECT \(launchColumns) FROM launch AS l WHERE l.id = ?", [.integer(id)], make: Launch.init(row:)
    ).map(withValues)
  }

  func launchStamp() throws -> Int64 { try db.first("SELECT stamp FROM launch_state") { $0.int64(0) } ?? 0 }

  func tallies(ofLaunches ids: [Int64]) throws -> [Int64: LaunchTally] {
    var tallies: [Int64: LaunchTally] = [:]
    try db.forEach(
      """
      SELECT launch, expected, COUNT(*) FROM launch_report
      WHERE launch IN (SELECT value FROM json_each(?))
      GROUP BY launch, expected
      """, [.text("[\(ids.map(String.init).joined(separator: ","))]")]
    ) { row in
      let count = row.int64(2)
      tallies[row.int64(0), default: LaunchTally()].reports += count
      if let expected = row.textOrNil(1) {
        tallies[row.int64(0)]?.foretold[expected] = count
      } else {
        tallies[row.int64(0)]?.surprises += count
      }
      return true
    }
    return tallies
  }

  func surprises(ofLaunch id: Int64, limit: Int) throws -> [(ticket: Int64, reports: Int64)] {
    var counts: [Int64: Int64] = [:]
    try db.forEach(
      """
      SELECT p.ticket, COUNT(*) FROM launch_report AS t JOIN placement AS p ON p.report = t.report
      WHERE t.launch = ? AND t.expected IS NULL
      GROUP BY p.ticket
      """, [.integer(id)]
    ) { row in
      counts[row.int64(0)] = row.int64(1)
      return true
    }
    var shown: [Int64: Int64] = [:]
    for (ticket, count) in counts { shown[try finalTicket(of: ticket), default: 0] += count }
    return shown.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(max(0, limit)).map { ($0.key, $0.value) }
  }

  func launches(ofTicket number: Int64) throws -> [Int64] {
    try ([number] + mergedTickets(of: number)).reduce(into: Set<Int64>()) { found, ticket in
      found.formUnion(
        try db.rows(
          """
          SELECT DISTINCT t.launch FROM placement AS p JOIN launch_report AS t ON t.report = p.report
          WHERE p.ticket = ?
          """, [.integer(ticket)]
        ) { $0.int64(0) })
    }.sorted()
  }

  private func withValues(_ launch: Launch) throws -> Launch {
    var launch = launch
    try db.forEach(
      "SELECT list, value, since FROM launch_value WHERE launch = ? ORDER BY list, place", [.integer(launch.id)]
    ) { row in
      let value = row.text(1)
      switch LaunchList(rawValue: row.int64(0)) {
      case .pages: launch.places.pages.append(value)
      case .words: launch.places.words.append(value)
      case .segments: launch.places.segments.append(value)
      case .versions: launch.places.versions.append(value)
      case .expected: launch.expected.append(Launch.ExpectedPain(words: value, since: row.at(2)))
      case nil: throw StoreError.failed("The database holds a list \(row.int64(0)) of a launch, which is unknown.")
      }
      return true
    }
    return launch
  }
}

extension SQLiteWrites {
  @discardableResult
  func saveLaunch(_ launch: Launch) throws -> Int64 {
    let values: [SQLiteValue] = [
      .app(launch.app), .text(launch.name), .at(launch.startsAt), .at(launch.endsAt), .text(launch.brief),
      .text(launch.changedBy), .at(launch.changedAt),
    ]
    var id = launch.id
    if id == 0 {
      try db.run(
        """
        INSERT INTO launch (app, name, starts_at, ends_at, brief, changed_by, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?)
        """, values)
      id = try db.lastInsertRowID
    } else {
      try db.send(
        """
        UPDATE launch SET app = ?1, name = ?2, starts_at = ?3, ends_at = ?4, brief = ?5, changed_by = ?6, changed_at = ?7
        WHERE id = ?8
        """, values + [.integer(id)])
      try db.send("DELETE FROM launch_value WHERE launch = ?", [.integer(id)])
    }
    let places = launch.places
    let lists: [(LaunchList, [String])] = [
      (.pages, places.pages), (.words, places.words), (.segments, places.segments), (.versions, places.versions),
    ]
    for (list, values) in lists {
      for (place, value) in values.enumerated() { try add(value, to: list, of: id, at: place, since: nil) }
    }
    for (place, pain) in launch.expected.enumerated() {
      try add(pain.words, to: .expected, of: id, at: place, since: pain.since)
    }
    try noteLaunchesChanged()
    return id
  }

  func deleteLaunch(_ id: Int64) throws -> Bool {
    guard try db.run("DELETE FROM launch WHERE id = ?", [.integer(id)]) == 1 else { return false }
    try noteLaunchesChanged()
    return true
  }

  func addTies(_ ties: [LaunchTie]) throws {
    for tie in ties {
      try db.send(
        "INSERT INTO launch_report (launch, report, expected) VALUES (?, ?, ?)",
        [.integer(tie.launch), .integer(tie.report), .text(tie.expected)], readsHold: true)
    }
  }

  func removeTies(ofLaunch id: Int64) throws {
    try db.send("DELETE FROM launch_report WHERE launch = ?", [.integer(id)])
  }

  private func add(_ value: String, to list: LaunchList, of id: Int64, at place: Int, since: Timestamp?) throws {
    try db.send(
      "INSERT INTO launch_value (launch, list, place, value, since) VALUES (?, ?, ?, ?, ?)",
      [.integer(id), .integer(list.rawValue), .int(place), .text(value), .at(since)])
  }

  private func noteLaunchesChanged() throws {
    // Never the number that it was, and never that of no launch.
    try db.send("UPDATE launch_state SET stamp = (random() & 4611686018427387903) + 2")
  }
}

extension Launch {
  fileprivate init(row: Row) {
    self.init(
      id: row.int64(0), app: AppID(row.int64(1)), name: row.text(2), startsAt: row.at(3), endsAt: row.at(4),
      places: Places(), brief: row.text(5), changedBy: row.text(6), changedAt: row.at(7))
  }
}
