// Makes the digest that devices fetch, for one app and the version that asks.
import TellbackMatch
import TellbackWire

/// The known issues of an app as a device is told them.
public enum KnownIssuePublisher {
  /// The digest for a version of the app, nil for one that did not say. Those that hurt most people come first, and are
  /// kept when not all fit. What is fixed in that version or before is left out.
  public static func digest(app: AppID, version: String?, in store: any StoreReads) throws -> KnownIssueDigest {
    var issues: [(issue: KnownIssue, reporters: Int64)] = []
    var seen = Set<Int64>()
    for published in try store.publishedIssues(app: app) {
      // Two merged tickets may both be published: the survivor speaks for both.
      let number = try store.finalTicket(of: published.ticket)
      guard let ticket = try store.shownTicket(number) else { continue }
      let own = try number == published.ticket ? published : store.publishedIssue(ofTicket: number) ?? published
      guard seen.insert(number).inserted else { continue }
      if let version, let fixedIn = own.fixedIn, AppVersion(version) >= AppVersion(fixedIn) { continue }
      let issue = KnownIssue(
        id: number, title: own.title, words: own.words, workaround: own.workaround,
        state: ticket.hasReleasedFix ? .fixed : .open,
        fixedIn: own.fixedIn)
      issues.append((issue, ticket.reporterCount))
    }
    issues.sort { $0.reporters != $1.reporters ? $0.reporters > $1.reporters : $0.issue.id < $1.issue.id }
    return KnownIssueDigest(fitting: issues.map(\.issue))
  }

  /// The message and its ETag.
  public static func message(_ digest: KnownIssueDigest) -> (body: [UInt8], tag: String) {
    let body = digest.encoded(checksum: Checksum.sha256)
    return (body, "\"\(Checksum.sha256(body).prefix(32))\"")
  }
}

/// A version as people count: `2.10` comes after `2.9`, and `2.1` is `2.1.0`.
struct AppVersion: Comparable {
  private let parts: [Int]
  /// What follows the numbers, such as `-beta.2`: a version with it comes before the one without (semver.org, 11.3).
  private let suffix: String

  init(_ text: String) {
    let trimmed = text.first == "v" || text.first == "V" ? text.dropFirst() : text[...]
    let numbers = trimmed.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    var parts = numbers.split(separator: ".").map { Int($0) ?? .max }
    while parts.last == 0 { parts.removeLast() }
    self.parts = parts
    // Build metadata does not count (semver.org, 10).
    suffix = String(trimmed.dropFirst(numbers.count).prefix { $0 != "+" })
  }

  static func < (left: AppVersion, right: AppVersion) -> Bool {
    if left.parts != right.parts { return left.parts.lexicographicallyPrecedes(right.parts) }
    if left.suffix.isEmpty || right.suffix.isEmpty { return !left.suffix.isEmpty && right.suffix.isEmpty }
    return left.suffix < right.suffix
  }
}
