// Webhooks: making, changing, testing and following them. For admins.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct WebhookRoutes: Sendable {
  let board: BoardContext

  static func link(_ id: Int64) -> Link { Link("settings", "webhooks", String(id)) }

  func add(to router: inout Router) {
    router.page("/settings/webhooks", needs: .administer, board, list)
    router.form("/settings/webhooks", needs: .administer, board, create)
    router.page("/settings/webhooks/{webhook:int}", needs: .administer, board, show)
    router.form("/settings/webhooks/{webhook:int}", needs: .administer, board, act)
  }

  enum Act: String {
    case save, rotate, test, enable, disable, delete, resend
    case endOld = "end-old"
  }

  private var allowsPrivate: Bool { board.options.allowsPrivateWebhooks }

  private func makeSecret() throws -> WebhookSecret {
    guard let secret = WebhookSecret(board.secrets.makeToken()) else {
      throw StoreError.failed("A token has another length than a webhook's secret may have.")
    }
    return secret
  }

  // MARK: All of them

  func list(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    var page = try await listPage(viewer)
    let flash = Flash(request)
    page.done = flash
    return .html(page.rendered(), telling: flash)
  }

  private func listPage(_ viewer: Viewer) async throws -> WebhooksPage {
    let (now, allowsPrivate) = (board.clock(), allowsPrivate)
    return try await board.store.read { reads in
      WebhooksPage(
        webhooks: try reads.webhooks().map { ($0, try reads.deliveryCounts(ofWebhook: $0.id)) },
        apps: try reads.apps(), allowsPrivate: allowsPrivate, viewer: viewer, now: now)
    }
  }

  func create(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let (now, secret, allowsPrivate) = (board.clock(), try makeSecret(), allowsPrivate)
    do {
      let webhook = try await board.store.write { store in
        try WebhookActions(store, now: now, by: viewer.auditActor, from: request.remoteAddress)
          .create(WebhookForm(form).settings(in: store), secret: secret, allowsPlain: allowsPrivate)
      }
      board.options.onWebhookChange()
      return .html(WebhookSecretPage.render(webhook, viewer: viewer))
    } catch {
      guard let (field, message) = WebhookForm.problem(of: error) else { throw error }
      var page = try await listPage(viewer)
      page.refused = RefusedForm(form: "new-webhook", field: field, message: message, values: form)
      return .html(422, page.rendered())
    }
  }

  // MARK: One of them

  private func id(_ request: HTTPRequest) throws -> Int64 { Int64(try request.parameters.int("webhook")) }

  private func page(_ request: HTTPRequest, _ viewer: Viewer) async throws -> WebhookPage {
    let (id, now, allowsPrivate) = (try id(request), board.clock(), allowsPrivate)
    let before = request.query("before").flatMap { Int64($0) }
    return try await board.store.read { reads in
      guard let webhook = try reads.webhook(id) else { throw HTTPError.noWebhook }
      return WebhookPage(
        webhook: webhook, counts: try reads.deliveryCounts(ofWebhook: id),
        deliveries: try reads.deliveries(ofWebhook: id, before: before, limit: WebhookPage.pageSize + 1),
        before: before, apps: try reads.apps(), allowsPrivate: allowsPrivate, viewer: viewer, now: now)
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
    let (id, now, secret, allowsPrivate) = (try id(request), board.clock(), try makeSecret(), allowsPrivate)
    do {
      let webhook = try await board.store.write { store in
        let actions = WebhookActions(store, now: now, by: viewer.auditActor, from: request.remoteAddress)
        let entry = WebhookForm(form)
        switch act {
        case .save: try actions.save(entry.settings(in: store), of: id, allowsPlain: allowsPrivate)
        case .rotate: try actions.rotate(id, secret: secret)
        case .endOld: try actions.endOldSecret(id)
        case .test: try actions.test(id)
        case .enable: try actions.enable(id)
        case .disable: try actions.disable(id)
        case .delete: try actions.delete(id)
        case .resend: try actions.sendAgain(entry.delivery ?? 0, of: id)
        }
        return try store.webhook(id)
      }
      board.options.onWebhookChange()
      if act == .rotate, let webhook { return .html(WebhookSecretPage.render(webhook, viewer: viewer)) }
      return Flash(.saved).redirect(to: act == .delete ? Link("settings", "webhooks") : Self.link(id), board)
    } catch WebhookError.noSuchWebhook {
      throw HTTPError.noWebhook
    } catch {
      guard let (field, message) = WebhookForm.problem(of: error) else { throw error }
      var page = try await page(request, viewer)
      page.refused = RefusedForm(form: act.rawValue, field: field, message: message, values: form)
      return .html(422, page.rendered())
    }
  }
}

extension HTTPError {
  static var noWebhook: HTTPError { HTTPError(status: 404, code: "no_such_webhook", message: WebhookText.noWebhook) }
}
