// Tells devices what is known already: one small digest for each app and version, by ETag, so that a repeat costs nothing.
import CollectorCore
import CollectorHTTP
import Synchronization
import TellbackWire

/// GET /v1/known-issues. Publishing and withdrawing show at once; what else changes (a resolution, a merge, the order)
/// shows within ``freshness``.
final class KnownIssueRoutes: Sendable {
  private struct Key: Hashable {
    var app: AppID
    var version: String?
  }
  private struct Entry {
    var state: [Int64]
    var madeAt: Timestamp
    var body: [UInt8]
    var tag: String
  }

  /// Seconds for which a digest is given out again without being made anew.
  static let freshness: Int64 = 30
  /// Digests kept. An app has few versions in use; more of them only cost a new digest each.
  static let kept = 256

  private let authenticator: SenderAuthenticator
  private let store: any Store
  private let log: Log
  private let clock: @Sendable () -> Timestamp
  private let entries = Mutex<[Key: Entry]>([:])

  init(authenticator: SenderAuthenticator, store: any Store, log: Log, clock: @escaping @Sendable () -> Timestamp) {
    self.authenticator = authenticator
    self.store = store
    self.log = log
    self.clock = clock
  }

  func add(to router: inout Router) {
    router.async(.GET, WirePaths.knownIssues, access: .appKey) { [self] request in
      do {
        return try await answer(request)
      } catch {
        if let problem = ErrorAnswer(error) { return problem.response }
        log.error("known_issues_failed", ["error": "\(error)"])
        return ErrorAnswer.unforeseen.response
      }
    }
  }

  private func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
    let sender = try authenticator.sender(of: request)
    let version = request.query("version").flatMap { $0.isEmpty ? nil : $0 }
    if let version, version.utf8.count > WireLimits.contextValue {
      throw ErrorAnswer(
        422, "too_long", field: "version",
        "version has \(version.utf8.count) bytes; the limit is \(WireLimits.contextValue) bytes.")
    }
    let entry = try await entry(Key(app: sender.app, version: version))
    let isKnown = request.headers["if-none-match"].map { Self.names($0, entry.tag) } ?? false
    var response = isKnown ? HTTPResponse(status: 304) : HTTPResponse.json(200, entry.body)
    response.headers.set("ETag", entry.tag)
    // Each app's key sees its own issues alone.
    response.headers.set("Cache-Control", "private, no-cache")
    return response
  }

  /// If-None-Match compares weakly (RFC 9110, section 13.1.2).
  private static func names(_ field: String, _ tag: String) -> Bool {
    field.split(separator: ",").contains { part in
      var name = part.drop { $0 == " " || $0 == "\t" }
      while name.last == " " || name.last == "\t" { name.removeLast() }
      if name.hasPrefix("W/") { name.removeFirst(2) }
      return name == tag || name == "*"
    }
  }

  private func entry(_ key: Key) async throws -> Entry {
    let now = clock()
    let known = entries.withLock { $0[key] }
    let state = try await store.read { try $0.publicationState(app: key.app) }
    if let known, known.state == state, now < known.madeAt.adding(seconds: Self.freshness), now >= known.madeAt {
      return known
    }
    let digest = try await store.read {
      try KnownIssuePublisher.digest(app: key.app, version: key.version, in: $0)
    }
    let (body, tag) = KnownIssuePublisher.message(digest)
    let entry = Entry(state: state, madeAt: now, body: body, tag: tag)
    entries.withLock { entries in
      if entries.count >= Self.kept, entries[key] == nil { entries.removeAll() }
      entries[key] = entry
    }
    return entry
  }
}
