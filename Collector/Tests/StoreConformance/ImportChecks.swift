// What other desks' tickets come to: found, counted by their own times, written once, and told to nobody.
import CollectorCore
import TellbackWire

private func at(_ hours: Int64) -> Timestamp { start.adding(seconds: hours * 3_600 - 90 * 86_400) }

private let mia = ImportedPerson(id: "7", name: "Mia", email: "mia@example.com", isStaff: false)
private let ada = ImportedPerson(id: "9", name: "Ada L.", email: "ada@example.org", isStaff: true)
private let gone = ImportedPerson(id: "8", name: "Gone", isStaff: true)

private func resolved() -> ImportedTicket {
  var ticket = ImportedTicket(
    key: "35436", title: "Cannot pay", text: "The turquoise button does nothing", kind: .problem, state: .resolved,
    openedAt: at(0))
  ticket.reporter = mia
  ticket.assignee = ada
  ticket.tags = ["Checkout", "a,b"]
  ticket.severity = .high
  ticket.resolution = .code
  ticket.fixedIn = "2.1"
  ticket.organization = "Acme"
  ticket.resolvedAt = at(40)
  ticket.changedAt = at(50)
  return ticket
}

private func messages(_ count: Int = 4) -> [ImportedMessage] {
  let all = [
    ImportedMessage(key: "1", ticket: "35436", at: at(2), author: gone, text: "Which browser?"),
    ImportedMessage(key: "2", ticket: "35436", at: at(3), author: mia, text: "Waterfox, since tuesday"),
    ImportedMessage(key: "3", ticket: "35436", at: at(4), author: ada, text: "@Ada have a look", isInner: true),
    ImportedMessage(key: "4", ticket: "35436", at: at(45), author: mia, text: "Works again"),
  ]
  return Array(all.prefix(count))
}

extension Store {
  fileprivate func take(_ tickets: [(ImportedTicket, [ImportedMessage])], app: AppID) async throws -> ImportTally {
    let imports = TicketImport(app: app, shape: .zendesk)
    let prepared = tickets.map { imports.prepare($0.0, $0.1) }
    return try await write { store in
      let staff = Dictionary(try store.accounts().map { ($0.email, $0) }) { first, _ in first }
      return try imports.write(prepared, staff: staff, in: store, now: start)
    }
  }
}

let importChecks = [
  StoreCheck("an imported ticket has the words, the state, the people and the times of its source") { store in
    let app = try await store.makeApp()
    try await store.write { _ = try $0.makeStaff("Ada") }
    let tally = try await store.take([(resolved(), messages())], app: app)
    try expectEqual(tally.tickets, 1)
    try expectEqual(tally.messages, 4)
    try await store.read { store in
      let found = try store.tickets(TicketQuery(app: app, search: "turquoise"))
      let ticket = try unwrap(found.tickets.first)
      try expectEqual(ticket.openedAt, at(0))
      try expectEqual(ticket.resolvedAt, at(40))
      try expectEqual(ticket.state, .resolved)
      try expectEqual(ticket.fix, .version("2.1"))
      try expectEqual(ticket.severity, .high)
      try expectEqual(ticket.lastReceivedAt, at(0))
      try expectEqual(try store.tags(ofTicket: ticket.number), ["a b", "checkout"])
      let events = try store.events(ofTicket: ticket.number, after: 0, limit: 100)
      try expectEqual(events.map(\.kind), [.opened, .answered, .replied, .noted, .moved, .replied, .imported])
      try expectEqual(events.dropLast().map(\.at), [at(0), at(2), at(3), at(4), at(40), at(45)])
      try expectEqual(events[1].actor, .staff(id: TicketImport.nobody, name: "Gone"))
      try expect(events[3].actor == .staff(id: 1, name: "Ada"), "\(events[3].actor)")
      try expectEqual(events.last?.detail, "zendesk: 35436")
      let said = try store.messages(ofEvents: events.map(\.id))
      try expectEqual(said[events[2].id]?.message.text, "Waterfox, since tuesday")
      try expectEqual(try store.tickets(TicketQuery(app: app, search: "waterfox")).tickets.count, 1)
      let report = try unwrap(try store.reports(ofTicket: ticket.number, offset: 0, limit: 5).first)
      let words = try Report(decoding: report.body)
      try expectEqual(words.text, "Cannot pay\n\nThe turquoise button does nothing")
      try expectEqual(words.contact, "mia@example.com")
      try expectEqual(words.segment, "Acme")
      try expect(report.installation == nil, "an installation")
      try expectEqual(try store.placedReports(after: 0, limit: 10).reports.map(\.ticket), [ticket.number])
    }
  },
  StoreCheck("an imported ticket that is not resolved stays its assignee's, who has an account") { store in
    let app = try await store.makeApp()
    try await store.write { _ = try $0.makeStaff("Ada") }
    var waiting = resolved()
    (waiting.state, waiting.resolution, waiting.resolvedAt) = (.waiting, nil, nil)
    var open = waiting
    (open.key, open.state, open.assignee) = ("2", .open, gone)
    _ = try await store.take([(waiting, []), (open, [])], app: app)
    try await store.read { store in
      let first = try unwrap(try store.ticket(1))
      try expectEqual(first.state, .waiting)
      try expectEqual(first.waiting?.cause, .reporter)
      try expectEqual(first.holder.owner?.name, "Ada")
      let second = try unwrap(try store.ticket(2))
      try expectEqual(second.state, .open)
      try expect(second.holder.owner == nil, "an owner")
      try expectEqual(try store.unmatchedReports(limit: 5).map(\.ticket), [1, 2])
      try expectEqual(try store.nextWake() == nil, true)
    }
  },
  StoreCheck("nobody is told of the past of another desk, and everybody of what happens after it") { store in
    let app = try await store.makeApp()
    try await store.write { _ = try $0.makeStaff("Ada") }
    _ = try await store.take([(resolved(), messages())], app: app)
    try await store.read { store in
      let newest = try store.newestEvent(in: .all)
      try expect(try store.isImported(event: newest), "not imported")
      try expect(try store.noticeableEvents(after: 0, limit: 10).events.isEmpty, "a notice")
      try expect(try store.tellableEvents(after: 0, limit: 10).events.isEmpty, "a webhook")
      try expectEqual(try store.tellableEvents(after: 0, limit: 10).last, newest)
    }
    try await store.write { store in
      try TicketActions(store, now: start).note(1, text: "New", by: .staff(id: 1, name: "Ada"))
    }
    try await store.read { store in
      let newest = try store.newestEvent(in: .all)
      try expect(try !store.isImported(event: newest), "imported")
      try expectEqual(try store.noticeableEvents(after: 0, limit: 10).events.map(\.id), [newest])
    }
    var later = resolved()
    later.key = "35437"
    _ = try await store.take([(later, [])], app: app)
    try await store.read { store in
      try expectEqual(try store.noticeableEvents(after: 0, limit: 10).events.count, 1)
    }
  },
  StoreCheck("a row that comes again is passed over, and what is new of its ticket is added") { store in
    let app = try await store.makeApp()
    let other = try await store.makeApp("other")
    _ = try await store.take([(resolved(), messages(2))], app: app)
    let again = try await store.take([(resolved(), messages(4))], app: app)
    try expectEqual(again.tickets, 0)
    try expectEqual(again.knownTickets, 1)
    try expectEqual(again.knownMessages, 2)
    try expectEqual(again.messages, 2)
    let third = try await store.take([(resolved(), messages(4))], app: app)
    try expectEqual(third.messages, 0)
    try expectEqual(try await store.take([(resolved(), [])], app: other).tickets, 1)
    try await store.read { store in
      try expectEqual(try store.tickets(TicketQuery(app: app)).tickets.count, 1)
      try expectEqual(
        try store.events(ofTicket: 1, after: 0, limit: 100).count { $0.kind == .replied || $0.kind == .answered }, 3)
      try expectEqual(try store.counts(in: .app(app)).opened, 1)
    }
  },
  StoreCheck("what was erased here does not come back by an import") { store in
    let app = try await store.makeApp()
    _ = try await store.take([(resolved(), messages(2))], app: app)
    try await store.write { store in
      let report = try unwrap(try store.reports(ofTicket: 1, offset: 0, limit: 1).first)
      _ = try Eraser(store, now: start).erase(report.id, because: .wish)
    }
    let again = try await store.take([(resolved(), messages(4))], app: app)
    try expectEqual(again.tickets, 0)
    try expectEqual(again.erased, 1)
    try await store.read { store in
      try expect(try store.reports(ofTicket: 1, offset: 0, limit: 5).isEmpty, "a report")
      try expect(try store.tickets(TicketQuery(app: app, search: "waterfox")).tickets.isEmpty, "found")
    }
  },
  StoreCheck("an import keeps every word of a ticket that is longer than a message may be") { store in
    let app = try await store.makeApp()
    var ticket = resolved()
    ticket.text = (0..<20_000).map { "word\($0)" }.joined(separator: " ")
    let long = (0..<3_000).map { "part\($0)" }.joined(separator: "\n")
    let said = [ImportedMessage(key: "1", ticket: ticket.key, at: at(1), author: ada, text: long)]
    _ = try await store.take([(ticket, said)], app: app)
    try await store.read { store in
      let report = try unwrap(try store.reports(ofTicket: 1, offset: 0, limit: 1).first)
      let events = try store.events(ofTicket: 1, after: 0, limit: 500)
      let replies = try store.messages(ofEvents: events.map(\.id))
      let words =
        try Report(decoding: report.body).text + " "
        + events.compactMap { replies[$0.id]?.message.text }.joined(separator: " ")
      try expectEqual(words.split { $0.isWhitespace }.filter { $0.hasPrefix("word") }.count, 20_000)
      let answers = events.filter { $0.kind == .answered }.compactMap(\.text)
      try expect(answers.allSatisfy { $0.utf8.count <= WireLimits.note }, "too long")
      try expectEqual(answers.joined(separator: "\n").split(separator: "\n").count, 3_000)
    }
  },
]
