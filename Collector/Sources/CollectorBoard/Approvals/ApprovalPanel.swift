// Answers that wait for a second person, at the top of their ticket: the words, and the decision for whoever may make it.
import CollectorCore
import TellbackWire

struct ApprovalPanel: Sendable {
  let details: TicketDetails
  let viewer: Viewer
  let refused: RefusedForm?

  var html: HTML? {
    guard !details.held.isEmpty else { return nil }
    return """
      <section class="approvals-waiting" id="approvals" tabindex="-1" aria-labelledby="approvals-title">
      <h2 id="approvals-title">\(ApprovalText.title) <span class="count">\(details.held.count)</span></h2>
      \(details.held.map(item))</section>
      """
  }

  private func item(_ held: HeldAnswer) -> HTML {
    let isOwn = held.account == viewer.account.id
    let time = TimeText.html(held.at, now: details.now)
    let head =
      isOwn
      ? ApprovalText.yours(to: audience(held), time)
      : ApprovalText.theirs(Words.inline(held.by, limit: 80), to: audience(held), time)
    return """
      <div class="held"><p>\(head)</p>
      <div class="words" dir="auto">\(LinkedWords.html(Words.visible(held.text)))</div>\(files(held))
      \(isOwn ? withdraw(held) : viewer.may(.approve) ? decide(held) : nil)</div>
      """
  }

  private func audience(_ held: HeldAnswer) -> ApprovalText.Audience {
    guard let report = held.report else { return .everybody }
    return details.timeline.people[report].map { .only($0.inner) } ?? .oneReporter
  }

  private func files(_ held: HeldAnswer) -> HTML? {
    let files = details.heldFiles[held.event] ?? []
    let list = files.enumerated().map { index, file in
      StoredAttachment(
        report: held.report ?? ReportID(at: held.at, random: (0, 0)), index: index, name: file.name, type: file.type,
        bytes: file.bytes, isHere: true)
    }
    return AttachmentList.html(list) { Link("answers", String(held.event), "files", String($0)) }
  }

  private var action: Link { Link("tickets", String(details.ticket.number), "approvals") }

  private func hidden(_ held: HeldAnswer) -> HTML {
    "\(Field.token(viewer))\(Field.hidden("held", String(held.id)))\(Field.hidden("seen", String(details.seen)))"
  }

  private func withdraw(_ held: HeldAnswer) -> HTML {
    """
    <form class="act-plain" method="post"\(.action, action)>\(hidden(held))
    <button type="submit" name="act" value="withdraw">\(ApprovalText.takeBack)</button></form>
    """
  }

  private func decide(_ held: HeldAnswer) -> HTML {
    let id = "held-\(held.id)"
    let fields = FormFields(id, refused)
    return """
      <form class="act-plain decide" method="post"\(.id, id)\(.action, action)>\(hidden(held))\(fields.error)
      <p class="hint">\(ApprovalText.goesOut(under: Words.inline(held.by, limit: 60)))</p>
      <button class="primary" type="submit" name="act" value="approve">\(ApprovalText.approve)</button>
      <label class="stack"><span class="label">\(ApprovalText.orSendBack(to: Words.inline(held.by, limit: 60)))</span>
      <textarea name="note" rows="2" maxlength="10000"\(fields.marks("note"))>
      \(fields.value("note"))</textarea></label>\(fields.error("note"))
      <button type="submit" name="act" value="send-back">\(ApprovalText.sendBack)</button></form>
      """
  }
}
