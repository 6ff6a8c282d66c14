// The app's own fields in the list: values of chosen columns, and keys to choose from. They are those of the newest report of a ticket.
import CollectorCore
import TellbackWire

struct ListFields: Sendable {
  /// Tickets whose newest report is asked for keys.
  private static let asked = 5
  static let keyLimit = 50

  /// By ticket and key.
  private(set) var values: [Int64: [String: FieldValue]] = [:]
  /// Some keys that reports of this list have, by name.
  private(set) var keys: [String] = []

  init() {}

  /// Reads a report for each ticket where columns are chosen, and for a few of them otherwise.
  init(_ tickets: [Ticket], columns: [String], _ reads: any StoreReads) throws {
    var found = Set(columns)
    for ticket in columns.isEmpty ? tickets.prefix(Self.asked) : tickets[...] {
      guard let report = try Self.newest(of: ticket, reads) else { continue }
      for field in report.fields {
        if columns.contains(field.key) { values[ticket.number, default: [:]][field.key] = field.value }
        if found.count < Self.keyLimit { found.insert(field.key) }
      }
    }
    keys = found.sorted()
  }

  private static func newest(of ticket: Ticket, _ reads: any StoreReads) throws -> Report? {
    try reads.reports(ofTicket: ticket.number, offset: 0, limit: 1).first.flatMap { try? Report(decoding: $0.body) }
  }

  // MARK: In the table

  static func heads(_ filter: TicketFilter) -> [HTML] {
    filter.more.columns.map {
      "<th role=\"columnheader\" scope=\"col\" class=\"c-field\">\(Words.inline($0, limit: 40))</th>"
    }
  }

  /// What a phone shows as a line has its key before it.
  func cells(_ ticket: Ticket, _ filter: TicketFilter) -> [HTML] {
    filter.more.columns.map { key in
      let value = values[ticket.number]?[key]
      return """
        <td role="cell" class="c-field">\(value.map { "<span class=\"field-key\">\(Words.inline(key, limit: 40)) </span>\(Words.inline($0.text, limit: 80))" as HTML })</td>
        """
    }
  }
}
