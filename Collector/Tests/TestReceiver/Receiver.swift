// A receiver of webhooks that listens: the server of CollectorHTTP. It keeps what it got and answers as it is told.
import CollectorHTTP
import Foundation
import Synchronization

public final class Receiver: Sendable {
  public struct Received: Sendable {
    public var path: String
    public var id: String
    public var timestamp: String
    public var signature: String
    public var body: [UInt8]
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// A number of the body.
    public func number(_ key: String) -> Int64? {
      guard let range = text.range(of: "\"\(key)\":") else { return nil }
      return Int64(text[range.upperBound...].prefix { $0.isNumber })
    }
  }

  public enum Behaviour: Sendable {
    case answer(Int, body: String = "", headers: [(String, String)] = [])
    /// Takes the request and never answers.
    case hang
  }

  public typealias Rule = @Sendable (Received) -> Behaviour

  public let port: Int
  private let server: HTTPServer
  private let state: State

  private final class State: Sendable {
    let received = Mutex<[Received]>([])
    let hanging = Mutex<[HTTPResponder]>([])
    let rule: Mutex<Rule>
    init(_ rule: @escaping Rule) { self.rule = Mutex(rule) }

    func take(_ request: HTTPRequest, _ responder: HTTPResponder) {
      let one = Received(
        path: request.path, id: request.headers["webhook-id"] ?? "",
        timestamp: request.headers["webhook-timestamp"] ?? "", signature: request.headers["webhook-signature"] ?? "",
        body: request.body)
      received.withLock { $0.append(one) }
      let rule = rule.withLock { $0 }
      switch rule(one) {
      case .hang: hanging.withLock { $0.append(responder) }
      case .answer(let status, let body, let headers):
        var response = HTTPResponse.text(status, body)
        for (name, value) in headers { response.headers.set(name, value) }
        responder.respond(response)
      }
    }
  }

  public init(port: Int = 0, _ rule: @escaping Rule = { _ in .answer(200) }) throws {
    let state = State(rule)
    self.state = state
    var router = Router()
    for path in ["/hook", "/other", "/elsewhere"] {
      router.deferred(.POST, path, access: .anyone, maxBody: 1 << 20) { state.take($0, $1) }
      router.deferred(.GET, path, access: .anyone) { state.take($0, $1) }
    }
    server = HTTPServer(configuration: HTTPServerConfiguration(port: port, loops: 1), router: router)
    self.port = try server.start()
  }

  public var received: [Received] { state.received.withLock { $0 } }
  public func set(_ rule: @escaping Rule) { state.rule.withLock { $0 = rule } }

  public func stop() async {
    state.hanging.withLock { $0 = [] }
    await server.stop(within: .seconds(1))
  }
}
