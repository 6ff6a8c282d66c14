// Launches: the week ahead, one of them, and writing one down. Everybody reads them; volunteers do not write them.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct LaunchRoutes: Sendable {
  static let link = Link("launches")
  /// Launches that are over, on the list.
  static let overShown = 100
  static let surprisesShown = 50

  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/launches", needs: .read, board, list)
    router.page("/launches/new", needs: .announce, board, plan)
    router.form("/launches/new", needs: .announce, board, create)
    router.page("/launches/{launch:int}", needs: .read, board, show)
    router.form("/launches/{launch:int}", needs: .announce, board, change)
  }

  func list(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let (flash, now, scope) = (Flash(request), board.clock(), viewer.account.apps)
    let page = try await board.store.read { reads in
      let launches = try reads.launches(in: scope)
      let days = PlanDays(viewer.account.timeZone)
      return LaunchListPage(
        launches: launches, apps: try reads.apps(), tallies: try reads.tallies(ofLaunches: launches.map(\.id)),
        days: days, viewer: viewer, now: now, done: flash)
    }
    return .html(page.rendered(), telling: flash)
  }

  func plan(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    .html(try await formPage(viewer, refused: nil).rendered())
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let flash = Flash(request)
    let id = Int64(try request.parameters.int("launch"))
    return .html(try await page(id, viewer, done: flash, refused: nil).rendered(), telling: flash)
  }

  func create(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    try await perform(0, form, viewer)
  }

  func change(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    try await perform(Int64(try request.parameters.int("launch")), form, viewer)
  }

  /// Saves a launch, a new one for the id 0, or deletes one.
  private func perform(_ id: Int64, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let (now, actor, scope) = (board.clock(), viewer.auditActor, viewer.account.apps)
    let entry = LaunchForm(form, id: id, days: PlanDays(viewer.account.timeZone))
    let isDeleting = form["act"] == "delete" && id != 0
    do {
      let saved = try await board.store.write { store -> Int64 in
        if id != 0 { _ = try Self.seen(id, scope, store) }
        let actions = LaunchActions(store, now: now, by: actor)
        if isDeleting {
          try actions.delete(id)
          return 0
        }
        let launch = try entry.launch()
        guard scope.contains(launch.app) else { throw HTTPError.noLaunch }
        return try actions.save(launch, expecting: entry.expected, seen: entry.seen)
      }
      let next = isDeleting ? Self.link : Link("launches", String(saved))
      return Flash(isDeleting ? .launchDeleted : .saved).redirect(to: next, board)
    } catch let error as LaunchError {
      if error == .noSuchLaunch { throw HTTPError.noLaunch }
      let refused = RefusedForm(
        form: LaunchFormView.form, field: LaunchForm.field(of: error), message: error.sentence,
        values: form)
      if id == 0 { return .html(422, try await formPage(viewer, refused: refused).rendered()) }
      return .html(422, try await page(id, viewer, done: nil, refused: refused).rendered())
    }
  }

  private func formPage(_ viewer: Viewer, refused: RefusedForm?) async throws -> LaunchFormPage {
    let scope = viewer.account.apps
    let apps = try await board.store.read { try $0.apps().filter { scope.contains($0.id) } }
    return LaunchFormPage(apps: apps, viewer: viewer, refused: refused)
  }

  private func page(_ id: Int64, _ viewer: Viewer, done: Flash?, refused: RefusedForm?) async throws -> LaunchPage {
    let (now, scope) = (board.clock(), viewer.account.apps)
    return try await board.store.read { reads in
      let launch = try Self.seen(id, scope, reads)
      let surprises = try reads.surprises(ofLaunch: id, limit: Self.surprisesShown).compactMap { entry in
        try reads.ticket(entry.ticket).map { (ticket: $0, reports: entry.reports) }
      }
      return LaunchPage(
        launch: launch, apps: try reads.apps().filter { scope.contains($0.id) },
        tally: try reads.tallies(ofLaunches: [id])[id] ?? LaunchTally(), surprises: surprises, viewer: viewer, now: now,
        done: done, refused: refused)
    }
  }

  /// Throws the same 404 for a launch of an app that the person does not see as for one that is not there.
  private static func seen(_ id: Int64, _ scope: AppScope, _ reads: any StoreReads) throws -> Launch {
    guard let launch = try reads.launch(id), scope.contains(launch.app) else { throw HTTPError.noLaunch }
    return launch
  }
}

extension HTTPError {
  static var noLaunch: HTTPError {
    HTTPError(status: 404, code: "no_such_launch", message: LaunchError.noSuchLaunch.phrase)
  }
}
