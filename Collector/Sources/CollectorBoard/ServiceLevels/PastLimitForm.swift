// What stands in the place of 'Claim' for whoever has as many open tickets as one may.
import CollectorCore

enum PastLimitForm {
  /// Nil while no limit is in the way.
  static func html(_ details: TicketDetails, _ viewer: Viewer, _ fields: FormFields) -> HTML? {
    guard let broken = details.serviceLevel.broken, details.ticket.holder.owner == nil, viewer.may(.claim) else {
      return nil
    }
    let way: HTML =
      viewer.may(.takeOver)
      ? """
      <details class="inner" id="past-limit"\(.open, if: fields.isRefused)><summary>Claim it all the same</summary>
      <form method="post"\(.action, Link("tickets", String(details.ticket.number), "owner"))>\(Field.token(viewer))
      <label class="stack"><span class="label">Why</span><span class="audience" id="past-limit-hint">The history keeps it. Only staff see this.</span>
      <textarea name="reason" rows="2" required maxlength="2000"\(fields.marks("reason", hint: "past-limit-hint"))>
      \(fields.value("reason"))</textarea></label>\(fields.error("reason"))
      <div class="buttons"><button type="submit" name="act" value="claim">Claim</button></div></form></details>
      """ : "<p class=\"hint\">Resolve one, hand one back, or let one wait.</p>"
    return "<p class=\"hint limit\">\(Words.inline(broken.name, limit: 80)) \(broken.sentence)</p>\(way)"
  }
}
