// Staff accounts and signed-in browsers.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func accounts() throws -> [StaffAccount] {
    try db.rows("SELECT \(StaffAccount.columns) FROM account ORDER BY id", make: StaffAccount.init(row:))
  }

  func account(_ id: Int64) throws -> StaffAccount? {
    try db.first(
      "SELECT \(StaffAccount.columns) FROM account WHERE id = ?", [.integer(id)], make: StaffAccount.init(row:))
  }

  func account(email: String) throws -> StaffAccount? {
    try db.first(
      "SELECT \(StaffAccount.columns) FROM account WHERE email = ?", [.text(email)], make: StaffAccount.init(row:))
  }

  func session(tokenHash: [UInt8]) throws -> StaffSession? {
    try db.first(
      "SELECT token_hash, account, created_at, expires_at FROM session WHERE token_hash = ?", [.blob(tokenHash)]
    ) { StaffSession(tokenHash: $0.blob(0), account: $0.int64(1), createdAt: $0.at(2), expiresAt: $0.at(3)) }
  }
}

extension SQLiteWrites {
  func createAccount(email: String, name: String, role: StaffRole, passwordHash: String, at: Timestamp) throws
    -> StaffAccount
  {
    guard try account(email: email) == nil else { throw StoreError.taken(email) }
    try db.run(
      "INSERT INTO account (email, name, role, password_hash, created_at) VALUES (?, ?, ?, ?, ?)",
      [.text(email), .text(name), .text(role.rawValue), .text(passwordHash), .at(at)])
    return StaffAccount(
      id: try db.lastInsertRowID, email: email, name: name, role: role, passwordHash: passwordHash, createdAt: at)
  }

  func setPassword(account: Int64, hash: String) throws {
    guard
      try db.run("UPDATE account SET password_hash = ? WHERE id = ?", [.text(hash), .integer(account)]) == 1
    else { throw StoreError.failed("There is no account \(account).") }
  }

  func setApps(_ apps: AppScope, account: Int64) throws {
    guard
      try db.run(
        "UPDATE account SET all_apps = ? WHERE id = ?", [.bool(apps == .all), .integer(account)]) == 1
    else { throw StoreError.failed("There is no account \(account).") }
    try db.run("DELETE FROM account_app WHERE account = ?", [.integer(account)])
    guard case .only(let chosen) = apps else { return }
    for app in chosen {
      guard try self.app(app) != nil else { throw StoreError.failed("There is no app \(app.value).") }
      try db.run("INSERT INTO account_app (account, app) VALUES (?, ?)", [.integer(account), .app(app)])
    }
  }

  func createSession(_ session: StaffSession) throws {
    try db.run(
      "INSERT INTO session (token_hash, account, created_at, expires_at) VALUES (?, ?, ?, ?)",
      [.blob(session.tokenHash), .integer(session.account), .at(session.createdAt), .at(session.expiresAt)])
  }

  func deleteSession(tokenHash: [UInt8]) throws {
    try db.run("DELETE FROM session WHERE token_hash = ?", [.blob(tokenHash)])
  }

  func deleteSessions(expiredBefore moment: Timestamp) throws -> Int {
    try db.run("DELETE FROM session WHERE expires_at < ?", [.at(moment)])
  }
}

extension StaffAccount {
  static let columns = """
    id, email, name, role, password_hash, created_at, disabled_at, all_apps,
    (SELECT GROUP_CONCAT(app) FROM account_app WHERE account = id)
    """

  init(row: Row) throws {
    guard let role = StaffRole(rawValue: row.text(3)) else {
      throw StoreError.failed("The database holds a role that this program does not know.")
    }
    self.init(
      id: row.int64(0), email: row.text(1), name: row.text(2), role: role, passwordHash: row.text(4),
      createdAt: row.at(5), disabledAt: row.atOrNil(6),
      apps: row.int64(7) == 1
        ? .all
        : .only(Set((row.textOrNil(8) ?? "").split(separator: ",").compactMap { Int64($0).map(AppID.init) })))
  }
}
