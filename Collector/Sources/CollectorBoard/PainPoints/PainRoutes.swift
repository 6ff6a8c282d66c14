// Pain points: their ranking, one of them, and the forms that gather, decide, help and try.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct PainRoutes: Sendable {
  let board: BoardContext

  static func link(_ number: Int64, fragment: String? = nil) -> Link {
    Link("pain", String(number), fragment: fragment)
  }

  func add(to router: inout Router) {
    router.page("/pain", needs: .read, board, list)
    router.form("/pain", needs: .managePain, board, make)
    router.page("/pain/{number:int}", needs: .read, board, show)
    router.form("/pain/{number:int}", needs: .managePain, board, act)
    router.page("/settings/pain", needs: .read, board, weights)
    router.form("/settings/pain", needs: .administer, board, saveWeights)
  }

  // MARK: All of them

  func list(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let flash = Flash(request)
    return .html(try await listPage(request, viewer, done: flash).rendered(), telling: flash)
  }

  private func listPage(
    _ request: HTTPRequest, _ viewer: Viewer, done: Flash?
  ) async throws -> PainListPage {
    let number = request.query("page").flatMap { Int($0) }.map { min(max($0, 1), 1_000) } ?? 1
    let (scope, now) = (viewer.account.apps, board.clock())
    return try await board.store.read { reads in
      try PainListPage(page: number, in: scope, viewer, reads, now: now, done: done)
    }
  }

  /// Makes a pain point: of a ticket, of those ticked in a proposal, or of a ticket that works as designed.
  func make(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let (now, undoSeconds) = (board.clock(), board.options.undoSeconds)
    let isDesigned = form["act"] == "designed"
    guard isDesigned || form["act"] == "make" else { throw HTTPError.unknownAct }
    let tickets = Array(form.values("ticket").compactMap { Int64($0) }.prefix(PainProposer.groupLimit))
    let note = form.text("note")
    do {
      let pain = try await board.store.write { store in
        for ticket in tickets { try viewer.checkSees(ticket: ticket, store) }
        let desk = TicketActions(store, now: now, undoSeconds: undoSeconds)
        let actions = PainActions(store, now: now, undoSeconds: undoSeconds)
        guard isDesigned, let ticket = tickets.first else { return try actions.make(of: tickets, by: viewer.actor) }
        try desk.claimIfFree(ticket, by: viewer.actor)
        return try actions.turnIntoPain(ticket, note: note, by: viewer.actor)
      }
      board.options.onDueChange()
      return Flash(.painMade).redirect(to: Self.link(pain), board)
    } catch let error as PainError {
      throw HTTPError(status: 409, code: "not_gathered", message: error.phrase.text)
    } catch let error as TicketError {
      throw HTTPError(status: 409, code: "not_gathered", message: error.sentence)
    } catch let error as OwnerError {
      throw HTTPError(status: 409, code: "not_gathered", message: error.sentence)
    }
  }

  // MARK: One of them

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let flash = Flash(request)
    var page = try await page(request, viewer)
    page.done = flash
    return .html(page.rendered(), telling: flash)
  }

  private func page(_ request: HTTPRequest, _ viewer: Viewer) async throws -> PainPage {
    let number = Int64(try request.parameters.int("number"))
    let (account, now, version) = (viewer.account, board.clock(), request.query("version"))
    let details = try await board.store.read {
      try PainDetails(number, version: version, account: account, $0, now: now)
    }
    guard let details else { throw HTTPError.noPain(number) }
    return PainPage(details: details, viewer: viewer)
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    let (now, undoSeconds) = (board.clock(), board.options.undoSeconds)
    guard let entry = PainForm(form) else { throw HTTPError.unknownAct }
    do {
      let link = try await board.store.write { store in
        try viewer.checkSees(pain: number, store)
        if let ticket = entry.ticket { try viewer.checkSees(ticket: ticket, store) }
        return try entry.perform(
          number, PainActions(store, now: now, undoSeconds: undoSeconds), store, by: viewer.actor)
      }
      board.options.onDueChange()
      return Flash(entry.act.notice, link: link).redirect(to: Self.link(number), board)
    } catch let error as PainError {
      return try await refuse(request, form, entry, entry.field(of: error), error.phrase.text, viewer)
    } catch let error as PainFormError {
      return try await refuse(request, form, entry, error.field, error.phrase.text, viewer)
    } catch let error as PublicationError {
      return try await refuse(request, form, entry, "title", error.sentence, viewer)
    } catch let error as TicketError {
      return try await refuse(request, form, entry, "", error.sentence, viewer)
    }
  }

  private func refuse(
    _ request: HTTPRequest, _ form: HTTPForm, _ entry: PainForm, _ field: String, _ message: String, _ viewer: Viewer
  ) async throws -> HTTPResponse {
    var page = try await page(request, viewer)
    page.refused = RefusedForm(form: entry.place, field: field, message: message, values: form)
    return .html(422, page.rendered())
  }

  // MARK: Weights

  func weights(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let flash = Flash(request)
    var page = try await weightsPage(viewer)
    page.done = flash
    return .html(page.rendered(), telling: flash)
  }

  private func weightsPage(_ viewer: Viewer) async throws -> PainWeightsPage {
    try await board.store.read { reads in
      PainWeightsPage(
        weights: try reads.painWeights(), apps: try reads.apps().filter { viewer.account.apps.contains($0.id) },
        people: try reads.accounts().filter(\.isUsable), viewer: viewer)
    }
  }

  func saveWeights(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let now = board.clock()
    do {
      try await board.store.write { store in
        let weights = try PainWeightsForm.read(form, apps: try store.apps().map(\.id))
        try PainActions(store, now: now).weigh(weights, by: viewer.auditActor)
      }
    } catch let error as PainError {
      return try await refuseWeights(form, PainWeightsForm.field(of: error), error.phrase.text, viewer)
    } catch let error as PainFormError {
      return try await refuseWeights(form, error.field, error.phrase.text, viewer)
    }
    return Flash(.saved).redirect(to: PainWeightsPage.link, board)
  }

  private func refuseWeights(
    _ form: HTTPForm, _ field: String, _ message: String, _ viewer: Viewer
  ) async throws -> HTTPResponse {
    var page = try await weightsPage(viewer)
    page.refused = RefusedForm(form: "weights", field: field, message: message, values: form)
    return .html(422, page.rendered())
  }
}

extension Viewer {
  /// Throws the same 404 for a pain point of an app that the person does not see as for one that is not there.
  func checkSees(pain number: Int64, _ reads: any StoreReads) throws {
    guard let point = try reads.painPoint(number), account.apps.contains(point.app) else {
      throw HTTPError.noPain(number)
    }
  }
}

extension HTTPError {
  static func noPain(_ number: Int64) -> HTTPError {
    HTTPError(status: 404, code: "no_such_pain_point", message: PainError.noSuchPain(number).phrase.text)
  }
}
