// Who has a ticket, at the top of what can be done with it: claim, hand over, hand back, take over.
import CollectorCore
import TellbackWire

struct OwnerPanel: Sendable {
  let details: TicketDetails
  let viewer: Viewer
  let refused: RefusedForm?

  private var ticket: Ticket { details.ticket }
  private var gate: OwnerGate { OwnerGate(ticket: ticket, viewer: viewer) }
  private var fields: FormFields { FormFields("owner", refused) }
  private var action: Link { Link("tickets", String(ticket.number), "owner") }

  var html: HTML {
    """
    <section class="act owner" id="owner" aria-labelledby="owner-title"><h2 class="unseen" id="owner-title">\(KitText.owner)</h2>
    \(fields.error)
    <div class="whose"><p>\(sentence)</p>\(verb)</div>
    \(PastLimitForm.html(details, viewer, fields))
    \(warning)
    \(handOver)
    \(follow)</section>
    """
  }

  private var sentence: HTML {
    let group: HTML? = ticket.holder.group.map { OwnerText.forGroup(Words.inline($0.name, limit: 100)) }
    guard let owner = ticket.holder.owner else {
      return ticket.holder.group.map { OwnerText.groupsTicket(Words.inline($0.name, limit: 100)) }
        ?? "\(OwnerText.nobodys)"
    }
    let since = TimeText.html(owner.since, now: details.now)
    guard !gate.isMine else {
      return "<strong>\(OwnerText.yours)</strong>\(group) <span class=\"quiet\">\(OwnerText.taken(since))</span>"
    }
    return """
      \(OwnerText.hasIt(Words.inline(owner.name, limit: 80), group)) <span class="quiet">\(OwnerText.taken(since))</span>
      """
  }

  private var warning: HTML? {
    guard let text = IdleWarning.html(ticket, idleSeconds: details.idleSeconds, now: details.now) else { return nil }
    let keep: HTML? =
      gate.isMine
      ? """
      <form class="act-plain" method="post"\(.action, action)>\(Field.token(viewer))
      <button type="submit" name="act" value="keep">\(OwnerText.keepIt)</button></form>
      """ : nil
    return "<div class=\"whose\"><p>\(text)</p>\(keep)</div>"
  }

  private var verb: HTML? {
    // What others have is taken over where it is closed, in the place of the answer.
    guard viewer.may(.claim), gate.other == nil, gate.isMine || details.serviceLevel.broken == nil else { return nil }
    let button: HTML =
      gate.isMine
      ? "<button type=\"submit\" name=\"act\" value=\"hand-back\">\(OwnerText.handBack)</button>"
      : "<button class=\"primary\" type=\"submit\" name=\"act\" value=\"claim\" data-act=\"claim\">\(OwnerText.claim) <kbd>c</kbd></button>"
    return """
      <form class="act-plain" method="post"\(.action, action)>\(Field.token(viewer))
      \(button)</form>
      """
  }

  /// In one's work is what one owns or follows.
  private var follow: HTML? {
    guard !gate.isMine, viewer.may(.claim) else { return nil }
    let isFollowed = details.isFollowed
    return """
      <form class="act-plain follow" method="post"\(.action, action)>\(Field.token(viewer))
      <span class="quiet">\(isFollowed ? OwnerText.followed : OwnerText.notFollowed)</span>
      <button class="plain" type="submit" name="act"\(.value, isFollowed ? "unfollow" : "follow")>\(isFollowed ? OwnerText.unfollow : OwnerText.follow)</button></form>
      """
  }

  private var handOver: HTML? {
    guard viewer.may(.claim), gate.isMine || viewer.may(.takeOver) else { return nil }
    let people = details.colleagues.filter { $0.id != ticket.holder.owner?.account }
    let chosen = fields.value("to")
    let persons = people.map {
      option("person-\($0.id)", $0.id == viewer.account.id ? OwnerText.you($0.name).text : $0.name, chosen)
    }
    let groups = details.groups.map { option("group-\($0.id)", $0.name, chosen) }
    return """
      <details class="inner" id="handing"\(.open, if: fields.isRefused && fields.value("act") == "hand-over")><summary>\(OwnerText.handOver)</summary>
      <form method="post" id="hand-over"\(.action, action)>\(Field.token(viewer))
      <label class="stack"><span class="label">\(OwnerText.to)</span><select name="to"\(fields.marks("to"))>
      <option value="">\(KitText.choose)</option>\(persons.isEmpty ? nil : "<optgroup\(.label, OwnerText.people)>\(persons)</optgroup>" as HTML)\(groups.isEmpty ? nil : "<optgroup\(.label, OwnerText.groups)>\(groups)</optgroup>" as HTML)</select></label>
      \(fields.error("to"))
      <label class="stack"><span class="label">\(KitText.note)</span>
      <span class="audience" id="hand-over-audience">\(KitText.onlyStaff)</span>
      <textarea name="note" rows="2" maxlength="10000"\(fields.marks("note", hint: "hand-over-audience"))>
      \(fields.value("note"))</textarea></label>
      \(fields.error("note"))
      \(reason)
      <div class="buttons"><button type="submit" name="act" value="hand-over">\(OwnerText.handOver)</button></div>
      </form></details>
      """
  }

  /// Asked for once a limit of the receiver's was in the way.
  private var reason: HTML? {
    guard viewer.may(.takeOver), refused?.form == "owner", refused?.field == "reason" else { return nil }
    return """
      <label class="stack"><span class="label">\(OwnerText.whyPastLimit)</span>
      <textarea name="reason" rows="2" maxlength="2000"\(fields.marks("reason"))>
      \(fields.value("reason"))</textarea></label>
      """
  }

  private func option(_ value: String, _ text: String, _ chosen: String) -> HTML {
    "<option\(.value, value)\(.selected, if: value == chosen)>\(Words.cut(Words.visible(text), to: 60))</option>"
  }
}
