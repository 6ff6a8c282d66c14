// Signed-in browsers, invitations, and browsers that signed in before.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func session(tokenHash: [UInt8]) throws -> StaffSession? {
    try db.first(
      "SELECT \(StaffSession.columns) FROM session WHERE token_hash = ?", [.blob(tokenHash)],
      make: StaffSession.init(row:))
  }

  func sessions(ofAccount account: Int64) throws -> [StaffSession] {
    try db.rows(
      """
      SELECT \(StaffSession.columns) FROM session WHERE account = ? AND awaits_factor = 0
      ORDER BY COALESCE(seen_at, created_at) DESC, token_hash
      """, [.integer(account)], make: StaffSession.init(row:))
  }

  func invitation(tokenHash: [UInt8]) throws -> Invitation? {
    try db.first(
      "SELECT \(Invitation.columns) FROM invitation WHERE token_hash = ?", [.blob(tokenHash)],
      make: Invitation.init(row:))
  }

  func invitation(ofAccount account: Int64) throws -> Invitation? {
    try db.first(
      "SELECT \(Invitation.columns) FROM invitation WHERE account = ?", [.integer(account)],
      make: Invitation.init(row:))
  }

  func isKnownBrowser(tokenHash: [UInt8], account: Int64) throws -> Bool {
    try db.first(
      "SELECT 1 FROM known_browser WHERE token_hash = ? AND account = ?", [.blob(tokenHash), .integer(account)]
    ) { _ in true } ?? false
  }
}

extension SQLiteWrites {
  func createSession(_ session: StaffSession) throws {
    try db.send(
      """
      INSERT INTO session (token_hash, account, created_at, expires_at, seen_at, browser, address, awaits_factor, failed_codes)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .blob(session.tokenHash), .integer(session.account), .at(session.createdAt), .at(session.expiresAt),
        .at(session.seenAt), .text(session.browser), .text(session.address), .bool(session.awaitsFactor),
        .integer(Int64(session.failedCodes)),
      ])
  }

  func noteSeen(session tokenHash: [UInt8], at: Timestamp, browser: String, address: String) throws {
    try db.send(
      "UPDATE session SET seen_at = ?, browser = ?, address = ? WHERE token_hash = ?",
      [.at(at), .text(browser), .text(address), .blob(tokenHash)])
  }

  func noteWrongCode(session tokenHash: [UInt8]) throws -> Int {
    try db.run("UPDATE session SET failed_codes = failed_codes + 1 WHERE token_hash = ?", [.blob(tokenHash)])
    return try session(tokenHash: tokenHash)?.failedCodes ?? 0
  }

  func deleteSession(tokenHash: [UInt8]) throws {
    try db.send("DELETE FROM session WHERE token_hash = ?", [.blob(tokenHash)])
  }

  func deleteSessions(ofAccount account: Int64, except kept: [UInt8]?) throws -> Int {
    try db.run(
      "DELETE FROM session WHERE account = ? AND token_hash IS NOT ?",
      [.integer(account), kept.map { .blob($0) } ?? .null])
  }

  func deleteSessions(expiredBefore moment: Timestamp) throws -> Int {
    try db.run("DELETE FROM session WHERE expires_at < ?", [.at(moment)])
  }

  func saveInvitation(_ invitation: Invitation) throws {
    try db.send(
      """
      INSERT INTO invitation (account, token_hash, by, created_at, expires_at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (account) DO UPDATE SET token_hash = excluded.token_hash, by = excluded.by,
        created_at = excluded.created_at, expires_at = excluded.expires_at
      """,
      [
        .integer(invitation.account), .blob(invitation.tokenHash), .text(invitation.by), .at(invitation.createdAt),
        .at(invitation.expiresAt),
      ])
  }

  func deleteInvitation(ofAccount account: Int64) throws -> Bool {
    try db.run("DELETE FROM invitation WHERE account = ?", [.integer(account)]) == 1
  }

  func rememberBrowser(tokenHash: [UInt8], account: Int64, at: Timestamp) throws {
    try db.send(
      """
      INSERT INTO known_browser (token_hash, account, seen_at) VALUES (?, ?, ?)
      ON CONFLICT (token_hash) DO UPDATE SET account = excluded.account, seen_at = excluded.seen_at
      """, [.blob(tokenHash), .integer(account), .at(at)])
    try db.send(
      """
      DELETE FROM known_browser WHERE account = ?1 AND token_hash NOT IN (
        SELECT token_hash FROM known_browser WHERE account = ?1 ORDER BY seen_at DESC, token_hash LIMIT ?2
      )
      """, [.integer(account), .integer(Int64(KnownBrowser.limit))])
  }

  func forgetBrowsers(ofAccount account: Int64) throws {
    try db.send("DELETE FROM known_browser WHERE account = ?", [.integer(account)])
  }

  func forgetBrowsers(notSeenSince moment: Timestamp) throws -> Int {
    try db.run("DELETE FROM known_browser WHERE seen_at < ?", [.at(moment)])
  }
}

extension StaffSession {
  static let columns =
    "token_hash, account, created_at, expires_at, seen_at, browser, address, awaits_factor, failed_codes"

  init(row: Row) throws {
    self.init(
      tokenHash: row.blob(0), account: row.int64(1), createdAt: row.at(2), expiresAt: row.at(3),
      seenAt: row.atOrNil(4), browser: row.text(5), address: row.text(6), awaitsFactor: row.int64(7) == 1,
      failedCodes: row.int(8))
  }
}

extension Invitation {
  static let columns = "account, token_hash, by, created_at, expires_at"

  init(row: Row) throws {
    self.init(
      account: row.int64(0), tokenHash: row.blob(1), by: row.text(2), createdAt: row.at(3), expiresAt: row.at(4))
  }
}
