// What trackers answer: an issue, a page of issues, or why not. Sources: GitHub's REST API 2022-11-28 and GitLab's REST API v4, 'Issues'.
import TellbackWire

public struct TrackerAnswer: Sendable {
  private let tracker: Tracker

  public init(_ tracker: Tracker) { self.tracker = tracker }

  private var isGitHub: Bool { tracker.settings.kind == .github }

  /// Nil for a body that is no issue.
  public func issue(_ body: [UInt8]) -> IssueFacts? {
    try? LooseJSON.read(body) { try readIssue(&$0, marker: nil).facts }
  }

  /// The issues of a page, and the one of them that has the marker; nil for a body that is no list.
  public func page(_ body: [UInt8], marker: String) -> (count: Int, found: IssueFacts?)? {
    try? LooseJSON.read(body) { reader in
      guard reader.next() == UInt8(ascii: "[") else { throw LooseJSON.Broken() }
      var (count, found) = (0, IssueFacts?.none)
      try reader.array { reader in
        count += 1
        let one = try readIssue(&reader, marker: marker)
        if one.hasMarker, found == nil { found = one.facts }
      }
      return (count, found)
    }
  }

  private func readIssue(_ reader: inout LooseJSON, marker: String?) throws -> (facts: IssueFacts?, hasMarker: Bool) {
    var (number, state) = (Int64?.none, String?.none)
    var facts = IssueFacts(number: 0)
    var hasMarker = false
    try reader.object { reader, key in
      switch key {
      case isGitHub ? "number" : "iid": number = try reader.count()
      case isGitHub ? "html_url" : "web_url": facts.url = try reader.text(limit: 2_000)?.value
      case "state": state = try reader.text(limit: 40)?.value
      case "state_reason": facts.isNotPlanned = try reader.text(limit: 40)?.value == "not_planned"
      case "closed_at": facts.closedAt = try reader.moment()
      case "milestone":
        try reader.object { reader, key in
          if key == "title" {
            facts.version = try reader.text(limit: TrackerLimits.version)?.value
          } else {
            try reader.skip()
          }
        }
      case isGitHub ? "body" : "description":
        let text = try reader.text(limit: TrackerLimits.answerBytes)?.value ?? ""
        if let marker { hasMarker = text.contains(TrackerIssue.markerLine(marker)) }
      default: try reader.skip()
      }
    }
    guard let number, number > 0, let state else { return (nil, hasMarker) }
    facts.number = number
    // GitLab says `opened`.
    facts.isClosed = state == "closed"
    return (facts, hasMarker)
  }

  /// What the tracker says in its `message`, `error` or `errors`: one line of at most 200 bytes.
  public func message(_ body: [UInt8]) -> String? {
    var texts: [String] = []
    _ = try? LooseJSON.read(body) { reader in
      try reader.object { reader, key in
        switch key {
        case "message", "error":
          if let text = try reader.text(limit: 200)?.value, !text.isEmpty { texts.append(text) }
        case "errors":
          try reader.array { reader in
            var words: [String] = []
            try reader.object { reader, key in
              switch key {
              case "field", "code", "message": if let text = try reader.text(limit: 60)?.value { words.append(text) }
              default: try reader.skip()
              }
            }
            if !words.isEmpty, texts.count < 4 { texts.append(words.joined(separator: " ")) }
          }
        default: try reader.skip()
        }
      }
    }
    // An answer that repeats the token must not bring it into a log.
    let said = texts.joined(separator: "; ").singleSpaced
    let text = said.split(separator: tracker.token, omittingEmptySubsequences: false).joined(separator: "…")
    return text.isEmpty ? nil : AuditEntry.cut(text, to: 200)
  }
}
