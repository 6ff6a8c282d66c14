// Groups of staff and who belongs to them.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func groups() throws -> [StaffGroup] {
    try db.rows("SELECT id, name FROM staff_group ORDER BY name COLLATE NOCASE, id", make: StaffGroup.init(row:))
  }

  func group(_ id: Int64) throws -> StaffGroup? {
    try db.first("SELECT id, name FROM staff_group WHERE id = ?", [.integer(id)], make: StaffGroup.init(row:))
  }

  func group(named name: String) throws -> StaffGroup? {
    try db.first("SELECT id, name FROM staff_group WHERE name = ?", [.text(name)], make: StaffGroup.init(row:))
  }

  func members(ofGroup id: Int64) throws -> [Int64] {
    try db.rows("SELECT account FROM group_member WHERE staff_group = ? ORDER BY account", [.integer(id)]) {
      $0.int64(0)
    }
  }

  func groups(ofAccount id: Int64) throws -> [StaffGroup] {
    try db.rows(
      """
      SELECT g.id, g.name FROM group_member AS m
      JOIN staff_group AS g ON g.id = m.staff_group
      WHERE m.account = ?
      ORDER BY g.name COLLATE NOCASE, g.id
      """, [.integer(id)], make: StaffGroup.init(row:))
  }
}

extension SQLiteWrites {
  func createGroup(named name: String, at: Timestamp) throws -> StaffGroup {
    guard try group(named: name) == nil else { throw StoreError.taken(name) }
    try db.run("INSERT INTO staff_group (name, created_at) VALUES (?, ?)", [.text(name), .at(at)])
    return StaffGroup(id: try db.lastInsertRowID, name: name)
  }

  func renameGroup(_ id: Int64, to name: String) throws {
    if let other = try group(named: name), other.id != id { throw StoreError.taken(name) }
    guard try db.run("UPDATE staff_group SET name = ? WHERE id = ?", [.text(name), .integer(id)]) == 1 else {
      throw StoreError.failed("There is no group \(id).")
    }
  }

  func setMembers(_ accounts: Set<Int64>, ofGroup id: Int64) throws {
    guard try group(id) != nil else { throw StoreError.failed("There is no group \(id).") }
    try db.send("DELETE FROM group_member WHERE staff_group = ?", [.integer(id)])
    for account in accounts.sorted() {
      guard try self.account(account) != nil else { throw StoreError.failed("There is no account \(account).") }
      try db.send(
        "INSERT INTO group_member (staff_group, account) VALUES (?, ?)", [.integer(id), .integer(account)])
    }
  }

  func deleteGroup(_ id: Int64) throws {
    try db.send("UPDATE ticket SET owner_group = NULL WHERE owner_group = ?", [.integer(id)])
    guard try db.run("DELETE FROM staff_group WHERE id = ?", [.integer(id)]) == 1 else {
      throw StoreError.failed("There is no group \(id).")
    }
  }
}

extension StaffGroup {
  fileprivate init(row: Row) { self.init(id: row.int64(0), name: row.text(1)) }
}
