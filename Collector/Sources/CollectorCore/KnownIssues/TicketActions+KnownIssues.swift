// Publishing a ticket as a known issue, and withdrawing it.
import TellbackWire

extension TicketActions {
  /// Tells every copy of the app about this ticket, with what helps until it is fixed. Replaces what was published before.
  public func publish(
    _ number: Int64, title: String, words: String, workaround: String?, fixedIn: String?, by actor: Actor
  ) throws {
    let ticket = try find(number)
    guard let title = try Self.line(title, "title", WireLimits.knownIssueTitle) else { throw PublicationError.noTitle }
    let fixedIn = try Self.line(fixedIn, "version", WireLimits.knownIssueFixedIn)
    try store.savePublishedIssue(
      PublishedIssue(
        ticket: ticket.number, title: title,
        words: try Self.line(words, "list of other words", WireLimits.knownIssueWords) ?? "",
        workaround: try Self.bounded(workaround, "workaround", WireLimits.knownIssueWorkaround),
        fixedIn: fixedIn, publishedAt: now))
    try store.append(
      TicketEvent(ticket: ticket.number, at: now, actor: actor, kind: .published, text: title))
    if let fixedIn { try wakeForRelease(fixedIn, app: ticket.app) }
    try audit(.issuePublished, ticket, "", by: actor)
  }

  /// Tells the apps no longer.
  public func withdraw(_ number: Int64, by actor: Actor) throws {
    let ticket = try find(number)
    guard try store.withdrawPublishedIssue(ofTicket: ticket.number, at: now) else {
      throw PublicationError.notPublished(ticket.number)
    }
    try store.append(TicketEvent(ticket: ticket.number, at: now, actor: actor, kind: .withdrawn))
    try audit(.issueWithdrawn, ticket, "", by: actor)
  }

  private static func bounded(_ text: String?, _ field: String, _ limit: Int) throws -> String? {
    guard let text, text.contains(where: { !$0.isWhitespace }) else { return nil }
    let bytes = text.utf8.count
    guard bytes <= limit else { throw PublicationError.tooLong(field, bytes: bytes, limit: limit) }
    return text
  }

  /// One line, without white space around it.
  private static func line(_ text: String?, _ field: String, _ limit: Int) throws -> String? {
    guard let text else { return nil }
    return try bounded(text.singleSpaced, field, limit)
  }
}
