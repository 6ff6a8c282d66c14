// New words in the place of a sent answer: both versions stay, and both sides see that it was corrected.
import CollectorCore
import TellbackWire

struct CorrectionForm: Sendable {
  let event: TicketEvent
  let details: TicketDetails
  let viewer: Viewer
  let refused: RefusedForm?

  /// For words that were sent and have no newer version on this page.
  var html: HTML? {
    guard viewer.may(.answer), let text = event.text, isSaid, let reach = details.timeline.reach[event.id],
      reach.told > 0,
      !details.timeline.waiting.contains(event.id), !isOld
    else { return nil }
    let isRefused = refused?.form == "correction" && refused?.values["event"] == String(event.id)
    let fields = FormFields("correction", isRefused ? refused : nil)
    return """
      <details class="inner"\(.id, "correct-\(event.id)")\(.open, if: isRefused)><summary>\(ConversationText.correct)</summary>
      <form class="act to-reporters" method="post"\(.id, "correction-\(event.id)")\(.action, Link("tickets", String(details.ticket.number)))>
      \(Field.token(viewer))\(Field.hidden("seen", String(details.seen)))\(Field.hidden("event", String(event.id)))\(fields.error)
      <label class="stack"><span class="label">\(ConversationText.corrected)</span>
      <span class="audience"\(.id, "correction-audience-\(event.id)")>\(ConversationText.correctedAudience(reach.told))</span>
      <textarea name="note" rows="4" maxlength="10000"\(fields.marks("note", hint: "correction-audience-\(event.id)"))>
      \(fields.value("note", or: text))</textarea></label>
      \(fields.error("note"))
      <div class="buttons"><button class="primary" type="submit" name="act" value="correct-answer">\(ConversationText.sendCorrection)</button></div>
      </form></details>
      """
  }

  private var isSaid: Bool {
    switch event.kind {
    case .answered, .corrected: true
    case .moved: event.to == .resolved
    default: false
    }
  }

  private var isOld: Bool {
    let first = event.about ?? event.id
    return details.timeline.events.contains { $0.kind == .corrected && $0.id > event.id && $0.about == first }
  }
}
