// An answer whose body is made while it is sent. Invariant: at most `limit` bytes and one piece more wait for the client; whoever makes
// the body waits meanwhile. A body that ends early is cut off with its connection, so that no client takes it for a whole one.
import Synchronization

/// What a streamed route answers.
public enum HTTPStreamedAnswer: Sendable {
  /// A whole answer, such as a refusal.
  case whole(HTTPResponse)
  /// 200, with a body that `make` writes. When it throws, the connection is closed before the body's end (RFC 9112, section 8): its
  /// client sees that the answer is incomplete.
  case body(HTTPHeaders, make: @Sendable (HTTPBodyWriter) async throws -> Void)
}

/// Writes the pieces of a body.
public struct HTTPBodyWriter: Sendable {
  private let send: @Sendable ([UInt8]) async throws -> Void

  init(_ send: @escaping @Sendable ([UInt8]) async throws -> Void) { self.send = send }

  /// Sends a piece, and waits while too much waits for the client already. Throws ``HTTPBodyClosed`` when the client has gone or is
  /// too slow: then there is nobody to write for.
  public func write(_ bytes: [UInt8]) async throws {
    if !bytes.isEmpty { try await send(bytes) }
  }
}

/// The client of a body has gone.
public struct HTTPBodyClosed: Error, Sendable {
  public init() {}
}

/// One body on its way. The loop tells it what has left.
final class HTTPBodyStream: Sendable {
  private struct State: Sendable {
    var waiting = 0
    var isClosed = false
    var writer: CheckedContinuation<Void, any Error>?
  }

  private let connection: ConnectionID
  private let mailbox: Mailbox
  private let limit: Int
  private let state = Mutex(State())

  init(connection: ConnectionID, mailbox: Mailbox, limit: Int) {
    self.connection = connection
    self.mailbox = mailbox
    self.limit = limit
  }

  /// One writer at a time: the body is made by one task.
  func send(_ bytes: [UInt8]) async throws {
    try await withCheckedThrowingContinuation { (writer: CheckedContinuation<Void, any Error>) in
      // Posted under the lock, so that what is noted as sent was counted before.
      let outcome = state.withLock { state -> Result<Bool, any Error> in
        guard !state.isClosed else { return .failure(HTTPBodyClosed()) }
        state.waiting += bytes.count
        guard mailbox.post(.body(connection, bytes)) else { return .failure(HTTPBodyClosed()) }
        guard state.waiting > limit else { return .success(true) }
        state.writer = writer
        return .success(false)
      }
      switch outcome {
      case .success(true): writer.resume()
      case .success(false): break
      case .failure(let error): writer.resume(throwing: error)
      }
    }
  }

  /// Called by the loop when `count` bytes have left for the client.
  func noteSent(_ count: Int) {
    let writer = state.withLock { state -> CheckedContinuation<Void, any Error>? in
      state.waiting -= count
      guard state.waiting <= limit / 2 else { return nil }
      defer { state.writer = nil }
      return state.writer
    }
    writer?.resume()
  }

  /// Nobody reads it any more.
  func markClosed() {
    let writer = state.withLock { state -> CheckedContinuation<Void, any Error>? in
      state.isClosed = true
      defer { state.writer = nil }
      return state.writer
    }
    writer?.resume(throwing: HTTPBodyClosed())
  }

  /// The body is whole.
  func end() { mailbox.post(.endBody(connection)) }

  /// The body cannot be made whole.
  func cut() { mailbox.post(.cutBody(connection)) }
}
