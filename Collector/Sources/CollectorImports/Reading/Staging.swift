// What was read, on disk and in order, until all of it is known to be right: nothing half-done reaches the store, rows in any order find
// each other, and memory stays small. A database of its own whose file has no name any more, so that it goes with the process.
import CollectorCore
import Foundation
import TellbackSQLite
import TellbackWire

final class Staging {
  enum Added { case new, doubled, differs(file: Int, line: Int) }

  private let db: Connection

  init(folder: String) throws {
    let path = folder + "/import-\(UInt64.random(in: 0 ... .max)).staging"
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 { close(descriptor) }
    defer { unlink(path) }
    db = try Connection(path: path)
    try db.execute(
      """
      PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -32768;
      PRAGMA temp_store = FILE;
      CREATE TABLE ticket (
        id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, file INTEGER NOT NULL, line INTEGER NOT NULL, opened_at INTEGER NOT NULL,
        changed_at INTEGER NOT NULL, resolved_at INTEGER, kind TEXT NOT NULL, severity INTEGER, state TEXT NOT NULL,
        resolution TEXT, fixed_in TEXT, for_reporter INTEGER NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, address TEXT,
        component TEXT, tags TEXT NOT NULL, organization TEXT,
        reporter_id TEXT, reporter_name TEXT, reporter_email TEXT, reporter_staff INTEGER,
        assignee_id TEXT, assignee_name TEXT, assignee_email TEXT, assignee_staff INTEGER);
      CREATE TABLE message (
        id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, file INTEGER NOT NULL, line INTEGER NOT NULL, ticket TEXT NOT NULL,
        at INTEGER NOT NULL, is_inner INTEGER NOT NULL, text TEXT NOT NULL,
        author_id TEXT, author_name TEXT, author_email TEXT, author_staff INTEGER);
      CREATE TABLE person (id TEXT PRIMARY KEY, name TEXT, email TEXT, is_staff INTEGER) WITHOUT ROWID;
      BEGIN;
      """)
  }

  // MARK: Adding

  func add(_ ticket: ImportedTicket, file: Int, line: Int) throws -> Added {
    let added = try db.run(
      """
      INSERT INTO ticket (key, file, line, opened_at, changed_at, resolved_at, kind, severity, state, resolution, fixed_in,
        for_reporter, title, text, address, component, tags, organization, reporter_id, reporter_name, reporter_email,
        reporter_staff, assignee_id, assignee_name, assignee_email, assignee_staff)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """,
      [
        .text(ticket.key), .int(file), .int(line), .integer(ticket.openedAt.milliseconds),
        .integer(ticket.changedAt.milliseconds), .integer(ticket.resolvedAt?.milliseconds), .text(ticket.kind.rawValue),
        .integer(ticket.severity.map { Int64($0.rawValue) }), .text(ticket.state.rawValue),
        .text(ticket.resolution?.rawValue),
        .text(ticket.fixedIn), .bool(ticket.waitsForReporter), .text(ticket.title), .text(ticket.text),
        .text(ticket.address),
        .text(ticket.component), .text(ticket.tags.joined(separator: "\u{1F}")), .text(ticket.organization),
      ] + values(ticket.reporter) + values(ticket.assignee))
    if added == 1 { return .new }
    guard let known = try found("WHERE key = ?", [.text(ticket.key)]).first else { return .doubled }
    return known.ticket == ticket ? .doubled : .differs(file: known.file, line: known.line)
  }

  func add(_ message: ImportedMessage, file: Int, line: Int) throws -> Added {
    let added = try db.run(
      """
      INSERT INTO message (key, file, line, ticket, at, is_inner, text, author_id, author_name, author_email, author_staff)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """,
      [
        .text(message.key), .int(file), .int(line), .text(message.ticket), .integer(message.at.milliseconds),
        .bool(message.isInner), .text(message.text),
      ] + values(message.author))
    if added == 1 { return .new }
    let known = try db.first(
      "SELECT file, line, \(Self.messageColumns) FROM message WHERE key = ?", [.text(message.key)]
    ) {
      (file: $0.int(0), line: $0.int(1), message: Self.message($0.dropping(2)))
    }
    guard let known else { return .doubled }
    return known.message == message ? .doubled : .differs(file: known.file, line: known.line)
  }

  func add(_ person: ImportedPerson) throws {
    try db.run(
      "INSERT INTO person (id, name, email, is_staff) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", values(person))
  }

  private func values(_ person: ImportedPerson?) -> [SQLiteValue] {
    [
      .text(person?.id), .text(person?.name), .text(person?.email),
      person?.isStaff.map { .bool($0) } ?? .null,
    ]
  }

  // MARK: Taking out

  /// Once everything was added.
  func settle() throws {
    try db.execute(
      """
      COMMIT;
      CREATE INDEX message_by_ticket ON message (ticket, at, id);
      CREATE INDEX ticket_by_time ON ticket (opened_at, id);
      """)
  }

  /// Messages whose ticket is not among those that were read.
  func strayMessages(limit: Int) throws -> [(file: Int, line: Int, ticket: String)] {
    try db.rows(
      """
      SELECT file, line, ticket FROM message AS m
      WHERE NOT EXISTS (SELECT 1 FROM ticket AS t WHERE t.key = m.ticket)
      ORDER BY file, line LIMIT ?
      """, [.int(limit)]
    ) { ($0.int(0), $0.int(1), $0.text(2)) }
  }

  struct Place {
    var openedAt: Int64 = .min
    var id: Int64 = 0
  }

  /// The next tickets in the order in which they were opened.
  func tickets(after place: inout Place, limit: Int) throws -> [(ticket: ImportedTicket, messages: [ImportedMessage])] {
    let next = try found(
      "WHERE (opened_at, id) > (?, ?) ORDER BY opened_at, id LIMIT ?",
      [.integer(place.openedAt), .integer(place.id), .int(limit)])
    if let last = next.last { place = Place(openedAt: last.ticket.openedAt.milliseconds, id: last.id) }
    return try next.map { found in
      let messages = try db.rows(
        "SELECT \(Self.messageColumns) FROM message WHERE ticket = ? ORDER BY at, id", [.text(found.ticket.key)],
        make: Self.message)
      var ticket = found.ticket
      ticket.reporter = try known(ticket.reporter)
      ticket.assignee = try known(ticket.assignee)
      return (
        ticket,
        try messages.map { message in
          var message = message
          message.author = try known(message.author)
          return message
        }
      )
    }
  }

  /// With what the source says of people elsewhere.
  private func known(_ person: ImportedPerson?) throws -> ImportedPerson? {
    guard var person, let id = person.id, person.name == nil || person.email == nil || person.isStaff == nil else {
      return person
    }
    let found = try db.first("SELECT name, email, is_staff FROM person WHERE id = ?", [.text(id)]) {
      (name: $0.textOrNil(0), email: $0.textOrNil(1), isStaff: $0.int64OrNil(2).map { $0 != 0 })
    }
    guard let found else { return person }
    person.name = person.name ?? found.name
    person.email = person.email ?? found.email
    person.isStaff = person.isStaff ?? found.isStaff
    return person
  }

  private static let messageColumns =
    "key, ticket, at, is_inner, text, author_id, author_name, author_email, author_staff"

  private static func message(_ row: Row) -> ImportedMessage {
    ImportedMessage(
      key: row.text(0), ticket: row.text(1), at: Timestamp(milliseconds: row.int64(2)), author: person(row, 5),
      text: row.text(4), isInner: row.bool(3))
  }

  private static func person(_ row: Row, _ column: Int) -> ImportedPerson? {
    let person = ImportedPerson(
      id: row.textOrNil(column), name: row.textOrNil(column + 1), email: row.textOrNil(column + 2),
      isStaff: row.int64OrNil(column + 3).map { $0 != 0 })
    return person.isNobody ? nil : person
  }

  private struct Found {
    var id: Int64
    var file: Int
    var line: Int
    var ticket: ImportedTicket
  }

  private func found(_ condition: String, _ values: [SQLiteValue]) throws -> [Found] {
    try db.rows(
      """
      SELECT id, file, line, key, title, text, kind, state, opened_at, changed_at, resolved_at, severity, resolution, fixed_in,
        for_reporter, address, component, tags, organization, reporter_id, reporter_name, reporter_email, reporter_staff,
        assignee_id, assignee_name, assignee_email, assignee_staff
      FROM ticket \(condition)
      """, values
    ) { row in
      var ticket = ImportedTicket(
        key: row.text(3), title: row.text(4), text: row.text(5), kind: ReportKind(rawValue: row.text(6)) ?? .problem,
        state: TicketState(rawValue: row.text(7)) ?? .open, openedAt: Timestamp(milliseconds: row.int64(8)))
      ticket.changedAt = Timestamp(milliseconds: row.int64(9))
      ticket.resolvedAt = row.int64OrNil(10).map { Timestamp(milliseconds: $0) }
      ticket.severity = row.int64OrNil(11).flatMap { Severity(rawValue: Int($0)) }
      ticket.resolution = row.textOrNil(12).flatMap { ResolutionKind(rawValue: $0) }
      ticket.fixedIn = row.textOrNil(13)
      ticket.waitsForReporter = row.bool(14)
      ticket.address = row.textOrNil(15)
      ticket.component = row.textOrNil(16)
      ticket.tags = row.text(17).split(separator: "\u{1F}").map(String.init)
      ticket.organization = row.textOrNil(18)
      ticket.reporter = Self.person(row, 19)
      ticket.assignee = Self.person(row, 23)
      return Found(id: row.int64(0), file: row.int(1), line: row.int(2), ticket: ticket)
    }
  }
}
