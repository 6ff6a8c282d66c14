// The one line by which a ticket is known in lists.
import TellbackWire

/// Makes a ticket's title from the report that opens it.
public enum TicketTitle {
  /// The longest title, in bytes of UTF-8 without the ellipsis.
  public static let limit = 160

  /// What a ticket is called of which every report was erased.
  public static let erased = "(Its reports were erased)"

  /// The first line of the words that says anything beyond a greeting; when none does, the error; when there is none, the
  /// words as they are.
  public static func make(for report: Report) -> String {
    let text = Greeting.skipped(in: report.text)
    if let title = firstLine(of: text, where: { $0.isLetter || $0.isNumber }) { return title }
    if let error = report.error {
      return bounded(error.message.isEmpty ? error.type[...] : "\(error.type): \(error.message)"[...])
    }
    return firstLine(of: report.text[...]) { !$0.isWhitespace } ?? bounded(report.text[...])
  }

  /// The first line with such a character. It reads no further than the title goes: most of a text never matters.
  private static func firstLine(of text: Substring, where isTelling: (Character) -> Bool) -> String? {
    guard let telling = text.firstIndex(where: isTelling) else { return nil }
    let start = text[..<telling].lastIndex(where: \.isNewline).map(text.index(after:)) ?? text.startIndex
    return bounded(text[start...], endsAtNewline: true)
  }

  /// White space in one line becomes single blanks; what is too long ends at a whole character with an ellipsis.
  static func bounded(_ text: Substring, endsAtNewline: Bool = false) -> String {
    var title = ""
    var bytes = 0
    var pendingBlank = false
    for character in text {
      if endsAtNewline, character.isNewline { break }
      if character.isWhitespace {
        pendingBlank = !title.isEmpty
        continue
      }
      let length = character.utf8.count + (pendingBlank ? 1 : 0)
      guard bytes + length <= limit else { return title + "…" }
      if pendingBlank { title.append(" ") }
      pendingBlank = false
      title.append(character)
      bytes += length
    }
    return title
  }
}
