// Groups of tickets that look the same: one key merges a group, another takes a ticket out of it.
import CollectorCore
import TellbackWire

struct DuplicatesPage: Sendable {
  static let shown = 50

  let groups: [DuplicateGroup]
  let apps: [AppRecord]
  let viewer: Viewer
  let now: Timestamp
  var done: GroupNotice?

  static let link = Link("duplicates")

  func rendered() -> String {
    Frame(
      title: MergeText.possible, section: .tickets, viewer: viewer,
      content: """
        <div class="duplicates">
        <p class="crumbs"><a class="back"\(.href, Link())>\(KitText.tickets)</a></p>
        <h1>\(MergeText.possible)</h1>
        \(notice)\(groups.isEmpty ? empty : list)
        </div>
        """
    ).rendered()
  }

  private var notice: HTML? {
    guard let done else { return nil }
    let undo: HTML? = done.undo.map { value in
      """
      <form method="post"\(.action, Self.link)>\(Field.token(viewer))\(Field.hidden("undo", value))
      <button type="submit" name="act" value="undo" data-act="undo">\(DeskText.undo) <kbd>z</kbd></button></form>
      """
    }
    return "<div class=\"done\" role=\"status\"><p>\(done.sentence)</p>\(undo)</div>"
  }

  private var empty: HTML {
    "<p class=\"quiet\">\(DuplicatesText.none)</p>"
  }

  private var list: HTML {
    let more: HTML? =
      groups.count > Self.shown
      ? "<p class=\"quiet\">\(DuplicatesText.moreFollow(groups.count - Self.shown))</p>" : nil
    return """
      <p class="quiet">\(DuplicatesText.lead)</p>
      \(groups.prefix(Self.shown).enumerated().map { section($0.element, $0.offset) })\(more)
      """
  }

  private func section(_ group: DuplicateGroup, _ place: Int) -> HTML {
    let title = "group-\(place)"
    let words = group.words.map { word -> HTML in "<mark>\(Words.inline(word, limit: 40))</mark> " }
    let rows = group.members.enumerated().map { row($0.element, isFirst: place == 0 && $0.offset == 0) }
    let app = apps.count > 1 ? apps.first { $0.id == group.candidate.app } : nil
    return """
      <form class="group act" method="post"\(.ariaLabelledBy, title)\(.action, Self.link)>
      \(Field.token(viewer))\(Field.hidden("candidate", String(group.candidate.number)))\(group.tickets.map { Field.hidden("ticket", String($0.number)) })\(Field.hidden("keep", String(group.survivor.number)))
      <h2\(.id, title)>\(DuplicatesText.lookTheSame(Int64(group.members.count + 1)))</h2>
      <p class="quiet">\(app.map { "<span class=\"app\">\(Words.inline($0.name, limit: 40))</span> " as HTML })\(DuplicatesText.share("\(words)"))</p>
      <ol>\(candidate(group))\(rows)</ol>
      \(buttons(group))
      </form>
      """
  }

  private func candidate(_ group: DuplicateGroup) -> HTML {
    let ticket = group.candidate
    let aside = ticket.state == .resolved ? DuplicatesText.resolvedStays : DuplicatesText.candidate
    return
      "<li class=\"candidate\"><span class=\"line\">\(name(ticket))</span><span class=\"quiet\">\(aside)</span></li>"
  }

  private func row(_ member: DuplicateGroup.Member, isFirst: Bool) -> HTML {
    let number = String(member.ticket.number)
    let box: HTML? =
      viewer.may(.move)
      ? "<label class=\"tick\"><input type=\"checkbox\" name=\"same\"\(.value, number) checked><span class=\"unseen\">\(DuplicatesText.isTheSame(number))</span></label>"
      : nil
    return """
      <li>\(box)<span class="line">\(name(member.ticket, isFirst: isFirst))<span class="quiet likelihood">\(LikelihoodText.of(member.judged))</span></span>
      <a class="button"\(.href, Link("tickets", number, "compare", String(member.suggestion.candidate)))>\(MergeText.sideBySide)</a></li>
      """
  }

  private func name(_ ticket: Ticket, isFirst: Bool = false) -> HTML {
    """
    <a class="row-link"\(.href, Link("tickets", String(ticket.number)))\(.autofocus, if: isFirst)>#\(ticket.number) \(Words.inline(ticket.title, limit: 160))</a>
    <span class="badges">\(Marks.state(ticket))\(Marks.severity(ticket.severity))\(Marks.reach(ticket)) <span class="quiet">\(TimeText.html(ticket.lastReceivedAt, now: now))</span></span>
    """
  }

  private func buttons(_ group: DuplicateGroup) -> HTML? {
    guard viewer.may(.move) else { return nil }
    return """
      <p class="quiet">\(DuplicatesText.stays(group.survivor.number, group.survivor.reporterCount))</p>
      <div class="buttons"><button class="primary" type="submit" name="act" value="merge" data-act="merge">\(DuplicatesText.mergeTicked) <kbd>m</kbd></button>
      <button type="submit" name="act" value="different">\(DuplicatesText.noneIsTheSame)</button></div>
      """
  }
}
