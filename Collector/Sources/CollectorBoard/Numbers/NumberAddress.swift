// The address of the page of numbers as a value: which tickets, which days, compared around which date.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// Which numbers are shown. Values of the address that are not known are left out and named in `ignored`.
struct NumberAddress: Sendable, Equatable {
  /// Days of the periods that are offered.
  static let periods = [7, 30, 90, 365]
  static let standard = 30
  static let valueBytes = 1_000

  var app: String?
  var component: String?
  /// A group's id.
  var team: Int64?
  var segment: String?
  /// Days up to today; nil for ``since`` to ``until``.
  var span: Int? = standard
  var since: CivilDay?
  var until: CivilDay?
  /// A programme date's id.
  var date: Int64?
  var basis: TimeBasis?
  var ignored: [String] = []

  init() {}

  init(_ request: HTTPRequest) {
    for (name, value) in request.query where !value.isEmpty {
      switch name {
      case "app": app = short(name, value)
      case "component": component = short(name, value)
      case "segment": segment = short(name, value)
      case "team": team = known(Int64(value), name, value)
      case "days" where value == "own": span = nil
      case "days":
        span = known(Int(value).flatMap { Self.periods.contains($0) ? $0 : nil }, name, value) ?? Self.standard
      case "since": since = known(CivilDay(value), name, value)
      case "until": until = known(CivilDay(value), name, value)
      case "date": date = known(Int64(value), name, value)
      case "clock": basis = known(TimeBasis(rawValue: value), name, value)
      default: break
      }
    }
    if span == nil, since == nil, until == nil { span = Self.standard }
  }

  private mutating func known<Value>(_ parsed: Value?, _ name: String, _ value: String) -> Value? {
    if parsed == nil { ignored.append(NumberText.unknown(name, value).text) }
    return parsed
  }

  private mutating func short(_ name: String, _ value: String) -> String? {
    known(value.utf8.count <= Self.valueBytes ? value : nil, name, value)
  }

  /// The days that are shown: own ones in their order and at most ``NumberQuery/dayLimit``, the last of them.
  func days(today: CivilDay) -> ClosedRange<CivilDay> {
    if let span { return NumberQuery.last(span, to: today) }
    let end = until ?? max(today, since ?? today)
    let begin = since ?? end.adding(days: 1 - Self.standard)
    let (first, last) = (min(begin, end), max(begin, end))
    return max(first, last.adding(days: 1 - NumberQuery.dayLimit))...last
  }

  /// The address, without what has its default.
  func link(_ path: [String] = ["numbers"], more: [(name: String, value: String)] = []) -> Link {
    path.count == 1 ? Link("numbers", query: pairs + more) : Link("numbers", "export", query: pairs + more)
  }

  var pairs: [(name: String, value: String)] {
    var pairs: [(name: String, value: String)] = tickets
    if let span {
      if span != Self.standard { pairs.append(("days", String(span))) }
    } else {
      pairs.append(("days", "own"))
      if let since { pairs.append(("since", since.text)) }
      if let until { pairs.append(("until", until.text)) }
    }
    if let date { pairs.append(("date", String(date))) }
    if let basis { pairs.append(("clock", basis.rawValue)) }
    return pairs
  }

  /// The part that says which tickets.
  private var tickets: [(name: String, value: String)] {
    let all: [(String, String?)] = [
      ("app", app), ("component", component), ("team", team.map { String($0) }), ("segment", segment),
    ]
    return all.compactMap { name, value in value.map { (name, $0) } }
  }

  /// The list of the tickets that something happened to in some days, by these filters.
  func list(_ measure: NumberMeasure, _ days: ClosedRange<CivilDay>) -> Link {
    var filter = listed
    filter.state = nil
    filter.more.marked = MarkedTickets(measure: measure, days: days)
    return filter.link
  }

  /// The list of the tickets that stand in the queue.
  var queueList: Link {
    var filter = listed
    filter.state = nil
    filter.more.isQueued = true
    return filter.link
  }

  private var listed: TicketFilter {
    var filter = TicketFilter()
    (filter.app, filter.component, filter.segment, filter.more.team) = (app, component, segment, team)
    return filter
  }
}
