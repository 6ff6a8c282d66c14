// Setting a ticket's component, kind and severity.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct TriageRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.form("/tickets/{number:int}/triage", needs: .move, board, act)
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    guard let kind = form["kind"].flatMap(ReportKind.init(rawValue:)),
      let severity = form["severity"].flatMap(Severity.init(word:))
    else {
      throw HTTPError(status: 422, code: "missing", message: "Choose a kind and a severity.")
    }
    let (component, now) = (form["component"], board.clock())
    do {
      try await board.store.write { store in
        try viewer.checkSees(ticket: number, store)
        try TicketActions(store, now: now).triage(
          number, component: component, kind: kind, severity: severity, by: viewer.actor)
      }
    } catch let error as TicketError {
      throw HTTPError(
        status: error == .noSuchTicket(number) ? 404 : 422, code: "not_triaged", message: error.description)
    }
    return .redirect(to: Link("tickets", String(number), query: [("done", TicketNotice.triaged.rawValue)]).target)
  }
}
