// Personal tokens, and what the writes of programs were answered.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func token(hash: [UInt8]) throws -> AccessToken? {
    try db.first(
      "SELECT \(AccessToken.columns) FROM access_token WHERE token_hash = ?", [.blob(hash)],
      make: AccessToken.init(row:))
  }

  func tokens(ofAccount account: Int64) throws -> [AccessToken] {
    try db.rows(
      "SELECT \(AccessToken.columns) FROM access_token WHERE account = ? ORDER BY id DESC", [.integer(account)],
      make: AccessToken.init(row:))
  }

  func keptAnswer(account: Int64, key: String) throws -> KeptAnswer? {
    try db.first(
      "SELECT request_hash, status, body, at FROM kept_answer WHERE account = ? AND key = ?",
      [.integer(account), .text(key)]
    ) {
      KeptAnswer(
        account: account, key: key, requestHash: $0.blob(0), status: $0.int(1), body: $0.blob(2), at: $0.at(3))
    }
  }
}

extension SQLiteWrites {
  func createToken(_ token: AccessToken) throws -> Int64 {
    try db.run(
      """
      INSERT INTO access_token (account, name, token_hash, hint, scopes, created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(token.account), .text(token.name), .blob(token.tokenHash), .text(token.hint),
        .text(token.scopes.map(\.rawValue).sorted().joined(separator: ",")), .at(token.createdAt),
        .at(token.expiresAt),
      ])
    return try db.lastInsertRowID
  }

  func revokeToken(_ id: Int64, account: Int64?, at: Timestamp) throws -> AccessToken? {
    let found = try db.first(
      "SELECT \(AccessToken.columns) FROM access_token WHERE id = ?1 AND (?2 IS NULL OR account = ?2)",
      [.integer(id), account.map { .integer($0) } ?? .null], make: AccessToken.init(row:))
    guard let found, found.isActive(at: at) else { return nil }
    try db.send("UPDATE access_token SET revoked_at = ? WHERE id = ?", [.at(at), .integer(id)])
    return found
  }

  func revokeTokens(ofAccount account: Int64, at: Timestamp) throws -> Int {
    try db.run(
      "UPDATE access_token SET revoked_at = ?1 WHERE account = ?2 AND revoked_at IS NULL AND expires_at > ?1",
      [.at(at), .integer(account)])
  }

  func noteUse(ofToken id: Int64, at: Timestamp) throws {
    try db.send("UPDATE access_token SET used_at = ? WHERE id = ?", [.at(at), .integer(id)])
  }

  func keepAnswer(_ answer: KeptAnswer) throws {
    try db.send(
      """
      INSERT OR REPLACE INTO kept_answer (account, key, request_hash, status, body, at) VALUES (?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(answer.account), .text(answer.key), .blob(answer.requestHash), .integer(Int64(answer.status)),
        .blob(answer.body), .at(answer.at),
      ])
    let count = try db.first("SELECT COUNT(*) FROM kept_answer WHERE account = ?", [.integer(answer.account)]) {
      $0.int(0)
    }
    guard let count, count > KeptAnswer.limit else { return }
    try db.send(
      """
      DELETE FROM kept_answer WHERE account = ?1 AND key IN (
        SELECT key FROM kept_answer WHERE account = ?1 AND key <> ?2 ORDER BY at, key LIMIT ?3
      )
      """,
      [.integer(answer.account), .text(answer.key), .integer(Int64(count - KeptAnswer.limit))])
  }

  func forgetAnswers(before moment: Timestamp) throws -> Int {
    try db.run("DELETE FROM kept_answer WHERE at < ?", [.at(moment)])
  }
}

extension AccessToken {
  static let columns =
    "id, account, name, token_hash, hint, scopes, created_at, expires_at, used_at, revoked_at"

  init(row: Row) throws {
    self.init(
      id: row.int64(0), account: row.int64(1), name: row.text(2), tokenHash: row.blob(3), hint: row.text(4),
      // A scope that this program does not know gives nothing.
      scopes: Set(row.text(5).split(separator: ",").compactMap { Permission(rawValue: String($0)) }),
      createdAt: row.at(6), expiresAt: row.at(7), usedAt: row.atOrNil(8), revokedAt: row.atOrNil(9))
  }
}
