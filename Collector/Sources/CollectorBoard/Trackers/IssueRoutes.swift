// The forms of a ticket's issues: opening, tying, untying, trying again, deciding. For whoever may move tickets.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct IssueRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.form("/tickets/{number:int}/issues", needs: .move, board, maxBody: 256 * 1024, act)
  }

  enum Act: String, CaseIterable {
    case open, tie, untie, again, settle

    var notice: TicketNotice {
      switch self {
      case .open: .issueWanted
      case .tie: .issueTied
      case .untie: .issueUntied
      case .again: .issueAsked
      case .settle: .saved
      }
    }
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    try await board.store.read { try viewer.checkSees(ticket: number, $0) }
    guard let act = form["act"].flatMap(Act.init(rawValue:)) else { throw HTTPError.unknownAct }
    let marker = Hexadecimal.text(Array(board.secrets.makeToken().prefix(16)))
    let (now, tracker) = (board.clock(), form["tracker"].flatMap { Int64($0) } ?? 0)
    let issue = form["issue"].flatMap { Int64($0) } ?? 0
    do {
      try await board.store.write { store in
        try viewer.checkSees(ticket: number, store)
        let actions = TicketActions(store, now: now)
        switch act {
        case .open:
          try actions.openIssue(
            of: number, on: tracker, title: form["title"] ?? "", body: form.text("body"), marker: marker,
            by: viewer.actor)
        case .tie:
          try actions.tieIssue(of: number, url: (form["url"] ?? "").trimmed, marker: marker, by: viewer.actor)
        case .untie: try actions.untieIssue(issue, of: number, by: viewer.actor)
        case .again: try actions.retryIssue(issue, of: number)
        case .settle: try actions.settleIssue(issue, of: number)
        }
      }
    } catch let error as TrackerError {
      let place =
        switch act {
        case .open: IssuePanel.openForm(tracker)
        case .tie: IssuePanel.tieForm
        case .untie, .again, .settle: "issues"
        }
      let refused = RefusedForm(form: place, field: error.field, message: error.sentence, values: form)
      return try await showAgain(request, refused, board, viewer)
    } catch TicketError.noSuchTicket(let number) {
      throw HTTPError.noTicket(number)
    }
    board.options.onTrackerChange()
    return Flash(act.notice).redirect(to: Link("tickets", String(number)), board)
  }
}
