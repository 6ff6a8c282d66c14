// What the list's address says beside a ticket's own columns: fields of the app, columns that somebody chose, and what the numbers count.
import CollectorCore
import TellbackWire

struct TicketFilterMore: Sendable, Equatable {
  /// Columns that somebody may add.
  static let columnLimit = 5

  var fields: [FieldFilter] = []
  /// Keys of fields that have a column.
  var columns: [String] = []
  var marked: MarkedTickets?
  /// Open and waiting ones alone, where no state is chosen.
  var isQueued = false
  /// A group's id.
  var team: Int64?
  /// By their issues in trackers.
  var issues: IssueFilter?

  private var addedKey: String?
  private var measure: NumberMeasure?
  private var from: CivilDay?
  private var to: CivilDay?

  /// `field.plan=pro`, `column=plan`, `counted=resolved&from=2026-11-01&to=2026-11-30`, `queued=yes`, `team=3`, `issue=open`.
  mutating func read(_ name: String, _ value: String, _ ignored: inout [String]) {
    func refuse(_ why: Phrase) { ignored.append(why.text) }
    switch name {
    case _ where name.hasPrefix("field."):
      let key = String(name.dropFirst(6))
      let isShort = (1...WireLimits.fieldKey).contains(key.utf8.count) && value.utf8.count <= FieldFilter.valueLimit
      guard isShort, fields.count < FieldFilter.limit else {
        return refuse(
          isShort
            ? TicketListText.tooManyFields(FieldFilter.limit)
            : TicketListText.fieldTooLong(key: WireLimits.fieldKey, value: FieldFilter.valueLimit))
      }
      fields.append(FieldFilter(key, value))
    // From a form, where the key is a value too.
    case "field-key": addedKey = value.trimmed
    case "field-value":
      if let key = addedKey, !key.isEmpty { read("field.\(key)", value, &ignored) }
    case "column":
      let key = value.trimmed
      guard !key.isEmpty, key.utf8.count <= WireLimits.fieldKey, columns.count < Self.columnLimit else {
        return refuse(TicketListText.tooManyColumns(Self.columnLimit, bytes: WireLimits.fieldKey))
      }
      if !columns.contains(key) { columns.append(key) }
    case "counted":
      measure = NumberMeasure(rawValue: value)
      if measure == nil { refuse(TicketListText.notKnown(name, value)) }
    case "from":
      from = CivilDay(value)
      if from == nil { refuse(TicketListText.noDay(name, value)) }
    case "to":
      to = CivilDay(value)
      if to == nil { refuse(TicketListText.noDay(name, value)) }
    case "queued": isQueued = value == "yes"
    case "team":
      team = Int64(value)
      if team == nil { refuse(TicketListText.notKnown(name, value)) }
    case "issue":
      issues = IssueFilter(rawValue: value)
      if issues == nil { refuse(TicketListText.notKnown(name, value)) }
    default: break
    }
    if let measure, let from, let to { marked = MarkedTickets(measure: measure, days: min(from, to)...max(from, to)) }
  }

  /// The filters as the address has them.
  var pairs: [(name: String, value: String)] {
    var pairs = fields.map { (name: "field.\($0.key)", value: $0.value) }
    if let marked {
      pairs += [
        ("counted", marked.measure.rawValue), ("from", marked.days.lowerBound.text),
        ("to", marked.days.upperBound.text),
      ]
    }
    if isQueued { pairs.append(("queued", "yes")) }
    if let team { pairs.append(("team", String(team))) }
    if let issues { pairs.append(("issue", issues.rawValue)) }
    return pairs
  }

  var columnPairs: [(name: String, value: String)] { columns.map { ("column", $0) } }

  /// True when the filter of this name was one of these, and is gone.
  mutating func remove(_ name: String) -> Bool {
    switch name {
    case _ where name.hasPrefix("field."): fields.removeAll { "field.\($0.key)" == name }
    case "counted", "from", "to": (marked, measure, from, to) = (nil, nil, nil, nil)
    case "queued": isQueued = false
    case "team": team = nil
    case "issue": issues = nil
    default: return false
    }
    return true
  }

  func narrow(_ query: inout TicketQuery) {
    query.fields = fields
    query.marked = marked
    if isQueued, query.states.count == TicketState.allCases.count { query.states = [.open, .waiting] }
    query.issues = issues
    if let team, query.owner == nil { query.owner = .group(team) }
  }

  static func == (left: TicketFilterMore, right: TicketFilterMore) -> Bool {
    left.fields == right.fields && left.columns == right.columns && left.marked == right.marked
      && left.isQueued == right.isQueued && left.team == right.team && left.issues == right.issues
  }
}
