// Above the list: how many tickets are not resolved, the search, the states with their counts, the filters.
import CollectorCore
import TellbackWire

enum TicketFilterBar {
  /// How many tickets are open or waiting.
  static func distance(_ facets: TicketFacets) -> HTML {
    let open = facets.states[.open] ?? 0
    let waiting = facets.states[.waiting] ?? 0
    guard open + waiting > 0 else {
      return (facets.states[.resolved] ?? 0) > 0 ? "<p class=\"distance done\">The queue is empty.</p>" : .empty
    }
    return """
      <p class="distance"><strong>\(CountText.grouped(Int64(open + waiting)))</strong> to an empty queue</p>
      """
  }

  static func search(_ filter: TicketFilter) -> HTML {
    let kept = filter.with { $0.search = nil }.pairs.map { Field.hidden($0.name, $0.value) }
    return """
      <form class="search" role="search" method="get"\(.action, filter.place.link())>
      \(kept)
      <label class="unseen" for="search">Search tickets</label>
      <input id="search" type="search" name="q" placeholder="Words, TB-7K3Q-M2X9 or #42" maxlength="200" autocomplete="off"\(.value, filter.search ?? "")>
      <kbd aria-hidden="true">/</kbd>
      </form>
      """
  }

  static func states(_ listing: TicketListing) -> HTML {
    let filter = listing.filter
    let all = TicketState.allCases.reduce(0) { $0 + (listing.states[$1] ?? 0) }
    let tabs = TicketState.allCases.map { state in
      tab(state.label, count: listing.states[state] ?? 0, filter, state)
    }
    return """
      <nav class="states" aria-label="States">\(tabs)\(tab("All", count: all, filter, nil))</nav>
      """
  }

  /// Everybody's tickets, those that nobody has taken, and one's own; each with how many there are in this state.
  static func owners(_ listing: TicketListing) -> HTML {
    let filter = listing.filter
    let tabs = OwnerChoice.tabs.map { choice, label -> HTML in
      let count: HTML? = choice.flatMap { listing.owners[$0] }.map {
        " <span class=\"count\">\(CountText.grouped(Int64($0)))\($0 >= 10_000 ? "+" : "")</span>"
      }
      return """
        <a\(.href, filter.with { $0.owner = choice }.link)\(.ariaCurrent, optional: filter.owner == choice ? "page" : nil)>\(label)\(count)</a>
        """
    }
    return "<nav class=\"owners\" aria-label=\"Owners\">\(tabs)</nav>"
  }

  private static func tab(_ label: String, count: Int, _ filter: TicketFilter, _ state: TicketState?) -> HTML {
    let isHere = filter.state == state
    return """
      <a\(.href, filter.with { $0.state = state }.link)\(.ariaCurrent, optional: isHere ? "page" : nil)><span>\(label)</span> <span class="count">\(CountText.grouped(Int64(count)))</span></a>
      """
  }

  static func form(_ listing: TicketListing) -> HTML {
    let filter = listing.filter
    let facets = listing.facets
    let clear: HTML? =
      filter.choices.isEmpty && filter.search == nil
      ? nil
      : "<a class=\"clear\"\(.href, filter.cleared.link)>Clear filters</a>"
    return """
      <form class="filters" method="get" aria-label="Filters"\(.action, filter.place.link())>
      \(filter.place == .triage || filter.state == .open ? HTML.empty : Field.hidden("state", filter.state?.rawValue ?? "all"))
      \(filter.search.map { Field.hidden("q", $0) })
      \(filter.place == .triage ? nil : filter.owner.map { Field.hidden("owner", $0.rawValue) })
      \((filter.more.pairs + filter.more.columnPairs).map { Field.hidden($0.name, $0.value) })
      \(common(filter, apps: listing.apps, facets))
      \(choice("version", "Version", values: facets.versions, filter.version, any: "Any version"))
      \(choice("segment", "Segment", values: facets.segments, filter.segment, any: "Any segment"))
      \(choice("tag", "Tag", values: listing.allTags, filter.tag, any: "Any tag"))
      \(Field.select("order", label: "Order", options: orders(listing), chosen: filter.order == nil ? "" : filter.shownOrder.rawValue))
      <button class="apply" type="submit">Apply</button>
      \(clear)
      </form>
      """
  }

  /// The choices that every page of tickets has: app, kind, severity and component.
  static func common(_ filter: TicketFilter, apps: [AppRecord], _ facets: TicketFacets) -> HTML {
    let app: HTML? =
      apps.count > 1 || filter.app != nil
      ? choice("app", "App", values: apps.map(\.name), filter.app, any: "All apps") : nil
    return """
      \(app)
      \(Field.select("kind", label: "Kind", options: [("", "Any kind")] + ReportKind.allCases.map { ($0.rawValue, $0.label) }, chosen: filter.kind?.rawValue ?? ""))
      \(Field.select("severity", label: "Severity", options: [("", "Any severity")] + Severity.allCases.reversed().map { ($0.word, $0.label) }, chosen: filter.severity?.word ?? ""))
      \(choice("component", "Component", values: facets.components, filter.component, any: "Any component"))
      """
  }

  /// The list's own order first, which has an empty value. Relevance is offered with a search alone, and due times where
  /// something is promised.
  private static func orders(_ listing: TicketListing) -> [(value: String, text: String)] {
    let filter = listing.filter
    let own = filter.with { $0.order = nil }.shownOrder
    let others = TicketQuery.Order.allCases.filter { order in
      order != own && (order != .relevance || filter.search != nil)
        && (order != .due || listing.hasServiceLevels || filter.order == .due)
    }
    return [("", own.label)] + others.map { ($0.rawValue, $0.label) }
  }

  /// A choice among values that reports brought; nothing to choose, nothing shown. At most 200, and always the chosen one.
  private static func choice(
    _ name: String, _ label: String, values: [String], _ chosen: String?, any: String
  ) -> HTML? {
    guard !values.isEmpty || chosen != nil else { return nil }
    var shown = Array(values.prefix(200))
    if let chosen, !shown.contains(where: { $0.utf8.elementsEqual(chosen.utf8) }) { shown.append(chosen) }
    return Field.select(name, label: label, options: [("", any)] + shown.map { ($0, $0) }, chosen: chosen ?? "")
  }

  static func ignored(_ filter: TicketFilter) -> HTML? {
    guard !filter.ignored.isEmpty else { return nil }
    return
      "<p class=\"alert\" role=\"alert\">These filters were ignored: \(filter.ignored.joined(separator: "; ")).</p>"
  }
}
