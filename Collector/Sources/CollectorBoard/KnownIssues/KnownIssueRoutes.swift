// All known issues on a page; publishing a ticket as one, and withdrawing it.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct KnownIssueRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/known-issues", needs: .read, board, show)
    router.form("/tickets/{number:int}/known", needs: .move, board, act)
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let scope = viewer.account.apps
    let issues = try await board.store.read { reads in
      try reads.apps().filter { scope.contains($0.id) }.sorted { ($0.name, $0.id.value) < ($1.name, $1.id.value) }
        .compactMap { app -> (app: AppRecord, listed: [ListedIssue])? in
          let listed = try reads.publishedIssues(app: app.id).compactMap { issue in
            try reads.shownTicket(reads.finalTicket(of: issue.ticket)).map { ListedIssue(issue: issue, ticket: $0) }
          }
          return listed.isEmpty ? nil : (app, listed)
        }
    }
    return .html(KnownIssuesPage(issues: issues, viewer: viewer).rendered())
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    let now = board.clock()
    let workaround = form.text("workaround")
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
      let refused = RefusedForm(form: "known", field: error.field, message: error.sentence, values: form)
      return try await showAgain(request, refused, board, viewer)
    } catch TicketError.noSuchTicket(number) {
      throw HTTPError.noTicket(number)
    }
    return Flash(isWithdrawal ? .withdrawn : .published).redirect(to: Link("tickets", String(number)), board)
  }
}

extension PublicationError {
  /// The name of the field that it is about.
  fileprivate var field: String {
    switch self {
    case .noTitle: "title"
    case .tooLong("workaround", _, _): "workaround"
    case .tooLong("version", _, _): "fixed-in"
    case .tooLong("title", _, _): "title"
    case .tooLong: "words"
    case .notPublished: ""
    }
  }
}
