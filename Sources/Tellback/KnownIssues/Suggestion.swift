// What a person is shown while they type: a matter that is known already.
import TellbackWire

/// A known issue that a draft may be about.
public struct Suggestion: Sendable, Equatable, Identifiable {
  public let issue: KnownIssue
  /// The words of the draft that brought it, the most telling first, as the person wrote them.
  public let words: [String]
  public var id: Int64 { issue.id }
}
