// Second factors and recovery codes.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func secondFactor(ofAccount account: Int64) throws -> SecondFactor? {
    try db.first(
      "SELECT account, secret, created_at, confirmed_at, last_step FROM second_factor WHERE account = ?",
      [.integer(account)]
    ) {
      SecondFactor(
        account: $0.int64(0), secret: $0.blob(1), createdAt: $0.at(2), confirmedAt: $0.atOrNil(3),
        lastStep: $0.int64(4))
    }
  }

  func recoveryCodes(ofAccount account: Int64) throws -> Int {
    try db.first("SELECT COUNT(*) FROM recovery_code WHERE account = ?", [.integer(account)]) { $0.int(0) } ?? 0
  }
}

extension SQLiteWrites {
  func saveSecondFactor(_ factor: SecondFactor) throws {
    try db.send(
      """
      INSERT OR REPLACE INTO second_factor (account, secret, created_at, confirmed_at, last_step) VALUES (?, ?, ?, ?, ?)
      """,
      [
        .integer(factor.account), .blob(factor.secret), .at(factor.createdAt), .at(factor.confirmedAt),
        .integer(factor.lastStep),
      ])
  }

  func deleteSecondFactor(ofAccount account: Int64) throws {
    try db.send("DELETE FROM second_factor WHERE account = ?", [.integer(account)])
    try db.send("DELETE FROM recovery_code WHERE account = ?", [.integer(account)])
  }

  func takeStep(_ step: Int64, account: Int64) throws -> Bool {
    try db.run(
      "UPDATE second_factor SET last_step = ?1 WHERE account = ?2 AND last_step < ?1",
      [.integer(step), .integer(account)]) == 1
  }

  func confirmSecondFactor(ofAccount account: Int64, at: Timestamp) throws {
    try db.send(
      "UPDATE second_factor SET confirmed_at = ? WHERE account = ? AND confirmed_at IS NULL",
      [.at(at), .integer(account)])
  }

  func saveRecoveryCodes(_ hashes: [[UInt8]], account: Int64) throws {
    try db.send("DELETE FROM recovery_code WHERE account = ?", [.integer(account)])
    for hash in hashes {
      try db.send(
        "INSERT INTO recovery_code (account, code_hash) VALUES (?, ?)", [.integer(account), .blob(hash)])
    }
  }

  func takeRecoveryCode(_ hash: [UInt8], account: Int64) throws -> Bool {
    try db.run(
      "DELETE FROM recovery_code WHERE account = ? AND code_hash = ?", [.integer(account), .blob(hash)]) == 1
  }
}
