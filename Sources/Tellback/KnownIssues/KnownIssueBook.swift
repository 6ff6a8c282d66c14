// Keeps the digest of known issues: fetches it, checks it, stores it in the queue's file, and answers drafts from it.
// A digest that was cut or altered is refused, and the one before stays.
import TellbackMatch
import TellbackWire

actor KnownIssueBook {
  private let queue: Queue
  private let endpoint: Endpoint
  private let transport: any Transport
  private let time: any TimeSource
  private let version: String
  private let interval: Duration

  private var index: KnownIssueIndex?
  private var tag: String?
  /// By the clock that never goes back; nil before the first try.
  private var lastTry: UInt64?
  private var isFetching = false
  private var isClosed = false

  init(
    queue: Queue, endpoint: Endpoint, transport: any Transport, time: any TimeSource, version: String,
    interval: Duration
  ) {
    self.queue = queue
    self.endpoint = endpoint
    self.transport = transport
    self.time = time
    self.version = version
    self.interval = interval
  }

  func close() { isClosed = true }

  /// Forgets the issues, and the tag by which a collector could tell this installation from the one that it was.
  func forget() {
    index = nil
    tag = nil
    lastTry = nil
  }

  /// The issues that are known here, without asking anybody.
  func issues() async throws -> [KnownIssue] { try await loaded().issues }

  func suggestions(for draft: String, limit: Int) async throws -> [Suggestion] {
    try await loaded().suggestions(for: draft, limit: limit)
  }

  /// Fetches in the background when the last try is longer ago than the interval.
  func refreshWhenDue() {
    guard !isClosed, !isFetching, isDue else { return }
    Task {
      // Without a network the old issues serve on; the next interval tries again.
      _ = try? await refresh()
    }
  }

  private var isDue: Bool {
    guard let lastTry else { return true }
    return time.uptime() >= lastTry.addingClamped(interval.nanoseconds)
  }

  /// Asks the collector. True when something changed. Throws when there is no good answer; the issues before stay.
  func refresh() async throws -> Bool {
    if isClosed { throw TellbackError.closed }
    _ = try? await loaded()
    lastTry = time.uptime()
    isFetching = true
    defer { isFetching = false }
    let response: TransportResponse
    do {
      response = try await transport.send(try endpoint.knownIssues(version: version, unlike: tag))
    } catch {
      throw TellbackError(.transport, "The known issues could not be fetched.", cause: error)
    }
    if response.status == 304, tag != nil { return false }
    guard response.status == 200 else {
      throw TellbackError(.transport, "The collector answered \(response.status) when asked for the known issues.")
    }
    let digest: KnownIssueDigest
    do {
      digest = try KnownIssueDigest(decoding: response.body, checksum: Checksum.sha256)
    } catch {
      throw TellbackError(.transport, "The known issues that came were refused; those from before stay.", cause: error)
    }
    let newTag = response.headers["etag"].flatMap { Self.isTag($0) ? $0 : nil }
    let body = response.body
    let now = time.now()
    try await queue.run { store in try store.keepKnownIssues(body, tag: newTag, at: now) }
    tag = newTag
    index = KnownIssueIndex(digest.issues)
    return true
  }

  /// Nothing that could break out of a header field.
  private static func isTag(_ text: String) -> Bool {
    text.utf8.count <= 200 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  private func loaded() async throws -> KnownIssueIndex {
    if let index { return index }
    let kept = try await queue.run { store in try store.knownIssues() }
    // Another call may have loaded or fetched while this one waited.
    if let index { return index }
    // What the disk altered is as good as nothing: it is fetched anew, without its tag.
    let digest = kept.flatMap { try? KnownIssueDigest(decoding: $0.body, checksum: Checksum.sha256) }
    if digest != nil { tag = kept?.tag }
    let index = KnownIssueIndex(digest?.issues ?? [])
    self.index = index
    return index
  }
}
