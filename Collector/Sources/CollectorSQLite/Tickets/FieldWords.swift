// The app's own fields in the full-text index: one word for each key with its value, so that a list is filtered by them without a table
// of its own, and an erasure forgets them with the report's other words.
import CollectorCore
import TellbackWire

enum FieldWords {
  /// Words for the fields of a report; what is too long to filter by has none.
  static func text(of report: Report) -> String {
    var text = ""
    for field in report.fields {
      let value = field.value.filterText
      guard value.utf8.count <= FieldFilter.valueLimit else { continue }
      text += " " + word(field.key, value)
    }
    return text
  }

  /// A character for private use, which nobody types, and 64 bits of FNV-1a over key and value. Two of a million values share a word
  /// with a chance of some 1 to 40 million.
  static func word(_ key: String, _ value: String) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    hash = (hash ^ 0xFF) &* 0x0000_0100_0000_01B3
    for byte in value.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return "\u{F8F1}" + String(hash, radix: 16)
  }

  /// Whether more than `limit` reports have the field.
  static func exceeds(_ field: FieldFilter, limit: Int, in db: Database) throws -> Bool {
    try db.first("SELECT COUNT(*) FROM (\(reports(field, limit + 1, db))) AS w") { $0.int(0) } ?? 0 > limit
  }

  /// The word is made of hexadecimal digits alone.
  private static func reports(_ field: FieldFilter, _ limit: Int, _ db: Database) throws -> String {
    try WordHits(of: "words : \"\(word(field.key, field.value))\"", in: "report_words", db).rows(limit, isWritten: true)
  }

  /// The tickets on which one of the newest `limit` reports with the field is, all links followed.
  static func tickets(_ field: FieldFilter, limit: Int, hasLinks: Bool, in db: Database) throws -> String {
    let reports = """
      (\(try reports(field, limit, db))) AS w
      CROSS JOIN placement AS p INDEXED BY placement_narrow ON p.report = w.id
      """
    guard hasLinks else { return "SELECT p.ticket FROM \(reports)" }
    return """
      SELECT COALESCE(m.root, h.ticket, p.ticket) AS ticket FROM \(reports)
      LEFT JOIN report_home AS h ON h.report = w.id
      LEFT JOIN ticket_root AS m ON m.ticket = COALESCE(h.ticket, p.ticket)
      """
  }
}

extension MarkedTickets {
  /// The tickets that are marked so, all links followed. Numbers of our own stand in the text.
  func tickets(in apps: AppScope) -> String {
    """
    SELECT DISTINCT COALESCE(m.root, k.ticket) AS ticket FROM numbers_mark AS k
    LEFT JOIN ticket_root AS m ON m.ticket = k.ticket
    WHERE k.measure = \(measure.code) AND \(apps.known) AND k.day BETWEEN \(days.lowerBound.number) AND \(days.upperBound.number)
    """
  }
}
