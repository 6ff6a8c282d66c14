// Before two tickets are merged: which of them stays is shown and chosen, and Enter confirms it. Nothing is merged by one key.
import CollectorCore
import TellbackWire

struct MergeChoicePage: Sendable {
  let left: Ticket
  let right: Ticket
  let viewer: Viewer
  let now: Timestamp

  static func link(_ number: Int64, _ other: Int64) -> Link {
    Link("tickets", String(number), "merge", query: [("other", String(other))])
  }

  /// The one that more people reported; of two alike the older one, whose number more people know.
  static func suggested(_ left: Ticket, _ right: Ticket) -> Ticket {
    if left.reporterCount != right.reporterCount { return left.reporterCount > right.reporterCount ? left : right }
    return left.number < right.number ? left : right
  }

  func rendered() -> String {
    let kept = Self.suggested(left, right).number
    let back = Link("tickets", String(left.number))
    return Frame(
      title: MergeText.title(left.number, right.number), section: .tickets, viewer: viewer,
      content: """
        <div class="merge-choice">
        <p class="crumbs"><a\(.href, back)>#\(left.number)</a> <span aria-hidden="true">/</span> <span>\(MergeText.merge)</span></p>
        <h1>\(MergeText.which)</h1>
        <p class="quiet">\(MergeText.whichHint)</p>
        <form method="post"\(.action, Link("tickets", String(left.number), "links"))>
        \(Field.token(viewer))\(Field.hidden("other", String(right.number)))
        <fieldset><legend class="unseen">\(MergeText.keep)</legend>\(choice(left, kept))\(choice(right, kept))</fieldset>
        <div class="buttons"><button class="primary" type="submit" name="act" value="merge"\(.autofocus, if: true)>\(MergeText.merge) <kbd>\(FrameText.enter)</kbd></button><a class="button"\(.href, back)>\(KitText.cancel)</a></div>
        </form>
        </div>
        """
    ).rendered()
  }

  private func choice(_ ticket: Ticket, _ kept: Int64) -> HTML {
    """
    <label class="keep"><input type="radio" name="keep"\(.value, String(ticket.number))\(.checked, if: ticket.number == kept)>
    <span><strong>\(MergeText.keep(ticket.number))</strong> <bdi>\(Words.cut(Words.visible(ticket.title), to: 300))</bdi>
    <span class="badges">\(Marks.state(ticket))\(Marks.severity(ticket.severity))\(Marks.reach(ticket)) <span class="quiet">\(TicketText.lastReport(TimeText.html(ticket.lastReceivedAt, now: now)))</span></span></span></label>
    """
  }
}
