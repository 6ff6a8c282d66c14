// A value of JSON, or a row of CSV as an object of texts. Names are kept as the source spells them, and compared in one spelling:
// "Issue key", "issueKey" and "issue_key" are the same column.

indirect enum ImportValue: Equatable {
  case null
  case bool(Bool)
  case number(String)
  case text(String)
  case list([ImportValue])
  case object([ImportMember])

  /// The members of this name, in their order.
  subscript(all name: String) -> [ImportValue] {
    guard case .object(let members) = self else { return [] }
    return members.filter { $0.name == name }.map(\.value)
  }

  subscript(name: String) -> ImportValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// A text or a number that says something.
  var words: String? {
    switch self {
    case .text(let text): text.isEmpty ? nil : text
    case .number(let text): text
    case .bool(let value): value ? "true" : "false"
    case .null, .list, .object: nil
    }
  }

  var items: [ImportValue] { if case .list(let items) = self { items } else { [] } }

  var isObject: Bool { if case .object = self { true } else { false } }
}

struct ImportMember: Equatable {
  /// In the one spelling.
  var name: String
  /// As the source has it.
  var source: String
  var value: ImportValue
}

/// Names in their one spelling: small letters, with `_` between words. It remembers those that it saw.
struct ColumnNames {
  private var known: [String: String] = [:]

  mutating func name(of source: String) -> String {
    if let name = known[source] { return name }
    let name = Self.spelled(source)
    // A file of other people may have millions of names.
    if known.count < 10_000 { known[source] = name }
    return name
  }

  static func spelled(_ source: String) -> String {
    var name = ""
    var wasSmall = false
    for scalar in source.unicodeScalars {
      if scalar.properties.isAlphabetic || ("0"..."9").contains(Character(scalar)) {
        if scalar.properties.isUppercase, wasSmall { name.append("_") }
        wasSmall = !scalar.properties.isUppercase
        name.append(scalar.properties.lowercaseMapping)
      } else {
        if !name.isEmpty, name.last != "_" { name.append("_") }
        wasSmall = false
      }
    }
    while name.last == "_" { name.removeLast() }
    return name
  }
}
