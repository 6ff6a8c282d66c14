// The piece of a text in which the words of a search stand. Stores show it beside a ticket that they found.
import Foundation
import TellbackWire

public enum SearchExcerpt {
  /// Characters of an excerpt, at most.
  public static let length = 160
  /// Bytes of one text that are looked through.
  private static let looked = 20_000

  /// The texts of a report that a search looks through, in the order in which an excerpt is taken from them.
  public static func texts(of report: Report) -> [String] {
    let error = report.error
    let context = report.context
    return [
      report.text, error.map { "\($0.type): \($0.message)" }, report.page, report.user, report.contact, report.segment,
    ]
    .compactMap(\.self) + Array((error?.frames ?? []).prefix(Self.framesSearched))
      + [context.device, [context.osName, context.osVersion].compactMap(\.self).joined(separator: " ")].compactMap(
        \.self
      )
      .filter { !$0.isEmpty }
  }

  /// Frames of an error's stack that are searched, from the innermost.
  public static let framesSearched = 20

  /// Around the first place where a word of `search` stands, in the first of `texts` that holds one; nil when none does. White
  /// space is one space, and `…` stands where the text goes on.
  public static func text(for search: String, in texts: [String]) -> String? {
    for text in texts {
      let text = text.utf8.count > looked ? String(decoding: text.utf8.prefix(looked), as: UTF8.self) : text
      let places = SearchTerm.marked(search, in: text).compactMap { place(of: $0, in: text, from: text.startIndex) }
      if let first = places.min(by: { $0.lowerBound < $1.lowerBound }) { return cut(text, around: first.lowerBound) }
    }
    return nil
  }

  /// The next place where `word` begins a word of `text`, in any case and with any accents.
  public static func place(of word: String, in text: String, from start: String.Index) -> Range<String.Index>? {
    var start = start
    while let found = text.range(
      of: word, options: [.caseInsensitive, .diacriticInsensitive], range: start..<text.endIndex)
    {
      if found.isEmpty { return nil }
      if beginsWord(found.lowerBound, in: text) { return found }
      start = text.index(after: found.lowerBound)
    }
    return nil
  }

  private static func beginsWord(_ index: String.Index, in text: String) -> Bool {
    guard index > text.startIndex, let first = text[index].unicodeScalars.first, first.value < 0x0E00 else {
      return true
    }
    let before = text[text.index(before: index)]
    return !before.isLetter && !before.isNumber
  }

  private static func cut(_ text: String, around place: String.Index) -> String {
    var start = text.index(place, offsetBy: -50, limitedBy: text.startIndex) ?? text.startIndex
    // From the beginning of a word, unless words are longer than the excerpt.
    if start > text.startIndex, let space = text[start..<place].firstIndex(where: \.isWhitespace) { start = space }
    let end = text.index(start, offsetBy: length, limitedBy: text.endIndex) ?? text.endIndex
    let piece = text[start..<end].split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return (start > text.startIndex ? "…" : "") + piece + (end < text.endIndex ? "…" : "")
  }
}
