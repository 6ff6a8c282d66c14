// The pages of a filled desk, by what is asked of them.

/// One figure: some pages that cost about the same.
public struct DeskPages: Sendable {
  public var name: String
  public var targets: [String]
  /// How often they are asked in all, at least.
  public var requests: Int

  init(_ name: String, _ targets: [String], requests: Int = 360) {
    (self.name, self.targets, self.requests) = (name, targets, requests)
  }

  static let filters = [
    "kind=idea", "severity=high", "component=component%201", "version=4.3", "segment=segment%207", "owner=none",
    "state=all", "order=severity", "order=oldest", "order=reporters", "field.plan=pro",
  ]

  private static var pairs: [String] {
    filters.indices.flatMap { left in
      filters.indices.filter { $0 > left && filters[$0].prefix(5) != filters[left].prefix(5) }.map {
        "/?\(filters[left])&\(filters[$0])"
      }
    }
  }

  /// Of a desk with so many tickets.
  public static func all(tickets: Int) -> [DeskPages] {
    let common = FilledDesk.commonWord
    return [
      DeskPages("list", ["/"], requests: 720),
      DeskPages("triage", ["/triage"], requests: 720),
      DeskPages("filters", filters.map { "/?\($0)" }, requests: 132),
      DeskPages("pairs", pairs, requests: 144),
      DeskPages("columns", ["/board", "/board?component=component%201"]),
      DeskPages("search_rare", ["/?q=\(FilledDesk.rareWord)&state=all"]),
      DeskPages("search_common", ["/?q=\(common)", "/?q=\(common)&order=recent"]),
      DeskPages("deep_page", ["/?state=all&page=\(min(1_000, max(1, tickets / 50 * 9 / 10)))"]),
      DeskPages("ticket", (1...10).map { "/tickets/\($0 * tickets / 11)" }),
      DeskPages(
        "numbers",
        [
          "/numbers", "/numbers?days=365", "/numbers?days=365&component=component%201",
          "/numbers?days=365&segment=segment%207", "/numbers?days=365&date=1", "/numbers?days=7&clock=business",
        ]),
    ]
  }

  /// Of five hundred pain points, and words that are looked for together.
  public static let pains = [
    DeskPages("search_two", ["/?q=\(FilledDesk.commonWord)+\(FilledDesk.rareWord)&state=all"]),
    DeskPages("ledger", ["/pain", "/pain?page=2", "/pain?page=10"], requests: 200),
    DeskPages("point", (0..<10).map { "/pain/\(1 + $0 * 50)" }, requests: 200),
    DeskPages("releases", ["/releases"], requests: 200),
  ]
}
