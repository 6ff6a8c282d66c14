// The list of tickets: what the address asks for, read in one snapshot.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// What the list's page is made of.
struct TicketListing: Sendable {
  var filter: TicketFilter
  var apps: [AppRecord]
  var facets: TicketFacets
  var page: TicketPage
  /// How many tickets each state's list holds with these filters and this search.
  var states: [TicketState: Int]
  /// How many tickets of the shown state nobody has, and how many the viewer has, whatever owner is filtered by.
  var owners: [OwnerChoice: Int]
  /// Of the tickets on this page, by number.
  var versions: [Int64: [VersionSeen]]
  var tags: [Int64: [String]]
  /// That can be filtered by.
  var allTags: [String]
  /// The most urgent promise of the tickets on this page, by number.
  var clocks: [Int64: ClockReading]
  var fields: ListFields
  /// Something is promised to somebody.
  var hasServiceLevels: Bool
  /// Of the tickets on this page, by number.
  var issues: [Int64: [TrackerIssue]]
  /// An app that is shown has a tracker.
  var hasTrackers: Bool
  /// How the keys begin, for whoever may see that; asked where no report has ever come.
  var keyHints: [(app: String, hint: String)] = []
  /// The tickets of this page that the viewer has not read.
  var unread: Set<Int64>
  /// Who is answering, of all that the viewer sees.
  var present: [Presence]
  /// Of open tickets that look the same; none where only resolved ones are shown.
  var duplicates: DuplicateCounts
  /// What the viewer keeps, and what others share.
  var views: [CountedView]
  var newestEvent: Int64
  /// The filter names an app that is not there.
  var unknownApp: Bool
  var now: Timestamp
}

struct TicketListRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/", needs: .read, board) { try await show($0, $1, .tickets) }
    router.page("/triage", needs: .read, board) { try await show($0, $1, .triage) }
    router.form("/read", needs: .read, board, markRead)
    router.page("/tickets", needs: .read, board) { _, _ in .redirect(to: Link().target) }
    TicketExportRoutes(board: board).add(to: &router)
  }

  /// Everything up to the event that the page had shown is read.
  func markRead(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let (account, apps) = (viewer.account.id, viewer.account.apps)
    let shown = form["event"].flatMap { Int64($0) } ?? 0
    try await board.store.write { store in
      try store.setReadMark(min(shown, store.newestEvent(in: apps)), ofAccount: account)
    }
    return Flash(.allRead).redirect(to: form["back"].flatMap { Link(returningTo: $0) } ?? Link(), board)
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer, _ place: TicketPlace) async throws -> HTTPResponse {
    let filter = TicketFilter(request, place: place)
    let scope = viewer.account.apps
    if let search = filter.search, let target = try await shortcut(search, in: scope) {
      return .redirect(to: target.target)
    }
    let now = board.clock()
    let listing = try await board.store.read { try Self.listing(filter, of: viewer, $0, now: now) }
    let flash = Flash(request)
    var page = TicketListPage(listing: listing, viewer: viewer, done: flash)
    if let number = TicketPane.number(request),
      let ticket = try await board.store.read({ try $0.ticket(number) }), scope.contains(ticket.app)
    {
      page.named = TicketPane.withoutScripts(number)
    }
    return .html(page.rendered(), telling: flash)
  }

  /// `TB-7K3Q-M2X9` and `#42` lead straight there when they are there; else they are searched like words.
  private func shortcut(_ search: String, in apps: AppScope) async throws -> Link? {
    if let reference = Reference(search) {
      let found = try await board.store.read { try $0.reports(withReference: reference) }
      return found.contains { apps.contains($0.app) } ? Link("reports", reference.description) : nil
    }
    guard search.hasPrefix("#"), let number = Int64(search.dropFirst()) else { return nil }
    let ticket = try await board.store.read { try $0.ticket(number) }
    return ticket.flatMap { apps.contains($0.app) ? Link("tickets", String($0.number)) : nil }
  }

  private static func listing(
    _ filter: TicketFilter, of viewer: Viewer, _ reads: any StoreReads, now: Timestamp
  ) throws -> TicketListing {
    let scope = viewer.account.apps
    let apps = try reads.apps().filter { scope.contains($0.id) }
    let app = filter.app(of: apps)
    let unknownApp = filter.app != nil && app == nil
    let query = filter.query(app: app?.id, of: viewer)
    let choices = filter.place == .tickets ? OwnerChoice.allCases : []
    let (page, totals) =
      unknownApp
      ? (TicketPage(tickets: [], total: 0), [])
      : try reads.tickets(query, totalsOf: choices.map { $0.filter(viewer) })
    let owners = Dictionary(zip(choices, totals)) { first, _ in first }
    var versions: [Int64: [VersionSeen]] = [:]
    var tags: [Int64: [String]] = [:]
    let clock = try ClockReader(reads, now: now)
    var clocks: [Int64: ClockReading] = [:]
    for ticket in page.tickets {
      versions[ticket.number] = try reads.versions(ofTicket: ticket.number)
      tags[ticket.number] = try reads.tags(ofTicket: ticket.number)
      clocks[ticket.number] = try clock.urgent(ofTicket: ticket.number)
    }
    let facets = try reads.facets(in: scope.narrowed(to: app?.id))
    var keyHints: [(app: String, hint: String)] = []
    if viewer.may(.administer), facets.states.values.allSatisfy({ $0 == 0 }) {
      for app in apps.prefix(5) {
        keyHints += try reads.keys(of: app.id).filter { $0.revokedAt == nil }.map { (app.name, $0.hint) }
      }
    }
    return TicketListing(
      filter: filter, apps: apps, facets: facets, page: page,
      states: page.states, owners: owners,
      versions: versions, tags: tags, allTags: try reads.tags(in: scope.narrowed(to: app?.id), limit: 200),
      clocks: clocks, fields: try ListFields(page.tickets, columns: filter.more.columns, reads),
      hasServiceLevels: clock.rules.map { !$0.settings.targets.isEmpty } ?? false,
      issues: try reads.trackerIssues(ofTickets: page.tickets.map(\.number)),
      hasTrackers: try !reads.trackers(in: scope.narrowed(to: app?.id)).isEmpty,
      keyHints: keyHints, unread: try reads.unread(among: page.tickets.map(\.number), ofAccount: viewer.account.id),
      present: try reads.presence(at: now).filter {
        scope.contains($0.app) && $0.account != viewer.account.id
      },
      duplicates: filter.state == .resolved
        ? DuplicateCounts() : try DuplicateCounts(in: scope.narrowed(to: app?.id), reads),
      views: filter.place == .triage
        ? [] : try ViewRoutes.counted(of: viewer, in: apps, limit: ViewBar.shown, reads),
      newestEvent: try reads.newestEvent(in: scope), unknownApp: unknownApp, now: now)
  }
}
