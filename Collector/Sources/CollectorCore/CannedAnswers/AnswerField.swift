// Fields in words to reporters, such as `{version}`: what they stand for, where they stand in a text, and filling them in.
import TellbackWire

/// What a field stands for. The raw value is what stands between the braces.
public enum AnswerField: String, Sendable, CaseIterable {
  /// What the app calls the reporter.
  case reporter
  /// The version of the app that the report came from.
  case version
  /// Where in the product it happened.
  case page
  /// The report's reference.
  case reference
  /// The version that has the fix.
  case fixedIn = "fixed_in"
  /// The name of whoever writes.
  case me

  /// As it is written.
  public var token: String { "{\(rawValue)}" }

  /// It differs from reporter to reporter.
  public var isPersonal: Bool {
    switch self {
    case .reporter, .version, .page, .reference: true
    case .fixedIn, .me: false
    }
  }
}

/// A text taken apart at its fields. Braces around anything else are words.
public struct FieldText: Sendable, Equatable {
  private enum Piece: Sendable, Equatable {
    case words(String)
    /// With its text as it was written.
    case field(AnswerField, String)
  }

  /// Bytes between two braces that are looked at.
  private static let longest = 32

  private let pieces: [Piece]

  /// Case and blanks within the braces do not count: `{ Version }` is a field. O(bytes).
  public init(_ text: String) {
    var pieces: [Piece] = []
    var rest = text[...]
    var words = ""
    while let brace = rest.firstIndex(of: "{") {
      words += rest[..<brace]
      rest = rest[brace...]
      if let (field, end) = Self.field(at: rest) {
        if !words.isEmpty { pieces.append(.words(words)) }
        pieces.append(.field(field, String(rest[..<end])))
        words = ""
        rest = rest[end...]
      } else {
        words.append(rest.removeFirst())
      }
    }
    words += rest
    if !words.isEmpty { pieces.append(.words(words)) }
    self.pieces = pieces
  }

  public var fields: Set<AnswerField> {
    Set(pieces.compactMap { if case .field(let field, _) = $0 { field } else { nil } })
  }

  /// With the values in the place of the fields, in one pass: a value is never looked through for fields. A field without a
  /// value stays as it was written.
  public func filled(_ values: [AnswerField: String]) -> String {
    pieces.map { piece in
      switch piece {
      case .words(let words): words
      case .field(let field, let written): values[field] ?? written
      }
    }.joined()
  }

  /// `text` begins with a brace.
  private static func field(at text: Substring) -> (field: AnswerField, end: String.Index)? {
    let inner = text.dropFirst()
    var bytes = 0
    var end = inner.startIndex
    while end < inner.endIndex, inner[end] != "}" {
      bytes += inner[end].utf8.count
      guard bytes <= longest, inner[end] != "{" else { return nil }
      end = inner.index(after: end)
    }
    guard end < inner.endIndex else { return nil }
    let name = inner[..<end].split { $0 == " " }.joined(separator: " ").lowercased()
    guard let field = AnswerField(rawValue: name) else { return nil }
    return (field, inner.index(after: end))
  }
}

/// Why words with fields are not sent.
public enum FieldError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Nothing is known that a field could say. `reporters` counts those for whom that is so, of `all` whom the words are for.
  case unresolved(AnswerField, reporters: Int, of: Int)
  /// More reports than ``FieldLimits/reports`` are on the ticket, and each would get words of its own.
  case tooMany(reports: Int64)
  /// With its fields filled in the text is too long for somebody.
  case tooLong(bytes: Int)

  public var description: String {
    switch self {
    case .unresolved(let field, let reporters, let all):
      "\(field.token) cannot be filled in\(all > 1 && field.isPersonal ? " for \(reporters) of \(all) reporters" : "")\(field.why). Write it out or take it away."
    case .tooMany(let reports):
      "These words would differ for each of \(reports) reports; the limit is \(FieldLimits.reports). Take away \(AnswerField.personalTokens)."
    case .tooLong(let bytes):
      "With its fields filled in the text has \(bytes) bytes; the limit is \(WireLimits.note) bytes."
    }
  }
}

public enum FieldLimits {
  /// Reports of a ticket whose reporters can each get words of their own.
  public static let reports: Int64 = 1_000
}

extension AnswerField {
  static let personalTokens = allCases.filter(\.isPersonal).map(\.token).joined(separator: ", ")

  /// Why it has no value, after 'cannot be filled in'.
  fileprivate var why: String {
    switch self {
    case .reporter: ": the app gave no name"
    case .version: ": the report names no version"
    case .page: ": the report names no page"
    case .fixedIn: ": no version with a fix is set on the ticket"
    case .reference, .me: ""
    }
  }
}
