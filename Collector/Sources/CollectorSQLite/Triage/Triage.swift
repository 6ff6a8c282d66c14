// Triage: near tickets, and counts of what staff chose where something was proposed.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func neighbours(ofTicket number: Int64) throws -> [TicketNeighbour] {
    try db.rows("SELECT report, weight FROM neighbour WHERE ticket = ? ORDER BY place", [.integer(number)]) {
      TicketNeighbour(report: $0.int64(0), weight: $0.double(1))
    }
  }

  func triageCounts(app: AppID) throws -> [TriageCount] {
    try db.rows(
      "SELECT field, proposed, chosen, count FROM triage_count WHERE app = ? ORDER BY field, proposed, chosen",
      [.app(app)]
    ) { row in
      TriageField(rawValue: row.text(0)).map {
        TriageCount(field: $0, proposed: row.text(1), chosen: row.text(2), count: row.int64(3))
      }
    }.compactMap { $0 }
  }

  func triageConfidence(app: AppID) throws -> Double {
    try db.first("SELECT confidence FROM triage_setting WHERE app = ?", [.app(app)]) { $0.double(0) } ?? 0.6
  }
}

extension SQLiteWrites {
  func addNeighbours(_ neighbours: [TicketNeighbour], ofTicket number: Int64) throws {
    for (place, neighbour) in neighbours.prefix(10).enumerated() {
      try db.send(
        "INSERT INTO neighbour (ticket, place, report, weight) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [.integer(number), .int(place), .integer(neighbour.report), .real(min(max(neighbour.weight, 0), 1))],
        readsHold: true)
    }
  }

  func countTriage(_ field: TriageField, proposed: String, chosen: String, app: AppID) throws {
    try db.send(
      """
      INSERT INTO triage_count (app, field, proposed, chosen, count) VALUES (?, ?, ?, ?, 1)
      ON CONFLICT (app, field, proposed, chosen) DO UPDATE SET count = count + 1
      """, [.app(app), .text(field.rawValue), .text(proposed), .text(chosen)])
  }

  func setTriageConfidence(_ confidence: Double, app: AppID) throws {
    try db.send(
      """
      INSERT INTO triage_setting (app, confidence) VALUES (?, ?)
      ON CONFLICT (app) DO UPDATE SET confidence = excluded.confidence
      """, [.app(app), .real(confidence)])
  }
}
