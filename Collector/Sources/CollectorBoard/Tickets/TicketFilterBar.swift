// Above the list: how many tickets are not resolved, the search, the states with their counts, the filters.
import CollectorCore
import TellbackWire

enum TicketFilterBar {
  /// How many tickets are open or waiting.
  static func distance(_ facets: TicketFacets) -> HTML {
    let open = facets.states[.open] ?? 0
    let waiting = facets.states[.waiting] ?? 0
    guard open + waiting > 0 else {
      return (facets.states[.resolved] ?? 0) > 0
        ? "<p class=\"distance done\">\(TicketListText.queueEmpty)</p>" : .empty
    }
    let count: HTML = "<strong>\(CountText.grouped(Int64(open + waiting)))</strong>"
    return "<p class=\"distance\">\(TicketListText.distance(count))</p>"
  }

  static func search(_ filter: TicketFilter) -> HTML {
    let kept = filter.with { $0.search = nil }.pairs.map { Field.hidden($0.name, $0.value) }
    return """
      <form class="search" role="search" method="get"\(.action, filter.place.link())>
      \(kept)
      <label class="unseen" for="search">\(TicketListText.search)</label>
      <input id="search" type="search" name="q"\(.placeholder, TicketListText.searchHint) maxlength="200" autocomplete="off"\(.value, filter.search ?? "")>
      <kbd aria-hidden="true">/</kbd>
      </form>
      """
  }

  static func states(_ listing: TicketListing) -> HTML {
    let all = TicketState.allCases.reduce(0) { $0 + (listing.states[$1] ?? 0) }
    let tabs = TicketState.allCases.map { state in
      tab(state.name, count: listing.states[state] ?? 0, listing, state)
    }
    return """
      <nav class="states"\(.ariaLabel, TicketListText.states)>\(tabs)\(tab(TicketListText.all, count: all, listing, nil))</nav>
      """
  }

  /// Everybody's tickets, those that nobody has taken, and one's own; each with how many there are in this state.
  static func owners(_ listing: TicketListing) -> HTML {
    let filter = listing.filter
    let tabs = OwnerChoice.tabs.map { choice -> HTML in
      let count: HTML? = choice.flatMap { listing.owners[$0] }.map {
        " <span class=\"count\">\(Self.count($0, of: listing.page))</span>"
      }
      return """
        <a\(.href, filter.with { $0.owner = choice }.link)\(.ariaCurrent, optional: filter.owner == choice ? "page" : nil)>\(TicketListText.owner(choice))\(count)</a>
        """
    }
    return "<nav class=\"owners\"\(.ariaLabel, TicketListText.owners)>\(tabs)</nav>"
  }

  private static func tab(_ label: Phrase, count: Int, _ listing: TicketListing, _ state: TicketState?) -> HTML {
    let filter = listing.filter
    let isHere = filter.state == state
    return """
      <a\(.href, filter.with { $0.state = state }.link)\(.ariaCurrent, optional: isHere ? "page" : nil)><span>\(label)</span> <span class="count">\(Self.count(count, of: listing.page))</span></a>
      """
  }

  static func form(_ listing: TicketListing) -> HTML {
    let filter = listing.filter
    let facets = listing.facets
    let clear: HTML? =
      filter.choices.isEmpty && filter.search == nil
      ? nil
      : "<a class=\"clear\"\(.href, filter.cleared.link)>\(TicketListText.clearFilters)</a>"
    return """
      <form class="filters" method="get"\(.ariaLabel, TicketListText.filters)\(.action, filter.place.link())>
      \(filter.place == .triage || filter.state == .open ? HTML.empty : Field.hidden("state", filter.state?.rawValue ?? "all"))
      \(filter.search.map { Field.hidden("q", $0) })
      \(filter.place == .triage ? nil : filter.owner.map { Field.hidden("owner", $0.rawValue) })
      \((filter.more.pairs + filter.more.columnPairs).filter { $0.name != "issue" }.map { Field.hidden($0.name, $0.value) })
      \(common(filter, apps: listing.apps, facets))
      \(choice("version", TicketListText.version, values: facets.versions, filter.version, any: TicketListText.anyVersion))
      \(choice("segment", KitText.segment, values: facets.segments, filter.segment, any: TicketListText.anySegment))
      \(choice("tag", TicketListText.tag, values: listing.allTags, filter.tag, any: TicketListText.anyTag))
      \(IssueSelect.html(listing))
      \(Field.select("order", label: TicketListText.order, options: orders(listing), chosen: filter.order == nil ? "" : filter.shownOrder.rawValue))
      <button class="apply" type="submit">\(TicketListText.apply)</button>
      \(clear)
      </form>
      """
  }

  /// The choices that every page of tickets has: app, kind, severity and component.
  static func common(_ filter: TicketFilter, apps: [AppRecord], _ facets: TicketFacets) -> HTML {
    let app: HTML? =
      apps.count > 1 || filter.app != nil
      ? choice("app", KitText.app, values: apps.map(\.name), filter.app, any: KitText.allApps) : nil
    return """
      \(app)
      \(Field.select("kind", label: KitText.kind, options: [("", TicketListText.anyKind.text)] + ReportKind.allCases.map { ($0.rawValue, $0.label) }, chosen: filter.kind?.rawValue ?? ""))
      \(Field.select("severity", label: KitText.severity, options: [("", TicketListText.anySeverity.text)] + Severity.allCases.reversed().map { ($0.word, $0.label) }, chosen: filter.severity?.word ?? ""))
      \(choice("component", KitText.component, values: facets.components, filter.component, any: TicketListText.anyComponent))
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
    _ name: String, _ label: Phrase, values: [String], _ chosen: String?, any: Phrase
  ) -> HTML? {
    guard !values.isEmpty || chosen != nil else { return nil }
    var shown = Array(values.prefix(200))
    if let chosen, !shown.contains(where: { $0.utf8.elementsEqual(chosen.utf8) }) { shown.append(chosen) }
    return Field.select(name, label: label, options: [("", any.text)] + shown.map { ($0, $0) }, chosen: chosen ?? "")
  }

  /// `12,345`, or `12,345+` where more was there than was looked through.
  static func count(_ count: Int, of page: TicketPage) -> String {
    CountText.grouped(Int64(count)) + (page.isAtLeast || page.isCut(count) ? "+" : "")
  }

  /// Why the counts are only the least there are.
  static func cut(_ page: TicketPage) -> HTML? {
    guard page.isAtLeast else { return nil }
    return """
      \(page.isBounded ? "<p class=\"quiet\">\(TicketListText.common)</p>" : nil)
      \(page.cutFields.map { "<p class=\"quiet\">\(TicketListText.cut($0))</p>" as HTML })
      """
  }

  static func ignored(_ filter: TicketFilter) -> HTML? {
    guard !filter.ignored.isEmpty else { return nil }
    return "<p class=\"alert\" role=\"alert\">\(TicketListText.ignored(filter.ignored))</p>"
  }
}
