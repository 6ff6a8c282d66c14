// Answers whose body is made while it is sent.

extension EventLoop {
  func startBody(
    _ connection: Connection, _ request: HTTPRequest, _ route: Router.Route,
    _ handler: @escaping @Sendable (HTTPRequest) async throws -> HTTPStreamedAnswer
  ) {
    setDeadline(connection, configuration.handlerTimeout)
    let responder = HTTPResponder(connection: connection.id, mailbox: mailbox)
    let stream = HTTPBodyStream(
      connection: connection.id, mailbox: mailbox, limit: configuration.maxEventBacklogBytes)
    Self.answer(handler, request, responder, stream, route, log)
  }

  private static func answer(
    _ handler: @escaping @Sendable (HTTPRequest) async throws -> HTTPStreamedAnswer, _ request: HTTPRequest,
    _ responder: HTTPResponder, _ stream: HTTPBodyStream, _ route: Router.Route,
    _ log: @escaping @Sendable (HTTPLogEvent) -> Void
  ) {
    Task {
      let found: HTTPStreamedAnswer
      do {
        found = try await handler(request)
      } catch {
        return responder.respond(answer(to: error, route, log))
      }
      switch found {
      case .whole(let response):
        responder.respond(response.compressed(accepting: request.headers.list("accept-encoding")))
      case .body(let headers, let make):
        responder.begin(headers, stream)
        await write(make, to: stream, route, log)
      }
    }
  }

  private static func write(
    _ make: @Sendable (HTTPBodyWriter) async throws -> Void, to stream: HTTPBodyStream, _ route: Router.Route,
    _ log: @Sendable (HTTPLogEvent) -> Void
  ) async {
    do {
      try await make(HTTPBodyWriter { try await stream.send($0) })
      stream.end()
    } catch {
      stream.cut()
      if !(error is HTTPBodyClosed) { log(.handlerFailed(method: route.method, route: route.pattern, error: error)) }
    }
  }

  /// Writes the head; the pieces follow as messages.
  func beginBody(_ connection: Connection, _ headers: HTTPHeaders, _ stream: HTTPBodyStream) {
    guard !connection.isHead else {
      stream.markClosed()
      complete(connection, HTTPResponse(status: 200, headers: headers))
      return flush(connection)
    }
    let date = date
    connection.keepsAlive = false
    connection.output.write { bytes in
      ResponseHead.write(
        status: 200, headers: headers, framing: connection.isVersion1_0 ? .untilClose : .chunked, persistence: .close,
        date: date, to: &bytes)
    }
    noteAnswer(connection, 200)
    releaseBody(connection)
    connection.phase = .sending(stream)
    connection.dropPending()
    // Whoever does not read is found out by the write's deadline.
    connection.deadline = .max
    flush(connection)
  }

  func sendBody(_ connection: Connection, _ bytes: [UInt8]) {
    guard case .sending = connection.phase else { return }
    connection.eventBytes += bytes.count
    if connection.isVersion1_0 {
      connection.output.append(bytes)
    } else {
      connection.output.write { ResponseHead.writeChunk(bytes, to: &$0) }
    }
    flush(connection)
  }

  func endBody(_ connection: Connection) {
    guard case .sending = connection.phase else { return }
    if !connection.isVersion1_0 { connection.output.write { ResponseHead.append("0\r\n\r\n", to: &$0) } }
    connection.phase = .closing
    flush(connection)
  }

  /// Without the last chunk the client knows that something is missing.
  func cutBody(_ connection: Connection) {
    guard case .sending = connection.phase else { return }
    close(connection)
  }
}
