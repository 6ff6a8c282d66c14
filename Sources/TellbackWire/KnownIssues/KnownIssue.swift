// A known issue that the collector publishes to devices, so that they can help before a person reports it again.

/// An issue that staff published, as a device shows it.
public struct KnownIssue: Sendable, Equatable, Identifiable {
  /// Whether it is fixed.
  public enum State: String, Sendable {
    /// Known, not fixed yet.
    case open
    /// Fixed; ``KnownIssue/fixedIn`` may say in which version.
    case fixed
  }

  /// The number of its ticket.
  public var id: Int64
  /// Written by staff for everybody; at most ``WireLimits/knownIssueTitle`` bytes.
  public var title: String
  /// Other words that people use for it, for matching only. At most ``WireLimits/knownIssueWords`` bytes.
  public var words: String
  /// What helps until it is fixed; at most ``WireLimits/knownIssueWorkaround`` bytes.
  public var workaround: String?
  /// Whether it is fixed.
  public var state: State
  /// The first version without it; at most ``WireLimits/knownIssueFixedIn`` bytes.
  public var fixedIn: String?

  public init(
    id: Int64, title: String, words: String = "", workaround: String? = nil, state: State = .open,
    fixedIn: String? = nil
  ) {
    self.id = id
    self.title = title
    self.words = words
    self.workaround = workaround
    self.state = state
    self.fixedIn = fixedIn
  }

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.integer("id", id)
      writer.string("title", title)
      if !words.isEmpty { writer.string("words", words) }
      writer.string("workaround", optional: workaround)
      writer.string("state", state.rawValue)
      writer.string("fixedIn", optional: fixedIn)
    }
  }

  static func read(_ reader: inout JSONReader) throws -> KnownIssue {
    var id: Int64?
    var title: String?
    var issue = KnownIssue(id: 0, title: "")
    try reader.object("issues") { reader, key in
      switch key {
      case "id": id = try reader.integer("issues.id")
      case "title": title = try reader.string("issues.title", limit: WireLimits.knownIssueTitle)
      case "words": issue.words = try reader.string("issues.words", limit: WireLimits.knownIssueWords)
      case "workaround":
        issue.workaround = try reader.optionalString("issues.workaround", limit: WireLimits.knownIssueWorkaround)
      // An unknown state counts as open.
      case "state": issue.state = State(rawValue: try reader.string("issues.state", limit: 64)) ?? .open
      case "fixedIn":
        issue.fixedIn = try reader.optionalString("issues.fixedIn", limit: WireLimits.knownIssueFixedIn)
      default: try reader.skipValue()
      }
    }
    guard let id else { throw WireError.missing("issues.id") }
    guard let title, !title.isEmpty else { throw WireError.missing("issues.title") }
    issue.id = id
    issue.title = title
    return issue
  }
}
