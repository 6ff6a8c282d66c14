// Jira: the CSV export of a search (Summary, Issue key, Issue id, Issue Type, Status, Priority, Resolution, Assignee, Reporter, Created,
// Updated, Resolved, Fix Version/s, Component/s, Labels, Description, and a column Comment for each comment, written
// `18/Mar/21 3:14 PM;author;text`), and issues as the REST API answers a search (developer.atlassian.com, 'Issues' and 'Issue search':
// key, fields.summary, fields.status.statusCategory.key, fields.comment.comments[]). Texts of version 3 are documents
// (Atlassian Document Format), of which the words are taken.
import CollectorCore
import TellbackWire

enum JiraShape: Shape {
  static let lists: Set<String> = ["issues"]
  static let needed = [["issue_key", "key"], ["summary", "fields"], ["created", "fields"], ["status", "fields"]]
  static let columns: Set<String> = [
    "summary", "issue_key", "issue_id", "issue_type", "parent_id", "parent", "parent_key", "parent_summary", "status",
    "status_category",
    "status_category_changed", "project_key", "project_name", "project_type", "project_lead", "project_lead_id",
    "project_description",
    "project_url", "priority", "resolution", "assignee", "assignee_id", "assignee_email", "reporter", "reporter_id",
    "reporter_email",
    "creator", "creator_id", "created", "updated", "last_viewed", "resolved", "affects_version_s", "affects_versions",
    "fix_version_s",
    "fix_versions", "component_s", "components", "due_date", "votes", "labels", "description", "environment",
    "watchers", "watchers_id",
    "comment", "attachment", "log_work", "original_estimate", "remaining_estimate", "time_spent", "work_ratio",
    "security_level",
    "key", "id", "self", "fields", "expand", "sprint",
  ]

  static func take(_ record: inout SourceRecord) {
    let fields = record.object("fields") ?? record.value
    guard let key = record.key("issue_key", "key") else { return }
    let created = record.moment("created", in: fields, needed: true)
    let updated = record.moment("updated", in: fields)
    let resolved = record.moment("resolutiondate", "resolved", in: fields)
    var ticket = ImportedTicket(
      key: key, title: record.text("summary", in: fields) ?? "", text: words(fields["description"]),
      kind: kind(name("issuetype", "issue_type", in: fields, record)), state: .open, openedAt: created ?? record.now)
    ticket.changedAt = updated ?? ticket.openedAt
    let resolution = name("resolution", in: fields, record)
    guard setState(of: &ticket, resolution, fields, &record) else { return }
    if ticket.state == .resolved { ticket.resolvedAt = resolved ?? updated }
    setSeverity(of: &ticket, name("priority", in: fields, record), &record)
    ticket.address = record.text("self")
    ticket.component = names("components", "component_s", in: fields, record).first
    ticket.fixedIn = names("fix_versions", "fix_version_s", in: fields, record).first
    ticket.tags = names("labels", in: fields, record)
    ticket.reporter = person("reporter", fields, record)
    ticket.assignee = person("assignee", fields, record)
    ticket.assignee?.isStaff = true
    takeComments(of: key, fields, &record)
    record.add(.ticket(ticket))
  }

  private static func takeComments(of key: String, _ fields: ImportValue, _ record: inout SourceRecord) {
    if let comment = record.object("comment", in: fields) {
      for (place, comment) in record.items("comments", in: comment).enumerated() {
        guard let at = record.moment("created", in: comment, needed: true) else { continue }
        record.add(
          .message(
            ImportedMessage(
              key: record.text("id", in: comment) ?? "\(key)/\(place)", ticket: key, at: at,
              author: record.object("author", in: comment).map { user($0, record) }, text: words(comment["body"]),
              isInner: comment["jsd_public"] == .bool(false))))
      }
      return
    }
    for (place, comment) in fields[all: "comment"].compactMap(\.words).enumerated() {
      let parts = comment.split(separator: ";", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3, let at = try? ImportDate.parse(parts[0]) else {
        record.complain(
          "comment", comment,
          "A comment is written `18/Mar/21 3:14 PM;author;text`; the date or a semicolon is missing.")
        continue
      }
      record.add(
        .message(
          ImportedMessage(
            key: "\(key)/\(place)", ticket: key, at: at,
            author: ImportedPerson(id: parts[1].trimmed, name: parts[1].trimmed),
            text: parts[2])))
    }
  }

  // MARK: People and names

  private static func user(_ object: ImportValue, _ record: SourceRecord) -> ImportedPerson {
    ImportedPerson(
      id: record.text("account_id", "key", "name", in: object), name: record.text("display_name", "name", in: object),
      email: record.text("email_address", in: object),
      isStaff: record.word("account_type", in: object).map { $0 != "customer" })
  }

  private static func person(_ name: String, _ fields: ImportValue, _ record: SourceRecord) -> ImportedPerson? {
    if let object = fields[name], object.isObject { return user(object, record) }
    let words = fields[name]?.words
    let person = ImportedPerson(
      id: fields[name + "_id"]?.words ?? words, name: words,
      email: fields[name + "_email"]?.words ?? words.flatMap { $0.contains("@") ? $0 : nil })
    return person.isNobody ? nil : person
  }

  private static func name(_ names: String..., in fields: ImportValue, _ record: SourceRecord) -> String? {
    for name in names {
      guard let value = fields[name] else { continue }
      guard let words = value.words ?? record.text("name", in: value) else { continue }
      return record.map.value(words.trimmed, of: name).lowercased()
    }
    return nil
  }

  private static func names(_ names: String..., in fields: ImportValue, _ record: SourceRecord) -> [String] {
    for name in names {
      let found = fields[all: name].flatMap { value in value.words.map { [ImportValue.text($0)] } ?? value.items }
      let texts = found.compactMap { $0.words ?? record.text("name", in: $0) }
      if !texts.isEmpty { return texts }
    }
    return []
  }

  /// The words of a text or of a document, a line for each block.
  static func words(_ value: ImportValue?) -> String {
    guard let value else { return "" }
    if let words = value.words { return words }
    var text = ""
    gather(value, into: &text)
    return text.trimmed
  }

  private static func gather(_ value: ImportValue, into text: inout String) {
    if case .list(let items) = value {
      for item in items { gather(item, into: &text) }
      return
    }
    guard value.isObject else { return }
    if let words = value["text"]?.words { text += words }
    let type = value["type"]?.words
    if type == "hardBreak" { text += "\n" }
    if let content = value["content"] { gather(content, into: &text) }
    if let type, ["paragraph", "heading", "listItem", "codeBlock", "blockquote"].contains(type) { text += "\n" }
  }

  // MARK: What it comes to

  private static func kind(_ type: String?) -> ReportKind {
    switch type {
    case "story", "new feature", "improvement", "epic", "suggestion", "idea", "enhancement": .idea
    case "question", "service request", "support", "service request with approvals", "[system] service request":
      .question
    default: .problem
    }
  }

  private static func setState(
    of ticket: inout ImportedTicket, _ resolution: String?, _ fields: ImportValue, _ record: inout SourceRecord
  ) -> Bool {
    let status = name("status", in: fields, record)
    let category =
      record.object("status", in: fields).flatMap { record.object("status_category", in: $0) }
      .flatMap { record.word("key", in: $0) } ?? record.word("status_category", in: fields)
    let isResolved = resolution.map { !["unresolved", ""].contains($0) } ?? false
    switch status {
    case "waiting for customer", "pending":
      ticket.state = .waiting
      return true
    case "on hold", "blocked", "waiting":
      ticket.state = .waiting
      ticket.waitsForReporter = false
      return true
    default: break
    }
    switch category ?? status {
    case "done", "complete", "closed", "resolved", "canceled", "cancelled", "declined", "completed":
      ticket.state = .resolved
    case "new", "to do", "indeterminate", "in progress", "undefined", "no category", "open", "reopened", "backlog",
      "selected for development", "in review", "waiting for support", "escalated", "work in progress":
      ticket.state = isResolved && category == nil ? .resolved : .open
    case let word:
      guard isResolved else {
        record.complain(
          "status", word,
          "The status is not known. Say in the file of --map what it means, such as `Status: \(word ?? "x") = In Progress`; "
            + "or export the column Status Category.")
        return false
      }
      ticket.state = .resolved
    }
    if ticket.state == .resolved { ticket.resolution = outcome(resolution, ticket.kind) }
    return true
  }

  private static func outcome(_ resolution: String?, _ kind: ReportKind) -> ResolutionKind? {
    switch resolution {
    case "fixed", "done", "implemented", "resolved", "complete", "completed": .code
    case "won't fix", "won't do", "wont fix", "wont do", "declined", "rejected", "cannot reproduce", "incomplete":
      kind == .idea ? .declined : .noSolution
    case "duplicate", "not a bug", "works as designed", "invalid", "known error": .explanation
    default: nil
    }
  }

  private static func setSeverity(of ticket: inout ImportedTicket, _ word: String?, _ record: inout SourceRecord) {
    switch word {
    case "highest", "blocker", "critical", "urgent": ticket.severity = .critical
    case "high", "major": ticket.severity = .high
    case "medium", "normal": ticket.severity = .medium
    case "low", "lowest", "minor", "trivial": ticket.severity = .low
    case nil, "none", "not set", "to be decided": break
    case .some(let word):
      record.complain(
        "priority", word, "The priority is not known. Map it to Highest, High, Medium, Low or Lowest with --map.")
    }
  }
}
