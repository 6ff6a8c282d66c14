// Trackers: making, changing and following them. For admins.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct TrackerRoutes: Sendable {
  let board: BoardContext

  static func link(_ id: Int64) -> Link { Link("settings", "trackers", String(id)) }

  func add(to router: inout Router) {
    router.page("/settings/trackers", needs: .administer, board, list)
    router.form("/settings/trackers", needs: .administer, board, create)
    router.page("/settings/trackers/{tracker:int}", needs: .administer, board, show)
    router.form("/settings/trackers/{tracker:int}", needs: .administer, board, act)
  }

  enum Act: String {
    case save, hook, delete, again
  }

  private var allowsPrivate: Bool { board.options.allowsPrivateWebhooks }
  private func makeSecret() -> String { Hexadecimal.text(board.secrets.makeToken()) }

  private func hookAddress(_ id: Int64) -> String {
    (board.options.address ?? board.options.pathPrefix) + "/v1/trackers/\(id)/hook"
  }

  // MARK: All of them

  func list(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    var page = try await listPage(viewer)
    let flash = Flash(request)
    page.done = flash
    return .html(page.rendered(), telling: flash)
  }

  private func listPage(_ viewer: Viewer) async throws -> TrackersPage {
    let allowsPrivate = allowsPrivate
    return try await board.store.read { reads in
      TrackersPage(
        trackers: try reads.trackers(in: .all).map { ($0, try reads.issueCounts(ofTracker: $0.id)) },
        apps: try reads.apps(), allowsPrivate: allowsPrivate, viewer: viewer)
    }
  }

  func create(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let (now, secret, allowsPrivate) = (board.clock(), makeSecret(), allowsPrivate)
    let entry = TrackerForm(form)
    do {
      let tracker = try await board.store.write { store in
        try TrackerActions(store, now: now, by: viewer.auditActor, from: request.remoteAddress)
          .create(entry.settings, app: entry.app, token: entry.token, hookSecret: secret, allowsPlain: allowsPrivate)
      }
      return .html(TrackerSecretPage.render(tracker, address: hookAddress(tracker.id), viewer: viewer))
    } catch let error as TrackerError {
      var page = try await listPage(viewer)
      page.refused = RefusedForm(form: "new-tracker", field: error.field, message: error.sentence, values: form)
      return .html(422, page.rendered())
    }
  }

  // MARK: One of them

  private func id(_ request: HTTPRequest) throws -> Int64 { Int64(try request.parameters.int("tracker")) }

  private func page(_ request: HTTPRequest, _ viewer: Viewer) async throws -> TrackerPage {
    let (id, now) = (try id(request), board.clock())
    let (before, address) = (request.query("before").flatMap { Int64($0) }, hookAddress(id))
    return try await board.store.read { reads in
      guard let tracker = try reads.tracker(id) else { throw HTTPError.noTracker }
      return TrackerPage(
        tracker: tracker, counts: try reads.issueCounts(ofTracker: id),
        issues: try reads.trackerIssues(ofTracker: id, before: before, limit: TrackerPage.pageSize + 1), before: before,
        apps: try reads.apps(), hookAddress: address, viewer: viewer, now: now)
    }
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    var page = try await page(request, viewer)
    let flash = Flash(request)
    page.done = flash
    return .html(page.rendered(), telling: flash)
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    guard let act = form["act"].flatMap(Act.init(rawValue:)) else { throw HTTPError.unknownAct }
    let (id, now, secret, allowsPrivate) = (try id(request), board.clock(), makeSecret(), allowsPrivate)
    let entry = TrackerForm(form)
    do {
      let tracker = try await board.store.write { store in
        let actions = TrackerActions(store, now: now, by: viewer.auditActor, from: request.remoteAddress)
        switch act {
        case .save: try actions.save(entry.settings, token: entry.token, of: id, allowsPlain: allowsPrivate)
        case .hook: try actions.renewHookSecret(secret, of: id)
        case .delete: try actions.delete(id)
        case .again:
          guard let issue = try store.trackerIssue(entry.issue), issue.tracker == id else {
            throw TrackerError.noSuchIssue
          }
          try TicketActions(store, now: now).retryIssue(issue.id, of: issue.ticket)
        }
        return try store.tracker(id)
      }
      board.options.onTrackerChange()
      if act == .hook, let tracker {
        return .html(TrackerSecretPage.render(tracker, address: hookAddress(id), viewer: viewer))
      }
      return Flash(.saved).redirect(to: act == .delete ? Link("settings", "trackers") : Self.link(id), board)
    } catch TrackerError.noSuchTracker {
      throw HTTPError.noTracker
    } catch let error as TrackerError {
      var page = try await page(request, viewer)
      page.refused = RefusedForm(form: act.rawValue, field: error.field, message: error.sentence, values: form)
      return .html(422, page.rendered())
    }
  }
}

extension HTTPError {
  static var noTracker: HTTPError { HTTPError(status: 404, code: "no_such_tracker", message: TrackerText.noTracker) }
}

extension BoardOptions {
  /// The board's public address without a slash at its end; nil where it is not known.
  var address: String? { origin.map { $0 + pathPrefix } }
}
