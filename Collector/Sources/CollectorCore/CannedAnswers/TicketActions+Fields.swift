// Filling in the fields of words to reporters. Invariant: words with a field that has no value reach nobody, whichever way they
// were sent: they are checked when they are written, and once more when they go out.
import TellbackWire

/// Words to reporters as they are kept until they go out.
struct PreparedWords {
  var text: String?
  /// Each reporter gets values of their own: the fields are filled in when it goes out.
  var hasFields = false
}

extension TicketActions {
  /// See ``FieldCheck``.
  func prepare(
    _ text: String?, on ticket: Ticket, to id: ReportID?, version: String? = nil, by actor: Actor
  ) throws -> PreparedWords {
    try FieldCheck(store).prepare(text, on: ticket, to: id, version: version, by: actor)
  }

  // MARK: Going out

  /// Sends words whose fields differ, to each reporter with values of their own. Whoever came meanwhile and for whom a field has
  /// no value is left out, and the history says so.
  func sendEach(_ message: OutgoingMessage, _ told: Told) throws {
    guard let text = told.text, let ticket = try store.ticket(store.finalTicket(of: message.ticket)) else { return }
    let taken = FieldText(text)
    let (recipients, unseen) = try recipients(of: message, on: ticket)
    var leftOut = unseen
    for report in recipients {
      let values = FieldCheck.values(on: ticket, for: report, by: told.by, version: message.version)
      let filled = taken.filled(values)
      guard taken.fields.allSatisfy({ values[$0] != nil }), filled.utf8.count <= WireLimits.note else {
        leftOut += 1
        continue
      }
      var own = told
      own.text = filled
      if message.revises != nil {
        try store.appendCorrection(own, to: report, at: now)
      } else {
        try store.appendUpdate(message.kind, report: report, ticket: ticket.number, own, at: now)
      }
    }
    guard leftOut > 0 else { return }
    try store.append(
      TicketEvent(
        ticket: ticket.number, at: now, actor: .system, kind: .leftOut, detail: String(leftOut), about: message.event))
  }

  /// Whom words go to, and how many more there are than can each get words of their own.
  private func recipients(
    of message: OutgoingMessage, on ticket: Ticket
  ) throws -> (reports: [StoredReport], leftOut: Int) {
    if let event = message.revises { return (try store.reports(toldOfEvent: event), 0) }
    let limit = Int(FieldLimits.reports)
    let reports = try store.reports(ofTicket: ticket.number, offset: 0, limit: limit)
    let all = reports.count < limit ? reports.count : Int(try store.shownTicket(ticket.number)?.reportCount ?? 0)
    return (reports.filter { $0.installation != nil }.reversed(), max(0, all - reports.count))
  }
}
