// HTTP without TLS over sockets, for Linux. Its URLSession ends the process when a response is cut inside its head
// (swift-corelibs-foundation issue 5285), and no network response may end an app.
#if canImport(Glibc) || canImport(Musl)
  import Dispatch
  import Foundation
  import TellbackSupport

  /// Sends requests to `http:` addresses, each over a connection of its own, and keeps one connection for the next request.
  ///
  /// It does not follow redirects, and accepts neither compressed responses nor upgrades.
  final class SocketTransport: Transport {
    private struct Idle {
      var address: String
      var connection: SocketConnection
    }

    private let idle = Lock<Idle?>(nil)

    func send(_ request: TransportRequest) async throws -> TransportResponse {
      let exchange = SocketExchange()
      return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
          exchange.begin(continuation)
          // A thread of its own: it waits for the network, and name lookups have no deadline.
          DispatchQueue(label: "tellback.http").async { [self] in
            exchange.finish(Result { try perform(request, exchange) })
          }
          if Task.isCancelled { exchange.finish(.failure(CancellationError())) }
        }
      } onCancel: {
        exchange.finish(.failure(CancellationError()))
      }
    }

    private func perform(_ request: TransportRequest, _ exchange: SocketExchange) throws -> TransportResponse {
      let deadline = SystemTime().uptime().addingClamped(request.timeout.nanoseconds)
      let (host, port) = try Self.target(of: request)
      let bytes = try RequestEncoder.bytes(request, host: host, port: port)
      let address = "\(host):\(port)"
      if let kept = takeIdle(address) {
        do {
          return try talk(over: kept, bytes, request, exchange, deadline, address)
        } catch  where exchange.isSilent {
          // The kept connection was closed meanwhile. Every request of the SDK may be repeated, so a new connection sends it.
        }
      }
      let late = TellbackError(.transport, "There was no complete response within \(request.timeout).")
      let timer = DispatchWorkItem { exchange.finish(.failure(late)) }
      DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + request.timeout.seconds, execute: timer)
      defer { timer.cancel() }
      let fresh = try SocketConnection.open(host, port, deadline: deadline)
      return try talk(over: fresh, bytes, request, exchange, deadline, address)
    }

    private func talk(
      over connection: SocketConnection, _ bytes: [UInt8], _ request: TransportRequest, _ exchange: SocketExchange,
      _ deadline: UInt64, _ address: String
    ) throws -> TransportResponse {
      guard exchange.use(connection) else { throw CancellationError() }
      try connection.send(bytes, deadline: deadline)
      var reader = ResponseReader(responseLimit: request.responseLimit)
      while !reader.isComplete {
        let piece = try connection.receive(deadline: deadline)
        if piece.isEmpty { try reader.end() } else { exchange.heard() }
        try reader.take(piece)
      }
      if reader.mayReuse {
        idle.withLock { $0 = Idle(address: address, connection: connection) }
      }
      return reader.response
    }

    private func takeIdle(_ address: String) -> SocketConnection? {
      let kept = idle.withLock { idle -> Idle? in
        defer { idle = nil }
        return idle
      }
      guard let kept, kept.address == address, kept.connection.isQuiet else { return nil }
      return kept.connection
    }

    private static func target(of request: TransportRequest) throws(TellbackError) -> (String, UInt16) {
      guard let host = request.url.host, !host.isEmpty, let port = UInt16(exactly: request.url.port ?? 80) else {
        throw TellbackError(.transport, "\(request.url) names no host and port.")
      }
      return (host, port)
    }
  }

  /// One exchange in progress. The first result ends it; later ones are ignored.
  final class SocketExchange: Sendable {
    private struct State {
      var continuation: CheckedContinuation<TransportResponse, any Error>?
      var connection: SocketConnection?
      var isFinished = false
      var hasHeard = false
    }

    private let state = Lock(State())

    func begin(_ continuation: CheckedContinuation<TransportResponse, any Error>) {
      let isFinished = state.withLock { state -> Bool in
        if !state.isFinished { state.continuation = continuation }
        return state.isFinished
      }
      // Cancelled before it began.
      if isFinished { continuation.resume(throwing: CancellationError()) }
    }

    /// False when the exchange is over already.
    func use(_ connection: SocketConnection) -> Bool {
      state.withLock { state in
        state.connection = connection
        return !state.isFinished
      }
    }

    func heard() { state.withLock { $0.hasHeard = true } }
    var isSilent: Bool { state.withLock { !$0.hasHeard && !$0.isFinished } }

    func finish(_ result: Result<TransportResponse, any Error>) {
      let (continuation, connection) = state.withLock {
        state -> (CheckedContinuation<TransportResponse, any Error>?, SocketConnection?) in
        defer { (state.continuation, state.connection, state.isFinished) = (nil, nil, true) }
        return (state.continuation, state.connection)
      }
      if case .failure = result { connection?.interrupt() }
      continuation?.resume(with: result)
    }
  }

#endif
