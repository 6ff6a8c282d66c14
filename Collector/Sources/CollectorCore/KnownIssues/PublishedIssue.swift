// A ticket that staff told every app about: what helps until it is fixed, in words that staff wrote for everybody.
import TellbackWire

/// What is published of a ticket. Nothing in it comes from a report by itself: what one person wrote is not everybody's.
public struct PublishedIssue: Sendable, Equatable {
  public var ticket: Int64
  public var title: String
  /// Other words that people use for it.
  public var words: String
  public var workaround: String?
  /// The first version without it.
  public var fixedIn: String?
  public var publishedAt: Timestamp

  public init(
    ticket: Int64, title: String, words: String = "", workaround: String? = nil, fixedIn: String? = nil,
    publishedAt: Timestamp
  ) {
    self.ticket = ticket
    self.title = title
    self.words = words
    self.workaround = workaround
    self.fixedIn = fixedIn
    self.publishedAt = publishedAt
  }
}

/// Why an issue was not published.
public enum PublicationError: Error, Sendable, Equatable, CustomStringConvertible {
  case noTitle
  case tooLong(String, bytes: Int, limit: Int)
  case notPublished(Int64)

  public var description: String {
    switch self {
    case .noTitle: "A known issue needs a title that everybody may read."
    case .tooLong(let field, let bytes, let limit): "The \(field) has \(bytes) bytes; the limit is \(limit) bytes."
    case .notPublished(let number): "Ticket \(number) is not published as a known issue."
    }
  }
}
