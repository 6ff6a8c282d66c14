// The routes of a server, as a value. Patterns are checked when the server starts, so that a mistake in one stops the start
// and not a request.

/// Which handler answers which method and path.
///
/// A pattern is a path whose segments are literals, `{name}` (text), `{name:int}` or `{name:uuid}`; a segment that does not
/// have its type does not match. Of several that fit, literals win over parameters. HEAD is answered from GET,
/// OPTIONS from the list of routes, an unknown path with 404 and an unknown method with 405 and `Allow`.
public struct Router: Sendable {
  enum Handler: Sendable {
    case immediate(@Sendable (HTTPRequest) throws -> HTTPResponse)
    case deferred(@Sendable (HTTPRequest, HTTPResponder) -> Void)
    case async(@Sendable (HTTPRequest) async throws -> HTTPResponse)
    case events(@Sendable (HTTPRequest, HTTPEventStream) -> Void)
    case body(@Sendable (HTTPRequest) async throws -> HTTPStreamedAnswer)
  }

  struct Route: Sendable {
    var method: HTTPMethod
    var pattern: String
    var maxBody: Int
    var handler: Handler
    var admission: Admission?
    var access: RouteAccess?
    var codings = ContentCoding.usual
    var reading: BodyReading?
    var policy: AnswerPolicy?

    var bodyRules: BodyRules { BodyRules(maxBytes: maxBody, codings: codings) }
    var crossOrigin: CrossOrigin?
  }

  /// What a route says to a request whose head is there.
  public enum Entry: Sendable {
    /// Read its body and hand it over. The closure, if any, is called once when the body is handed over or given up.
    case enter(atBodysEnd: (@Sendable () -> Void)? = nil)
    /// Answer at once; the body is not read, or dropped when it is small.
    case refuse(HTTPResponse)
  }

  /// Asked on the event loop once the head of a request is there, with an empty body and the length that the body will have,
  /// nil when that is not known.
  public typealias Admission = @Sendable (_ head: HTTPRequest, _ bodyBytes: Int?) -> Entry

  /// The default limit on a request's body: 64 KiB.
  public static let defaultMaxBody = 64 * 1024

  private(set) var entries: [Route] = []

  public init() {}

  /// Every route, in the order in which it was added, with who may call it where it says so.
  public var routes: [(method: HTTPMethod, pattern: String, access: RouteAccess?)] {
    entries.map { ($0.method, $0.pattern, $0.access) }
  }

  /// The routes that pages of other origins may call.
  public var routesForPages: [(method: HTTPMethod, pattern: String)] {
    entries.filter { $0.crossOrigin != nil }.map { ($0.method, $0.pattern) }
  }

  /// A handler that runs on the event loop: it must not block, and should take well under a millisecond.
  /// `maxBody` is in bytes, after gzip is undone; a larger body is answered 413.
  public mutating func immediate(
    _ method: HTTPMethod, _ pattern: String, access: RouteAccess? = nil, maxBody: Int = defaultMaxBody,
    handler: @escaping @Sendable (HTTPRequest) throws -> HTTPResponse
  ) {
    entries.append(
      Route(method: method, pattern: pattern, maxBody: maxBody, handler: .immediate(handler), access: access))
  }

  /// A handler that runs on the event loop and answers later, from any thread, through its responder.
  public mutating func deferred(
    _ method: HTTPMethod, _ pattern: String, access: RouteAccess? = nil, maxBody: Int = defaultMaxBody,
    admission: Admission? = nil,
    handler: @escaping @Sendable (HTTPRequest, HTTPResponder) -> Void
  ) {
    entries.append(
      Route(
        method: method, pattern: pattern, maxBody: maxBody, handler: .deferred(handler), admission: admission,
        access: access))
  }

  /// As `deferred`, for bodies that are read as they come: the handler finds what read one in `HTTPRequest.bodyReader`. `maxBody`
  /// bounds what is read, in bytes after compression is undone.
  public mutating func reading(
    _ method: HTTPMethod, _ pattern: String, access: RouteAccess? = nil, maxBody: Int, codings: Set<ContentCoding>,
    reading: BodyReading, policy: AnswerPolicy, admission: Admission? = nil,
    handler: @escaping @Sendable (HTTPRequest, HTTPResponder) -> Void
  ) {
    entries.append(
      Route(
        method: method, pattern: pattern, maxBody: maxBody, handler: .deferred(handler), admission: admission,
        access: access, codings: codings, reading: reading, policy: policy))
  }

  /// A handler that runs in a task of its own.
  public mutating func async(
    _ method: HTTPMethod, _ pattern: String, access: RouteAccess? = nil, maxBody: Int = defaultMaxBody,
    admission: Admission? = nil,
    handler: @escaping @Sendable (HTTPRequest) async throws -> HTTPResponse
  ) {
    entries.append(
      Route(
        method: method, pattern: pattern, maxBody: maxBody, handler: .async(handler), admission: admission,
        access: access))
  }

  /// A stream of server-sent events, answered 200 `text/event-stream`. The handler runs on the event loop and keeps the stream.
  public mutating func events(
    _ method: HTTPMethod, _ pattern: String, access: RouteAccess? = nil, maxBody: Int = defaultMaxBody,
    handler: @escaping @Sendable (HTTPRequest, HTTPEventStream) -> Void
  ) {
    entries.append(
      Route(method: method, pattern: pattern, maxBody: maxBody, handler: .events(handler), access: access))
  }

  /// Lets pages of other origins call these routes, which were added before; all others stay closed to them.
  public mutating func openToPages(_ policy: CrossOrigin, _ routes: [(method: HTTPMethod, pattern: String)]) {
    for index in entries.indices {
      let entry = entries[index]
      guard routes.contains(where: { $0.method == entry.method && $0.pattern == entry.pattern }) else { continue }
      entries[index].crossOrigin = policy
    }
  }

  /// A handler that runs in a task of its own and may make the body of its answer while it is sent, for what is too large to hold.
  public mutating func streamed(
    _ method: HTTPMethod, _ pattern: String, access: RouteAccess? = nil, maxBody: Int = defaultMaxBody,
    handler: @escaping @Sendable (HTTPRequest) async throws -> HTTPStreamedAnswer
  ) {
    entries.append(
      Route(method: method, pattern: pattern, maxBody: maxBody, handler: .body(handler), access: access))
  }

  /// Adds each route once more under `prefix`, such as `/feedback`, and `prefix` itself for `/`: a proxy that publishes the
  /// server under a path may remove that path from a request or leave it. A pattern that is there already stays as it is.
  /// An empty prefix adds nothing.
  public mutating func serveAlso(under prefix: String) {
    guard !prefix.isEmpty else { return }
    let known = Set(entries.map { "\($0.method.rawValue) \($0.pattern)" })
    for entry in entries {
      for pattern in entry.pattern == "/" ? [prefix, prefix + "/"] : [prefix + entry.pattern] {
        guard !known.contains("\(entry.method.rawValue) \(pattern)") else { continue }
        var copy = entry
        copy.pattern = pattern
        entries.append(copy)
      }
    }
  }

  /// Adds every route of `other`.
  public mutating func merge(_ other: Router) {
    entries += other.entries
  }
}
