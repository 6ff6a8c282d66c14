// Tells devices what is known already. Invariant: however many ask, one app's version is read once in a few seconds.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct KnownIssueRoutes: Sendable {
  /// How long an answer is given again, in seconds.
  static let freshness = 5.0
  /// Answers that are kept; versions are told by strangers, so there must be an end.
  static let capacity = 256

  struct Question: Hashable, Sendable {
    var app: AppID
    var version: String?
  }

  struct Message: Sendable {
    var body: [UInt8]
    var tag: String
    var at: Double
  }

  let gate: Gate
  let store: any Store
  let log: Log
  private let cache = Locked<[Question: Message]>([:])

  init(gate: Gate, store: any Store, log: Log) {
    self.gate = gate
    self.store = store
    self.log = log
  }

  func add(to router: inout Router) {
    router.async(.GET, WirePaths.knownIssues) { request in
      do {
        return try await answer(request)
      } catch {
        if let problem = Problem(error) { return problem.response }
        log.error("known_issues_failed", ["error": "\(error)"])
        return Problem.unforeseen.response
      }
    }
  }

  private func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
    let sender = try gate.sender(of: request)
    let version = request.query("version")
    if let version, version.utf8.count > WireLimits.contextValue {
      throw Problem(
        422, "too_long", field: "version",
        "version has \(version.utf8.count) bytes; the limit is \(WireLimits.contextValue) bytes.")
    }
    let message = try await message(for: Question(app: sender.app, version: version))
    // RFC 9110, section 13.1.2: a list of tags, or any.
    let known = (request.headers["if-none-match"] ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
    let isKnown = known.contains { $0 == "*" || $0 == message.tag || $0 == "W/" + message.tag }
    var response = isKnown ? HTTPResponse(status: 304) : HTTPResponse.json(200, message.body)
    response.headers.add("ETag", message.tag)
    response.headers.add("Cache-Control", "private, no-cache")
    return response
  }

  private func message(for question: Question) async throws -> Message {
    let now = SystemClock.monotonicSeconds()
    if let kept = cache.withLock({ $0[question] }), now - kept.at < Self.freshness { return kept }
    let digest = try await store.read { store in
      try KnownIssuePublisher.digest(app: question.app, version: question.version, in: store)
    }
    let (body, tag) = KnownIssuePublisher.message(digest)
    let fresh = Message(body: body, tag: tag, at: now)
    cache.withLock { cache in
      if cache.count >= Self.capacity { cache = cache.filter { now - $0.value.at < Self.freshness } }
      if cache.count >= Self.capacity { cache = [:] }
      cache[question] = fresh
    }
    return fresh
  }
}
