// Attempts at a fix, and the weights of the ranking.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func painAttempts(of pain: Int64) throws -> [PainAttempt] {
    try db.rows(
      "SELECT \(PainAttempt.columns) FROM pain_attempt WHERE pain = ? ORDER BY id", [.integer(pain)],
      make: PainAttempt.init(row:))
  }

  func painAttempt(_ id: Int64) throws -> PainAttempt? {
    try db.first(
      "SELECT \(PainAttempt.columns) FROM pain_attempt WHERE id = ?", [.integer(id)], make: PainAttempt.init(row:))
  }

  func painWeights() throws -> PainWeights {
    var weights =
      try db.first("SELECT low, medium, high, critical, trend, escalates_to FROM pain_weights") {
        PainWeights(
          low: $0.int64(0), medium: $0.int64(1), high: $0.int64(2), critical: $0.int64(3), trend: $0.int64(4),
          escalatesTo: $0.int64OrNil(5))
      } ?? PainWeights()
    try db.forEach("SELECT app, segment, weight FROM pain_segment_weight") { row in
      weights.segments[AppID(row.int64(0)), default: [:]][row.text(1)] = row.int64(2)
      return true
    }
    return weights
  }
}

extension SQLiteWrites {
  func addPainAttempt(_ attempt: PainAttempt) throws -> Int64 {
    try db.run(
      """
      INSERT INTO pain_attempt (
        what, kind, department, version, released_at, by, at, regressed_at, regressed_in, pain)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, values(of: attempt) + [.integer(attempt.pain)])
    return try db.lastInsertRowID
  }

  func savePainAttempt(_ attempt: PainAttempt) throws -> Bool {
    try db.run(
      """
      UPDATE pain_attempt SET
        what = ?, kind = ?, department = ?, version = ?, released_at = ?, by = ?, at = ?, regressed_at = ?,
        regressed_in = ?
      WHERE id = ?
      """, values(of: attempt) + [.integer(attempt.id)]) == 1
  }

  func removePainAttempt(_ id: Int64) throws -> Bool {
    try db.run("DELETE FROM pain_attempt WHERE id = ?", [.integer(id)]) == 1
  }

  private func values(of attempt: PainAttempt) -> [SQLiteValue] {
    var (version, date): (String?, Timestamp?)
    switch attempt.release {
    case .version(let name): version = name
    case .date(let moment): date = moment
    case nil: break
    }
    return [
      .text(attempt.what), .code(attempt.kind), .text(attempt.department), .text(version), .at(date),
      .text(attempt.by), .at(attempt.at), .at(attempt.regressedAt), .text(attempt.regressedIn),
    ]
  }

  func savePainWeights(_ weights: PainWeights) throws {
    try db.send(
      """
      INSERT OR REPLACE INTO pain_weights (only, low, medium, high, critical, trend, escalates_to)
      VALUES (1, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(weights.low), .integer(weights.medium), .integer(weights.high), .integer(weights.critical),
        .integer(weights.trend), .integer(weights.escalatesTo),
      ])
    try db.send("DELETE FROM pain_segment_weight")
    for (app, names) in weights.segments {
      for (name, weight) in names {
        try db.send(
          "INSERT INTO pain_segment_weight (app, segment, weight) VALUES (?, ?, ?)",
          [.app(app), .text(name), .integer(weight)])
      }
    }
  }
}

extension PainAttempt {
  static let columns =
    "id, pain, what, kind, department, version, released_at, by, at, regressed_at, regressed_in"

  init(row: Row) throws {
    let version = row.textOrNil(5)
    self.init(
      id: row.int64(0), pain: row.int64(1), what: row.text(2), kind: try row.code(3), department: row.textOrNil(4),
      release: version.map { .version($0) } ?? row.atOrNil(6).map { .date($0) }, by: row.text(7), at: row.at(8),
      regressedAt: row.atOrNil(9), regressedIn: row.textOrNil(10))
  }
}

extension PainAttempt.Kind: Coded {
  static var known: [PainAttempt.Kind] { allCases }
  var code: Int64 {
    switch self {
    case .code: 0
    case .content: 1
    case .configuration: 2
    case .process: 3
    case .training: 4
    }
  }
}
