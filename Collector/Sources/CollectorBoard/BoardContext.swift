// What the board's routes share: the store, the clock, the session's cookie and the check of forms. It turns what a route
// returns or throws into a response.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct BoardContext: Sendable {
  let store: BoardStore
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
    self.store = BoardStore(store)
    self.secrets = secrets
    self.clock = clock
    self.options = options
    cookie = TokenCookie(isSecure: options.isSecure, path: options.pathPrefix)
    browserCookie = TokenCookie("tellback-browser", isSecure: options.isSecure, path: options.pathPrefix)
    formGuard = FormGuard(secrets: secrets, origin: options.origin)
    passwords = PasswordChecker(secrets: secrets)
    let onFailure = options.onFailure
    changes = ChangePoller(
      interval: .milliseconds(options.pollMilliseconds), wakeUp: options.changed, limit: options.watchers,
      look: {
        let now = clock()
        return try await store.read {
          LiveState(newest: try $0.newestEvent(in: .all), present: try $0.presence(at: now))
        }
      },
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
          title: AccessText.signedOut, text: AccessText.signInEnded,
          detail: KeptWords(form).html, viewer: nil, way: (AccessText.signIn, Link("sign-in")))
        return .html(403, text)
      }
      do throws(HTTPError) {
        try formGuard.checkToken(form, viewer)
        guard beforeFactor || !viewer.lacksFactor else {
          throw HTTPError(status: 403, code: "factor_needed", message: AccessText.factorNeeded)
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
    await Link.$prefix.withValue(options.pathPrefix) {
      await Language.$isProof.withValue(options.isProof) { await answerUnderPrefix(request, route) }
    }
  }

  /// In the language that the person chose, else in one that their browser asks for, else in English.
  private func answerUnderPrefix(
    _ request: HTTPRequest, _ route: (Viewer?) async throws -> HTTPResponse
  ) async -> HTTPResponse {
    let accepted = AcceptLanguage.best(request.headers.list("accept-language")) ?? .english
    let viewer: Result<Viewer?, any Error>
    do { viewer = .success(try await findViewer(request)) } catch { viewer = .failure(error) }
    let chosen = (try? viewer.get())?.language ?? accepted
    var response = await Language.$current.withValue(chosen) { await answer(request, viewer, route) }
    SecurityHeaders.apply(to: &response.headers, isSecure: options.isSecure)
    if response.headers["content-type"]?.hasPrefix("text/html") ?? false {
      response.headers.add("Vary", "Accept-Language")
      response.headers.set("Content-Language", chosen.rawValue)
    }
    return response
  }

  private func answer(
    _ request: HTTPRequest, _ found: Result<Viewer?, any Error>, _ route: (Viewer?) async throws -> HTTPResponse
  ) async -> HTTPResponse {
    let viewer = (try? found.get()) ?? nil
    let response: HTTPResponse
    do {
      response = try await route(try found.get())
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
      let incident = Hexadecimal.text(Array(secrets.makeToken().prefix(4)))
      options.onFailure(incident, request.path, error)
      response = ErrorPages.failure(incident: incident, viewer: viewer)
    }
    return response
  }

  private static var diskFull: HTTPError {
    HTTPError(status: 503, code: "disk_full", message: AccessText.diskFull, headers: ["Retry-After": "60"])
  }

  private static var diskRefuses: HTTPError {
    HTTPError(status: 503, code: "storage_unavailable", message: AccessText.diskRefuses, headers: ["Retry-After": "30"])
  }

  private static var busy: HTTPError {
    HTTPError(status: 503, code: "busy", message: AccessText.busy, headers: ["Retry-After": "2"])
  }
}
