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
    let (chosenKind, chosenSeverity) = (form["kind"], form["severity"])
    let kind = chosenKind.flatMap(ReportKind.init(rawValue:))
    let severity = chosenSeverity.flatMap(Severity.init(word:))
    guard (chosenKind == nil) == (kind == nil), (chosenSeverity == nil) == (severity == nil) else {
      let refused = RefusedForm(form: "details", field: "", message: TriageText.chooseBoth.text, values: form)
      return try await showAgain(request, refused, board, viewer)
    }
    let (component, now) = (form["component"], board.clock())
    do {
      // The badge sends the severity alone: what a form does not hold stays as it is.
      try await board.store.write { store in
        try viewer.checkSees(ticket: number, store)
        guard let ticket = try store.ticket(store.finalTicket(of: number)) else {
          throw TicketError.noSuchTicket(number)
        }
        try TicketActions(store, now: now).triage(
          number, component: component ?? ticket.component, kind: kind ?? ticket.kind,
          severity: severity ?? ticket.severity, by: viewer.actor)
      }
    } catch TicketError.noSuchTicket(number) {
      throw HTTPError.noTicket(number)
    } catch let error as TicketError {
      let refused = RefusedForm(form: "details", field: "component", message: error.sentence, values: form)
      return try await showAgain(request, refused, board, viewer)
    }
    return Flash(.triaged).redirect(to: Link("tickets", String(number)), board)
  }
}
