// What the board itself says, in each of its languages. A feature keeps its phrases in one file beside its pages.
import CollectorCore

/// A language of the board's pages. What people wrote is never translated.
public enum Language: String, Sendable, CaseIterable {
  case english = "en"
  case german = "de"

  /// The language of whoever reads the answer that is being written. Its text is chosen when a phrase goes into a page.
  @TaskLocal public static var current: Language = .english
}

/// Fixed text in every language of the board. To leave one out does not compile.
///
/// A phrase with markup inside is an ``HTML`` of ``HTML/said(_:de:)``.
public struct Phrase: Sendable {
  private let english: String
  private let german: String

  public init(_ english: String, de german: String) {
    self.english = english
    self.german = german
  }

  /// `1 report`, `12 reports`; `1 Meldung`, `12 Meldungen`. Both languages take the singular for 1 alone.
  public static func count(
    _ count: Int64, _ english: (one: String, many: String), de german: (one: String, many: String)
  ) -> Phrase {
    let number = CountText.grouped(count)
    return Phrase(
      "\(number) \(count == 1 ? english.one : english.many)", de: "\(number) \(count == 1 ? german.one : german.many)")
  }

  /// In the language of whoever reads.
  public var text: String {
    switch Language.current {
    case .english: english
    case .german: german
    }
  }
}

extension HTML {
  /// Markup whose words differ by language: where a link or a mark stands inside the sentence.
  public static func said(_ english: @autoclosure () -> HTML, de german: @autoclosure () -> HTML) -> HTML {
    switch Language.current {
    case .english: english()
    case .german: german()
    }
  }
}
