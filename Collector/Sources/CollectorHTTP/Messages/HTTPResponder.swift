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

  /// Sends many answers with one lock and one wake per event loop: for a group commit that settles many requests at once.
  public static func respond(to answers: [(responder: HTTPResponder, response: HTTPResponse)]) {
    var mailboxes: [Mailbox] = []
    for (responder, _) in answers where !mailboxes.contains(where: { $0 === responder.mailbox }) {
      mailboxes.append(responder.mailbox)
    }
    for mailbox in mailboxes { mailbox.settle(answers.lazy.filter { $0.responder.mailbox === mailbox }) }
  }

  /// Whether the connection has gone, so that an answer would reach nobody.
  public var isClosed: Bool { !mailbox.isOpen(connection) }
}
