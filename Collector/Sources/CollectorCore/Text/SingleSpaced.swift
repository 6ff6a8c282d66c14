// How names and reasons that people type are tidied.

extension StringProtocol {
  /// One blank between the words, none at the ends: line breaks and tabs count as blanks.
  var singleSpaced: String { split { $0.isWhitespace }.joined(separator: " ") }
}
