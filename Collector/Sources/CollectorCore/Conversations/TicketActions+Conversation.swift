// What a reporter's message means for the ticket that its report is on now: an event on its history, and at times a move.
import TellbackWire

extension TicketActions {
  /// Does what a message means, once. While its report is on no ticket nothing happens and the message goes on waiting,
  /// except for a read mark, which concerns no ticket.
  public func apply(_ stored: StoredMessage, of report: StoredReport) throws {
    guard !stored.isApplied else { return }
    let content = stored.message.content
    guard let kind = Self.kind(of: content) else {
      if case .read(let sequence) = content { try store.noteRead(report: report, upTo: sequence) }
      return try store.noteApplied(message: stored.sequence, event: nil)
    }
    guard let number = try store.shownTicket(ofReport: report.id) else { return }
    let ticket = try find(number)
    try store.noteChange(ofTicket: ticket.number, at: now)
    let event = try store.append(
      TicketEvent(
        ticket: ticket.number, at: now, actor: .system, kind: kind, report: report.id,
        detail: try detail(of: stored.message, on: ticket)))
    try store.noteApplied(message: stored.sequence, event: event)
    switch content {
    case .reply:
      try takeUp(ticket, afterReplyTo: report)
      try askForAnswer(on: ticket.number, at: stored.receivedAt)
    case .verdict(helped: false, let update, _):
      guard try isNews(stored, on: ticket, tellingOf: update, to: report) else { return }
      try reopen(ticket.number, note: "It did not help everybody, so it is open again.", by: .system)
      try askForAnswer(on: ticket.number, at: stored.receivedAt)
    case .verdict, .rating, .thanks, .read: break
    }
  }

  /// Does what waits for a report that is on a ticket since this moment.
  func applyWaiting(of report: StoredReport) throws {
    for message in try store.waitingMessages(ofReport: report.id) { try apply(message, of: report) }
  }

  /// A reply is for staff to read: nobody's ticket sleeps on it. Of a resolved one only who wrote hears that it is open again; for
  /// the others nothing has changed.
  private func takeUp(_ ticket: Ticket, afterReplyTo report: StoredReport) throws {
    switch ticket.state {
    case .open: break
    case .waiting: _ = try wakeForReporter(ticket.number)
    case .resolved:
      _ = try move(
        ticket, to: TicketStanding(state: .open), note: nil, detail: "the reporter wrote again", by: .system)
      try tellAlone(.reopened, report: report, on: ticket.number)
    }
  }

  /// Whether "it did not help" says something new: not of a version from before the fix, nor of an answer before this one, nor
  /// from before the ticket was resolved.
  private func isNews(
    _ stored: StoredMessage, on ticket: Ticket, tellingOf update: Int64, to report: StoredReport
  ) throws -> Bool {
    guard ticket.state == .resolved, let resolvedAt = ticket.resolvedAt, ticket.fix != .notYet else { return false }
    if let installation = report.installation {
      let heard = try store.updates(app: report.app, installation: installation, after: update - 1, limit: 1).first
      if let heard, heard.sequence == update, heard.at < resolvedAt { return false }
    }
    // Versions are compared, whatever the device's clock says.
    if case .version(let fixed) = ticket.fix, let version = stored.message.version {
      return AppVersion.has(fixed, in: version)
    }
    return stored.doneAt > resolvedAt
  }

  /// Nil for what no history tells of.
  private static func kind(of content: ReporterMessage.Content) -> TicketEvent.Kind? {
    switch content {
    case .reply: .replied
    case .read: nil
    case .verdict(let helped, _, _): helped ? .helped : .notHelped
    case .rating: .rated
    case .thanks: .thanked
    }
  }

  /// What the history says beside the words: the version of a verdict, the stars of a rating, whom thanks reach.
  private func detail(of message: ReporterMessage, on ticket: Ticket) throws -> String? {
    switch message.content {
    case .verdict: message.version
    case .rating(let stars, _): String(stars)
    case .thanks: try solver(of: ticket)
    case .reply, .read: nil
    }
  }

  /// Who resolved the ticket last; who answered last where nobody did.
  private func solver(of ticket: Ticket) throws -> String? {
    let events = try store.newestEvents(ofTicket: ticket.number, limit: 500)
    let resolved = events.last { $0.kind == .moved && $0.to == .resolved && $0.actor.name != nil }
    return (resolved ?? events.last { $0.kind == .answered })?.actor.name
  }
}
