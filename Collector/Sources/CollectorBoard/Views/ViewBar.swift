// Above the list: the views that somebody keeps and those that are shared, and the form that keeps the present one.
import CollectorCore
import CollectorHTTP

/// A view with how many tickets it holds for who looks at it.
struct CountedView: Sendable {
  var view: SavedView
  var filter: TicketFilter
  var count: Int
  /// A search found more than it looks through.
  var orMore = false
}

enum ViewBar {
  /// Views above the list; the page of views has all. Each costs a count.
  static let shown = 12

  static func html(_ views: [CountedView], _ filter: TicketFilter) -> HTML? {
    guard !views.isEmpty else { return nil }
    let here = filter.firstPage
    let links = views.map { entry -> HTML in
      let isHere = entry.filter.link == here
      let count = "\(CountText.grouped(Int64(entry.count)))\(entry.orMore ? "+" : "")"
      return """
        <a\(.href, entry.filter.link)\(.ariaCurrent, optional: isHere ? "page" : nil)>\(Words.inline(entry.view.name, limit: 40)) <span class="count">\(count)</span></a>
        """
    }
    return
      "<nav class=\"owners views\"\(.ariaLabel, ViewText.title)>\(links)<a class=\"all\"\(.href, Link("views"))>\(ViewText.all)</a></nav>"
  }

  /// Nothing for the list without any choice, and for one that is kept.
  static func save(_ views: [CountedView], _ filter: TicketFilter, viewer: Viewer) -> HTML? {
    let here = filter.firstPage
    let isKept = views.contains { $0.filter.link == here }
    return filter.isDefault || isKept ? nil : form(filter, viewer)
  }

  private static func form(_ filter: TicketFilter, _ viewer: Viewer) -> HTML {
    """
    <details class="save-view"><summary>\(ViewText.saveAs)</summary>
    <form class="row" method="post"\(.action, Link("views"))>\(Field.token(viewer))\(Field.hidden("query", filter.queryText))
    <label class="pick named"><span>\(ViewText.nameOfView)</span><input type="text" name="name" maxlength="100"\(.placeholder, KitText.name) required autocomplete="off"></label>
    <label class="choice-row"><input type="checkbox" name="shared" value="yes"> \(KitText.forEverybody)</label>
    <button type="submit" name="act" value="save">\(KitText.save)</button></form></details>
    """
  }
}

extension TicketFilter {
  /// Reads what ``queryText`` wrote. What is not known any more is left out.
  init(queryText: String) throws {
    self.init(try HTTPRequest(method: .GET, target: "/" + (queryText.isEmpty ? "" : "?" + queryText)))
    page = 1
  }

  /// The list's address, from its first page on.
  var firstPage: Link { with { _ in }.link }

  /// The query of ``firstPage``.
  var queryText: String { String(firstPage.path.dropFirst(2)) }

  /// The list as it is without any choice.
  var isDefault: Bool { with { _ in }.pairs.isEmpty }
}
