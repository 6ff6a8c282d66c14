// The board of three columns: what the address filters by, read in one snapshot.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// What the page is made of.
struct KanbanColumns: Sendable {
  var filter: TicketFilter
  var apps: [AppRecord]
  var facets: TicketFacets
  /// The tickets of each state, the last reported first, with the total.
  var columns: [TicketState: TicketPage]
  var newestEvent: Int64
  var now: Timestamp
}

struct KanbanRoutes: Sendable {
  /// Cards of one column; the list has the rest.
  static let cards = 30

  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/board", needs: .read, board, show)
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    var filter = TicketFilter(request)
    // The columns are the states, and each has its newest on top.
    (filter.state, filter.order, filter.page) = (nil, .recent, 1)
    let (asked, now) = (filter, board.clock())
    let columns = try await board.store.read { try Self.columns(asked, of: viewer, $0, now: now) }
    return .html(KanbanPage(columns: columns, viewer: viewer).rendered())
  }

  private static func columns(
    _ filter: TicketFilter, of viewer: Viewer, _ reads: any StoreReads, now: Timestamp
  ) throws -> KanbanColumns {
    let scope = viewer.account.apps
    let apps = try reads.apps().filter { scope.contains($0.id) }
    let app = filter.app(of: apps)
    let isUnknown = filter.app != nil && app == nil
    var query = filter.query(app: app?.id, of: viewer)
    query.limit = Self.cards
    let columns = isUnknown ? [:] : try reads.ticketsByState(query)
    return KanbanColumns(
      filter: filter, apps: apps, facets: try reads.facets(in: scope.narrowed(to: app?.id)), columns: columns,
      newestEvent: try reads.newestEvent(in: scope), now: now)
  }
}
