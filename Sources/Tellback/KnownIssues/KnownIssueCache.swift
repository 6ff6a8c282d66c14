// Caches the digest of known issues: fetches it, checks it, stores it in the queue's file, and finds suggestions in it.
// A digest that was cut or altered is refused, and the earlier one stays. An app that never asks for known issues never fetches
// them: the first use starts the timer, and a stored digest makes the next run fetch at its start.
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
  private let onReached: @Sendable () -> Void
  private let wakeUp = WakeUp()

  private var index: KnownIssueIndex?
  private var tag: String?
  /// When the next fetch is due, in uptime; nil before the first.
  private var due: UInt64?
  private var failures = 0
  /// True once the app asked for known issues, in this run or in one that stored a digest.
  private var isUsed = false
  private var loop: Task<Void, Never>?
  private var isFetching = false
  private var isClosed = false

  init(
    queue: Queue, endpoint: Endpoint, transport: any Transport, time: any TimeSource, random: any RandomSource,
    version: String, settings: SyncSettings, onReached: @escaping @Sendable () -> Void
  ) {
    self.queue = queue
    self.endpoint = endpoint
    self.transport = transport
    self.time = time
    self.version = version
    self.random = random
    self.settings = settings
    self.onReached = onReached
  }

  /// Starts fetching, where the settings allow it: at once when an earlier run fetched, then every
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

  /// Removes the issues and their ETag, by which a collector could recognise this installation after an erasure.
  func forget() {
    index = nil
    tag = nil
    due = nil
    failures = 0
    isUsed = false
  }

  /// The issues on this device, without a request.
  func issues() async throws -> [KnownIssue] { try await loaded().issues }

  func suggestions(for draft: String, limit: Int) async throws -> [Suggestion] {
    try await loaded().suggestions(for: draft, limit: limit)
  }

  /// Fetches in the background when a fetch is due.
  func refreshWhenDue() {
    noteUse()
    guard !isFetching, isDue else { return }
    Task { await refreshIfDue() }
  }

  private func refreshIfDue() async {
    guard !isClosed, !isFetching, isDue else { return }
    // When it fails, the old issues stay in use; the next fetch that is due retries.
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
    // When the queue cannot be read now, it is read when the app asks.
    if (try? await queue.run({ store in try store.knownIssues() })) ?? nil != nil { isUsed = true }
    while !Task.isCancelled, !isClosed {
      if isUsed { await refreshIfDue() }
      await wakeUp.sleep(for: pause, by: time)
    }
  }

  /// The time until the next fetch, with 10 % jitter so that installations do not fetch in step; nil while the app has not asked.
  private var pause: Duration? {
    guard isUsed else { return nil }
    let now = time.uptime()
    let next = max(due ?? now, now.addingClamped(1_000_000_000))
    return .seconds(Double(next - now) / 1e9 * (1 + 0.1 * random.unit()))
  }

  /// Plans the next fetch: after a failure by the retry policy, and never before Retry-After.
  private func schedule(after failed: Bool, floor: Duration? = nil) {
    failures = failed ? failures + 1 : 0
    var delay = settings.knownIssueAge
    if failed { delay = min(delay, settings.retry.delay(failures: failures, chance: random.unit())) }
    if let floor { delay = max(delay, min(floor, settings.retry.longestFloor)) }
    due = time.uptime().addingClamped(delay.nanoseconds)
  }

  /// Fetches the digest. True when it changed. Throws when there is no valid response; the earlier issues stay.
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

  /// A response without a digest, and its Retry-After.
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
    if response.status == 200 || response.status == 304 { onReached() }
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
      throw TellbackError(
        .transport, "The fetched known issues are damaged and were not used; the earlier ones stay.", cause: error)
    }
    let newTag = response.headers["etag"].flatMap { Self.isTag($0) ? $0 : nil }
    let body = response.body
    let now = time.now()
    try await queue.run { store in try store.keepKnownIssues(body, tag: newTag, at: now) }
    tag = newTag
    index = KnownIssueIndex(digest.issues)
    return true
  }

  /// False for a tag that could break out of a header field.
  private static func isTag(_ text: String) -> Bool {
    text.utf8.count <= 200 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  private func loaded() async throws -> KnownIssueIndex {
    if let index { return index }
    let kept = try await queue.run { store in try store.knownIssues() }
    // Another call may have loaded or fetched while this one waited.
    if let index { return index }
    // A digest that the disk altered is ignored and fetched again, without its tag.
    let digest = kept.flatMap { try? KnownIssueDigest(decoding: $0.body, checksum: Checksum.sha256) }
    if digest != nil { tag = kept?.tag }
    let index = KnownIssueIndex(digest?.issues ?? [])
    self.index = index
    return index
  }
}
