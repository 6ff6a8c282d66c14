// Letting an answer of a volunteer out, giving it back, and taking one's own back.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct ApprovalRoutes: Sendable {
  private enum Act: String {
    case approve, sendBack = "send-back", withdraw
  }

  let board: BoardContext

  func add(to router: inout Router) {
    // Whoever wrote an answer takes it back; the domain asks who may approve.
    router.form("/tickets/{number:int}/approvals", needs: .answer, board, act)
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    let seen = form["seen"].flatMap { Int64($0) } ?? 0
    let (now, undoSeconds, note) = (board.clock(), board.options.undoSeconds, form.text("note"))
    guard let act = form["act"].flatMap(Act.init(rawValue:)) else {
      throw HTTPError.unknownAct
    }
    do {
      let (ticket, notice) = try await board.store.write { store -> (Int64, TicketNotice) in
        try viewer.checkSees(ticket: number, store)
        // An answer on another ticket than the page's is not here.
        guard let held = form["held"].flatMap({ Int64($0) }),
          let answer = try store.heldAnswer(held),
          try store.finalTicket(of: answer.ticket) == store.finalTicket(of: number)
        else { throw ApprovalError.decided }
        let actions = TicketActions(store, now: now, undoSeconds: undoSeconds)
        switch act {
        case .approve:
          // Nobody approves what a newer word of a reporter, or of a colleague, may have made wrong.
          try TicketForm.checkSeen(number, after: seen, store)
          return (try actions.approve(held, by: viewer.actor), .approved)
        case .sendBack: return (try actions.sendBack(held, note: note, by: viewer.actor), .sentBack)
        case .withdraw:
          guard answer.account == viewer.account.id else { throw ApprovalError.decided }
          return (try actions.sendBack(held, note: nil, by: viewer.actor), .takenBack)
        }
      }
      board.options.onDueChange()
      return Flash(notice).redirect(to: Link("tickets", String(ticket)), board)
    } catch {
      guard let (field, message) = Self.problem(error) else { throw error }
      let id = form["held"].map { "held-\($0)" } ?? "approvals"
      let refused = RefusedForm(form: id, field: field, message: message, values: form)
      return try await showAgain(request, refused, board, viewer)
    }
  }

  private static func problem(_ error: any Error) -> (field: String, message: String)? {
    switch error {
    case TicketError.emptyNote: ("note", ApprovalText.whatShouldDiffer.text)
    case let error as TicketError: ("note", error.sentence)
    case let error as ApprovalError: ("", error.sentence)
    case let error as FieldError: ("", error.sentence)
    case let error as FormError: ("", error.sentence)
    case let error as ConversationError: ("", error.sentence)
    default: nil
    }
  }
}
