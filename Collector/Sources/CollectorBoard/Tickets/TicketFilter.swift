// The ticket list's address as a value: filters, search, order and page, read from a query and written back as a link.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// Whose tickets the list shows.
enum OwnerChoice: String, Sendable, CaseIterable {
  case nobody = "none"
  case me

  /// The tabs above tickets; nil is everybody's.
  static let tabs: [OwnerChoice?] = [nil, .nobody, .me]

  func filter(_ viewer: Viewer) -> OwnerFilter {
    switch self {
    case .nobody: .nobody
    case .me: .account(viewer.account.id)
    }
  }
}

/// The page that a list of tickets stands on.
enum TicketPlace: String, Sendable {
  /// Every ticket, by state and owner.
  case tickets
  /// Open ones that nobody has.
  case triage

  func link(_ query: [(name: String, value: String)] = []) -> Link {
    switch self {
    case .tickets: Link(query: query)
    case .triage: Link("triage", query: query)
    }
  }
}

/// Which tickets the list shows. Values of the address that are not known are left out and named in `ignored`.
struct TicketFilter: Sendable, Equatable {
  static let pageSize = 50
  static let lastPage = 100_000
  static let searchBytes = 200

  /// Nil stands for all states.
  var state: TicketState? = .open
  var app: String?
  var kind: ReportKind?
  var severity: Severity?
  var component: String?
  var version: String?
  var segment: String?
  var tag: String?
  /// Nil stands for everybody's.
  var owner: OwnerChoice?
  var search: String?
  /// Nil is the list's own order: most relevant first with a search, else last report first.
  var order: TicketQuery.Order?
  /// Fields, columns, and what the numbers lead to.
  var more = TicketFilterMore()
  /// From 1.
  var page = 1
  var ignored: [String] = []

  private(set) var place: TicketPlace = .tickets

  init() {}

  init(_ request: HTTPRequest, place: TicketPlace = .tickets) {
    for (name, value) in request.query where !value.isEmpty { read(name, value) }
    guard place == .triage else { return }
    // What stands there is what the page is.
    (self.place, state, owner) = (place, .open, .nobody)
  }

  private mutating func read(_ name: String, _ value: String) {
    switch name {
    case "state" where value == "all": state = nil
    case "state": state = known(TicketState(rawValue: value), name, value) ?? state
    case "app": app = short(name, value)
    case "kind": kind = known(ReportKind(rawValue: value), name, value)
    case "severity": severity = known(Severity(word: value), name, value)
    case "component": component = short(name, value)
    case "version": version = short(name, value)
    case "segment": segment = short(name, value)
    case "tag": tag = short(name, value)
    case "owner": owner = known(OwnerChoice(rawValue: value), name, value)
    case "q": search = short(name, value.trimmed, limit: Self.searchBytes)
    case "order": order = known(TicketQuery.Order(rawValue: value), name, value)
    case "page": page = known(Int(value).flatMap { (1...Self.lastPage).contains($0) ? $0 : nil }, name, value) ?? 1
    default: more.read(name, value, &ignored)
    }
  }

  private mutating func known<Value>(_ parsed: Value?, _ name: String, _ value: String) -> Value? {
    if parsed == nil { ignored.append(TicketListText.notKnown(name, value).text) }
    return parsed
  }

  private mutating func short(_ name: String, _ value: String, limit: Int = 1_000) -> String? {
    guard value.utf8.count <= limit else {
      ignored.append(TicketListText.tooLong(name, limit).text)
      return nil
    }
    return value.isEmpty ? nil : value
  }

  /// Relevance needs words to be relevant to.
  var shownOrder: TicketQuery.Order {
    switch order {
    case .relevance where search == nil, nil: search == nil ? .recent : .relevance
    case let order?: order
    }
  }

  /// The address of this list, without what has its default.
  var link: Link { place.link(pairs) }

  /// The same page without search and filters.
  var cleared: TicketFilter {
    var other = TicketFilter()
    (other.place, other.state, other.owner) = (place, state, owner)
    return other
  }

  var pairs: [(name: String, value: String)] {
    var pairs: [(name: String, value: String)] = []
    if place == .tickets, state != .open { pairs.append(("state", state?.rawValue ?? "all")) }
    for choice in choices { pairs.append((choice.name, choice.value)) }
    if place == .tickets, let owner { pairs.append(("owner", owner.rawValue)) }
    if let search { pairs.append(("q", search)) }
    if let order { pairs.append(("order", order.rawValue)) }
    pairs += more.columnPairs
    if page > 1 { pairs.append(("page", String(page))) }
    return pairs
  }

  /// The filters beside state and search that are set.
  var choices: [(name: String, value: String)] {
    let all: [(String, String?)] = [
      ("app", app), ("kind", kind?.rawValue), ("severity", severity?.word), ("component", component),
      ("version", version), ("segment", segment), ("tag", tag),
    ]
    return all.compactMap { name, value in value.map { (name, $0) } } + more.pairs
  }

  /// The app that is filtered by, of those that the viewer sees.
  func app(of apps: [AppRecord]) -> AppRecord? {
    app.flatMap { name in apps.first { $0.name.utf8.elementsEqual(name.utf8) } }
  }

  /// Another list: what `change` does to this one, from its first page on.
  func with(_ change: (inout TicketFilter) -> Void) -> TicketFilter {
    var other = self
    other.page = 1
    change(&other)
    return other
  }

  func without(_ name: String) -> TicketFilter {
    with { filter in
      switch name {
      case "app": filter.app = nil
      case "kind": filter.kind = nil
      case "severity": filter.severity = nil
      case "component": filter.component = nil
      case "version": filter.version = nil
      case "segment": filter.segment = nil
      case "tag": filter.tag = nil
      case _ where filter.more.remove(name): break
      default: filter.search = nil
      }
    }
  }

  func query(app: AppID?, of viewer: Viewer) -> TicketQuery {
    var query = TicketQuery(
      apps: viewer.account.apps, app: app, states: state.map { [$0] } ?? Set(TicketState.allCases), kind: kind,
      severity: severity,
      component: component, version: version, segment: segment, tag: tag, owner: owner?.filter(viewer), search: search,
      order: shownOrder,
      offset: (page - 1) * Self.pageSize, limit: Self.pageSize)
    more.narrow(&query)
    return query
  }
}
