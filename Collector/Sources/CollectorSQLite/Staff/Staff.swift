// Staff accounts.
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
}

extension SQLiteWrites {
  func createAccount(email: String, name: String, role: StaffRole, passwordHash: String, at: Timestamp) throws
    -> StaffAccount
  {
    guard try account(email: email) == nil else { throw StoreError.taken(email) }
    let joinedAt = passwordHash.isEmpty ? nil : at
    try db.run(
      """
      INSERT INTO account (email, name, role, password_hash, created_at, joined_at) VALUES (?, ?, ?, ?, ?, ?)
      """,
      [.text(email), .text(name), .text(role.rawValue), .text(passwordHash), .at(at), .at(joinedAt)])
    let id = try db.lastInsertRowID
    // What happened before they came is nothing that they have to read.
    try setReadMark(newestEvent(in: .all), ofAccount: id)
    return StaffAccount(
      id: id, email: email, name: name, role: role, passwordHash: passwordHash, createdAt: at,
      joinedAt: .some(joinedAt))
  }

  func setPassword(account: Int64, hash: String, at: Timestamp) throws {
    try change(
      account, "UPDATE account SET password_hash = ?, joined_at = COALESCE(joined_at, ?) WHERE id = ?",
      [.text(hash), .at(at)])
  }

  func setApps(_ apps: AppScope, account: Int64) throws {
    try change(account, "UPDATE account SET all_apps = ? WHERE id = ?", [.bool(apps == .all)])
    try db.send("DELETE FROM account_app WHERE account = ?", [.integer(account)])
    guard case .only(let chosen) = apps else { return }
    for app in chosen {
      guard try self.app(app) != nil else { throw StoreError.failed("There is no app \(app.value).") }
      try db.send("INSERT INTO account_app (account, app) VALUES (?, ?)", [.integer(account), .app(app)])
    }
  }

  func setRole(_ role: StaffRole, apps: AppScope, account: Int64) throws -> Bool {
    let staysAdmin = role == .admin && apps == .all
    guard
      try db.run(
        "UPDATE account SET role = ? WHERE id = ? AND (? = 1 OR \(Self.anotherAdmin))",
        [.text(role.rawValue), .integer(account), .bool(staysAdmin)]) == 1
    else { return try isMissing(account) }
    try setApps(apps, account: account)
    return true
  }

  func setDisabled(_ at: Timestamp?, account: Int64) throws -> Bool {
    guard
      try db.run(
        "UPDATE account SET disabled_at = ? WHERE id = ? AND (? = 1 OR \(Self.anotherAdmin))",
        [.at(at), .integer(account), .bool(at == nil)]) == 1
    else { return try isMissing(account) }
    return true
  }

  /// True for an account that is no admin itself, or beside which another can administer all apps.
  private static let anotherAdmin = """
    NOT (account.role = 'admin' AND account.all_apps = 1 AND account.disabled_at IS NULL AND account.joined_at IS NOT NULL)
    OR EXISTS (
      SELECT 1 FROM account AS other WHERE other.id <> account.id AND other.role = 'admin' AND other.all_apps = 1
        AND other.disabled_at IS NULL AND other.joined_at IS NOT NULL
    )
    """

  /// False for an account that is there; throws for one that is not.
  private func isMissing(_ account: Int64) throws -> Bool {
    guard try self.account(account) != nil else { throw StoreError.failed("There is no account \(account).") }
    return false
  }

  func setProfile(_ profile: StaffProfile, account: Int64) throws {
    try change(
      account, "UPDATE account SET name = ?, languages = ?, time_zone = ? WHERE id = ?",
      [
        .text(profile.name), .text(profile.languages.joined(separator: ",")),
        profile.timeZone.map { .text($0) } ?? .null,
      ])
  }

  func setAway(since: Timestamp?, account: Int64) throws {
    try change(account, "UPDATE account SET away_since = ? WHERE id = ?", [.at(since)])
  }

  func setNeedsFactor(_ needsFactor: Bool, account: Int64) throws {
    try change(account, "UPDATE account SET needs_factor = ? WHERE id = ?", [.bool(needsFactor)])
  }

  private func change(_ account: Int64, _ sql: String, _ values: [SQLiteValue]) throws {
    guard try db.run(sql, values + [.integer(account)]) == 1 else {
      throw StoreError.failed("There is no account \(account).")
    }
  }
}

extension StaffAccount {
  static let columns = """
    id, email, name, role, password_hash, created_at, disabled_at, all_apps,
    (SELECT GROUP_CONCAT(app) FROM account_app WHERE account = id),
    joined_at, languages, time_zone, away_since, needs_factor
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
        : .only(Set((row.textOrNil(8) ?? "").split(separator: ",").compactMap { Int64($0).map(AppID.init) })),
      joinedAt: .some(row.atOrNil(9)), languages: row.text(10).split(separator: ",").map(String.init),
      timeZone: row.textOrNil(11), awaySince: row.atOrNil(12), needsFactor: row.int64(13) == 1)
  }
}
