// Keeping lists under names. A view holds filters alone, so everybody keeps and shares them.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct ViewRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/views", needs: .read, board, show)
    router.form("/views", needs: .read, board, act)
  }

  /// The views of who looks, at most `limit`, each counted in what they may see: `apps`.
  static func counted(
    of viewer: Viewer, in apps: [AppRecord], limit: Int, _ reads: any StoreReads
  ) throws -> [CountedView] {
    var counted: [CountedView] = []
    for view in try reads.views(forAccount: viewer.account.id) where counted.count < limit {
      let filter = try TicketFilter(queryText: view.query)
      let app = filter.app(of: apps)
      if filter.app != nil, app == nil {
        // Of an app that they do not see nobody hears, also not that somebody has a view of it.
        if view.account == viewer.account.id { counted.append(CountedView(view: view, filter: filter, count: 0)) }
        continue
      }
      var query = filter.query(app: app?.id, of: viewer)
      query.limit = 1
      let page = try reads.tickets(query)
      counted.append(CountedView(view: view, filter: filter, count: page.total, orMore: page.isAtLeast))
    }
    return counted
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let flash = Flash(request)
    return .html(try await page(viewer, done: flash, refused: nil), telling: flash)
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let (act, name, isShared, now) = (form["act"] ?? "", form["name"] ?? "", form["shared"] == "yes", board.clock())
    let (id, account, isAdmin) = (form["view"].flatMap { Int64($0) }, viewer.account.id, viewer.may(.administer))
    do {
      switch (act, id) {
      case ("save", _):
        let filter = try TicketFilter(queryText: form["query"] ?? "")
        _ = try await board.store.write {
          try ViewActions($0, now: now).save(name, query: filter.queryText, isShared: isShared, by: account)
        }
        return Flash(.viewSaved).redirect(to: filter.link, board)
      case ("change", let id?):
        try await board.store.write {
          try ViewActions($0, now: now).change(id, name: name, isShared: isShared, by: account)
        }
        return Flash(.saved).redirect(to: Link("views"), board)
      case ("delete", let id?):
        try await board.store.write { try ViewActions($0, now: now).delete(id, by: account, isAdmin: isAdmin) }
        return Flash(.viewDeleted).redirect(to: Link("views"), board)
      default:
        throw HTTPError.unknownAct
      }
    } catch let error as ViewError {
      let field =
        switch error {
        case .noName, .nameTooLong: "name"
        case .queryTooLong, .tooMany, .tooManyShared, .noSuchView: ""
        }
      let place = act == "save" ? ViewsPage.newForm : ViewsPage.form(id ?? 0)
      let refused = RefusedForm(form: place, field: field, message: error.sentence, values: form)
      return .html(error == .noSuchView ? 404 : 422, try await page(viewer, done: nil, refused: refused))
    }
  }

  private func page(_ viewer: Viewer, done: Flash?, refused: RefusedForm?) async throws -> String {
    try await board.store.read { reads in
      let apps = try reads.apps().filter { viewer.account.apps.contains($0.id) }
      let views = try Self.counted(of: viewer, in: apps, limit: SavedView.limit + SavedView.sharedLimit, reads)
      let others = Set(views.map(\.view.account)).subtracting([viewer.account.id])
      var owners: [Int64: String] = [:]
      for id in others { owners[id] = try reads.account(id)?.name }
      return ViewsPage(views: views, owners: owners, viewer: viewer, done: done, refused: refused).rendered()
    }
  }
}
