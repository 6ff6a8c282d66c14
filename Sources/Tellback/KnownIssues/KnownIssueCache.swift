// Keeps the digest of known issues: fetches it, checks it, stores it in the queue's file, and answers drafts from it.
// A digest that was cut or altered is refused, and the one before stays. An app that never asked for known issues never
// fetches them: the first question starts the timer, and what one run kept tells the next one to fetch at its start.
import TellbackMatch
import TellbackSupport
import TellbackWire

actor KnownIssueCache {
  private let queue: Queue
  private let endpoint: Endpoint
  private let transport: any Transport
  private let time: any TimeSource
  private let version: String
  private let settings: SyncSettings
  private let random: any RandomSource
  private let wakeUp = WakeUp()

  private var index: KnownIssueIndex?
  private var tag: String?
  /// When the next fetch is due, by the clock that never goes back; nil before the first.
  private var due: UInt64?
  private var failures = 0
  /// True once the app asked, in this run or in the one that kept a digest.
  private var isUsed = false
  private var loop: Task<Void, Never>?
  private var isFetching = false
  private var isClosed = false

  init(
    queue: Queue, endpoint: Endpoint, transport: any Transport, time: any TimeSource, random: any RandomSource,
    version: String, settings: SyncSettings
  ) {
    self.queue = queue
    self.endpoint = endpoint
    self.transport = transport
    self.time = time
    self.version = version
    self.random = random
    self.settings = settings
  }

  /// Fetches by itself from now on, where the settings allow it: at once when an earlier run fetched, later every
  /// ``SyncSettings/knownIssueAge``.
  func start() {
    guard loop == nil, !isClosed, settings.isAutomatic, settings.refreshesKnownIssues else { return }
    loop = Task { await run() }
  }

  func close() {
    isClosed = true
    loop?.cancel()
    wakeUp.signal()
  }

  /// Forgets the issues, and the tag by which a collector could tell this installation from the one that it was.
  func forget() {
    index = nil
    tag = nil
    due = nil
    failures = 0
    isUsed = false
  }

  /// The issues that are known here, without asking anybody.
  func issues() async throws -> [KnownIssue] { try await loaded().issues }

  func suggestions(for draft: String, limit: Int) async throws -> [Suggestion] {
    try await loaded().suggestions(for: draft, limit: limit)
  }

  /// Fetches in the background when the last try is longer ago than the interval, or than what a failure asks for.
  func refreshWhenDue() {
    noteUse()
    guard !isFetching, isDue else { return }
    Task { await refreshIfDue() }
  }

  private func refreshIfDue() async {
    guard !isClosed, !isFetching, isDue else { return }
    // Without a network the old issues serve on; the next time that is due tries again.
    _ = try? await refresh()
  }

  private var isDue: Bool { due.map { time.uptime() >= $0 } ?? true }

  // MARK: The timer

  private func noteUse() {
    guard !isUsed else { return }
    isUsed = true
    wakeUp.signal()
  }

  private func run() async {
    // A file that cannot be read now is read when the app asks.
    if (try? await queue.run({ store in try store.knownIssues() })) ?? nil != nil { isUsed = true }
    while !Task.isCancelled, !isClosed {
      if isUsed { await refreshIfDue() }
      await wakeUp.sleep(for: pause, by: time)
    }
  }

  /// Until the next fetch, with a tenth of jitter so that installations do not ask in step; nil while nobody asked.
  private var pause: Duration? {
    guard isUsed else { return nil }
    let now = time.uptime()
    let next = max(due ?? now, now.addingClamped(1_000_000_000))
    return .seconds(Double(next - now) / 1e9 * (1 + 0.1 * random.unit()))
  }

  /// After a failure sooner than after a success, by the policy of all retries, and never before what Retry-After said.
  private func schedule(after failed: Bool, floor: Duration? = nil) {
    failures = failed ? failures + 1 : 0
    var delay = settings.knownIssueAge
    if failed { delay = min(delay, settings.retry.delay(failures: failures, chance: random.unit())) }
    if let floor { delay = max(delay, min(floor, settings.retry.longestFloor)) }
    due = time.uptime().addingClamped(delay.nanoseconds)
  }

  /// Asks the collector. True when something changed. Throws when there is no good answer; the issues before stay.
  func refresh() async throws -> Bool {
    if isClosed { throw TellbackError.closed }
    isFetching = true
    defer { isFetching = false }
    noteUse()
    _ = try? await loaded()
    do {
      let isNew = try await fetch()
      schedule(after: false)
      return isNew
    } catch {
      schedule(after: true, floor: (error as? Refused)?.floor)
      throw (error as? Refused)?.error ?? error
    }
  }

  /// An answer that is no digest, and how long the collector asks to be left alone.
  private struct Refused: Error {
    var error: TellbackError
    var floor: Duration?
  }

  private func fetch() async throws -> Bool {
    let response: TransportResponse
    do {
      response = try await transport.send(try endpoint.knownIssues(version: version, unlike: tag))
    } catch {
      throw TellbackError(.transport, "The known issues could not be fetched.", cause: error)
    }
    if response.status == 304, tag != nil { return false }
    guard response.status == 200 else {
      throw Refused(
        error: TellbackError(
          .transport, "The collector answered \(response.status) when asked for the known issues."),
        floor: response.headers["retry-after"].flatMap { RetryAfter.parse($0, now: time.now()) })
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
