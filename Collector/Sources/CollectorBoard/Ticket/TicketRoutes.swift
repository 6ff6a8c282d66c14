// One ticket: everything that is known of it, read in one snapshot, and what staff do with it.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// A report as the page shows it.
struct ReportOnTicket: Sendable {
  var stored: StoredReport
  /// Nil for a report that this version cannot read.
  var report: Report?
  var attachments: [StoredAttachment]
}

/// What the ticket's page is made of.
struct TicketDetails: Sendable {
  static let reportsPerPage = 10
  static let eventLimit = 500
  static let mergedShown = 50

  var ticket: Ticket
  var app: AppRecord?
  var versions: [VersionSeen]
  /// Oldest first; at most ``eventLimit``, the newest.
  var events: [TicketEvent]
  var hasOlderEvents: Bool
  /// Newest first.
  var reports: [ReportOnTicket]
  var hasMoreReports: Bool
  /// From 1.
  var page: Int
  /// The report that somebody looked for, shown whole and first.
  var sought: ReportOnTicket?
  /// The links that hold of this ticket and of those merged into it, newest first.
  var links: [TicketLink]
  /// The tickets merged into it.
  var merged: [Ticket]
  var suggestions: [SimilarTicket]
  var published: PublishedIssue?
  var proposals: [TriageProposal]
  /// What the rules said of the reports on this page.
  var verdicts: RuleVerdicts
  var newestEvent: Int64
  var now: Timestamp

  /// The newest event of this ticket that the page has shown: a form says it, so that two people do not answer past each other.
  var seen: Int64 { events.last?.id ?? 0 }

  init?(
    _ number: Int64, page: Int, sought id: ReportID?, in apps: AppScope, _ reads: any StoreReads, options: BoardOptions,
    now: Timestamp
  ) throws {
    guard let ticket = try reads.shownTicket(number), apps.contains(ticket.app) else { return nil }
    self.ticket = ticket
    self.page = page
    self.now = now
    app = try reads.app(ticket.app)
    versions = try reads.versions(ofTicket: number)
    let offset = (page - 1) * Self.reportsPerPage
    let stored = try reads.reports(ofTicket: number, offset: offset, limit: Self.reportsPerPage + 1)
    hasMoreReports = stored.count > Self.reportsPerPage
    reports = try stored.prefix(Self.reportsPerPage).map { try ReportOnTicket($0, reads) }
    sought = nil
    if let id, try reads.shownTicket(ofReport: id) == number {
      sought = try reads.report(id).map { try ReportOnTicket($0, reads) }
    }
    let newest = try reads.newestEvents(ofTicket: number, limit: Self.eventLimit + 1)
    hasOlderEvents = newest.count > Self.eventLimit
    events = newest.suffix(Self.eventLimit)
    merged = try reads.mergedTickets(of: number).prefix(Self.mergedShown).compactMap { try reads.ticket($0) }
    // A merge of a merge can be undone here too: the page of the one in between leads here.
    var links: [Int64: TicketLink] = [:]
    for member in [number] + merged.map(\.number) {
      for link in try reads.links(of: member) where link.holds { links[link.id] = link }
    }
    self.links = links.values.sorted { $0.id > $1.id }
    suggestions = try reads.suggestions(ofTicket: number).compactMap { try SimilarTicket($0, reads) }
    published = try reads.publishedIssue(ofTicket: number)
    proposals = try TriageAdvisor.proposals(for: ticket, in: reads)
    verdicts = RuleVerdicts(of: reports.compactMap(\.report), options)
    newestEvent = try reads.newestEvent(in: apps)
  }
}

extension ReportOnTicket {
  init(_ stored: StoredReport, _ reads: any StoreReads) throws {
    self.stored = stored
    // A body that cannot be read is shown as that: the page must not fail for one report.
    report = try? Report(decoding: stored.body)
    attachments = try reads.attachments(of: stored.id)
  }
}

struct TicketRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/tickets/{number:int}", needs: .read, board, show)
    // To note is what the least of its acts needs; each act checks its own.
    router.form("/tickets/{number:int}", needs: .note, board, maxBody: 128 * 1024, act)
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    let final = try await board.store.read { reads in
      try viewer.checkSees(ticket: number, reads)
      return try reads.finalTicket(of: number)
    }
    // A merged ticket is read where it is found; a link to one of its reports still leads to that report.
    if final != number {
      let report = request.query("report").map { [(name: "report", value: $0)] } ?? []
      return .redirect(to: Link("tickets", String(final), query: [("from", String(number))] + report).target)
    }
    let details = try await details(request, viewer)
    let news =
      request.query("done").flatMap { TicketAction(rawValue: $0)?.done ?? TicketNotice(rawValue: $0)?.sentence }
      ?? request.query("from").flatMap { Int64($0) }.map { "Ticket #\($0) is merged into this one." }
    return .html(TicketDetailPage(details: details, viewer: viewer, done: news).rendered())
  }

  /// Does what the form says, once. When it cannot, the page comes back with the reason and the words still in it.
  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    guard let act = form["act"].flatMap(TicketAction.init(rawValue:)) else {
      throw HTTPError(status: 400, code: "unknown_act", message: "The board does not know what to do with this form.")
    }
    let draft = TicketDraft(form, act: act)
    guard viewer.may(act.permission) else {
      return ErrorPages.page(act.permission.refusal(viewer.account.role), viewer: viewer, words: KeptWords(form))
    }
    let now = board.clock()
    do {
      try await board.store.write { store in
        try viewer.checkSees(ticket: number, store)
        try draft.perform(number, by: viewer.actor, in: store, now: now)
      }
    } catch let error as TicketError {
      guard error != .noSuchTicket(number) else { throw HTTPError.noTicket(number) }
      return try await showAgain(request, draft, problem: error.description, viewer)
    } catch let error as DraftError {
      return try await showAgain(request, draft, problem: error.description, viewer)
    }
    return .redirect(to: Link("tickets", String(number), query: [("done", act.rawValue)]).target)
  }

  private func showAgain(
    _ request: HTTPRequest, _ draft: TicketDraft, problem: String, _ viewer: Viewer
  ) async throws -> HTTPResponse {
    let details = try await details(request, viewer)
    return .html(
      422, TicketDetailPage(details: details, viewer: viewer, draft: draft, problem: problem).rendered())
  }

  private func details(_ request: HTTPRequest, _ viewer: Viewer) async throws -> TicketDetails {
    let number = Int64(try request.parameters.int("number"))
    let page = request.query("page").flatMap { Int($0) }.map { min(max($0, 1), TicketFilter.lastPage) } ?? 1
    let sought = request.query("report").flatMap { ReportID($0) }
    let now = board.clock()
    let options = board.options
    let details = try await board.store.read {
      try TicketDetails(
        number, page: page, sought: sought, in: viewer.account.apps, $0, options: options, now: now)
    }
    guard let details else { throw HTTPError.noTicket(number) }
    return details
  }
}
