// From a reference that somebody reads out to the ticket it is on; a choice when several reports share it.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// A report with where it went.
struct FoundReport: Sendable {
  var entry: ReportOnTicket
  /// Where it is shown; nil when it is on no ticket.
  var ticket: Int64?
  /// The block by which it is kept back.
  var keptBy: Int64?
}

struct ReportRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/reports/{id}", needs: .read, board, show)
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let text = try request.parameters.string("id")
    let found = try await find(text, in: viewer.account.apps)
    guard let first = found.first else {
      throw HTTPError(status: 404, code: "no_such_report", message: ReportText.noReport)
    }
    if found.count == 1, let ticket = first.ticket {
      let link = Link(
        "tickets", String(ticket), query: [("report", first.entry.stored.id.description)], fragment: "sought")
      return .redirect(to: link.target)
    }
    return .html(ReportChoicePage(found: found, viewer: viewer, now: board.clock()).rendered())
  }

  private func find(_ text: String, in apps: AppScope) async throws -> [FoundReport] {
    let id = ReportID(text)
    let reference = Reference(text)
    guard id != nil || reference != nil else {
      throw HTTPError(status: 404, code: "no_reference", message: ReportText.noReference)
    }
    return try await board.store.read { reads in
      let stored =
        try id.map { try reads.report($0).map { [$0] } ?? [] } ?? reference.map { try reads.reports(withReference: $0) }
        ?? []
      return try stored.filter { apps.contains($0.app) }.map {
        FoundReport(
          entry: try ReportOnTicket($0, reads), ticket: try reads.shownTicket(ofReport: $0.id),
          keptBy: try reads.keptBack(report: $0.id))
      }
    }
  }
}

/// Reports that share a reference, or one that is on no ticket.
struct ReportChoicePage: Sendable {
  let found: [FoundReport]
  let viewer: Viewer
  let now: Timestamp

  func rendered() -> String {
    let title = ReportText.found(found.count)
    return Frame(
      title: title, section: .tickets, viewer: viewer,
      content: """
        <div class="choice">
        <h1>\(title)</h1>
        \(found.count == 1 ? kept ?? "<p class=\"quiet\">\(ReportText.arrived(Link("delivery")))</p>" : "<p class=\"quiet\">\(ReportText.askWhich)</p>")
        \(found.map(item))
        </div>
        """
    ).rendered()
  }

  private var kept: HTML? {
    guard let block = found.first?.keptBy else { return nil }
    let link = viewer.may(.block) ? Link("settings", "blocked", String(block)) : nil
    return "<p class=\"quiet\">\(ReportText.kept(by: link))</p>"
  }

  private func item(_ found: FoundReport) -> HTML {
    let way: HTML? = found.ticket.map { ticket in
      "<p><a class=\"button\"\(.href, Link("tickets", String(ticket), query: [("report", found.entry.stored.id.description)], fragment: "sought"))>\(ReportText.ticket(ticket))</a></p>"
    }
    return
      "\(ReportArticle(entry: found.entry, ticket: found.ticket, now: now, isWhole: self.found.count == 1, isOpen: self.found.count == 1).html)\(way)"
  }
}
