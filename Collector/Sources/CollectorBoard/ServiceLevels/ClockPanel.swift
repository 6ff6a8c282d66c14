// The service level of a ticket: what is promised, what is left, and on demand how that was computed.
import CollectorCore
import TellbackWire

struct ClockPanel: Sendable {
  let level: TicketServiceLevel

  var html: HTML? {
    guard !level.stories.isEmpty else { return nil }
    return """
      <section class="clocks" aria-labelledby="clocks-title"><h2 id="clocks-title">\(LevelText.ofTicket)</h2>
      <ul>\(level.stories.map(item))</ul></section>
      """
  }

  private func item(_ story: ClockStory) -> HTML {
    """
    <li><p>\(ClockMark.html(story.reading) ?? ended(story)) \(due(story))</p>
    <details class="inner"><summary>\(LevelText.howComputed)</summary>\(computation(story))</details></li>
    """
  }

  private func ended(_ story: ClockStory) -> HTML {
    let metric = story.reading.clock.metric
    guard let result = story.result else {
      return
        "<span class=\"clock\">\(LevelText.ended(metric, measured: story.reading.state != .ended))</span>"
    }
    let spent = BusinessText.span(milliseconds: result.spent)
    return result.isMissed
      ? "<span class=\"clock clock-late\">\(LevelText.missed(metric, spent))</span>"
      : "<span class=\"clock clock-met\">\(LevelText.met(metric, spent))</span>"
  }

  private func due(_ story: ClockStory) -> HTML? {
    guard let dueAt = story.reading.clock.dueAt else { return nil }
    return """
      <span class="quiet">\(LevelText.due(BusinessText.html(dueAt, offset: story.reading.zoneOffset), wasDue: story.reading.state == .breached)) \(Words.inline(story.reading.calendar.zone, limit: 64))</span>
      """
  }

  // MARK: How it was computed

  private func computation(_ story: ClockStory) -> HTML {
    let reading = story.reading
    let clock = reading.clock
    let target = BusinessText.span(milliseconds: clock.target ?? 0)
    return """
      <p class="hint">\(LevelText.computed(target: target, from: BusinessText.html(clock.startedAt, offset: story.startOffset), calendar: Words.inline(reading.calendar.name, limit: 100), zone: Words.inline(reading.calendar.zone, limit: 64)))
      \(LevelText.counted(BusinessText.span(milliseconds: reading.spent), paused: BusinessText.span(milliseconds: reading.paused)))</p>
      <ol class="spans">\(story.parts.map(part))</ol>
      \(story.ahead.isEmpty ? nil : ahead(story))
      """
  }

  private func part(_ part: ClockStory.Part) -> HTML {
    let span = part.span
    let worked: HTML? = span.mode == .frozen ? nil : " <strong>\(BusinessText.span(milliseconds: span.worked))</strong>"
    return """
      <li>\(span.mode.label)\(worked) <span class="quiet">\(LevelText.span(BusinessText.html(span.from, offset: part.startOffset), BusinessText.html(span.to, offset: part.endOffset), version: String(span.version), calendar: Words.inline(part.calendar.name, limit: 100)))</span>
      \(days(part.days))</li>
      """
  }

  private func ahead(_ story: ClockStory) -> HTML {
    "<p class=\"hint\">\(LevelText.stillToCome)</p>\(days(story.ahead))"
  }

  /// `Thu 26 Nov 2026: 09:12–12:00, 13:00–14:00`; a holiday says so.
  private func days(_ days: [BusinessTime.Day]) -> HTML? {
    guard !days.isEmpty else { return nil }
    let rows = days.map { day -> HTML in
      if let holiday = day.holiday {
        return "<li>\(LevelText.holiday(BusinessText.day(day.day), Words.inline(holiday, limit: 200)))</li>"
      }
      let stretches = day.stretches.map { stretch in
        [stretch.from, stretch.to].compactMap { TimeText.clock($0, offset: stretch.offset) }.joined(separator: "–")
      }
      return "<li>\(BusinessText.day(day.day)): \(stretches.joined(separator: ", "))</li>"
    }
    let more: HTML? = days.count >= TicketServiceLevel.dayLimit ? "<li class=\"quiet\">\(LevelText.andSoOn)</li>" : nil
    return "<ul class=\"days\">\(rows)\(more)</ul>"
  }
}
