// Zendesk: the JSON export and the API's tickets (developer.zendesk.com, 'Tickets', 'Ticket Comments' and 'Users': id, subject,
// description, type, priority, status, requester_id, assignee_id, organization_id, tags, created_at, updated_at; comments with id,
// author_id, body, public, created_at; users with id, name, email, role), and the CSV export (support.zendesk.com, 'Exporting data to
// a JSON, CSV, or XML file': Id, Requester, Requester email, Assignee, Subject, Tags, Status, Priority, Ticket type, Created at,
// Updated at, Organization, Solved at), which has neither descriptions nor comments.
import CollectorCore
import TellbackWire

enum ZendeskShape: Shape {
  static let lists: Set<String> = ["tickets", "users", "organizations"]
  static let needed = [["id"], ["subject", "raw_subject", "description"], ["created_at"], ["status"]]
  static let columns: Set<String> = [
    "id", "url", "external_id", "subject", "raw_subject", "description", "type", "ticket_type", "priority", "status",
    "requester", "requester_id", "requester_external_id", "requester_email", "requester_domain", "requester_name",
    "submitter", "submitter_id", "submitter_name", "submitter_email", "assignee", "assignee_id", "assignee_name",
    "assignee_email", "assignee_external_id", "organization", "organization_id", "organization_name", "group",
    "group_id", "group_name",
    "tags", "created_at", "updated_at", "solved_at", "assigned_at", "comments", "custom_fields", "fields", "via",
    "summation_column", "due_date", "due_at", "initially_assigned_at", "resolution_time", "satisfaction_score",
    "satisfaction_rating", "group_stations", "assignee_stations", "reopens", "replies", "metric_set", "collaborators",
    "collaborator_ids", "collaborator", "follower_ids", "email_cc_ids", "recipient", "has_incidents", "is_public",
    "problem_id",
    "ticket_form_id", "brand_id", "allow_channelback", "allow_attachments", "from_messaging_channel",
    "custom_status_id",
    "sharing_agreement_ids", "followup_ids", "followup_source_id", "forum_topic_id", "generated_timestamp",
    "encoded_id",
    "first_reply_time_in_minutes", "first_reply_time_in_minutes_within_business_hours",
    "first_resolution_time_in_minutes",
    "first_resolution_time_in_minutes_within_business_hours", "full_resolution_time_in_minutes",
    "full_resolution_time_in_minutes_within_business_hours", "agent_wait_time_in_minutes",
    "agent_wait_time_in_minutes_within_business_hours",
    "requester_wait_time_in_minutes", "requester_wait_time_in_minutes_within_business_hours", "on_hold_time_in_minutes",
    "on_hold_time_in_minutes_within_business_hours", "reservation_code", "current_tags",
    // Of users.
    "name", "email", "role", "active", "verified", "time_zone", "locale", "locale_id", "phone", "photo",
    "organization_ids",
  ]

  static func take(_ record: inout SourceRecord) {
    if record.list == "organizations" { return record.skip("organizations") }
    // A user has a role and no status.
    if record.list == "users" || (record.value["status"] == nil && record.value["role"] != nil) {
      return takeUser(&record)
    }
    guard let key = record.key("id") else { return }
    let created = record.moment("created_at", needed: true)
    let updated = record.moment("updated_at")
    let solved =
      record.moment("solved_at") ?? record.object("metric_set").flatMap { record.moment("solved_at", in: $0) }
    var ticket = ImportedTicket(
      key: key, title: record.text("subject", "raw_subject") ?? "", text: record.text("description") ?? "",
      kind: kind(record.word("type", "ticket_type")), state: .open, openedAt: created ?? record.now)
    ticket.changedAt = updated ?? ticket.openedAt
    guard setState(of: &ticket, record.word("status"), &record) else { return }
    if ticket.state == .resolved { ticket.resolvedAt = solved ?? updated }
    setSeverity(of: &ticket, &record)
    ticket.address = record.text("url")
    ticket.organization =
      record.object("organization").flatMap { record.text("name", in: $0) }
      ?? record.text("organization", "organization_name")
    ticket.tags = tags(record)
    ticket.reporter = person("requester", record)
    ticket.assignee = person("assignee", record)
    ticket.assignee?.isStaff = true
    takeComments(of: ticket, &record)
    record.add(.ticket(ticket))
  }

  private static func takeUser(_ record: inout SourceRecord) {
    guard let id = record.key("id") else { return }
    let role = record.word("role")
    record.add(
      .person(
        ImportedPerson(
          id: id, name: record.text("name"), email: record.text("email"), isStaff: role.map { $0 != "end-user" })))
  }

  private static func takeComments(of ticket: ImportedTicket, _ record: inout SourceRecord) {
    for (place, comment) in record.items("comments").enumerated() {
      guard let at = record.moment("created_at", in: comment, needed: true) else { continue }
      let text = record.text("plain_body", "body", in: comment) ?? ""
      let id = record.text("id", in: comment) ?? "\(ticket.key)/\(place)"
      var author = record.object("author", in: comment).map { user($0, record) } ?? ImportedPerson()
      author.id = author.id ?? record.text("author_id", in: comment)
      record.add(
        .message(
          ImportedMessage(
            key: id, ticket: ticket.key, at: at, author: author.isNobody ? nil : author, text: text,
            isInner: comment["public"] == .bool(false))))
    }
  }

  private static func user(_ object: ImportValue, _ record: SourceRecord) -> ImportedPerson {
    let role = record.word("role", in: object)
    return ImportedPerson(
      id: record.text("id", in: object), name: record.text("name", in: object), email: record.text("email", in: object),
      isStaff: role.map { $0 != "end-user" })
  }

  private static func person(_ name: String, _ record: SourceRecord) -> ImportedPerson? {
    if let object = record.value[name], object.isObject { return user(object, record) }
    let person = ImportedPerson(
      id: record.value[name + "_id"]?.words, name: (record.value[name] ?? record.value[name + "_name"])?.words,
      email: record.value[name + "_email"]?.words)
    return person.isNobody ? nil : person
  }

  private static func tags(_ record: SourceRecord) -> [String] {
    if let list = record.value["tags"], !list.items.isEmpty { return list.items.compactMap(\.words) }
    return record.text("tags", "current_tags")?.split { $0 == " " || $0 == "," }.map(String.init) ?? []
  }

  private static func kind(_ type: String?) -> ReportKind { type == "question" ? .question : .problem }

  private static func setState(of ticket: inout ImportedTicket, _ status: String?, _ record: inout SourceRecord) -> Bool
  {
    switch status {
    case "new", "open": ticket.state = .open
    case "pending": ticket.state = .waiting
    case "hold", "on-hold", "on hold":
      ticket.state = .waiting
      ticket.waitsForReporter = false
    case "solved", "closed": ticket.state = .resolved
    case "deleted":
      record.skip("deleted tickets")
      return false
    default:
      record.complain(
        "status", status,
        "The status is not known. Say in the file of --map what it means, such as `Status: \(status ?? "x") = open`; "
          + "known are new, open, pending, hold, solved, closed.")
      return false
    }
    return true
  }

  private static func setSeverity(of ticket: inout ImportedTicket, _ record: inout SourceRecord) {
    switch record.word("priority") {
    case "urgent": ticket.severity = .critical
    case "high": ticket.severity = .high
    case "normal": ticket.severity = .medium
    case "low": ticket.severity = .low
    case nil, "-", "none": break
    case .some(let word):
      record.complain("priority", word, "The priority is not known. Map it to urgent, high, normal or low with --map.")
    }
  }
}
