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

  private static let noApp: HTML = """
    <section class="empty">
    <h2>No app sends reports yet</h2>
    <p>Make one on the machine that runs the collector. Its key stands on the last line of the output:</p>
    <pre class="command"><code>tellback-collector app create NAME --data DIR</code></pre>
    <p class="quiet">Give the key to the SDK in your app, and what people report shows up here.</p>
    </section>
    """

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
    let (title, text) =
      switch state {
      case .open, nil: ("No open tickets", "New reports show up here by themselves.")
      case .waiting: ("No waiting tickets", "Tickets that wait for somebody else stand here.")
      case .resolved: ("No resolved tickets", "Tickets stand here once they are resolved.")
      }
    return """
      <section class="empty">
      <h2>\(title)</h2>
      <p>\(text)</p>
      </section>
      """
  }

  private static func quiet(_ owner: OwnerChoice, _ filter: TicketFilter) -> HTML {
    let state = filter.state.map { "\($0.label.lowercased()) ticket" } ?? "ticket"
    let (title, text) =
      switch owner {
      case .nobody: ("Somebody has each \(state)", "What nobody has taken stands here.")
      case .me: ("No \(state) is yours", "What you claim stands here.")
      }
    let (other, label) = owner == .me ? (OwnerChoice.nobody, "See what nobody has taken") : (.me, "See your own")
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
      "<li><a\(.href, filter.without(choice.name).link)>\(choice.name) \(Words.inline(choice.value, limit: 60))</a></li>"
    }
    if let search = filter.search {
      ways.append(
        "<li><a\(.href, filter.without("q").link)>the search for “\(Words.inline(search, limit: 60))”</a></li>")
    }
    if filter.place == .tickets, filter.state != nil {
      ways.append("<li><a\(.href, filter.with { $0.state = nil }.link)>the state: show all states</a></li>")
    }
    let hint: HTML? =
      listing.unknownApp ? "<p>There is no app of that name.</p>" : nil
    return """
      <section class="empty">
      <h2>No results</h2>
      \(hint)
      <p>Remove a filter:</p>
      <ul>\(ways)</ul>
      <p><a class="button"\(.href, filter.cleared.link)>\(DeskText.clear)</a></p>
      </section>
      """
  }

  private static func pastTheEnd(_ filter: TicketFilter) -> HTML {
    """
    <section class="empty">
    <h2>Past the last page</h2>
    <p><a\(.href, filter.with { _ in }.link)>Back to the first page</a></p>
    </section>
    """
  }
}

/// Links to the pages around this one.
enum Pager {
  static func html(
    page: Int, size: Int, total: Int, what: (one: String, many: String), link: (Int) -> Link
  ) -> HTML {
    let pages = max(1, (total + size - 1) / size)
    guard total > 0, page <= pages else { return .empty }
    let first = (page - 1) * size + 1
    let last = min(page * size, total)
    // Stores count up to 10,000 in a filtered list.
    let all = CountText.of(Int64(total), what.one, what.many) + (total == 10_000 ? " or more" : "")
    let span = total <= size ? all : "\(CountText.grouped(Int64(first)))–\(CountText.grouped(Int64(last))) of \(all)"
    let newer: HTML? = page > 1 ? "<a rel=\"prev\"\(.href, link(page - 1))>Previous</a>" : nil
    let older: HTML? = page < pages ? "<a rel=\"next\"\(.href, link(page + 1))>Next</a>" : nil
    return """
      <nav class="pager" aria-label="Pages"><span class="quiet">\(span)</span>\(newer)\(older)</nav>
      """
  }
}
