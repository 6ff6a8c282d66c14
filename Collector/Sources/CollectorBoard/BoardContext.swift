// What the board's routes share: the store, the clock, the session's cookie and the check of forms. It turns what a route
// returns or throws into a response.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct BoardContext: Sendable {
  let store: any Store
  let secrets: any Secrets
  let clock: @Sendable () -> Timestamp
  let options: BoardOptions
  let cookie: TokenCookie
  let browserCookie: TokenCookie
  let formGuard: FormGuard
  let throttle = SignInThrottle()
  let passwords: PasswordChecker
  let changes: ChangePoller

  init(
    store: any Store, secrets: any Secrets, clock: @escaping @Sendable () -> Timestamp, options: BoardOptions
  ) {
    self.store = store
    self.secrets = secrets
    self.clock = clock
    self.options = options
    cookie = TokenCookie(isSecure: options.isSecure, path: options.pathPrefix)
    browserCookie = TokenCookie("tellback-browser", isSecure: options.isSecure, path: options.pathPrefix)
    formGuard = FormGuard(secrets: secrets, origin: options.origin)
    passwords = PasswordChecker(secrets: secrets)
    let onFailure = options.onFailure
    changes = ChangePoller(
      interval: .milliseconds(options.pollMilliseconds), limit: options.watchers,
      newest: { try await store.read { try $0.newestEvent(in: .all) } },
      onFailure: { onFailure("-", "/events", $0) })
  }

  /// A page for people who are signed in and may see it; others sign in first and come back afterwards.
  func page(
    _ request: HTTPRequest, needs permission: Permission, beforeFactor: Bool = false,
    _ route: (HTTPRequest, Viewer) async throws -> HTTPResponse
  ) async -> HTTPResponse {
    await answer(request) { viewer in
      guard let viewer else {
        let target = Link(returningTo: request.rawTarget)
        return .redirect(to: Link("sign-in", query: target.map { [("to", $0.path)] } ?? []).target)
      }
      guard beforeFactor || !viewer.lacksFactor else { return .redirect(to: Link("account").target) }
      try viewer.check(permission)
      return try await route(request, viewer)
    }
  }

  /// A form of somebody who is signed in and may send it. Without a session everything typed in it is shown back, so that it is not
  /// lost.
  func form(
    _ request: HTTPRequest, needs permission: Permission, beforeFactor: Bool = false,
    _ route: (HTTPRequest, HTTPForm, Viewer) async throws -> HTTPResponse
  ) async -> HTTPResponse {
    await answer(request) { viewer in
      try formGuard.checkOrigin(request)
      let form = try request.form()
      guard let viewer else {
        let text = NoticePage.render(
          title: "You are signed out", text: "Your sign-in has ended, so nothing was sent.",
          detail: KeptWords(form).html, viewer: nil, way: ("Sign in", Link("sign-in")))
        return .html(403, text)
      }
      do throws(HTTPError) {
        try formGuard.checkToken(form, viewer)
        guard beforeFactor || !viewer.lacksFactor else {
          throw HTTPError(
            status: 403, code: "factor_needed", message: "Set up your second factor first; an admin requires it.")
        }
        try viewer.check(permission)
      } catch {
        return ErrorPages.page(error, viewer: viewer, words: KeptWords(form))
      }
      return try await route(request, form, viewer)
    }
  }

  /// Runs `route` for anybody; what it throws becomes a page that holds no word of the error.
  func answer(_ request: HTTPRequest, _ route: (Viewer?) async throws -> HTTPResponse) async -> HTTPResponse {
    await Link.$prefix.withValue(options.pathPrefix) { await answerUnderPrefix(request, route) }
  }

  private func answerUnderPrefix(
    _ request: HTTPRequest, _ route: (Viewer?) async throws -> HTTPResponse
  ) async -> HTTPResponse {
    var viewer: Viewer?
    var response: HTTPResponse
    do {
      viewer = try await findViewer(request)
      response = try await route(viewer)
    } catch let error as HTTPError {
      response = ErrorPages.page(error, viewer: viewer)
    } catch StoreError.full {
      options.onFailure("-", request.path, StoreError.full)
      response = ErrorPages.page(Self.diskFull, viewer: viewer)
    } catch StoreError.unavailable(let why) {
      options.onFailure("-", request.path, StoreError.unavailable(why))
      response = ErrorPages.page(Self.diskRefuses, viewer: viewer)
    } catch StoreError.busy {
      response = ErrorPages.page(Self.busy, viewer: viewer)
    } catch {
      let incident = Hex.text(Array(secrets.makeToken().prefix(4)))
      options.onFailure(incident, request.path, error)
      response = ErrorPages.failure(incident: incident, viewer: viewer)
    }
    SecurityHeaders.apply(to: &response.headers, isSecure: options.isSecure)
    return response
  }

  private static let diskFull = HTTPError(
    status: 503, code: "disk_full",
    message: "The collector's disk is full, so nothing was changed. Tell its operator, and try again.",
    headers: ["Retry-After": "60"])

  private static let diskRefuses = HTTPError(
    status: 503, code: "storage_unavailable",
    message: "The collector cannot write to its disk, so nothing was changed. Tell its operator, and try again.",
    headers: ["Retry-After": "30"])

  private static let busy = HTTPError(
    status: 503, code: "busy", message: "The collector is busy. Try again in a moment.",
    headers: ["Retry-After": "2"])
}
