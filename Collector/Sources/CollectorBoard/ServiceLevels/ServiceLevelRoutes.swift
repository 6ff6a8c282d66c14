// Service levels: everybody of staff reads what is promised, admins set it.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct ServiceLevelRoutes: Sendable {
  /// A calendar with its file of holidays: 512 KiB.
  static let formBytes = 512 * 1_024
  static let link = Link("settings", "service-levels")

  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/settings/service-levels", needs: .read, board, show)
    router.form("/settings/service-levels", needs: .administer, board, maxBody: Self.formBytes, act)
    router.form("/next", needs: .claim, board, takeNext)
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let flash = Flash(request)
    var page = try await page(viewer)
    page.done = flash
    return .html(page.rendered(), telling: flash)
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let entry = ServiceLevelForm(form)
    let (now, address) = (board.clock(), request.remoteAddress)
    do {
      try await board.store.write { store in
        try entry.perform(
          ServiceLevelActions(store, now: now, by: viewer.auditActor, from: address), in: store)
      }
    } catch let error as ServiceLevelError {
      var page = try await page(viewer)
      page.refused = RefusedForm(
        form: entry.place, field: entry.field(of: error), message: error.sentence, values: form)
      return .html(422, page.rendered())
    }
    board.options.onDueChange()
    return Flash(.saved).redirect(to: Self.link, board)
  }

  private func page(_ viewer: Viewer) async throws -> ServiceLevelPage {
    let now = board.clock()
    return try await board.store.read { reads in
      ServiceLevelPage(
        rules: try reads.serviceRules(), apps: try reads.apps().filter { viewer.account.apps.contains($0.id) },
        people: try reads.accounts(), isAdopting: try reads.pendingAdoption() != nil, viewer: viewer, now: now)
    }
  }

  // MARK: Taking the next ticket

  /// Takes the open ticket that is due first of those that nobody has, and shows it.
  func takeNext(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let now = board.clock()
    do {
      let number = try await board.store.write {
        try TicketActions($0, now: now).takeNext(in: viewer.account.apps, by: viewer.actor)
      }
      guard let number else {
        return .html(
          200,
          NoticePage.render(
            title: LevelText.nothingToTake, text: LevelText.everyTicketTaken, viewer: viewer,
            way: (KitText.toTickets, Link())))
      }
      board.options.onDueChange()
      return Flash(.claimed).redirect(to: Link("tickets", String(number)), board)
    } catch OwnerError.limitReached(let broken) {
      return .html(
        409,
        NoticePage.render(
          title: LevelText.enough, text: LevelText.limitReached(broken), viewer: viewer,
          way: (FrameText.myWork, Link("work"))))
    }
  }
}

/// The button that takes the next ticket. Its form stands in the frame of each page, so that its key works everywhere.
enum TakeNext {
  static func form(_ viewer: Viewer) -> HTML? {
    guard viewer.may(.claim) else { return nil }
    return "<form id=\"take-next\" method=\"post\"\(.action, Link("next")) hidden>\(Field.token(viewer))</form>"
  }

  static func button(_ viewer: Viewer) -> HTML? {
    guard viewer.may(.claim) else { return nil }
    return
      "<button type=\"submit\" form=\"take-next\" class=\"take-next\">\(LevelText.takeNext) <kbd>g</kbd> <kbd>n</kbd></button>"
  }
}
