// An archive that is taken in gives an equal store: table by table, and the list of tables against the schema.
import CollectorCore
import Foundation
import TellbackSQLite
import TellbackWire
import Testing

@testable import CollectorSQLite

private let start = Timestamp(milliseconds: 1_764_000_000_000)
private let secret = [UInt8](repeating: 1, count: 32)
private let installation = ReportID(at: start, random: (99, 99))

private func id(_ number: UInt64) -> ReportID { ReportID(at: start, random: (number, number &* 0x9E37_79B9)) }

/// Takes rows out of `store` and into `target`.
private func copy(
  _ store: SQLiteStore, _ apps: [Int64: AppID], to target: SQLiteStore, batch: Int = 3, upTo: Int = .max
) async throws -> RestoreState {
  let rows = Rows()
  try await store.archive(.all) { rows.add($0) }
  var state = RestoreState(origin: "here", apps: apps)
  for begin in stride(from: 0, to: min(upTo, rows.all.count), by: batch) {
    let part = Array(rows.all[begin..<min(begin + batch, rows.all.count)])
    (state, _) = try await target.restore(part, state, now: start.adding(seconds: 9_000))
  }
  return state
}

private final class Rows: @unchecked Sendable {
  var all: [ArchiveRow] = []
  func add(_ row: ArchiveRow) { all.append(row) }
}

@Suite struct ArchiveTests {
  @Test func `Each table that names tickets, reports or events is in an archive or stays behind for a reason`()
    async throws
  {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder)
      let db = try Connection(path: store.path, mode: .readOnly)
      let named: Set = ["ticket", "report", "event", "reporter_message", "message", "link", "attachment"]
      let tables = try db.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'") {
        $0.text(0)
      }
      let here = Dictionary(ArchiveTable.all.map { ($0.table, $0) }) { first, _ in first }
      for table in tables {
        let references = try db.rows("SELECT \"from\", \"table\" FROM pragma_foreign_key_list(?)", [.text(table)]) {
          (column: $0.text(0), table: $0.text(1))
        }
        guard let archived = here[table] else {
          let isNaming = references.contains { named.contains($0.table) }
          #expect(!isNaming || ArchiveTable.stayBehind[table] != nil, "\(table) names tickets and is in no list")
          continue
        }
        for (column, other) in references where !archived.leftOut.contains(column) {
          // The place beside a report names no row of its own.
          if table == "attachment_data", column == "place" { continue }
          #expect(archived.references[column] != nil, "\(table).\(column) names \(other)")
        }
        for column in archived.references.keys where archived.kind == table {
          #expect(try Database(db).columns(of: archived).contains(column), "\(table) has no \(column)")
        }
      }
      for name in ArchiveTable.stayBehind.keys { #expect(tables.contains(name), "\(name) is no table") }
      let sorts = ArchiveTable.all.compactMap(\.sort)
      #expect(Set(sorts).count == sorts.count)
      await store.close()
    }
  }

  @Test(arguments: [1, 7, 10_000])
  func `A full desk that is taken in by an empty store is equal in every table`(batch: Int) async throws {
    try await withTemporaryFolder { folder in
      let source = try SQLiteStore(directory: folder + "/a")
      let target = try SQLiteStore(directory: folder + "/b")
      let app = try await fill(source)
      try await prepare(target)
      let state = try await copy(source, [app.value: app], to: target, batch: batch)
      #expect(state.known == 0 && state.leftOut == 0)
      try compare(source, target)
      // Once more: nothing is new.
      let again = try await copy(source, [app.value: app], to: target, batch: 50)
      #expect(again.tickets == 0)
      try compare(source, target)
      try await expectSearchable(target, app)
      await source.close()
      await target.close()
      let findings = SQLiteStore.examine(directory: folder + "/b").filter { $0.severity != .note }
      #expect(findings.isEmpty, "\(findings)")
    }
  }

  @Test func `A restoring that was ended anywhere goes on to an equal store`() async throws {
    try await withTemporaryFolder { folder in
      let source = try SQLiteStore(directory: folder + "/a")
      let app = try await fill(source)
      for end in stride(from: 5, to: 120, by: 23) {
        let target = try SQLiteStore(directory: folder + "/b\(end)")
        try await prepare(target)
        _ = try await copy(source, [app.value: app], to: target, batch: 5, upTo: end)
        _ = try await copy(source, [app.value: app], to: target, batch: 11)
        try compare(source, target)
        await target.close()
      }
      await source.close()
    }
  }

  @Test func `A desk that has tickets of its own takes others in beside them, under new numbers`() async throws {
    try await withTemporaryFolder { folder in
      let source = try SQLiteStore(directory: folder + "/a")
      let target = try SQLiteStore(directory: folder + "/b")
      let app = try await fill(source)
      try await prepare(target)
      let own = try await digest(target, app, number: 900, text: "A ticket of this desk", count: 12)
      _ = try await copy(source, [app.value: app], to: target)
      let (kept, found) = try await target.read { store in
        (
          try own.map { try store.reports(ofTicket: $0, offset: 0, limit: 9).count },
          try store.tickets(TicketQuery(app: app, search: "turquoise")).tickets
        )
      }
      #expect(kept.allSatisfy { $0 == 1 })
      #expect(found.count >= 5 && found.allSatisfy { $0.number > own.last ?? 0 })
      await source.close()
      await target.close()
      let findings = SQLiteStore.examine(directory: folder + "/b").filter { $0.severity != .note }
      #expect(findings.isEmpty, "\(findings)")
    }
  }

  @Test func `Rows that are none are refused by name`() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder)
      try await prepare(store)
      let state = RestoreState(origin: "x", apps: [1: AppID(1)])
      for row in [
        ArchiveRow(kind: "secret_table", names: [], values: []),
        ArchiveRow(
          kind: "ticket", names: ["number", "x\" INTEGER); DROP TABLE app; --"], values: [.integer(1), .null]),
        ArchiveRow(kind: "report", names: ["id"], values: [.null]),
        ArchiveRow(kind: "facet", names: ["id", "app", "name"], values: [.integer(1), .integer(8), .text("x")]),
        ArchiveRow(kind: "tally", names: [], values: []),
      ] {
        await #expect(throws: StoreError.self, "\(row.kind)") { try await store.restore([row], state, now: start) }
      }
      await store.close()
    }
  }

  // MARK: The desk

  private func prepare(_ store: SQLiteStore) async throws {
    try await store.write { store in
      _ = try store.createApp(name: "shop", quota: IngestQuota(), at: start)
      for name in ["ada", "ben"] {
        _ = try store.createAccount(
          email: "\(name)@example.org", name: name, role: .support, passwordHash: "x", at: start)
      }
    }
  }

  /// Reports of every fate, and everything that staff and reporters do.
  private func fill(_ store: SQLiteStore) async throws -> AppID {
    try await prepare(store)
    let app = AppID(1)
    let tickets = try await digest(store, app, number: 1, text: "The turquoise button does nothing", count: 8)
    let ada = Actor.staff(id: 1, name: "ada")
    try await store.write { store in
      let actions = TicketActions(store, now: start.adding(seconds: 100))
      for number in tickets.prefix(5) { try actions.claim(number, by: ada) }
      try actions.note(tickets[0], text: "An inner note", by: ada)
      try actions.answer(
        tickets[0], note: "Which browser?", files: [StaffFile(name: "a.txt", type: "text/plain", data: [1, 2, 3])],
        by: ada)
      try actions.changeTags(tickets[0], add: ["billing", "web"], by: ada)
      try actions.resolve(tickets[1], as: .code, fix: .version("2.0"), note: "It is fixed", by: ada)
      try actions.wait(tickets[2], for: Waiting(.department, name: "Billing"), by: ada)
      try actions.merge(tickets[3], into: tickets[4], by: ada)
      let report = try #require(try store.reports(ofTicket: tickets[0], offset: 0, limit: 1).first)
      _ = try store.storeAttachment(
        app: app, report: report.id, index: 0, type: "image/png", data: [0, 0xFF, 0x80], at: start)
      let contact = InstallationContact(app: app, id: installation, secretHash: secret, at: start)
      let said: [ReporterMessage.Content] = [
        .reply(text: "Waterfox ü 😀"), .rating(stars: 4, text: nil), .thanks(text: "Thank you"),
      ]
      for (place, content) in said.enumerated() {
        let message = ReporterMessage(
          id: id(500 + UInt64(place)), report: report.id, at: start.adding(seconds: 200), content: content)
        let outcome = try Conversations(store, now: start.adding(seconds: 200)).take(
          [
            IncomingMessage(
              app: app, installation: installation, receivedAt: start.adding(seconds: 200), sentAt: nil,
              message: message)
          ], from: contact)
        #expect(outcome == [.accepted])
      }
    }
    try await store.write { store in
      let gone = try #require(try store.reports(ofTicket: tickets[6], offset: 0, limit: 1).first)
      _ = try Eraser(store, now: start.adding(seconds: 300)).erase(gone.id, because: .wish)
    }
    // One that waits for the digest, and one that no digest can read.
    try await ingest(store, app, [(id(700), Array("{\"broken".utf8))])
    _ = try await store.write { try Digest().digestPending(limit: 100, in: $0, now: start.adding(seconds: 400)) }
    try await ingest(store, app, [(id(701), report(701, "Still waits").encoded())])
    // What came from elsewhere before.
    let imports = TicketImport(app: app, shape: .jira)
    let prepared = imports.prepare(
      ImportedTicket(key: "SHOP-1", title: "Old", text: "From before", kind: .idea, state: .open, openedAt: start), [])
    _ = try await store.write { try imports.write([prepared], staff: [:], in: $0, now: start.adding(seconds: 500)) }
    return app
  }

  private func report(_ number: UInt64, _ text: String) -> Report {
    var report = Report(
      id: id(number), capturedAt: start, text: text, page: "/cart", user: "user\(number % 3)", segment: "Acme",
      attachments: [AttachmentInfo(name: "s.png", type: "image/png", bytes: 3)])
    report.context.appVersion = "1.\(number % 2)"
    return report
  }

  private func digest(
    _ store: SQLiteStore, _ app: AppID, number: UInt64, text: String, count: UInt64
  ) async throws -> [Int64] {
    let reports = (0..<count).map {
      report(number + $0, "\(text) \(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"][Int($0)])x")
    }
    try await ingest(store, app, reports.map { ($0.id, $0.encoded()) })
    return try await store.write { store in
      _ = try Digest().digestPending(limit: 100, in: store, now: start.adding(seconds: 10))
      return try reports.compactMap { try store.placement(of: $0.id)?.ticket }
    }
  }

  private func ingest(_ store: SQLiteStore, _ app: AppID, _ bodies: [(ReportID, [UInt8])]) async throws {
    let incoming = bodies.map {
      IncomingReport(id: $0.0, app: app, installation: installation, receivedAt: start, sentAt: nil, body: $0.1)
    }
    let contact = InstallationContact(app: app, id: installation, secretHash: secret, at: start)
    _ = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<[IngestOutcome], any Error>) in
      store.ingest(incoming, from: contact) { continuation.resume(with: $0) }
    }
  }

  // MARK: Equality

  /// Every row of every table that an archive has, and of those that are derived from them.
  private func compare(_ source: SQLiteStore, _ target: SQLiteStore) throws {
    let (one, other) = (
      try Connection(path: source.path, mode: .readOnly), try Connection(path: target.path, mode: .readOnly)
    )
    let derived = ["tally", "ticket_tally", "merged_tally", "numbers_day"]
    var seen = 0
    for table in ArchiveTable.all.map(\.table) + derived where table != "account" && table != "imported" {
      let names =
        derived.contains(table)
        ? try one.rows("SELECT name FROM pragma_table_info(?)", [.text(table)]) { $0.text(0) }
        : try ArchiveTable.all.first { $0.table == table }.map { try Database(one).columns(of: $0) } ?? []
      let kept = names.filter { table != "staff_group" || $0 != "created_at" }
      let list = kept.map { "\"\($0)\"" }.joined(separator: ", ")
      // A count that fell to nothing and one that was never there are the same.
      let condition = table != "tally" && derived.contains(table) ? "WHERE count <> 0" : ""
      func rows(_ db: Connection) throws -> [[SQLiteValue]] {
        try db.rows("SELECT \(list) FROM \"\(table)\" \(condition) ORDER BY \(list)") { row in
          kept.indices.map { row.value($0) }
        }
      }
      let (left, right) = (try rows(one), try rows(other))
      #expect(left == right, "\(table)")
      seen += left.isEmpty ? 0 : 1
    }
    // A test of empty tables says nothing.
    #expect(seen > 25, "only \(seen) tables hold anything")
  }

  private func expectSearchable(_ store: SQLiteStore, _ app: AppID) async throws {
    for (search, count) in [("turquoise", 6), ("waterfox", 1), ("\"inner note\"", 1)] {
      let found = try await store.read { try $0.tickets(TicketQuery(app: app, search: search)).tickets.count }
      #expect(found == count, "\(search)")
    }
  }
}
