// What is taken out of a report before it is written: the built-in kinds, and the app's own rules.

/// What to take out of texts, steps, fields, errors, pages and the names of attachments before anything is saved.
/// `user` and `contact` are not touched: a person gave them on purpose.
public struct RedactionRules: Sendable {
  /// The app's own rules, applied in order after the built-in kinds.
  public var rules: [RedactionRule] = []
  public init() {}
}

public struct RedactionRule: Sendable {
}

struct Redactor: Sendable {
  let rules: RedactionRules
  func redact(_ text: String) -> String { text }
}
