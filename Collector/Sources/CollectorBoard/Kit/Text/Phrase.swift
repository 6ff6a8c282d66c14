// Phrases on pages. What they are, and how the words of each language are chosen, stands in CollectorCore's `Phrase.swift`.
import CollectorCore

// Every file of the board speaks of them, also those that need nothing else of the core.
public typealias Language = CollectorCore.Language
public typealias Phrase = CollectorCore.Phrase

extension HTML {
  /// Markup whose words differ by language: where a link or a mark stands inside the sentence.
  public static func said(_ english: @autoclosure () -> HTML, de german: @autoclosure () -> HTML) -> HTML {
    if Language.isProof { return "⟦\(english())⟧" }
    return switch Language.current {
    case .english: english()
    case .german: german()
    }
  }
}
