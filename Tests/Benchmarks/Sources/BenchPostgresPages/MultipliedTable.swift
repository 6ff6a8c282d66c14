// The rows of one table, several times: numbers are spread so that the copies of a ticket stand beside each other, as tickets of the same
// minute do, and what must be unique gets the copy's number.
#if PostgreSQL
  struct MultipliedTable {
    let name: String
    /// The order of the copies; its first column is a number.
    let key: String
    /// What a column is in copy `k`, where it is not the same.
    let changed: [String: String]

    /// A number of the desk in copy `k`.
    static func number(_ column: String, _ copies: Int) -> String { "(\(column) - 1) * \(copies) + k + 1" }
    /// Every eighth copy of many belongs to a second app.
    static func app(_ copies: Int) -> String { copies < 8 ? "1" : "CASE WHEN k % 8 = 7 THEN 2 ELSE 1 END" }
    static func facet(_ column: String, _ copies: Int) -> String {
      copies < 8 ? column : "\(column) + CASE WHEN k % 8 = 7 AND \(column) > 0 THEN 1000 ELSE 0 END"
    }
    /// Before a word that is a ticket's own.
    static let mark = "CASE WHEN k = 0 THEN '' ELSE 'q' || chr((97 + k / 26)::int) || chr((97 + k % 26)::int) END"

    static func all(_ copies: Int) -> [MultipliedTable] {
      func n(_ columns: String...) -> [String: String] {
        Dictionary(uniqueKeysWithValues: columns.map { ($0, number($0, copies)) })
      }
      let app = ["app": app(copies)]
      let component = ["component": facet("component", copies)]
      let uuid = { (column: String) in "set_byte(set_byte(\(column), 10, (k % 256)::int), 9, (k / 256)::int)" }
      // The id has 36 characters from the eighth on.
      let body = """
        CASE WHEN k = 0 THEN body ELSE substr(body, 1, 7) || convert_to(encode(\(uuid("id")), 'hex')::uuid::text, 'UTF8')
          || substr(body, 44, position('"text":"'::bytea IN body) - 36) || convert_to(\(mark), 'UTF8')
          || substr(body, position('"text":"'::bytea IN body) + 8) END
        """
      return [
        MultipliedTable(
          name: "report", key: "sequence", changed: n("sequence") + app + ["id": uuid("id"), "body": body]),
        MultipliedTable(
          name: "ticket", key: "number", changed: n("number") + app + component + ["title": "\(mark) || title"]),
        MultipliedTable(
          name: "placement", key: "report", changed: n("report", "ticket") + ["version": facet("version", copies)]),
        MultipliedTable(name: "ticket_reporter", key: "ticket, reporter", changed: n("ticket")),
        MultipliedTable(
          name: "ticket_version", key: "facet, ticket", changed: n("ticket") + ["facet": facet("facet", copies)]),
        MultipliedTable(
          name: "ticket_segment", key: "facet, ticket", changed: n("ticket") + ["facet": facet("facet", copies)]),
        MultipliedTable(
          name: "event", key: "id", changed: n("id", "ticket", "other", "about") + ["report": uuid("report")]),
        MultipliedTable(name: "message", key: "id", changed: n("id", "event") + ["uid": uuid("uid")]),
        MultipliedTable(
          name: "grouping_key", key: "ticket, key",
          changed: n("ticket") + app + ["key": "int4send(k::int) || substr(key, 5)"]),
        MultipliedTable(
          name: "suggestion", key: "ticket, candidate",
          changed: n("ticket", "candidate", "report", "candidate_report")),
        MultipliedTable(name: "decision", key: "ticket, candidate", changed: n("ticket", "candidate") + app),
        MultipliedTable(name: "notice", key: "id", changed: n("id", "event", "ticket")),
        MultipliedTable(name: "numbers_mark", key: "id", changed: n("id", "ticket", "event") + app + component),
        MultipliedTable(name: "numbers_time", key: "ticket, metric", changed: n("ticket") + app + component),
        MultipliedTable(name: "link", key: "id", changed: n("id", "ticket", "other")),
        MultipliedTable(name: "ticket_root", key: "ticket", changed: n("ticket", "root")),
        MultipliedTable(name: "ticket_shown", key: "ticket", changed: n("ticket")),
        MultipliedTable(name: "event_words", key: "rowid", changed: n("rowid")),
      ]
    }

    /// `from` holds the rows, each of which stands `copies` times after one another.
    func sql(from: String, columns: [String], copies: Int) -> String {
      let values = columns.map { changed[$0] ?? $0 }.joined(separator: ", ")
      return """
        DELETE FROM \(name);
        INSERT INTO \(name) (\(columns.joined(separator: ", "))) SELECT \(values) FROM \(Self.copied("\(from).\(name)", key, copies))
        """
    }

    /// The second part depends on the first, so that the server goes through the rows in their order.
    static func copied(_ rows: String, _ key: String, _ copies: Int) -> String {
      let first = key.prefix { $0 != "," }
      return """
        (SELECT * FROM \(rows) ORDER BY \(key) OFFSET 0) AS one,
          LATERAL (SELECT k FROM generate_series(0, \(copies - 1) + (one.\(first) & 0)::int) AS k) AS copies
        """
    }
  }

  private func + (left: [String: String], right: [String: String]) -> [String: String] {
    left.merging(right) { _, last in last }
  }
#endif
