// Where the app reads what a person types and writes what they see.

/// A line-based conversation with a person, or with a script in a person's place.
public protocol Console: Sendable {
  /// The next line without its end; nil when there will be no more.
  func nextLine() async -> String?
  /// Writes one line.
  func write(_ line: String)
  /// Writes a question or prompt and stays on its line.
  func prompt(_ text: String)
  /// Writes one line that comes unasked, perhaps while the person types.
  func notify(_ line: String)
}
