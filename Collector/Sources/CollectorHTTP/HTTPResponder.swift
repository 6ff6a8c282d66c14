// The promise of one answer, which any thread may keep. Invariant: exactly one answer per request: later ones are ignored, and
// a responder that is let go without one answers 500.

/// Answers one request, once, from any thread.
public final class HTTPResponder: Sendable {
  let connection: ConnectionID
  let mailbox: Mailbox
  private let isAnswered = Locked(false)

  init(connection: ConnectionID, mailbox: Mailbox) {
    self.connection = connection
    self.mailbox = mailbox
  }

  deinit {
    if claim() { mailbox.post(.abandon(connection)) }
  }

  /// Sends the answer. Only the first call counts; an answer to a client that has gone is dropped. Cheap: a short lock and at
  /// most one wake of the loop.
  public func respond(_ response: HTTPResponse) {
    if claim() { mailbox.post(.respond(connection, response)) }
  }

  /// Sends many answers with one lock and one wake per event loop: for a group commit that settles many requests at once.
  public static func respond(to answers: [(responder: HTTPResponder, response: HTTPResponse)]) {
    var batches: [(mailbox: Mailbox, messages: [LoopMessage])] = []
    for (responder, response) in answers where responder.claim() {
      let message = LoopMessage.respond(responder.connection, response)
      if let index = batches.firstIndex(where: { $0.mailbox === responder.mailbox }) {
        batches[index].messages.append(message)
      } else {
        batches.append((responder.mailbox, [message]))
      }
    }
    for batch in batches { batch.mailbox.post(batch.messages) }
  }

  /// Whether the connection has gone, so that an answer would reach nobody.
  public var isClosed: Bool { !mailbox.isOpen(connection) }

  /// True for the first caller only.
  private func claim() -> Bool {
    isAnswered.withLock { answered in
      defer { answered = true }
      return !answered
    }
  }
}
