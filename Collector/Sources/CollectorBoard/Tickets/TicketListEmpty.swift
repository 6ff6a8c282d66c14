// An empty list says why it is empty, and what to do next.
import CollectorCore

enum TicketListEmpty {
  static func html(_ listing: TicketListing) -> HTML {
    let filter = listing.filter
    if listing.apps.isEmpty { return noApp }
    if filter.search != nil || !filter.choices.isEmpty { return noResults(listing) }
    if filter.page > 1 { return pastTheEnd(filter) }
    let total = TicketState.allCases.reduce(0) { $0 + (listing.facets.states[$1] ?? 0) }
    if total > 0, filter.place == .triage { return allTriaged() }
    return total == 0 ? noReport(listing) : filter.owner.map { quiet($0, filter) } ?? quiet(filter.state)
  }

  private static var noApp: HTML {
    """
    <section class="empty">
    <h2>\(TicketListText.noApp)</h2>
    <p>\(TicketListText.makeApp)</p>
    <pre class="command"><code>tellback-collector app create NAME --data DIR</code></pre>
    <p class="quiet">\(TicketListText.giveKey)</p>
    </section>
    """
  }

  private static func noReport(_ listing: TicketListing) -> HTML {
    let names = listing.apps.prefix(5).map(\.name).joined(separator: ", ")
    let keys = listing.keyHints.prefix(5).map { entry -> HTML in
      "<li>\(Words.inline(entry.app, limit: 60)): <code>\(entry.hint)…</code></li>"
    }
    return """
      <section class="empty">
      <h2>\(DeskText.nothingEver)</h2>
      <p>\(DeskText.linkSDK)</p>
      <pre class="command"><code>import Tellback

      let reporter = try Reporter(ReporterConfiguration(
        collector: URL(string: "COLLECTOR")!, appKey: "KEY", appName: "\(Words.cut(Words.visible(listing.apps.first?.name ?? ""), to: 60))", appVersion: "1.0"))
      let receipt = try await reporter.report("The first report")</code></pre>
      \(keys.isEmpty ? nil : "<p class=\"quiet\">\(DeskText.keysBegin)</p><ul>\(keys)</ul>" as HTML)
      <p class="quiet">\(DeskText.keyHint)</p>
      <pre class="command"><code>tellback-collector app key create APP --data DIR</code></pre>
      <p>\(DeskText.byHand)</p>
      <pre class="command"><code>curl -H 'Authorization: Bearer KEY' -H 'Content-Type: application/json' \\
        -d '{"id":"'"$(uuidgen)"'","capturedAt":'"$(date +%s000)"',"text":"The first report"}' \\
        COLLECTOR/v1/reports</code></pre>
      <p class="quiet">\(DeskText.appsAre) \(Words.inline(names, limit: 300)). <a\(.href, Link("delivery"))>\(DeskText.seeDelivery)</a></p>
      </section>
      """
  }

  /// Nothing is left to triage: that is what the page is for.
  private static func allTriaged() -> HTML {
    """
    <section class="empty">
    <h2>\(DeskText.nothingLeft)</h2>
    <p>\(DeskText.nothingLeftHow)</p>
    <p><a\(.href, Link("work"))>\(FrameText.myWork)</a></p>
    </section>
    """
  }

  private static func quiet(_ state: TicketState?) -> HTML {
    let (title, text) = TicketListText.none(in: state)
    return """
      <section class="empty">
      <h2>\(title)</h2>
      <p>\(text)</p>
      </section>
      """
  }

  private static func quiet(_ owner: OwnerChoice, _ filter: TicketFilter) -> HTML {
    let (title, text) = TicketListText.none(of: owner, in: filter.state)
    let (other, label) =
      owner == .me ? (OwnerChoice.nobody, WorkText.seeUnowned) : (.me, TicketListText.seeOwn)
    return """
      <section class="empty">
      <h2>\(title)</h2>
      <p>\(text)</p>
      <p><a\(.href, filter.with { $0.owner = other }.link)>\(label)</a></p>
      </section>
      """
  }

  private static func noResults(_ listing: TicketListing) -> HTML {
    let filter = listing.filter
    var ways = filter.choices.map { choice -> HTML in
      "<li><a\(.href, filter.without(choice.name).link)>\(TicketListText.filter(choice.name)) \(Words.inline(TicketListText.value(choice.value, of: choice.name).text, limit: 60))</a></li>"
    }
    if let search = filter.search {
      ways.append(
        "<li><a\(.href, filter.without("q").link)>\(TicketListText.theSearch(Words.inline(search, limit: 60)))</a></li>"
      )
    }
    if filter.place == .tickets, filter.state != nil {
      ways.append("<li><a\(.href, filter.with { $0.state = nil }.link)>\(TicketListText.theState)</a></li>")
    }
    let hint: HTML? =
      listing.unknownApp ? "<p>\(TicketListText.noSuchApp)</p>" : nil
    return """
      <section class="empty">
      <h2>\(TicketListText.noResults)</h2>
      \(hint)
      <p>\(TicketListText.removeFilter)</p>
      <ul>\(ways)</ul>
      <p><a class="button"\(.href, filter.cleared.link)>\(DeskText.clear)</a></p>
      </section>
      """
  }

  private static func pastTheEnd(_ filter: TicketFilter) -> HTML {
    """
    <section class="empty">
    <h2>\(TicketListText.pastEnd)</h2>
    <p><a\(.href, filter.with { _ in }.link)>\(TicketListText.toFirst)</a></p>
    </section>
    """
  }
}
