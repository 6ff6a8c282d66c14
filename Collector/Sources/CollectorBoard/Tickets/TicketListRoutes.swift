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
  /// Of the tickets on this page, by number.
  var versions: [Int64: [VersionSeen]]
  var newestEvent: Int64
  /// The filter names an app that is not there.
  var unknownApp: Bool
  var now: Timestamp
}

struct TicketListRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    let board = board
    router.async(.GET, "/") { await board.page($0, show) }
    router.async(.GET, "/tickets") { await board.page($0) { _, _ in .redirect(to: Link().target) } }
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let filter = TicketFilter(request)
    if let search = filter.search, let target = try await shortcut(search) { return .redirect(to: target.target) }
    let now = board.clock()
    let listing = try await board.store.read { try Self.listing(filter, $0, now: now) }
    return .html(TicketListPage(listing: listing, viewer: viewer).rendered())
  }

  /// `TB-7K3Q-M2X9` and `#42` lead straight there when they are there; else they are searched like words.
  private func shortcut(_ search: String) async throws -> Link? {
    if let reference = Reference(search) {
      let found = try await board.store.read { try $0.reports(withReference: reference) }
      return found.isEmpty ? nil : Link("reports", reference.description)
    }
    guard search.hasPrefix("#"), let number = Int64(search.dropFirst()) else { return nil }
    let ticket = try await board.store.read { try $0.ticket(number) }
    return ticket.map { Link("tickets", String($0.number)) }
  }

  private static func listing(
    _ filter: TicketFilter, _ reads: any StoreReads, now: Timestamp
  ) throws -> TicketListing {
    let apps = try reads.apps()
    let app = filter.app.flatMap { name in apps.first { $0.name.utf8.elementsEqual(name.utf8) } }
    let unknownApp = filter.app != nil && app == nil
    let page = unknownApp ? TicketPage(tickets: [], total: 0) : try reads.tickets(filter.query(app: app?.id))
    var versions: [Int64: [VersionSeen]] = [:]
    for ticket in page.tickets { versions[ticket.number] = try reads.versions(ofTicket: ticket.number) }
    return TicketListing(
      filter: filter, apps: apps, facets: try reads.facets(app: app?.id), page: page, versions: versions,
      newestEvent: try reads.newestEvent(), unknownApp: unknownApp, now: now)
  }
}
