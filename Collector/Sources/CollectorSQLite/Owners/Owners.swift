// Who has a ticket: columns of the ticket, changed from what they were when they were read.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func toldOwner(ofTicket number: Int64) throws -> Int64? {
    try db.first("SELECT told_owner FROM ticket WHERE number = ?", [.integer(number)]) { $0.int64OrNil(0) } ?? nil
  }
}

extension SQLiteTables {
  private static var idle: String {
    "FROM ticket WHERE owner IS NOT NULL AND state = 0 AND number NOT IN (SELECT ticket FROM ticket_root)"
  }

  func tickets(idleSince moment: Timestamp, limit: Int) throws -> [Int64] {
    try db.rows(
      "SELECT number \(Self.idle) AND owner_acted_at <= ? ORDER BY owner_acted_at, number LIMIT ?",
      [.at(moment), .int(max(0, limit))]
    ) { $0.int64(0) }
  }

  func oldestClaim() throws -> Timestamp? {
    try db.first("SELECT owner_acted_at \(Self.idle) ORDER BY owner_acted_at LIMIT 1") { $0.at(0) }
  }

  func tickets(ownedBy account: Int64) throws -> [Int64] {
    try db.rows("SELECT number FROM ticket WHERE owner = ? ORDER BY number", [.integer(account)]) { $0.int64(0) }
  }
}

extension SQLiteWrites {
  func hold(ticket number: Int64, from: TicketHolder, to holder: TicketHolder, at: Timestamp) throws -> Bool {
    try db.run(
      """
      UPDATE ticket SET
        changed_at = MAX(changed_at, ?2), owner = ?3, owned_at = ?4, owner_acted_at = ?5, owner_group = ?6
      WHERE number = ?1 AND owner IS ?7 AND owner_group IS ?8
      """,
      [
        .integer(number), .at(at), .integer(holder.owner?.account), .at(holder.owner?.since),
        .at(holder.owner?.actedAt), .integer(holder.group?.id), .integer(from.owner?.account),
        .integer(from.group?.id),
      ]) == 1
  }

  func noteOwnerActed(ticket number: Int64, account: Int64, at: Timestamp) throws {
    try db.send(
      "UPDATE ticket SET owner_acted_at = MAX(owner_acted_at, ?3) WHERE number = ?1 AND owner = ?2",
      [.integer(number), .integer(account), .at(at)])
  }

  func setToldOwner(_ account: Int64, ofTicket number: Int64) throws {
    try db.send("UPDATE ticket SET told_owner = ?2 WHERE number = ?1", [.integer(number), .integer(account)])
  }
}

extension TicketHolder {
  /// Of `ticket AS t`, six columns. The names are those of today.
  static let columns = """
    t.owner, (SELECT name FROM account WHERE id = t.owner), t.owned_at, t.owner_acted_at, \
    t.owner_group, (SELECT name FROM staff_group WHERE id = t.owner_group)
    """

  /// From `column` on.
  init(row: Row, from column: Int) {
    self.init(
      owner: row.int64OrNil(column).map {
        TicketOwner(
          account: $0, name: row.text(column + 1), since: row.at(column + 2), actedAt: row.at(column + 3))
      },
      group: row.int64OrNil(column + 4).map { StaffGroup(id: $0, name: row.text(column + 5)) })
  }
}
