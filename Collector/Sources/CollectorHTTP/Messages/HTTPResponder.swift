// The promise of one answer, which any thread may keep. Invariant: exactly one answer per request: later ones are ignored, and
// a responder that is let go without one answers 500.

/// Answers one request, once, from any thread.
///
/// `@unchecked Sendable`: `isAnswered` is reached under the mailbox's lock alone, in `Mailbox.settle`.
public final class HTTPResponder: @unchecked Sendable {
  let connection: ConnectionID
  let mailbox: Mailbox
  var isAnswered = false

  init(connection: ConnectionID, mailbox: Mailbox) {
    self.connection = connection
    self.mailbox = mailbox
  }

  deinit { mailbox.settle(self, .abandon(connection)) }

  /// Sends the answer. Only the first call counts; an answer to a client that has gone is dropped. Cheap: a short lock and at
  /// most one wake of the loop.
  public func respond(_ response: HTTPResponse) {
    mailbox.settle(self, .respond(connection, response))
  }

  /// Sends the answer that `make` returns. It runs once on the thread of the connection's event loop, unless the request was
  /// answered before or the server has ended: who answers many requests leaves writing the answers to others. It must not block.
  public func respond(making make: @escaping @Sendable () -> HTTPResponse) {
    mailbox.settle(self, .respondMaking(connection, make))
  }

  /// Begins an answer whose body follows. When the request was answered before, or its client has gone, the stream is closed.
  func begin(_ headers: HTTPHeaders, _ stream: HTTPBodyStream) {
    if !mailbox.settle(self, .beginBody(connection, headers, stream)) { stream.markClosed() }
  }

  /// Answers that are given inside `body`, on this thread, wake each event loop once, after it: for a group commit that
  /// settles many requests.
  public static func together(_ body: () -> Void) {
    let wakes = DelayedWakes()
    Mailbox.$delayedWakes.withValue(wakes, operation: body)
    wakes.send()
  }

  /// Whether the connection has gone, so that an answer would reach nobody.
  public var isClosed: Bool { !mailbox.isOpen(connection) }
}
