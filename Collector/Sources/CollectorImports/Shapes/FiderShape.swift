// Fider: the file of posts that its administration writes (getfider/fider, app/pkg/csv/csv.go: number, title, description, created_at,
// created_by, votes_count, comments_count, status, responded_by, responded_at, response, original_number, original_title, tags), and
// posts and comments as its API answers them (app/models/entity: createdAt, user, status, response, tags; comments with id, content).
import CollectorCore
import TellbackWire

enum FiderShape: Shape {
  static let lists: Set<String> = ["posts"]
  static let needed = [["number"], ["title", "content"], ["created_at"]]
  static let columns: Set<String> = [
    "number", "id", "title", "slug", "description", "created_at", "created_by", "user", "votes_count", "comments_count",
    "status",
    "responded_by", "responded_at", "response", "original_number", "original_title", "tags", "has_voted", "comments",
    "is_approved", "attachments", "post_number",
  ]

  static func take(_ record: inout SourceRecord) {
    guard let key = record.key("number") else { return }
    guard let created = record.moment("created_at", needed: true) else { return }
    var ticket = ImportedTicket(
      key: key, title: record.text("title") ?? "", text: record.text("description") ?? "", kind: .idea, state: .open,
      openedAt: created)
    ticket.reporter =
      record.object("user").map { user($0, record) } ?? record.text("created_by").map { ImportedPerson(name: $0) }
    if let list = record.value["tags"] {
      ticket.tags = list.words?.split(separator: ",").map { $0.trimmed } ?? list.items.compactMap(\.words)
    }
    let answer = record.object("response")
    let answeredAt = answer.flatMap { record.moment("responded_at", in: $0) } ?? record.moment("responded_at")
    ticket.changedAt = max(created, answeredAt ?? created)
    guard setState(of: &ticket, answeredAt, &record) else { return }
    let author =
      answer.flatMap { $0["user"] }.map { user($0, record) }
      ?? record.text("responded_by").map { ImportedPerson(name: $0) }
    if let words = answer.flatMap({ record.text("text", in: $0) }) ?? record.text("response"), let at = answeredAt {
      var author = author ?? ImportedPerson(name: "Staff")
      author.isStaff = true
      record.add(
        .message(ImportedMessage(key: "\(key)/response", ticket: key, at: at, author: author, text: words)))
    }
    for (place, comment) in record.items("comments").enumerated() {
      guard let at = record.moment("created_at", in: comment, needed: true) else { continue }
      var author = comment["user"].map { user($0, record) } ?? ImportedPerson(name: "Somebody")
      author.isStaff = author.isStaff ?? false
      record.add(
        .message(
          ImportedMessage(
            key: record.text("id", in: comment) ?? "\(key)/\(place)", ticket: key, at: at, author: author,
            text: record.text("content", in: comment) ?? "")))
    }
    record.add(.ticket(ticket))
  }

  private static func user(_ object: ImportValue, _ record: SourceRecord) -> ImportedPerson {
    let role = record.word("role", in: object)
    return ImportedPerson(
      id: record.text("id", in: object), name: object.words ?? record.text("name", in: object),
      email: record.text("email", in: object),
      isStaff: role.map { ["administrator", "collaborator", "2", "3"].contains($0) })
  }

  private static func setState(
    of ticket: inout ImportedTicket, _ answeredAt: Timestamp?, _ record: inout SourceRecord
  ) -> Bool {
    switch record.word("status") {
    case nil, "open": return true
    case "planned", "started": ticket.resolution = .planned
    case "completed": ticket.resolution = .code
    case "declined": ticket.resolution = .declined
    case "duplicate": ticket.resolution = .explanation
    case "deleted":
      record.skip("deleted posts")
      return false
    case .some(let status):
      record.complain(
        "status", status, "The status is not known. Map it to open, planned, started, completed, declined or duplicate."
      )
      return false
    }
    ticket.state = .resolved
    ticket.resolvedAt = answeredAt ?? ticket.openedAt
    return true
  }
}
