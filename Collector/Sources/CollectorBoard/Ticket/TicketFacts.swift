// What is known of the ticket as a whole, and the versions that its reports came from.
import CollectorCore
import TellbackWire

struct TicketFacts: Sendable {
  private static let versionLimit = 12
  private static let keyLimit = 3

  let details: TicketDetails

  private var ticket: Ticket { details.ticket }

  var html: HTML {
    """
    <section class="facts" aria-labelledby="facts-title"><h2 id="facts-title">\(TicketText.facts)</h2>
    <dl>
    \(fact(KitText.app, details.app.map { Words.inline($0.name, limit: 100) }))
    \(fact(KitText.component, ticket.component.map { Words.inline($0, limit: 100) }))
    \(fact(TicketText.place, ticket.page.map { Words.inline($0, limit: 200) }))
    \(fact(TicketText.groupingKey, groupingKeys))
    \(fact(TicketText.firstReported, TimeText.html(ticket.firstReceivedAt, now: details.now)))
    \(fact(TicketText.lastReported, TimeText.html(ticket.lastReceivedAt, now: details.now)))
    \(fact(TicketText.opened, TimeText.html(ticket.openedAt, now: details.now)))
    \(fact(TicketText.waits, ticket.waiting.map { $0.sentence(now: details.now) }))
    \(fact(LaunchText.during, launches))
    \(fact(TicketText.decidedBy, decider))
    \(fact(TicketText.resolved, ticket.resolvedAt.map { TimeText.html($0, now: details.now) }))
    </dl>
    </section>
    \(versions)
    """
  }

  /// The keys under which the app put the reports on this page; more than one after a merge.
  private var groupingKeys: HTML? {
    let keys = Set(details.reports.compactMap { $0.report?.groupingKey }).sorted()
    guard !keys.isEmpty else { return nil }
    let shown = keys.prefix(Self.keyLimit).map { key -> HTML in "<code>\(Words.inline(key, limit: 100))</code> " }
    let more = keys.count - Self.keyLimit
    return "\(shown)\(more > 0 ? "\(KitText.more(Int64(more)))" as HTML : nil)"
  }

  /// The launches during which its reports came.
  private var launches: HTML? {
    guard !details.launches.isEmpty else { return nil }
    let links = details.launches.map { launch -> HTML in
      "<div><a\(.href, Link("launches", String(launch.id)))>\(Words.inline(launch.name, limit: 100))</a></div>"
    }
    return "\(links)"
  }

  /// Who decided that nothing will be done.
  private var decider: HTML? { details.decider.map { Words.inline($0, limit: 80) } }

  private func fact(_ name: Phrase, _ value: HTML?) -> HTML? {
    value.map { "<div><dt>\(name)</dt><dd>\($0)</dd></div>" }
  }

  private var versions: HTML? {
    guard !details.versions.isEmpty else { return nil }
    let most = details.versions.map(\.reports).max() ?? 1
    let rows = details.versions.prefix(Self.versionLimit).map { seen -> HTML in
      let tenths = max(1, Int((seen.reports * 10 + most - 1) / max(most, 1)))
      return """
        <li><span class="name">\(Words.inline(seen.version, limit: 60))</span>
        <span\(.class, "bar-of bar-\(min(tenths, 10))") aria-hidden="true"></span>
        <span class="number">\(KitText.reports(seen.reports))</span></li>
        """
    }
    let more = details.versions.count - Self.versionLimit
    let rest: HTML? =
      more > 0 ? "<li class=\"quiet\">\(TicketText.moreVersions(Int64(more)))</li>" : nil
    return """
      <section class="versions" aria-labelledby="versions-title"><h2 id="versions-title">\(TicketText.versions)</h2>
      <ul>\(rows)\(rest)</ul></section>
      """
  }
}
