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
      if let version, let fixedIn = own.fixedIn, AppVersion.has(fixedIn, in: version) { continue }
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
