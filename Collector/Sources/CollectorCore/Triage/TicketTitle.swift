// The one line by which a ticket is known in lists.
import TellbackWire

/// Makes a ticket's title from the report that opens it.
public enum TicketTitle {
  /// The longest title, in bytes of UTF-8 without the ellipsis.
  public static let limit = 160

  /// What a ticket is called of which every report was erased.
  public static let erased = "(Its reports were erased)"

  /// The first line of the words that says anything; when none does, the error; when there is none, the words as they are.
  public static func make(for report: Report) -> String {
    let lines = report.text.split(omittingEmptySubsequences: true) { $0.isNewline }
    if let line = lines.first(where: { line in line.contains { $0.isLetter || $0.isNumber } }) {
      return bounded(line)
    }
    if let error = report.error {
      return bounded(error.message.isEmpty ? error.type[...] : "\(error.type): \(error.message)"[...])
    }
    return bounded(lines.first { line in line.contains { !$0.isWhitespace } } ?? report.text[...])
  }

  /// White space in one line becomes single blanks; what is too long ends at a whole character with an ellipsis.
  static func bounded(_ text: Substring) -> String {
    var title = ""
    var bytes = 0
    var pendingBlank = false
    for character in text {
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
