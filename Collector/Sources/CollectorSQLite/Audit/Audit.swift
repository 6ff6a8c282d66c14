// The audit log.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func auditEntries(_ query: AuditQuery) throws -> [AuditEntry] {
    var conditions: [String] = []
    var values: [SQLiteValue] = []
    func narrow(_ condition: String, _ value: SQLiteValue) {
      conditions.append(condition)
      values.append(value)
    }
    if let act = query.act { narrow("act = ?", .text(act.rawValue)) }
    if let account = query.account { narrow("account = ?", .integer(account)) }
    if let subject = query.subject { narrow("instr(lower(subject), lower(?)) > 0", .text(subject)) }
    if let since = query.since { narrow("at >= ?", .at(since)) }
    if let until = query.until { narrow("at < ?", .at(until)) }
    if let before = query.before { narrow("id < ?", .integer(before)) }
    let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    return try db.rows(
      """
      SELECT id, at, act, way, account, by, address, app, ticket, subject, detail FROM audit
      \(filter) ORDER BY id DESC LIMIT ?
      """, values + [.integer(Int64(min(max(query.limit, 1), 1_000)))], make: AuditEntry.init(row:))
  }
}

extension SQLiteWrites {
  func audit(_ entry: AuditEntry) throws -> Int64 {
    try db.run(
      """
      INSERT INTO audit (at, act, way, account, by, address, app, ticket, subject, detail)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .at(entry.at), .text(entry.act.rawValue), .integer(entry.actor.code),
        entry.actor.account.map { .integer($0) } ?? .null, .text(entry.actor.name),
        entry.address.map { .text($0) } ?? .null, entry.app.map { .app($0) } ?? .null,
        entry.ticket.map { .integer($0) } ?? .null, .text(entry.subject), .text(entry.detail),
      ])
    return try db.lastInsertRowID
  }

  func forgetAudit(before moment: Timestamp, most: Int, limit: Int) throws -> Int {
    var gone = try db.run(
      "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < ? ORDER BY at LIMIT ?)",
      [.at(moment), .integer(Int64(limit))])
    for condition in ["act = '\(AuditAct.signInFailed.rawValue)'", "act <> '\(AuditAct.signInFailed.rawValue)'"] {
      // The oldest one that is kept: everything before it goes.
      let kept = try db.first(
        "SELECT id FROM audit WHERE \(condition) ORDER BY id DESC LIMIT 1 OFFSET ?", [.integer(Int64(max(most, 1) - 1))]
      ) { $0.int64(0) }
      guard let kept, gone < limit else { continue }
      gone += try db.run(
        "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE \(condition) AND id < ? ORDER BY id LIMIT ?)",
        [.integer(kept), .integer(Int64(limit - gone))])
    }
    return gone
  }
}

extension AuditEntry {
  init(row: Row) throws {
    guard let act = AuditAct(rawValue: row.text(2)) else {
      throw StoreError.failed("The audit log holds an act that this program does not know.")
    }
    self.init(
      id: row.int64(0), at: row.at(1), act: act,
      by: try AuditActor(code: row.int64(3), account: row.int64OrNil(4), name: row.text(5)),
      address: row.textOrNil(6), app: row.int64OrNil(7).map(AppID.init), ticket: row.int64OrNil(8),
      subject: row.text(9), detail: row.text(10))
  }
}

extension AuditActor {
  /// Frozen, as every code of the schema.
  var code: Int64 {
    switch self {
    case .staff: 0
    case .program: 1
    case .command: 2
    case .system: 3
    case .visitor: 4
    }
  }

  init(code: Int64, account: Int64?, name: String) throws {
    switch code {
    case 0: self = .staff(id: account ?? 0, name: name)
    case 1: self = .program(id: account ?? 0, name: name)
    case 2: self = .command
    case 3: self = .system
    case 4: self = .visitor
    default: throw StoreError.failed("The audit log holds the way \(code), which this program does not know.")
    }
  }
}
