// What placing reports has left in this transaction, on a server: so that nothing is asked for that is known. Invariant: it holds only
// until something is written that is not part of placing; then it is empty, and is begun anew with the next reports.
import CollectorCore
import TellbackSQLite
import TellbackWire

/// Tickets, keys and reporters as this transaction has them now. What is not in it may be there all the same.
struct Expectations {
  /// An app's key of a ticket, or an installation of an app.
  struct Key: Hashable {
    var app: AppID
    var bytes: [UInt8]
  }

  struct Reporter: Hashable {
    var ticket: Int64
    var key: [UInt8]
  }

  struct Active: Hashable {
    var source: Int64
    var day: Int64
    var installation: Int64
  }

  /// False where no report is expected: then nothing is kept.
  var isOn = false
  /// See ``Database/generation``.
  var generation = 0
  /// Reports for which was asked and that were not placed yet.
  var left = 0
  var tickets: [Int64: Ticket] = [:]
  /// Opened in this transaction: nothing was linked with them, published or decided of them.
  var opened: Set<Int64> = []
  var keys: [Key: Int64] = [:]
  /// Reporters who are on a ticket.
  var reporters: Set<Reporter> = []
  var installations: [Key: Int64] = [:]
  var active: Set<Active> = []
}

// Reads of tickets that know what placing left, in the place of those of ``SQLiteTables``.
extension SQLiteWrites {
  func ticket(_ number: Int64) throws -> Ticket? {
    if let known = expected.tickets[number] { return known }
    let found = try SQLiteReads(db).ticket(number)
    noteExpected { $0.tickets[number] = found }
    return found
  }

  func ticket(app: AppID, groupingKey: [UInt8]) throws -> Int64? {
    if let known = expected.keys[Expectations.Key(app: app, bytes: groupingKey)] { return known }
    return try SQLiteReads(db).ticket(app: app, groupingKey: groupingKey)
  }

  func finalTicket(of ticket: Int64) throws -> Int64 {
    expected.opened.contains(ticket) ? ticket : try SQLiteReads(db).finalTicket(of: ticket)
  }

  func isSeverityDecided(ofTicket number: Int64) throws -> Bool {
    try !expected.opened.contains(number) && SQLiteReads(db).isSeverityDecided(ofTicket: number)
  }

  /// Keeps a ticket that was just opened, as a reader would get it; nothing where that is not certain.
  func noteOpened(_ ticket: Ticket, as number: Int64) {
    lookups.apps[number] = ticket.app
    let texts = [ticket.title, ticket.page ?? "", ticket.component ?? ""]
    guard ticket.state == .open, ticket.resolution == nil, ticket.waiting == nil, ticket.holder == TicketHolder(),
      // PostgreSQL's texts cannot hold it.
      !texts.contains(where: { $0.utf8.contains(0) })
    else { return }
    var ticket = ticket
    ticket.number = number
    noteExpected {
      $0.opened.insert(number)
      $0.tickets[number] = ticket
    }
  }

  func noteCounted(_ arrival: TicketArrival, onTicket number: Int64) throws {
    try db.forgetAhead(Ticket.select, [.integer(number)])
    noteExpected {
      guard var ticket = $0.tickets[number] else { return }
      ticket.changedAt = max(ticket.changedAt, arrival.at)
      ticket.reportCount += 1
      ticket.firstCapturedAt = min(ticket.firstCapturedAt, arrival.capturedAt)
      ticket.lastCapturedAt = max(ticket.lastCapturedAt, arrival.capturedAt)
      ticket.firstReceivedAt = min(ticket.firstReceivedAt, arrival.receivedAt)
      ticket.lastReceivedAt = max(ticket.lastReceivedAt, arrival.receivedAt)
      if arrival.isNewReporter { ticket.reporterCount += 1 }
      if let severity = arrival.severity { ticket.severity = max(ticket.severity, severity) }
      $0.tickets[number] = ticket
    }
  }
}
