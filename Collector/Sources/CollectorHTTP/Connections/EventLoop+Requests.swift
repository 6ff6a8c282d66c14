// From a request to its answer: routing, handlers, refusals, event streams.

extension EventLoop {
  /// Decides on a request by its head, before its body is let in.
  func admit(_ connection: Connection, moreFollows: Bool) {
    guard let head = connection.parser.parsedHead else { return }
    connection.isHead = head.method == .HEAD
    connection.isVersion1_0 = head.isVersion1_0
    connection.keepsAlive = head.keepsAlive
    connection.method = head.method
    connection.path = head.path
    connection.policy = nil
    connection.bodyReader = nil
    let match = table.match(head)
    connection.pageHeaders = Self.pageHeaders(match, head)
    let verdict = refusal(connection, head, verdict(connection, match))
    connection.verdict = verdict
    switch verdict {
    case .route(let route, _):
      if let error = connection.parser.admitBody(route.bodyRules, reader: connection.bodyReader)
        ?? reserveBody(connection, head, route)
      {
        return refuse(connection, error)
      }
    case .answer(let response):
      // A small body is read and dropped to keep the connection. One that waits for leave to be sent is not asked for.
      if head.expectsContinue && connection.parser.expectsBody
        || connection.parser.admitBody(.dropped) != nil
      {
        connection.keepsAlive = false
        connection.phase = .handling
        return complete(connection, response)
      }
    }
    guard connection.parser.expectsBody else { return }
    setDeadline(connection, configuration.bodyTimeout)
    if head.expectsContinue, !moreFollows {
      connection.output.write { ResponseHead.append("HTTP/1.1 100 Continue\r\n\r\n", to: &$0) }
      counters.countAnswer(100)
    }
  }

  /// The verdict, unless the route refuses the request by its head.
  private func refusal(
    _ connection: Connection, _ head: ParsedHead, _ verdict: Connection.Verdict
  ) -> Connection.Verdict {
    guard case .route(let route, let parameters) = verdict, route.admission != nil || route.reading != nil else {
      return verdict
    }
    let length: Int? =
      switch head.framing {
      case .none: 0
      case .length(let count): head.coding.isCompressed ? nil : count
      case .chunked: nil
      }
    let request = HTTPRequest(
      head: head, body: [], remoteAddress: remoteAddress(connection, head), parameters: parameters)
    connection.bodyReader = route.reading?.makeReader(request)
    guard let admission = route.admission else { return verdict }
    switch admission(request, length) {
    case .enter(let atBodysEnd):
      connection.atBodysEnd = atBodysEnd
      return verdict
    case .refuse(let response): return .answer(response)
    }
  }

  /// Small bodies are bounded by the number of connections; large ones share a budget.
  private func reserveBody(_ connection: Connection, _ head: ParsedHead, _ route: Router.Route) -> HTTPError? {
    var bytes = route.reading?.maxHeld ?? route.maxBody
    switch head.framing {
    case .none: return nil
    case .length(let count):
      let (most, isTooMuch) = count.multipliedReportingOverflow(by: limits.compressionRatio)
      if !head.coding.isCompressed {
        bytes = min(bytes, count)
      } else if !isTooMuch {
        // The ratio bounds what it can become, but for the first 64 KiB.
        bytes = min(bytes, max(most, Router.defaultMaxBody))
      }
    case .chunked: break
    }
    guard bytes > Router.defaultMaxBody else { return nil }
    guard admission.reserveBody(bytes) else {
      return HTTPError(
        status: 503, code: "server_busy", message: "Too many large requests are under way; try again in a few seconds.",
        headers: ["Retry-After": "5"])
    }
    connection.reservedBody = bytes
    return nil
  }

  func releaseBody(_ connection: Connection) {
    connection.atBodysEnd?()
    connection.atBodysEnd = nil
    guard connection.reservedBody > 0 else { return }
    admission.releaseBody(connection.reservedBody)
    connection.reservedBody = 0
  }

  func dispatch(_ connection: Connection) {
    guard let (head, body) = connection.parser.takeMessage(), let verdict = connection.verdict else {
      return close(connection)
    }
    connection.verdict = nil
    connection.atBodysEnd?()
    connection.atBodysEnd = nil
    connection.requests += 1
    connection.phase = .handling
    connection.startedAt = now
    switch verdict {
    case .answer(let response): complete(connection, response)
    case .route(let route, let parameters):
      if route.admission != nil, isBehind(body.count) { return shed(connection) }
      let address = remoteAddress(connection, head)
      var request = HTTPRequest(head: head, body: body, remoteAddress: address, parameters: parameters)
      request.peerAddress = connection.address.text
      request.bodyReader = connection.bodyReader
      connection.bodyReader = nil
      run(route, request, connection)
    }
  }

  /// Whether this turn has lasted so long that what is large must not make it longer. It takes its measure from the machine
  /// as it is: what a small request waits for is bounded by time, however slow the work on large ones goes.
  private func isBehind(_ bodyBytes: Int) -> Bool {
    bodyBytes > configuration.sheddableBodyBytes && Sockets.now &- now > configuration.turnLimit.nanoseconds
  }

  private func shed(_ connection: Connection) {
    noteRefusal(.overload, status: 503, code: "server_busy", connection)
    complete(
      connection,
      .problem(
        503, code: "server_busy", message: "The server is behind with large requests; try again in a second.",
        headers: ["Retry-After": "1"]))
  }

  private func run(_ route: Router.Route, _ request: HTTPRequest, _ connection: Connection) {
    switch route.handler {
    case .immediate(let handler):
      do {
        complete(connection, try handler(request))
      } catch {
        complete(connection, Self.answer(to: error, route, log))
      }
    case .deferred(let handler):
      setDeadline(connection, configuration.handlerTimeout)
      handler(request, HTTPResponder(connection: connection.id, mailbox: mailbox))
    case .async(let handler):
      setDeadline(connection, configuration.handlerTimeout)
      let responder = HTTPResponder(connection: connection.id, mailbox: mailbox)
      Self.start(handler, request, responder, route, log)
    case .events(let handler): beginEvents(connection, request, handler)
    case .body(let handler): startBody(connection, request, route, handler)
    }
  }

  private static func start(
    _ handler: @escaping @Sendable (HTTPRequest) async throws -> HTTPResponse, _ request: HTTPRequest,
    _ responder: HTTPResponder, _ route: Router.Route, _ log: @escaping @Sendable (HTTPLogEvent) -> Void
  ) {
    Task {
      do {
        let response = try await handler(request)
        responder.respond(response.compressed(accepting: request.headers.list("accept-encoding")))
      } catch {
        responder.respond(answer(to: error, route, log))
      }
    }
  }

  /// Writes the answer of the request in hand. `flush` sends it.
  func complete(_ connection: Connection, _ response: HTTPResponse) {
    guard connection.isHandling else { return }
    let status = (200...599).contains(response.status) ? response.status : 500
    var headers = response.headers
    if let policy = connection.policy {
      if policy.closes(status) { return closeUnanswered(connection, status) }
      for (name, value) in policy.headers.all { headers.add(name, value) }
    }
    for (name, value) in connection.pageHeaders { headers.add(name, value) }
    let staysOpen = connection.keepsAlive && !isStopping
    let hasNoBody = status == 204 || status == 304
    let date = date
    let isSmall = response.body.count <= 8 * 1024
    connection.output.write { bytes in
      ResponseHead.write(
        status: status, headers: headers, framing: hasNoBody ? .none : .length(response.body.count),
        persistence: staysOpen ? (connection.isVersion1_0 ? .announced : .implied) : .close, date: date, to: &bytes)
      if isSmall, !hasNoBody, !connection.isHead { bytes += response.body }
    }
    if !isSmall, !hasNoBody, !connection.isHead { connection.output.append(response.body) }
    noteAnswer(connection, status)
    releaseBody(connection)
    connection.phase = staysOpen ? .reading : .closing
    setDeadline(connection, configuration.keepAliveTimeout)
  }

  /// An answer would make the client throw away what it sent.
  private func closeUnanswered(_ connection: Connection, _ status: Int) {
    noteRefusal(.unanswered, status: status, code: "closed_unanswered", connection)
    close(connection)
  }

  /// Answers a request that cannot be read on, and closes: where the next one starts is unknown.
  func refuse(_ connection: Connection, _ error: HTTPError) {
    let reason: HTTPCounters.Refusal =
      switch error.status {
      case 408: .slow
      case 413, 414, 415, 431: .limit
      case 503: .memory
      default: .malformed
      }
    noteRefusal(reason, status: error.status, code: error.code, connection)
    if connection.parser.parsedHead == nil {
      // What is known is of the request before.
      connection.isHead = false
      connection.pageHeaders = []
      connection.method = .GET
      connection.path = ""
      connection.policy = nil
    }
    connection.keepsAlive = false
    connection.phase = .handling
    complete(connection, HTTPResponse(error))
  }

  /// The responder was let go without an answer.
  func abandon(_ connection: Connection) {
    log(.responderDropped(method: connection.method, route: connection.path))
    complete(connection, HTTPResponse(.internalError))
  }

  /// A deadline has passed.
  func expire(_ connection: Connection) {
    switch connection.phase {
    case .reading where connection.parser.sawInput:
      refuse(
        connection,
        HTTPError(status: 408, code: "request_timeout", message: "The request did not arrive whole in time."))
      flush(connection)
    case .handling:
      noteRefusal(.handler, status: 503, code: "handler_timeout", connection)
      connection.keepsAlive = false
      complete(
        connection,
        .problem(
          503, code: "handler_timeout", message: "The server took too long; try again later.",
          headers: ["Retry-After": "10"]))
      flush(connection)
    case .streaming:
      sendEvents(connection, Array(":\n\n".utf8), counted: false)
      setDeadline(connection, configuration.eventHeartbeat)
    case .closing, .sending:
      // The write deadline watches over the answer.
      connection.deadline = .max
    case .reading, .lingering, .closed: close(connection)
    }
  }

  func noteRefusal(_ refusal: HTTPCounters.Refusal, status: Int, code: String, _ connection: Connection) {
    counters.refused[refusal, default: 0] += 1
    log(.refused(refusal, status: status, code: code, remoteAddress: connection.address.text))
  }

  // MARK: Event streams

  private func beginEvents(
    _ connection: Connection, _ request: HTTPRequest, _ handler: @Sendable (HTTPRequest, HTTPEventStream) -> Void
  ) {
    guard !connection.isHead, !isStopping else {
      guard isStopping else { return complete(connection, HTTPResponse(status: 200, headers: Self.eventHeaders)) }
      return complete(
        connection,
        .problem(
          503, code: "stopping", message: "The server is stopping; try again in a moment.",
          headers: ["Retry-After": "5"]))
    }
    let stream = HTTPEventStream(
      connection: connection.id, mailbox: mailbox, limit: configuration.maxEventBacklogBytes)
    let date = date
    connection.keepsAlive = false
    connection.output.write { bytes in
      ResponseHead.write(
        status: 200, headers: Self.eventHeaders, framing: connection.isVersion1_0 ? .untilClose : .chunked,
        persistence: .close, date: date, to: &bytes)
    }
    noteAnswer(connection, 200)
    connection.phase = .streaming(stream)
    connection.dropPending()
    setDeadline(connection, configuration.eventHeartbeat)
    handler(request, stream)
  }

  func sendEvents(_ connection: Connection, _ bytes: [UInt8], counted: Bool = true) {
    guard case .streaming = connection.phase else { return }
    if counted { connection.eventBytes += bytes.count }
    connection.output.write { output in
      if connection.isVersion1_0 { output += bytes } else { ResponseHead.writeChunk(bytes, to: &output) }
    }
    flush(connection)
  }

  func endEvents(_ connection: Connection) {
    guard case .streaming = connection.phase else { return }
    if !connection.isVersion1_0 { connection.output.write { ResponseHead.append("0\r\n\r\n", to: &$0) } }
    connection.phase = .closing
    flush(connection)
  }

  // MARK: Parts

  private func verdict(_ connection: Connection, _ match: RouteTable.Match) -> Connection.Verdict {
    switch match {
    case .found(let route, let parameters):
      connection.policy = route.policy
      return .route(route, parameters)
    case .options(let allow, let routes):
      connection.policy = routes.lazy.compactMap(\.policy).first
      return .answer(HTTPResponse(status: 204, headers: ["Allow": allow]))
    case .methodNotAllowed(let allow):
      return .answer(
        .problem(
          405, code: "method_not_allowed", message: "This address takes \(allow).", headers: ["Allow": allow]))
    case .notFound: return .answer(HTTPResponse(.notFound))
    }
  }

  /// Every answer of a route that pages may call, a refusal too, says so to pages of the origins that it allows.
  private static func pageHeaders(_ match: RouteTable.Match, _ head: ParsedHead) -> [(String, String)] {
    func field(_ name: String) -> String? { HTTPHeaders(bytes: head.bytes, fields: head.fields)[name] }
    switch match {
    case .found(let route, _):
      guard let policy = route.crossOrigin else { return [] }
      return policy.answerHeaders(origin: field("origin"))
    case .options(_, let routes):
      let open = routes.filter { $0.crossOrigin != nil }
      guard let policy = open.first?.crossOrigin else { return [] }
      let origin = field("origin")
      guard let wanted = field("access-control-request-method"), open.contains(where: { $0.method.rawValue == wanted })
      else { return [("Vary", "Origin")] }
      return policy.answerHeaders(origin: origin) + policy.preflightHeaders(origin: origin, methods: open.map(\.method))
    case .methodNotAllowed, .notFound: return []
    }
  }

  func noteAnswer(_ connection: Connection, _ status: Int) {
    counters.countAnswer(status)
    guard configuration.logsAnswers else { return }
    let started = connection.startedAt == 0 ? now : connection.startedAt
    log(
      .answered(
        method: connection.method, path: connection.path, status: status,
        seconds: Double(Sockets.now &- started) / 1e9, remoteAddress: connection.address.text))
  }

  /// The last entry of X-Forwarded-For is the one that the trusted proxy itself wrote.
  private func remoteAddress(_ connection: Connection, _ head: ParsedHead) -> String {
    let peer = connection.address.text
    guard !configuration.trustedProxies.isEmpty, configuration.trustedProxies.contains(peer),
      let line = HTTPHeaders(bytes: head.bytes, fields: head.fields).values("x-forwarded-for").last,
      let last = line.split(separator: ",").last
    else { return peer }
    let address = last.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
    return address.isEmpty || address.utf8.count > 45 ? peer : String(address)
  }

  /// What a handler's error becomes; the text of an unexpected one goes to the log alone.
  static func answer(
    to error: any Error, _ route: Router.Route, _ log: @Sendable (HTTPLogEvent) -> Void
  ) -> HTTPResponse {
    if let error = error as? HTTPError { return HTTPResponse(error) }
    log(.handlerFailed(method: route.method, route: route.pattern, error: error))
    return HTTPResponse(.internalError)
  }

  private static let eventHeaders: HTTPHeaders = [
    "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no",
  ]
}
