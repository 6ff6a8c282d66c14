// GitHub: issues and comments as the REST API lists them (docs.github.com, 'Issues' and 'Issue comments': number, title, body, user.login,
// labels[].name, state, state_reason, assignee, milestone, created_at, updated_at, closed_at, author_association; comments with id,
// issue_url, user, body, created_at), and as `gh issue list --json` prints them (author, comments[], createdAt, stateReason). As CSV
// with the same names.
import CollectorCore
import TellbackWire

enum GitHubShape: Shape {
  static let lists: Set<String> = ["issues"]
  static let needed = [["number", "issue_url"], ["title", "body"], ["created_at"]]
  static let columns: Set<String> = [
    "number", "id", "node_id", "url", "html_url", "title", "body", "user", "author", "labels", "state", "state_reason",
    "assignee",
    "assignees", "milestone", "comments", "created_at", "updated_at", "closed_at", "author_association", "pull_request",
    "issue_url",
    "repository_url", "labels_url", "comments_url", "events_url", "timeline_url", "locked", "active_lock_reason",
    "draft",
    "closed_by", "reactions", "performed_via_github_app", "closed", "is_pinned", "project_cards", "project_items",
    "reaction_groups", "body_html", "body_text", "repository", "type", "sub_issues_summary",
    "issue_dependencies_summary", "score",
    "issue_field_values", "parent_issue_url", "pinned_comment",
  ]

  static func take(_ record: inout SourceRecord) {
    if record.value["pull_request"]?.isObject == true || record.text("html_url")?.contains("/pull/") == true {
      return record.skip("pull requests")
    }
    if record.value["issue_url"] != nil, record.value["title"] == nil { return takeComment(&record) }
    guard let key = record.key("number") else { return }
    let created = record.moment("created_at", needed: true)
    let updated = record.moment("updated_at")
    let closed = record.moment("closed_at")
    let labels = names("labels", record)
    var ticket = ImportedTicket(
      key: key, title: record.text("title") ?? "", text: record.text("body") ?? "", kind: kind(labels), state: .open,
      openedAt: created ?? record.now)
    ticket.changedAt = updated ?? ticket.openedAt
    ticket.tags = labels
    ticket.address = record.text("html_url", "url")
    ticket.reporter = person("user", record) ?? person("author", record)
    ticket.assignee = person("assignee", record) ?? record.items("assignees").first.map { user($0, record) }
    ticket.assignee?.isStaff = true
    switch record.word("state") {
    case "open": break
    case "closed":
      ticket.state = .resolved
      ticket.resolvedAt = closed ?? updated
      switch record.word("state_reason") {
      case "not_planned", "not planned": ticket.resolution = ticket.kind == .idea ? .declined : .noSolution
      case "duplicate": ticket.resolution = .explanation
      default: ticket.resolution = .code
      }
      ticket.fixedIn = record.object("milestone").flatMap { record.text("title", in: $0) }
    case let state:
      return record.complain(
        "state", state, "The state is not known. Map it to open or closed, with --map: `state: \(state ?? "x") = open`."
      )
    }
    for (place, comment) in record.items("comments").enumerated() {
      takeInlineComment(comment, place, of: key, &record)
    }
    record.add(.ticket(ticket))
  }

  private static func takeInlineComment(
    _ comment: ImportValue, _ place: Int, of ticket: String, _ record: inout SourceRecord
  ) {
    guard let at = record.moment("created_at", in: comment, needed: true) else { return }
    let author = (comment["author"] ?? comment["user"]).map { user($0, record) }
    record.add(
      .message(
        ImportedMessage(
          key: record.text("id", in: comment) ?? "\(ticket)/\(place)", ticket: ticket, at: at,
          author: marked(author, record.word("author_association", in: comment)),
          text: record.text("body", in: comment) ?? "")))
  }

  private static func takeComment(_ record: inout SourceRecord) {
    guard let key = record.key("id"), let at = record.moment("created_at", needed: true) else { return }
    guard let issue = record.text("issue_url"), let number = issue.split(separator: "/").last else {
      return record.complain("issue_url", nil, "The comment names no issue.")
    }
    record.add(
      .message(
        ImportedMessage(
          key: key, ticket: String(number), at: at,
          author: marked(person("user", record), record.word("author_association")), text: record.text("body") ?? "")))
  }

  /// Who may write to the repository answers for it; others are people who have the matter too.
  private static func marked(_ person: ImportedPerson?, _ association: String?) -> ImportedPerson? {
    var person = person
    person?.isStaff = association.map { ["owner", "member", "collaborator"].contains($0) } ?? false
    return person
  }

  private static func person(_ name: String, _ record: SourceRecord) -> ImportedPerson? {
    guard let value = record.value[name] else { return nil }
    if value.isObject { return user(value, record) }
    return value.words.map { ImportedPerson(name: $0) }
  }

  private static func user(_ object: ImportValue, _ record: SourceRecord) -> ImportedPerson {
    ImportedPerson(
      name: object.words ?? record.text("login", "name", in: object), email: record.text("email", in: object))
  }

  private static func names(_ name: String, _ record: SourceRecord) -> [String] {
    guard let value = record.value[name] else { return [] }
    if let words = value.words { return words.split(separator: ",").map { $0.trimmed } }
    return value.items.compactMap { $0.words ?? record.text("name", in: $0) }
  }

  private static func kind(_ labels: [String]) -> ReportKind {
    let labels = labels.map { $0.lowercased() }
    if labels.contains(where: { label in
      ["enhancement", "feature", "idea", "suggestion"].contains { label.contains($0) }
    }) {
      return .idea
    }
    return labels.contains { $0.contains("question") || $0.contains("support") } ? .question : .problem
  }
}
