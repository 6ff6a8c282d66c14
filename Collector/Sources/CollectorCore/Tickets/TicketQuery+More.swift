// Filters of the list beside the ticket's own columns: by a field that the app gave, and by what the numbers counted.
import TellbackWire

/// Tickets of which a report has this field with this value.
public struct FieldFilter: Sendable, Equatable, Hashable {
  /// Fields that a list filters by at once.
  public static let limit = 5
  /// Bytes of a value. A longer one is not found by it.
  public static let valueLimit = 200

  public var key: String
  /// As ``TellbackWire/FieldValue/filterText`` writes it.
  public var value: String

  public init(_ key: String, _ value: String) {
    self.key = key
    self.value = value
  }
}

extension FieldValue {
  /// The value as filters, routing rules and exports write it, whatever the reader's language.
  public var filterText: String {
    switch self {
    case .text(let text): text
    case .integer(let number): String(number)
    case .number(let number): String(number)
    case .bool(let flag): flag ? "true" : "false"
    case .date(let moment): String(moment.milliseconds)
    }
  }
}

/// Tickets to which something happened that the numbers count.
public struct MarkedTickets: Sendable, Equatable {
  public var measure: NumberMeasure
  /// Days in UTC.
  public var days: ClosedRange<CivilDay>

  public init(measure: NumberMeasure, days: ClosedRange<CivilDay>) {
    self.measure = measure
    self.days = days
  }
}
