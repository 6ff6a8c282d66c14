// Signs of who is answering, as browsers give them while somebody writes. They are answered without a page.
import CollectorCore
import CollectorHTTP

struct PresenceRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.form("/tickets/{number:int}/answering", needs: .answer, board, maxBody: 4 * 1_024, sign)
  }

  func sign(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    let (isGone, now, account) = (form["gone"] == "yes", board.clock(), viewer.account.id)
    try await board.store.write { store in
      try viewer.checkSees(ticket: number, store)
      let actions = TicketActions(store, now: now)
      if isGone {
        try actions.endAnswering(number, by: account)
      } else {
        try actions.noteAnswering(number, by: account)
      }
    }
    return HTTPResponse(status: 204)
  }
}
