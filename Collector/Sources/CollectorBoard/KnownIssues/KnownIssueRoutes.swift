// Telling the apps about a ticket, and no longer.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct KnownIssueRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.form("/tickets/{number:int}/known", needs: .move, board, act)
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    let now = board.clock()
    let workaround = (form["workaround"] ?? "").replacing("\r\n", with: "\n")
    let (title, words, fixedIn) = (form["title"] ?? "", form["words"] ?? "", form["fixed-in"])
    let isWithdrawal = form["act"] == "withdraw"
    do {
      try await board.store.write { store in
        try viewer.checkSees(ticket: number, store)
        let actions = TicketActions(store, now: now)
        if isWithdrawal { return try actions.withdraw(number, by: viewer.actor) }
        try actions.publish(
          number, title: title, words: words, workaround: workaround, fixedIn: fixedIn, by: viewer.actor)
      }
    } catch let error as PublicationError {
      return ErrorPages.page(
        HTTPError(status: 422, code: "not_published", message: error.description), viewer: viewer, words: KeptWords(form))
    } catch let error as TicketError {
      throw HTTPError(status: 404, code: "no_such_ticket", message: error.description)
    }
    let news: TicketNotice = isWithdrawal ? .withdrawn : .published
    return .redirect(to: Link("tickets", String(number), query: [("done", news.rawValue)]).target)
  }
}
