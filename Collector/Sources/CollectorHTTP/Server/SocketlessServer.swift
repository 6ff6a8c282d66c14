// A server without sockets and without threads: requests in as bytes, answers out as values. The parser, the routes and the
// handlers are those of `HTTPServer`; what is left out is what moves bytes. The simulation of the fault harnesses enters here.

import Synchronization

@_spi(Simulation) public struct SocketlessServer: Sendable {
  private let table: RouteTable
  private let log: @Sendable (HTTPLogEvent) -> Void

  /// Throws `HTTPServerError` when a route is malformed.
  public init(router: Router, log: @escaping @Sendable (HTTPLogEvent) -> Void = { _ in }) throws(HTTPServerError) {
    table = try RouteTable(router)
    self.log = log
  }

  /// The answer to one whole request, as a client would send it. Nil when the bytes end before the request does; event streams
  /// are answered 404.
  public func answer(_ bytes: [UInt8], from remoteAddress: String = "127.0.0.1") async throws -> HTTPResponse? {
    var parser = HTTPRequestParser()
    var offset = 0
    var found: (Router.Route, RouteParameters)?
    var atBodysEnd: (@Sendable () -> Void)?
    var reader: (any BodyReader)?
    // Whatever comes of the body.
    defer { atBodysEnd?() }
    while true {
      switch parser.consume(bytes, &offset, bytes.count) {
      case .needsMore: return nil
      case .failed(let error): return HTTPResponse(error)
      case .head:
        guard let head = parser.parsedHead, case .found(let route, let parameters) = table.match(head) else {
          return HTTPResponse(.notFound)
        }
        switch entry(route, head, parameters, remoteAddress) {
        case .refuse(let answer): return answer
        case .enter(let action): atBodysEnd = action
        case nil: break
        }
        let request = HTTPRequest(head: head, body: [], remoteAddress: remoteAddress, parameters: parameters)
        reader = route.reading?.makeReader(request)
        if let error = parser.admitBody(route.bodyRules, reader: reader) { return HTTPResponse(error) }
        found = (route, parameters)
      case .complete:
        guard let (head, body) = parser.takeMessage(), let (route, parameters) = found else { return nil }
        atBodysEnd?()
        atBodysEnd = nil
        var request = HTTPRequest(head: head, body: body, remoteAddress: remoteAddress, parameters: parameters)
        request.bodyReader = reader
        return try await run(route, request)
      }
    }
  }

  private func entry(
    _ route: Router.Route, _ head: ParsedHead, _ parameters: RouteParameters, _ address: String
  ) -> Router.Entry? {
    var length: Int?
    if case .length(let count) = head.framing, !head.coding.isCompressed { length = count }
    if case .none = head.framing { length = 0 }
    let request = HTTPRequest(head: head, body: [], remoteAddress: address, parameters: parameters)
    return route.admission.map { $0(request, length) }
  }

  private func run(_ route: Router.Route, _ request: HTTPRequest) async throws -> HTTPResponse {
    do {
      switch route.handler {
      case .immediate(let handler): return try handler(request)
      case .async(let handler): return try await handler(request)
      case .deferred(let handler): return try await deferred(handler, request)
      case .events: return HTTPResponse(.notFound)
      case .body(let handler): return try await collected(handler(request))
      }
    } catch let error as HTTPError {
      return HTTPResponse(error)
    } catch let error as CancellationError {
      throw error
    } catch {
      log(.handlerFailed(method: route.method, route: route.pattern, error: error))
      return HTTPResponse(.internalError)
    }
  }

  private func collected(_ answer: HTTPStreamedAnswer) async throws -> HTTPResponse {
    switch answer {
    case .whole(let response): return response
    case .body(let headers, let make):
      let body = Mutex<[UInt8]>([])
      try await make(HTTPBodyWriter { piece in body.withLock { $0 += piece } })
      return HTTPResponse(status: 200, headers: headers, body: body.withLock { $0 })
    }
  }

  /// The responder speaks to a mailbox; here nobody sleeps on it, so it is looked into until the answer lies there.
  private func deferred(
    _ handler: @Sendable (HTTPRequest, HTTPResponder) -> Void, _ request: HTTPRequest
  ) async throws -> HTTPResponse {
    let mailbox = Mailbox(waker: try Waker())
    handler(request, HTTPResponder(connection: ConnectionID(slot: 0, generation: 1), mailbox: mailbox))
    while true {
      var messages: [LoopMessage] = []
      mailbox.collect(into: &messages, counters: HTTPCounters())
      switch messages.first {
      case .respond(_, let response): return response
      case .respondMaking(_, let make): return make()
      case .abandon: return HTTPResponse(.internalError)
      default: try await Task.sleep(for: .milliseconds(1))
      }
    }
  }
}
