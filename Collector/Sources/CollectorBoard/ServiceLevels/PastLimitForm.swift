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
      <details class="inner" id="past-limit"\(.open, if: fields.isRefused)><summary>\(LevelText.claimAnyway)</summary>
      <form method="post"\(.action, Link("tickets", String(details.ticket.number), "owner"))>\(Field.token(viewer))
      <label class="stack"><span class="label">\(KitText.why)</span><span class="audience" id="past-limit-hint">\(LevelText.historyKeeps)</span>
      <textarea name="reason" rows="2" required maxlength="2000"\(fields.marks("reason", hint: "past-limit-hint"))>
      \(fields.value("reason"))</textarea></label>\(fields.error("reason"))
      <div class="buttons"><button type="submit" name="act" value="claim">\(LevelText.claim)</button></div></form></details>
      """ : "<p class=\"hint\">\(LevelText.makeRoom)</p>"
    return "<p class=\"hint limit\">\(Words.inline(broken.name, limit: 80)) \(broken.phrase)</p>\(way)"
  }
}
