// What was said to reporters and can still be taken back, at the top of the ticket, with its Undo for whoever wrote it.
import CollectorCore
import TellbackWire

struct OutgoingPanel: Sendable {
  let details: TicketDetails
  let viewer: Viewer

  /// True when the viewer's own words are among them: then no notice need say that they were sent.
  var isOwn: Bool { details.outgoing.contains { $0.account == viewer.account.id } }

  var html: HTML? {
    guard !details.outgoing.isEmpty else { return nil }
    return "<div class=\"outgoing\" role=\"status\">\(details.outgoing.map(item))</div>"
  }

  private func item(_ message: OutgoingMessage) -> HTML {
    let isOwn = message.account == viewer.account.id
    let seconds = max(1, (message.dueAt.milliseconds - details.now.milliseconds + 999) / 1_000)
    let sentence = TicketText.going(
      what(message), of: isOwn ? nil : Words.inline(message.by, limit: 80), to: audience(message),
      in: "<span class=\"seconds\">\(seconds)</span>")
    let undo: HTML? =
      isOwn
      ? """
      <form class="act-plain" method="post"\(.action, Link("tickets", String(details.ticket.number)))>\(Field.token(viewer))\(Field.hidden("message", String(message.id)))
      <button type="submit" name="act" value="take-back" data-act="undo">\(DeskText.undo) <kbd>z</kbd></button></form>
      """ : nil
    return """
      <div class="going"\(.dataDue, String(message.dueAt.milliseconds - details.now.milliseconds))><p>\(sentence)</p>\(undo)</div>
      """
  }

  private func audience(_ message: OutgoingMessage) -> ApprovalText.Audience {
    if message.revises != nil { return TicketText.whoeverGotIt }
    guard let report = message.report else { return TicketText.everyone(details.ticket.reporterCount) }
    return details.timeline.people[report].map { .only($0.inner) } ?? .oneReporter
  }

  private func what(_ message: OutgoingMessage) -> Phrase {
    switch (message.kind, message.before) {
    case (.reopened, _): TicketText.reopening
    case (.corrected, _): TicketText.correction
    case (_, nil): TicketText.answerGoing
    default: TicketText.resolution
    }
  }
}
