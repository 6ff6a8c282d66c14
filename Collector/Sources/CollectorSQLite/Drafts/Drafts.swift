// What people have begun to write: a row for each person, ticket and box.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func drafts(ofTicket number: Int64, account: Int64) throws -> [Draft] {
    try db.rows(
      """
      SELECT ticket, box, text, at FROM draft
      WHERE account = ?2 AND ticket IN (SELECT ?1 UNION ALL SELECT ticket FROM ticket_root WHERE root = ?1)
      ORDER BY at, ticket, box
      """, [.integer(number), .integer(account)]
    ) { row in
      Draft(account: account, ticket: row.int64(0), box: try row.code(1), text: row.text(2), at: row.at(3))
    }
  }
}

extension SQLiteWrites {
  func saveDraft(_ draft: Draft) throws {
    try db.send(
      """
      INSERT INTO draft (account, ticket, box, text, at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (account, ticket, box) DO UPDATE SET text = excluded.text, at = excluded.at
      """, [.integer(draft.account), .integer(draft.ticket), .code(draft.box), .text(draft.text), .at(draft.at)])
  }

  func deleteDraft(_ box: DraftBox, ticket: Int64, account: Int64) throws {
    try db.send(
      "DELETE FROM draft WHERE account = ? AND ticket = ? AND box = ?",
      [.integer(account), .integer(ticket), .code(box)])
  }
}
