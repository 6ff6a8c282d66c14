// Accounts: who is there, inviting somebody, and what admins set of one account.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// One account with what stands beside it.
struct PersonDetails: Sendable {
  var account: StaffAccount
  var invitation: Invitation?
  var factor: SecondFactor?
  var sessions: [StaffSession]
  var tokens: [AccessToken]

  init(_ account: StaffAccount, _ reads: any StoreReads) throws {
    self.account = account
    invitation = try reads.invitation(ofAccount: account.id)
    factor = try reads.secondFactor(ofAccount: account.id)
    sessions = try reads.sessions(ofAccount: account.id)
    tokens = try reads.tokens(ofAccount: account.id)
  }

  var lastSeen: Timestamp? { sessions.compactMap { $0.seenAt ?? $0.createdAt }.max() }
}

struct PeopleRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/people", needs: .administer, board, list)
    router.form("/people", needs: .administer, board, invite)
    router.page("/people/{account:int}", needs: .administer, board, show)
    router.form("/people/{account:int}", needs: .administer, board, act)
  }

  // MARK: Everybody

  func list(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    var page = try await listPage(viewer)
    let flash = Flash(request)
    page.done = flash
    return .html(page.rendered(), telling: flash)
  }

  private func listPage(_ viewer: Viewer) async throws -> PeoplePage {
    let now = board.clock()
    return try await board.store.read { reads in
      PeoplePage(
        people: try reads.accounts().map { try PersonDetails($0, reads) }, apps: try reads.apps(), viewer: viewer,
        now: now)
    }
  }

  func invite(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let token = board.secrets.makeToken()
    let (hash, now) = (board.secrets.tokenHash(token), board.clock())
    let entry = PersonForm(form)
    do {
      let account = try await board.store.write { store in
        try StaffActions(store, now: now, by: viewer.auditActor, from: request.remoteAddress).invite(
          email: entry.email, name: entry.nameOrAddress, role: try entry.role(), apps: try entry.apps(in: store),
          tokenHash: hash)
      }
      return .html(
        LinkPage(account: account, link: board.publicLink(JoinRoutes.link(token), request), viewer: viewer).rendered())
    } catch {
      guard let (field, message) = entry.problem(of: error) else { throw error }
      var page = try await listPage(viewer)
      page.refused = RefusedForm(form: "invite", field: field, message: message, values: form)
      return .html(422, page.rendered())
    }
  }

  // MARK: One of them

  private func id(_ request: HTTPRequest) throws -> Int64 { Int64(try request.parameters.int("account")) }

  private func personPage(_ request: HTTPRequest, _ viewer: Viewer) async throws -> PersonPage {
    let (id, now) = (try id(request), board.clock())
    return try await board.store.read { reads in
      guard let account = try reads.account(id) else { throw HTTPError.noAccount(id) }
      return PersonPage(
        person: try PersonDetails(account, reads), apps: try reads.apps(),
        audit: try reads.auditEntries(AuditQuery(subject: account.email, limit: 10)), viewer: viewer, now: now)
    }
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    var page = try await personPage(request, viewer)
    let flash = Flash(request)
    page.done = flash
    return .html(page.rendered(), telling: flash)
  }

  enum Act: String {
    case role, profile, away, back, disable, enable, link, require, waive
    case resetFactor = "reset-factor"
    case endSessions = "end-sessions"
    case revokeToken = "revoke-token"
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    guard let act = form["act"].flatMap(Act.init(rawValue:)) else { throw HTTPError.unknownAct }
    let (id, now) = (try id(request), board.clock())
    let token = board.secrets.makeToken()
    let (hash, entry) = (board.secrets.tokenHash(token), PersonForm(form))
    do {
      let account = try await board.store.write { store in
        guard let account = try store.account(id) else { throw HTTPError.noAccount(id) }
        let actions = StaffActions(store, now: now, by: viewer.auditActor, from: request.remoteAddress)
        try Self.perform(act, on: account, entry, hash, actions, store)
        return account
      }
      if act == .link {
        let link = board.publicLink(JoinRoutes.link(token), request)
        return .html(LinkPage(account: account, link: link, viewer: viewer).rendered())
      }
      return Flash(.saved).redirect(to: Link("people", String(id)), board)
    } catch {
      guard let (field, message) = entry.problem(of: error) else { throw error }
      var page = try await personPage(request, viewer)
      page.refused = RefusedForm(form: act.rawValue, field: field, message: message, values: form)
      return .html(422, page.rendered())
    }
  }

  private static func perform(
    _ act: Act, on account: StaffAccount, _ entry: PersonForm, _ hash: [UInt8], _ actions: StaffActions,
    _ store: any StoreWrites
  ) throws {
    switch act {
    case .role: try actions.setRole(account.id, try entry.role(), apps: try entry.apps(in: store))
    case .profile: try actions.setProfile(account.id, try entry.profile())
    case .away, .back: try actions.setAway(account.id, act == .away)
    case .disable: try actions.disable(account.id)
    case .enable: try actions.enable(account.id)
    case .link: try actions.inviteAgain(account.id, tokenHash: hash)
    case .require, .waive: try actions.requireFactor(account.id, act == .require)
    case .resetFactor:
      guard try actions.resetFactor(account.id) else { throw StaffError.noSecondFactor }
    case .endSessions: try actions.endSessions(of: account.id, except: nil)
    case .revokeToken:
      guard let token = entry.token else { throw HTTPError.unknownAct }
      try actions.revokeToken(token, of: account.id)
    }
  }
}

extension HTTPError {
  static func noAccount(_ id: Int64) -> HTTPError {
    HTTPError(status: 404, code: "no_such_account", message: PeopleText.noAccount(id))
  }

  static var unknownAct: HTTPError {
    HTTPError(status: 400, code: "unknown_act", message: AccessText.unknownAct)
  }
}
