// What every copy of the apps is told, in one place: each known issue as people see it, with the ticket that it stands on.
import CollectorCore
import TellbackWire

/// A known issue with its ticket.
struct ListedIssue: Sendable {
  var issue: PublishedIssue
  var ticket: Ticket
}

struct KnownIssuesPage: Sendable {
  static let link = Link("known-issues")

  /// By app, in the order of their names; an app without any is missing.
  let issues: [(app: AppRecord, listed: [ListedIssue])]
  let viewer: Viewer

  func rendered() -> String {
    Frame(
      title: KnownIssueText.all.text, section: .elsewhere, viewer: viewer,
      content: """
        <div class="routing known-issues">
        <h1>\(KnownIssueText.all)</h1>
        <p class="lead">\(KnownIssueText.lead)</p>
        \(issues.isEmpty ? nothing : parts)
        </div>
        """
    ).rendered()
  }

  private var nothing: HTML {
    """
    <section class="empty"><h2>\(KnownIssueText.nothing)</h2><p>\(KnownIssueText.nothingDetail)</p>\
    <p><a class="button"\(.href, Link(query: [("order", "reporters")]))>\(KnownIssueText.toTickets)</a></p></section>
    """
  }

  private var parts: HTML {
    "\(issues.enumerated().map { part($0.element.app, $0.element.listed, place: $0.offset) })"
  }

  private func part(_ app: AppRecord, _ listed: [ListedIssue], place: Int) -> HTML {
    let id = "app-\(place)"
    return """
      <section\(.ariaLabelledBy, id)><h2\(.id, id)>\(Words.inline(app.name, limit: 60)) <span class="count">\(listed.count)</span></h2>
      <ul class="items">\(listed.map(row))</ul></section>
      """
  }

  private func row(_ listed: ListedIssue) -> HTML {
    let (issue, ticket) = (listed.issue, listed.ticket)
    let helps: HTML? = issue.workaround.map { "<span class=\"marks\">\(Words.inline($0, limit: 300))</span>" }
    let fixed: HTML? = issue.fixedIn.map { "<span class=\"mark\">\(KnownIssueText.fixedIn($0))</span>" }
    let lacks: HTML? = issue.workaround == nil ? "<span>\(KnownIssueText.noHelp)</span>" : nil
    return """
      <li class="item"\(.dataKey, String(ticket.number))><span class="name"><a class="row-link"\(.href, Link("tickets", String(ticket.number)))>\(Words.inline(issue.title, limit: 200))</a> \(fixed)</span>
      \(helps)<span class="marks quiet"><span>#\(ticket.number)</span><span>\(ticket.state.name)</span><span>\(KnownIssueText.people(ticket.reporterCount))</span>\(lacks)<span>\(KnownIssueText.since(issue.publishedAt))</span></span></li>
      """
  }
}
