// A known issue that is suggested while a person types.
import TellbackWire

/// A known issue that a draft may be about.
public struct Suggestion: Sendable, Equatable, Identifiable {
  /// The issue to show.
  public let issue: KnownIssue
  /// The words of the draft that matched, as the person wrote them; those with the most weight first.
  public let words: [String]
  /// The number of the issue's ticket.
  public var id: Int64 { issue.id }
}
