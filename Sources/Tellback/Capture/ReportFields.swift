// The app's own facts, in the order in which the app gave them.
import TellbackWire

/// The app's own facts for a report: `["order": 4711, "express": true, "total": 19.9]`.
public struct ReportFields: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  /// In order; at most ``WireLimits/fields`` with unique keys.
  public var fields: [ReportField]

  public init(_ fields: [ReportField] = []) { self.fields = fields }

  public init(dictionaryLiteral elements: (String, FieldValue)...) {
    fields = elements.map { ReportField($0, $1) }
  }

  /// These fields and then `others`; for a key in both, the value of `others`.
  func merging(_ others: ReportFields) -> [ReportField] {
    guard !fields.isEmpty else { return others.fields }
    return fields.filter { own in !others.fields.contains { $0.key.utf8.elementsEqual(own.key.utf8) } } + others.fields
  }
}
