// Releases: each watched version beside the one before, and how often each version and channel is reported.
import CollectorCore
import CollectorEvidence
import TellbackWire

struct ReleasesPage: Sendable {
  let apps: [ReleaseDetails]
  let viewer: Viewer
  let now: Timestamp

  func rendered() -> String {
    Frame(
      title: ReleaseText.title.text, section: .releases, viewer: viewer,
      content: """
        <div class="releases">
        <div class="page-head"><h1>\(ReleaseText.title)</h1></div>
        <p class="lead">\(ReleaseText.lead)</p>
        \(apps.map(section))
        </div>
        """
    ).rendered()
  }

  private func section(_ details: ReleaseDetails) -> HTML {
    let id = "app-\(details.app.id.value)"
    let watches: HTML =
      details.seen.isEmpty
      ? "<div class=\"empty\"><h3>\(ReleaseText.none)</h3><p>\(ReleaseText.noneHint)</p></div>"
      : """
      <ol class="release-list">\(details.seen.map { "<li>\(card($0, details))</li>" as HTML })</ol>
      <p class="quiet">\(ReleaseText.association)</p>
      """
    return """
      <section\(.ariaLabelledBy, id)><h2\(.id, id)>\(Words.inline(details.app.name, limit: 80))</h2>
      \(SpikeList.html(details.spikes, title: "<h3>\(SpikeText.title)</h3>", now: now))\(watches)\(rates(details))</section>
      """
  }

  private func card(_ seen: ReleaseDetails.Seen, _ details: ReleaseDetails) -> HTML {
    let watch = seen.watch
    let first = Timestamp(milliseconds: watch.firstDay * 86_400_000)
    let mark: HTML
    if let at = watch.flaggedAt {
      mark =
        "<span class=\"clock clock-late\">\(ReleaseText.hurts)</span> <span class=\"quiet\">\(ReleaseText.flagged(TimeText.html(at, now: now)))</span>"
    } else {
      mark = "<span class=\"state\">\(watch.isOver ? ReleaseText.quiet : ReleaseText.watching)</span>"
    }
    let places = seen.responsible.map { "<li>\(place($0, details))</li>" as HTML }
    let responsible: HTML? =
      places.isEmpty ? nil : "<h4>\(ReleaseText.responsible)</h4><ul class=\"terms\">\(places)</ul>"
    return """
      <article class="release"><h3>\(ReleaseText.compared(watch))</h3>
      <p class="badges">\(mark) <span class="quiet">\(ReleaseText.since(PainDay.of(start: first)))</span></p>
      \(channels(seen))\(responsible)<p class="quiet">\(ReleaseText.source(watch.source))</p></article>
      """
  }

  private func channels(_ seen: ReleaseDetails.Seen) -> HTML {
    let rows = seen.channels.map { channel -> HTML in
      let seen = channel.comparison
      let range = seen.interval(alpha: RatioMixture.releaseAlpha)
      return """
        <tr><th scope="row">\(name(channel.name))</th><td class="n">\(CountText.grouped(seen.newEvents))</td>
        <td class="n">\(ReleaseText.number(seen.expectedNew))</td><td class="n">\(CountText.grouped(seen.oldEvents))</td>
        <td class="n">\(ReleaseText.times(seen.ratio, range.lower, range.upper))</td></tr>
        """
    }
    return """
      <div class="wide" tabindex="0" role="group"\(.ariaLabel, ReleaseText.channel)><table class="plain-table"><thead><tr><th scope="col">\(ReleaseText.channel)</th><th scope="col" class="n">\(ReleaseText.withIt)</th>
      <th scope="col" class="n">\(ReleaseText.expected)</th><th scope="col" class="n">\(ReleaseText.before)</th>
      <th scope="col" class="n">\(ReleaseText.ratio)</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
  }

  private func place(_ place: ReleasePlace, _ details: ReleaseDetails) -> HTML {
    let range = place.comparison.interval(alpha: RatioMixture.releaseAlpha)
    let times = ReleaseText.times(place.comparison.ratio, range.lower, range.upper)
    let name: HTML
    switch (place.kind, Int64(place.name)) {
    case (.pain, let number?):
      let title = details.pains[number].map { Words.inline($0, limit: 160) } ?? "\(PainText.name(number))"
      name = "<a\(.href, PainRoutes.link(number))>\(title)</a>"
    case (.error, _): name = ReleaseText.error(place.name)
    default: name = ReleaseText.page(place.name)
    }
    return "\(name): \(times)"
  }

  private func rates(_ details: ReleaseDetails) -> HTML {
    guard !details.rates.isEmpty else { return "<p class=\"quiet\">\(ReleaseText.noRates)</p>" }
    let rows = details.rates.map { rate -> HTML in
      let perThousand = rate.days > 0 ? Double(rate.contacts) * 1_000 / Double(rate.days) : 0
      return """
        <tr><th scope="row">\(name(rate.version))</th><td>\(name(rate.channel))</td><td class="n">\(CountText.grouped(rate.contacts))</td>
        <td class="n">\(CountText.grouped(rate.days))</td><td class="n">\(ReleaseText.number(perThousand))</td></tr>
        """
    }
    let rest = details.rateCount - details.rates.count
    return """
      <h3>\(ReleaseText.rates)</h3>
      <div class="wide" tabindex="0" role="group"\(.ariaLabel, ReleaseText.rates)><table class="plain-table"><thead><tr><th scope="col">\(ReleaseText.version)</th><th scope="col">\(ReleaseText.channel)</th>
      <th scope="col" class="n">\(ReleaseText.reports)</th><th scope="col" class="n">\(ReleaseText.days)</th>
      <th scope="col" class="n">\(ReleaseText.rate)</th></tr></thead><tbody>\(rows)</tbody></table></div>
      \(rest > 0 ? "<p class=\"quiet\">\(ReleaseText.more(rest))</p>" as HTML : nil)
      <p class="quiet">\(ReleaseText.source(details.source))</p>
      """
  }

  private func name(_ text: String) -> HTML {
    text.isEmpty ? "<span class=\"quiet\">\(ReleaseText.notSaid)</span>" : Words.inline(text, limit: 80)
  }
}
