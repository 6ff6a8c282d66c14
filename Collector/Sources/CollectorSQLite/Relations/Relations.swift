// What tickets have to do with each other.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func relations(ofTicket number: Int64) throws -> [TicketRelation] {
    // In two parts, so that each is found by an index.
    let found = try ["ticket", "other"].flatMap { side in
      try db.rows(
        """
        SELECT COALESCE(a.root, r.ticket), r.kind, COALESCE(b.root, r.other) FROM ticket_relation AS r
        LEFT JOIN ticket_root AS a ON a.ticket = r.ticket
        LEFT JOIN ticket_root AS b ON b.ticket = r.other
        WHERE r.\(side) IN \(Self.family)
        """, [.integer(number)]
      ) { TicketRelation($0.int64(0), try $0.code(1), $0.int64(2)) }
    }
    // Tickets that were merged into one have nothing to do with themselves.
    return Set(found).filter { $0.ticket != $0.other }
      .sorted { ($0.kind.code, $0.ticket, $0.other) < ($1.kind.code, $1.ticket, $1.other) }
  }
}

extension SQLiteWrites {
  func addRelation(_ relation: TicketRelation, at: Timestamp) throws {
    try db.send(
      "INSERT INTO ticket_relation (ticket, kind, other, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
      [.integer(relation.ticket), .code(relation.kind), .integer(relation.other), .at(at)])
  }

  func removeRelation(_ relation: TicketRelation) throws -> Bool {
    let family = { (place: Int) in "(SELECT ?\(place) UNION SELECT ticket FROM ticket_root WHERE root = ?\(place))" }
    // What has no direction may stand the other way round for tickets that were merged since.
    let turned = relation.kind == .relates ? "OR (ticket IN \(family(3)) AND other IN \(family(1)))" : ""
    return try db.run(
      """
      DELETE FROM ticket_relation
      WHERE kind = ?2 AND ((ticket IN \(family(1)) AND other IN \(family(3))) \(turned))
      """, [.integer(relation.ticket), .code(relation.kind), .integer(relation.other)]) > 0
  }
}

extension TicketRelation.Kind: Coded {
  static var known: [TicketRelation.Kind] { allCases }
  var code: Int64 {
    switch self {
    case .blocks: 0
    case .relates: 1
    }
  }
}
