// A tracker that listens: the server of CollectorHTTP, with issues. It checks each request by the vendor's schema, and answers as it is
// told: as the vendor does, with any status and headers, not at all, or after the connection is gone.
import CollectorCore
import CollectorHTTP
import Foundation
import Synchronization

public final class TestTracker: Sendable {
  public struct Issue: Sendable, Equatable {
    public var number: Int64
    public var title: String
    public var body: String
    public var labels: [String]
    public var isClosed = false
    public var reason: String?
    public var milestone: String?
    /// Counts the changes; the tag is made of it.
    var version = 1

    public init(number: Int64, title: String, body: String, labels: [String]) {
      self.number = number
      self.title = title
      self.body = body
      self.labels = labels
    }
  }

  /// A request as it came.
  public struct Asked: Sendable {
    /// `create`, `get`, `update` or `list`.
    public var operation: String
    public var number: Int64?
    public var condition: String?
    public var status: Int
  }

  public enum Behaviour: Sendable {
    /// As the vendor does.
    case work
    /// Nothing is done, and this is answered.
    case answer(Int, body: String = "{}", headers: [(String, String)] = [])
    /// It is done, and this is answered.
    case workThenAnswer(Int, body: String = "{}")
    /// Takes the request and never answers; what it is asked to do is done where `works`.
    case hang(works: Bool)
  }

  public static let token = "ghp_secret0123456789"
  public static let project = "acme/shop"

  public let kind: TrackerKind
  public let port: Int
  private let server: HTTPServer
  private let state: State

  private final class State: Sendable {
    struct Held {
      var issues: [Issue] = []
      var asked: [Asked] = []
      var problems: [String] = []
      var behaviour: @Sendable (_ operation: String, _ count: Int) -> Behaviour = { _, _ in .work }
      var hanging: [HTTPResponder] = []
    }
    let held = Mutex(Held())
  }

  /// `port` 0 lets the system choose; one that is named takes the place of a tracker that was killed.
  public init(_ kind: TrackerKind = .github, port: Int = 0, issues: [Issue] = []) throws {
    self.kind = kind
    let state = State()
    state.held.withLock { $0.issues = issues }
    self.state = state
    let schema = try (kind == .github ? TrackerSchema.github : TrackerSchema.gitlab).get()
    var router = Router()
    let root = kind == .github ? "/api/v3/repos/acme/shop/issues" : "/api/v4/projects/{project}/issues"
    func add(_ method: HTTPMethod, _ path: String, _ operation: String) {
      router.deferred(method, path, access: .anyone, maxBody: 1 << 20) { request, responder in
        Self.take(request, responder, operation, schema, kind, state)
      }
    }
    add(.POST, root, "create")
    add(.GET, root, "list")
    add(.GET, root + "/{number:int}", "get")
    server = HTTPServer(configuration: HTTPServerConfiguration(port: port, loops: 1), router: router)
    self.port = try server.start()
  }

  public var address: String { "http://127.0.0.1:\(port)" }
  public var issues: [Issue] { state.held.withLock { $0.issues } }
  public var asked: [Asked] { state.held.withLock { $0.asked } }
  public func asked(_ operation: String) -> [Asked] { asked.filter { $0.operation == operation } }
  /// What was against the vendor's schema.
  public var problems: [String] { state.held.withLock { $0.problems } }

  /// `count` is how many requests of this operation came before.
  public func set(_ behaviour: @escaping @Sendable (_ operation: String, _ count: Int) -> Behaviour) {
    state.held.withLock { $0.behaviour = behaviour }
  }

  /// What somebody does in the tracker.
  public func change(_ number: Int64, _ body: (inout Issue) -> Void) {
    state.held.withLock { held in
      guard let index = held.issues.firstIndex(where: { $0.number == number }) else { return }
      body(&held.issues[index])
      held.issues[index].version += 1
    }
  }

  /// Others open issues, after those that are there.
  public func add(_ others: [Issue]) {
    state.held.withLock { held in
      let last = held.issues.map(\.number).max() ?? 0
      held.issues += others.map { other in
        var issue = other
        issue.number += last
        return issue
      }
    }
  }

  public func remove(_ number: Int64) { state.held.withLock { $0.issues.removeAll { $0.number == number } } }

  public func stop() async {
    state.held.withLock { $0.hanging = [] }
    await server.stop(within: .milliseconds(200))
  }

  // MARK: Answering

  private static func take(
    _ request: HTTPRequest, _ responder: HTTPResponder, _ operation: String, _ schema: TrackerSchema,
    _ kind: TrackerKind, _ state: State
  ) {
    let number = (try? request.parameters.int("number")).map { Int64($0) }
    let response = state.held.withLock { held -> HTTPResponse? in
      held.problems += schema.problems(of: request, as: operation).map { "\(operation): \($0)" }
      if kind == .gitlab, !request.rawTarget.contains("/projects/acme%2Fshop/") {
        held.problems.append("\(operation): the project is not encoded in \(request.rawTarget)")
      }
      let behaviour = held.behaviour(operation, held.asked.count { $0.operation == operation })
      var response: HTTPResponse?
      switch behaviour {
      case .work: response = work(request, operation, number, kind, &held)
      case .answer(let status, let body, let headers):
        var answer = HTTPResponse.json(status, Array(body.utf8))
        for (name, value) in headers { answer.headers.set(name, value) }
        response = answer
      case .workThenAnswer(let status, let body):
        _ = work(request, operation, number, kind, &held)
        response = .json(status, Array(body.utf8))
      case .hang(let works):
        if works { _ = work(request, operation, number, kind, &held) }
        held.hanging.append(responder)
      }
      held.asked.append(
        Asked(
          operation: operation, number: number, condition: request.headers["if-none-match"],
          status: response?.status ?? 0))
      return response
    }
    if let response { responder.respond(response) }
  }

  private static func work(
    _ request: HTTPRequest, _ operation: String, _ number: Int64?, _ kind: TrackerKind, _ held: inout State.Held
  ) -> HTTPResponse {
    let sent = kind == .github ? "Bearer \(token)" : token
    guard request.headers[kind == .github ? "authorization" : "private-token"] == sent else {
      return .json(401, Array("{\"message\":\"Bad credentials\"}".utf8))
    }
    switch operation {
    case "create":
      let object = (try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]) ?? [:]
      let labels = object["labels"] as? [String] ?? (object["labels"] as? String).map { [$0] } ?? []
      let issue = Issue(
        number: (held.issues.map(\.number).max() ?? 0) + 1, title: object["title"] as? String ?? "",
        body: object[kind == .github ? "body" : "description"] as? String ?? "", labels: labels)
      held.issues.append(issue)
      return .json(201, json(issue, kind))
    case "list":
      let size = request.query("per_page").flatMap { Int($0) } ?? 30
      let page = request.query("page").flatMap { Int($0) } ?? 1
      let shown = held.issues.reversed().dropFirst((page - 1) * size).prefix(size).map {
        String(decoding: json($0, kind), as: UTF8.self)
      }
      return .json(200, Array("[\(shown.joined(separator: ","))]".utf8))
    default:
      guard let issue = held.issues.first(where: { $0.number == number }) else {
        return .json(404, Array("{\"message\":\"Not Found\"}".utf8))
      }
      let tag = "W/\"\(issue.number)-\(issue.version)\""
      var response =
        request.headers["if-none-match"] == tag ? HTTPResponse(status: 304) : .json(200, json(issue, kind))
      response.headers.set("ETag", tag)
      return response
    }
  }

  private static func json(_ issue: Issue, _ kind: TrackerKind) -> [UInt8] {
    var object: [String: Any] = ["id": 9_000_000 + issue.number, "title": issue.title]
    let number = Int(issue.number)
    switch kind {
    case .github:
      object["number"] = number
      object["html_url"] = "https://elsewhere.example.com/\(number)"
      object["state"] = issue.isClosed ? "closed" : "open"
      object["state_reason"] = issue.reason ?? NSNull()
      object["body"] = issue.body
    case .gitlab:
      object["iid"] = number
      object["web_url"] = "https://elsewhere.example.com/\(number)"
      object["state"] = issue.isClosed ? "closed" : "opened"
      object["description"] = issue.body
    }
    object["labels"] = issue.labels
    object["closed_at"] = issue.isClosed ? "2026-11-26T09:30:00Z" : NSNull() as Any
    object["milestone"] = issue.milestone.map { ["title": $0, "number": 3] as [String: Any] } ?? NSNull() as Any
    // Its own text alone is made of what it was sent.
    return [UInt8]((try? JSONSerialization.data(withJSONObject: object)) ?? Data())
  }
}
