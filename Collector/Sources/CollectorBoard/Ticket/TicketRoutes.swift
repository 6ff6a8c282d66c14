// One ticket: its page, and the forms on it that answer, note and move.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct TicketRoutes: Sendable {
  /// An answer with its files: 16 MiB.
  static let answerBytes = 16 * 1024 * 1024

  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/tickets/{number:int}", needs: .read, board, show)
    // To note is what the least of its acts needs; each act checks its own.
    router.form("/tickets/{number:int}", needs: .note, board, maxBody: Self.answerBytes, act)
    router.form("/tickets/{number:int}/draft", needs: .note, board, maxBody: 160 * 1024, keepDraft)
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    let final = try await board.store.read { reads in
      try viewer.checkSees(ticket: number, reads)
      return try reads.finalTicket(of: number)
    }
    // A merged ticket is read where it is found; a link to one of its reports still leads to that report.
    if final != number {
      let report = request.query("report").map { [(name: "report", value: $0)] } ?? []
      return .redirect(to: Link("tickets", String(final), query: [("from", String(number))] + report).target)
    }
    let details = try await TicketDetails(request, board, viewer)
    try await noteSeen(details, viewer)
    var page = TicketDetailPage(details: details, viewer: viewer)
    let flash = Flash(request)
    page.done = flash
    page.mergedFrom = request.query("from").flatMap { Int64($0) }
    return .html(page.rendered(), telling: flash)
  }

  /// What somebody has seen of a ticket is unread no longer.
  private func noteSeen(_ details: TicketDetails, _ viewer: Viewer) async throws {
    let (event, number, account, now) = (details.seen, details.ticket.number, viewer.account.id, board.clock())
    guard event > details.seenBefore else { return }
    try await board.store.write { try TicketActions($0, now: now).markSeen(event, on: number, by: account) }
  }

  /// Does what the form says, once. When it cannot, the page comes back with the reason beside its field and the words in it.
  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    guard let act = form["act"].flatMap(TicketAction.init(rawValue:)) else {
      throw HTTPError(status: 400, code: "unknown_act", message: AccessText.unknownAct)
    }
    guard viewer.may(act.permission) else {
      return ErrorPages.page(act.permission.refusal(viewer.account.role), viewer: viewer, words: KeptWords(form))
    }
    let (now, undoSeconds) = (board.clock(), board.options.undoSeconds)
    do {
      let typed = TicketForm(form, act: act)
      let notice = try await board.store.write { store in
        try viewer.checkSees(ticket: number, store)
        return try typed.perform(number, by: viewer.actor, in: store, now: now, undoSeconds: undoSeconds)
      }
      board.options.onDueChange()
      return Flash(notice).redirect(to: Link("tickets", String(number)), board)
    } catch TicketError.noSuchTicket(number) {
      throw HTTPError.noTicket(number)
    } catch {
      guard let refused = RefusedForm(error, act: act, values: form) else { throw error }
      return try await showAgain(request, refused, board, viewer)
    }
  }

  /// Keeps what somebody has written so far, as they write. It is answered without a page.
  func keepDraft(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    guard let box = form["box"].flatMap(DraftBox.init(rawValue:)) else {
      throw HTTPError(status: 400, code: "unknown_box", message: TicketText.noBox)
    }
    let (text, now, account) = (form.text("note"), board.clock(), viewer.account.id)
    do {
      try await board.store.write { store in
        try viewer.checkSees(ticket: number, store)
        try TicketActions(store, now: now).saveDraft(text, in: box, on: number, of: account)
      }
    } catch TicketError.noSuchTicket(number) {
      throw HTTPError.noTicket(number)
    } catch let error as TicketError {
      throw HTTPError(status: 422, code: "not_kept", message: error.sentence)
    }
    return HTTPResponse(status: 204)
  }
}

extension TicketDetails {
  /// Of the ticket that the address names. Throws 404 when there is none.
  init(_ request: HTTPRequest, _ board: BoardContext, _ viewer: Viewer) async throws {
    let number = Int64(try request.parameters.int("number"))
    let page = request.query("page").flatMap { Int($0) }.map { min(max($0, 1), TicketFilter.lastPage) } ?? 1
    let sought = request.query("report").flatMap { ReportID($0) }
    let before = request.query("before").flatMap { Int64($0) }.flatMap { $0 > 0 ? $0 : nil }
    let (now, options, account) = (board.clock(), board.options, viewer.account)
    let details = try await board.store.read { reads in
      let final = try reads.finalTicket(of: number)
      return try TicketDetails(
        final, page: page, sought: sought, account: account, reads, options: options, now: now, before: before,
        replyTo: try ReplyTarget(request, ticket: final, reads))
    }
    guard let details else { throw HTTPError.noTicket(number) }
    self = details
  }
}

/// The ticket's page with a form that was refused, as it was filled in.
func showAgain(
  _ request: HTTPRequest, _ refused: RefusedForm, _ board: BoardContext, _ viewer: Viewer
) async throws -> HTTPResponse {
  var page = TicketDetailPage(details: try await TicketDetails(request, board, viewer), viewer: viewer)
  page.refused = refused
  // What cannot be filled in of the words in the box is said for the words as they came back.
  if refused.form == "answer", refused.field != "note" {
    page.details = try await page.details.withProblem(
      of: refused.values.text("note"), to: refused.values[ReplyTarget.field].flatMap { ReportID($0) }, board, viewer)
  }
  return .html(422, page.rendered())
}
