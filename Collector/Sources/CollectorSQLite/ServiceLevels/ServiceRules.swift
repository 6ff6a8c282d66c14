// Versions of the service levels' settings as rows that stay, and which open tickets are still to be brought under the newest.
import CollectorCore
import Synchronization
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func serviceRules() throws -> ServiceRules? { try newestRules() }

  fileprivate func newestRules() throws -> ServiceRules? {
    try db.first(
      "SELECT version, saved_at, name, body FROM service_rules ORDER BY version DESC LIMIT 1",
      make: ServiceRules.init(row:))
  }

  func serviceRules(version: Int64) throws -> ServiceRules? {
    try db.first(
      "SELECT version, saved_at, name, body FROM service_rules WHERE version = ?", [.integer(version)],
      make: ServiceRules.init(row:))
  }

  func pendingAdoption() throws -> Timestamp? {
    try db.first("SELECT saved_at FROM service_adoption WHERE next < last") { $0.at(0) }
  }
}

extension SQLiteWrites {
  /// Asked for with each report that is digested, so it is read once a transaction.
  func serviceRules() throws -> ServiceRules? {
    if let known = lookups.serviceRules { return known }
    let rules = try newestRules()
    lookups.serviceRules = .some(rules)
    return rules
  }

  func saveServiceRules(_ settings: ServiceSettings, by name: String, account: Int64?, at: Timestamp) throws -> Int64 {
    let last = try newestRules()
    let version = (last?.version ?? 0) + 1
    // Versions follow each other in time, also when the clock was set back.
    let savedAt = max(at, last?.savedAt ?? at)
    try db.send(
      "INSERT INTO service_rules (version, saved_at, account, name, body) VALUES (?, ?, ?, ?, ?)",
      [.integer(version), .at(savedAt), .integer(account), .text(name), .blob(try settings.encoded())])
    lookups.serviceRules = nil
    guard !(last?.settings.measuresLike(settings) ?? false) else { return version }
    try db.send(
      """
      INSERT INTO service_adoption (id, saved_at, next, last)
      VALUES (1, ?1, 0, (SELECT COALESCE(MAX(number), 0) FROM ticket))
      ON CONFLICT (id) DO UPDATE SET saved_at = ?1, next = 0, last = excluded.last
      """, [.at(savedAt)])
    return version
  }

  func takeForAdoption(limit: Int) throws -> [Int64] {
    guard
      let (next, last) = try db.first(
        "SELECT next, last FROM service_adoption WHERE next < last", make: { ($0.int64(0), $0.int64(1)) })
    else { return [] }
    // A stretch of numbers bounds what is read, however many of them are resolved.
    let end = min(last, next + 2_000)
    let numbers = try db.rows(
      """
      SELECT number FROM ticket
      WHERE number > ? AND number <= ? AND state <> 2 AND number NOT IN (SELECT ticket FROM ticket_root)
      ORDER BY number LIMIT ?
      """, [.integer(next), .integer(end), .int(max(1, limit))]
    ) { $0.int64(0) }
    let reached = numbers.count < max(1, limit) ? end : numbers.last ?? end
    try db.send("UPDATE service_adoption SET next = ?", [.integer(reached)])
    return numbers
  }
}

extension ServiceRules {
  fileprivate init(row: Row) throws {
    self = try DecodedRules.shared.rules(
      version: row.int64(0), savedAt: row.at(1), by: row.text(2), bytes: row.blob(3))
  }
}

/// Rules that were read before, by their bytes: what a calendar computed once serves every later transaction. Any store with
/// the same bytes has the same rules, so nothing here can be stale.
private final class DecodedRules: Sendable {
  static let shared = DecodedRules()
  /// Versions that are kept.
  private static let limit = 8

  private let known = Mutex<[(bytes: [UInt8], rules: ServiceRules)]>([])

  func rules(version: Int64, savedAt: Timestamp, by name: String, bytes: [UInt8]) throws -> ServiceRules {
    if let found = known.withLock({ known in known.first { $0.bytes == bytes }?.rules }) {
      return ServiceRules(version: version, savedAt: savedAt, by: name, like: found)
    }
    let rules = ServiceRules(
      version: version, savedAt: savedAt, by: name, settings: try ServiceSettings(decoding: bytes))
    known.withLock { known in
      if known.count >= Self.limit { known.removeFirst() }
      known.append((bytes, rules))
    }
    return rules
  }
}
