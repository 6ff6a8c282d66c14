// The timeline on a ticket's page, newest first: what people said stands out, what is long is folded, and what nobody has dealt
// with is marked.
import CollectorCore
import TellbackWire

struct TimelineSection: Sendable {
  /// Bytes of words that are shown unfolded.
  static let foldedAt = 1_200

  let details: TicketDetails
  let viewer: Viewer
  let refused: RefusedForm?

  private var timeline: Timeline { details.timeline }

  var html: HTML {
    """
    <section class="history" aria-labelledby="history-title"><h2 id="history-title">\(TimelineText.title)\(timeline.before == nil ? nil : " <span class=\"quiet\">\(TimelineText.earlier)</span>" as HTML)</h2>
    \(feedback)
    <ol>\(entries)</ol>\(pager)</section>
    """
  }

  /// What reporters think of how it was solved.
  private var feedback: HTML? {
    let feedback = details.feedback
    guard !feedback.isEmpty, timeline.before == nil else { return nil }
    var parts: [HTML] = []
    if feedback.verdicts > 0 {
      parts.append("\(TimelineText.helped(feedback.helped, of: feedback.verdicts))")
    }
    if feedback.ratings > 0 {
      let tenths = (feedback.stars * 10 + feedback.ratings / 2) / feedback.ratings
      parts.append("\(TimelineText.stars(CountText.decimal(tenths: tenths), from: feedback.ratings))")
    }
    if feedback.thanks > 0 { parts.append("\(TimelineText.thanks(feedback.thanks))") }
    let list = parts.enumerated().map { index, part -> HTML in index == 0 ? part : " · \(part)" }
    return "<p class=\"feedback\">\(TimelineText.reportersSay("\(list)"))</p>"
  }

  private var entries: [HTML] {
    var entries: [HTML] = []
    var joined: [TicketEvent] = []
    var isNewestNew = true
    for event in timeline.events.reversed() {
      if event.kind == .attached {
        joined.append(event)
        continue
      }
      if let run = Self.run(joined, now: details.now) { entries.append(run) }
      joined = []
      let isNew = timeline.isNew(event)
      entries.append(
        TimelineEntry(
          event: event, details: details, viewer: viewer, refused: refused, isNew: isNew,
          isNewestNew: isNew && isNewestNew
        ).html)
      if isNew { isNewestNew = false }
    }
    if let run = Self.run(joined, now: details.now) { entries.append(run) }
    return entries
  }

  /// Newest first.
  private static func run(_ events: [TicketEvent], now: Timestamp) -> HTML? {
    guard let last = events.first else { return nil }
    return """
      <li class="event event-attached"><p>\(TimelineText.joined(Int64(events.count), TimeText.html(last.at, now: now)))</p></li>
      """
  }

  private var pager: HTML? {
    let number = String(details.ticket.number)
    let newest: HTML? =
      timeline.before == nil
      ? nil : "<a rel=\"prev\"\(.href, Link("tickets", number, fragment: "history-title"))>\(KitText.newest)</a>"
    let older: HTML? = timeline.older.map {
      "<a rel=\"next\"\(.href, Link("tickets", number, query: [("before", String($0))], fragment: "history-title"))>\(TimelineText.olderOnes)</a>"
    }
    guard newest != nil || older != nil else { return nil }
    return "<nav class=\"pager\"\(.ariaLabel, TimelineText.title)>\(newest)\(older)</nav>"
  }
}
