// Reading tickets, their reports and events, and people.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct StaffReadRoutes: Sendable {
  /// The most entries of a page; 50 without `limit`.
  static let pageLimit = 200

  let api: StaffAPI

  func add(to router: inout Router) {
    api.get(&router, "/v1/tickets", needs: .read, list)
    api.get(&router, "/v1/tickets/{number:int}", needs: .read, ticket)
    api.get(&router, "/v1/tickets/{number:int}/events", needs: .read, ticketEvents)
    api.get(&router, "/v1/tickets/{number:int}/reports", needs: .read, ticketReports)
    api.get(&router, "/v1/tickets/{number:int}/similar", needs: .read, similar)
    api.get(&router, "/v1/reports/{report:uuid}", needs: .read, report)
    api.get(&router, "/v1/events", needs: .read, events)
    api.get(&router, "/v1/people", needs: .read, people)
  }

  private func list(_ request: HTTPRequest, _ caller: StaffCaller) async throws -> HTTPResponse {
    var search = try TicketSearch(request, by: caller.account.id)
    let scope = caller.account.apps
    let (limit, now) = (search.query.limit, api.clock())
    search.query.apps = scope
    let bytes = try await api.store.read { [search] reads in
      let apps = try reads.apps().filter { scope.contains($0.id) }
      var query = search.query
      if let name = search.app {
        // An app that is not seen is one that is not there.
        guard let app = apps.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
          throw ErrorAnswer(422, "invalid_value", field: "app", "There is no app of this name.")
        }
        query.app = app.id
      }
      let page = try reads.tickets(query)
      let names = Dictionary(apps.map { ($0.id, $0.name) }) { first, _ in first }
      let clocks = try ClockReader(reads, now: now)
      let issues = try reads.trackerIssues(ofTickets: page.tickets.map(\.number))
      var writer = JSONWriter()
      try writer.object { writer in
        try writer.array("tickets") { writer in
          for ticket in page.tickets {
            ticket.write(
              &writer, app: names[ticket.app], tags: try reads.tags(ofTicket: ticket.number),
              event: try reads.newestAct(ofTicket: ticket.number),
              clocks: try clocks.readings(ofTicket: ticket.number), issues: issues[ticket.number] ?? [])
          }
        }
        page.writeTotal(&writer)
        let next = query.offset + page.tickets.count
        if page.tickets.count == limit, next < page.total || page.goesOn, next <= TicketSearch.deepest {
          writer.string("cursor", String(next))
        }
      }
      return writer.bytes
    }
    return .json(200, bytes)
  }

  private func ticket(_ request: HTTPRequest, _ caller: StaffCaller) async throws -> HTTPResponse {
    let (number, now) = (Int64(try request.parameters.int("number")), api.clock())
    let (event, bytes) = try await api.store.read { reads -> (Int64, [UInt8]) in
      try caller.checkSees(ticket: number, reads)
      let final = try reads.finalTicket(of: number)
      guard let ticket = try reads.shownTicket(final) else { throw ErrorAnswer.noTicket(number) }
      let event = try reads.newestAct(ofTicket: final)
      var writer = JSONWriter()
      ticket.write(
        &writer, app: try reads.app(ticket.app)?.name, tags: try reads.tags(ofTicket: final),
        versions: try reads.versions(ofTicket: final), event: event,
        clocks: try ClockReader(reads, now: now).readings(ofTicket: final),
        issues: try reads.trackerIssues(ofTicket: final))
      return (event, writer.bytes)
    }
    var response = HTTPResponse.json(200, bytes)
    response.headers.add("ETag", StaffAPI.tag(event))
    return response
  }

  private func ticketEvents(_ request: HTTPRequest, _ caller: StaffCaller) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    let (after, limit) = (try request.cursor("after"), try request.limit())
    return .json(
      200,
      try await api.store.read { reads in
        try caller.checkSees(ticket: number, reads)
        let events = try reads.events(ofTicket: reads.finalTicket(of: number), after: after, limit: limit)
        return Self.page(events, cursor: events.last?.id ?? after, hasMore: events.count == limit)
      })
  }

  private func events(_ request: HTTPRequest, _ caller: StaffCaller) async throws -> HTTPResponse {
    let (after, limit) = (try request.cursor("after"), try request.limit())
    return .json(
      200,
      try await api.store.read { reads in
        let (events, last) = try reads.events(in: caller.account.apps, after: after, limit: limit)
        return Self.page(events, cursor: last, hasMore: last < (try reads.newestEvent(in: .all)))
      })
  }

  private static func page(_ events: [TicketEvent], cursor: Int64, hasMore: Bool) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.array("events") { writer in for event in events { event.write(&writer) } }
      writer.integer("cursor", cursor)
      writer.bool("hasMore", hasMore)
    }
    return writer.bytes
  }

  private func ticketReports(_ request: HTTPRequest, _ caller: StaffCaller) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    let offset = Int(clamping: min(try request.cursor("cursor"), Int64(TicketSearch.deepest)))
    let limit = min(try request.limit(), 50)
    return .json(
      200,
      try await api.store.read { reads in
        try caller.checkSees(ticket: number, reads)
        let final = try reads.finalTicket(of: number)
        let app = try reads.ticket(final).flatMap { try reads.app($0.app)?.name }
        let reports = try reads.reports(ofTicket: final, offset: offset, limit: limit + 1)
        var writer = JSONWriter()
        try writer.object { writer in
          try writer.array("reports") { writer in
            for report in reports.prefix(limit) {
              report.write(
                &writer, app: app, ticket: final, attachments: try reads.attachments(of: report.id))
            }
          }
          if reports.count > limit { writer.string("cursor", String(offset + limit)) }
        }
        return writer.bytes
      })
  }

  /// Tickets that may be the same, the likeliest first, with the words that speak for it and what was decided on such pairs.
  private func similar(_ request: HTTPRequest, _ caller: StaffCaller) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    return .json(
      200,
      try await api.store.read { reads in
        try caller.checkSees(ticket: number, reads)
        let found = try reads.judgedSuggestions(ofTicket: reads.finalTicket(of: number)).compactMap { judged in
          try reads.shownTicket(judged.suggestion.candidate).map { (judged, $0) }
        }
        var writer = JSONWriter()
        writer.object { writer in
          writer.array("similar") { writer in
            for (judged, ticket) in found {
              writer.object { writer in
                writer.integer("number", ticket.number)
                writer.string("title", ticket.title)
                writer.string("state", ticket.state.rawValue)
                writer.double("likelihood", judged.likelihood)
                if let alike = judged.reason?.alike {
                  writer.integer("decided", alike.decided)
                  writer.integer("confirmed", alike.confirmed)
                }
                writer.array("words") { writer in
                  for word in judged.suggestion.words { writer.string(nil, word) }
                }
              }
            }
          }
        }
        return writer.bytes
      })
  }

  private func report(_ request: HTTPRequest, _ caller: StaffCaller) async throws -> HTTPResponse {
    let text = try request.parameters.string("report")
    guard let id = ReportID(text) else { throw ErrorAnswer.noReport }
    return .json(
      200,
      try await api.store.read { reads in
        guard let report = try reads.report(id), caller.account.apps.contains(report.app) else {
          throw ErrorAnswer.noReport
        }
        var writer = JSONWriter()
        report.write(
          &writer, app: try reads.app(report.app)?.name, ticket: try reads.shownTicket(ofReport: id),
          attachments: try reads.attachments(of: id))
        return writer.bytes
      })
  }

  /// Whoever sees some apps is told of those who see one of them; addresses and access are for admins.
  private func people(_ request: HTTPRequest, _ caller: StaffCaller) async throws -> HTTPResponse {
    let isWhole = caller.may(.administer)
    return .json(
      200,
      try await api.store.read { reads in
        let names = Dictionary(try reads.apps().map { ($0.id, $0.name) }) { first, _ in first }
        let people = try reads.accounts().filter { account in
          isWhole || (account.isUsable && caller.account.apps.overlaps(account.apps))
        }
        var writer = JSONWriter()
        writer.object { writer in
          writer.array("people") { writer in
            for account in people { account.write(&writer, isWhole: isWhole, apps: names) }
          }
        }
        return writer.bytes
      })
  }
}

extension ErrorAnswer {
  static let noReport = ErrorAnswer(404, "no_such_report", "There is no such report.")
}

extension AppScope {
  /// Whether some app is in both. All apps overlap with any that names one.
  func overlaps(_ other: AppScope) -> Bool {
    switch (self, other) {
    case (.all, .all): true
    case (.all, .only(let apps)), (.only(let apps), .all): !apps.isEmpty
    case (.only(let one), .only(let two)): !one.isDisjoint(with: two)
    }
  }
}

extension TicketPage {
  /// That more may be there is said only where it is so.
  func writeTotal(_ writer: inout JSONWriter) {
    writer.integer("total", Int64(total))
    if isAtLeast { writer.bool("totalIsAtLeast", true) }
  }
}
