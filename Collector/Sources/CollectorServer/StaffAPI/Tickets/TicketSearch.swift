// What a program asks of the list of tickets. What is not known is refused, not left out: a program does not read notices.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct TicketSearch: Sendable {
  /// Bytes of a search, and of another filter.
  static let searchLimit = 200
  static let valueLimit = 1_000
  /// Tickets that a list goes through at most; narrow it by filters to see others.
  static let deepest = 10_000

  var query: TicketQuery
  /// An app's name.
  var app: String?

  /// `me` stands for the account that asks.
  init(_ request: HTTPRequest, by account: Int64) throws {
    query = TicketQuery(states: [.open], limit: try request.limit())
    query.offset = Int(clamping: min(try request.cursor("cursor"), Int64(Self.deepest)))
    var order: TicketQuery.Order?
    for (name, value) in request.query where !value.isEmpty {
      switch name {
      case "state":
        query.states =
          value == "all"
          ? Set(TicketState.allCases)
          : [try known(TicketState(rawValue: value), name, TicketState.allCases.map(\.rawValue) + ["all"])]
      case "app": app = try short(name, value)
      case "kind": query.kind = try known(ReportKind(rawValue: value), name, ReportKind.allCases.map(\.rawValue))
      case "severity":
        query.severity = try known(
          Severity.allCases.first { $0.word == value }, name, Severity.allCases.map(\.word))
      case "component": query.component = try short(name, value)
      case "version": query.version = try short(name, value)
      case "segment": query.segment = try short(name, value)
      case "tag": query.tag = try short(name, value)
      case "owner":
        query.owner =
          switch value {
          case "nobody": .nobody
          case "me": .account(account)
          default: .account(try known(Int64(value), name, ["nobody", "me", "a person's id"]))
          }
      case "issue":
        query.issues = try known(IssueFilter(rawValue: value), name, IssueFilter.allCases.map(\.rawValue))
      case "group": query.owner = .group(try known(Int64(value), name, ["a group's id"]))
      case "q": query.search = try short(name, value, limit: Self.searchLimit)
      case "order":
        order = try known(
          TicketQuery.Order(rawValue: value), name, TicketQuery.Order.allCases.map(\.rawValue))
      case "cursor", "limit": break
      case _ where name.hasPrefix("field."):
        let key = String(name.dropFirst(6))
        guard (1...WireLimits.fieldKey).contains(key.utf8.count), query.fields.count < FieldFilter.limit else {
          throw ErrorAnswer(
            422, "invalid_value", field: String(name.prefix(40)),
            "At most \(FieldFilter.limit) fields, each with a key of 1 to \(WireLimits.fieldKey) bytes, filter a list.")
        }
        query.fields.append(FieldFilter(key, try short(name, value, limit: FieldFilter.valueLimit)))
      default:
        throw ErrorAnswer(
          400, "unknown_parameter", field: String(name.prefix(40)), "The list of tickets has no such parameter.")
      }
    }
    query.order = order ?? (query.search == nil ? .recent : .relevance)
  }

  private func known<Value>(_ value: Value?, _ name: String, _ all: [String]) throws -> Value {
    guard let value else {
      throw ErrorAnswer(422, "invalid_value", field: name, "\(name) must be one of \(all.joined(separator: ", ")).")
    }
    return value
  }

  private func short(_ name: String, _ value: String, limit: Int = Self.valueLimit) throws -> String {
    guard value.utf8.count <= limit else {
      throw ErrorAnswer(422, "too_long", field: name, "\(name) has \(value.utf8.count) bytes; the limit is \(limit).")
    }
    return value
  }
}

extension HTTPRequest {
  /// A whole number from 0; 0 without one.
  func cursor(_ name: String) throws -> Int64 {
    guard let text = query(name) else { return 0 }
    guard let value = Int64(text), value >= 0 else {
      throw ErrorAnswer(400, "invalid_value", field: name, "\(name) must be the cursor of the page before, or 0.")
    }
    return value
  }

  func limit() throws -> Int {
    guard let text = query("limit") else { return 50 }
    guard let value = Int(text), (1...StaffReadRoutes.pageLimit).contains(value) else {
      throw ErrorAnswer(
        400, "invalid_value", field: "limit", "limit must be a whole number from 1 to \(StaffReadRoutes.pageLimit).")
    }
    return value
  }
}
