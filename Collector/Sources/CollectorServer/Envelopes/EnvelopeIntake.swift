// Reads the body of one request as an envelope while it comes, and finds out whose it is. Invariant: nothing is kept for a sender
// without a valid key.
import CollectorCore
import CollectorHTTP

/// `@unchecked Sendable`: the connection's event loop alone calls it until it hands the request over, and from then on the handler alone.
final class EnvelopeIntake: BodyReader, @unchecked Sendable {
  private var reader = EnvelopeReader()
  private let authenticate: (String?) throws -> ActiveKeys.Entry
  private var sender: Result<ActiveKeys.Entry, any Error>?
  private var failure: HTTPError?

  /// `authenticate` is asked once, with the DSN of the envelope's header.
  init(authenticate: @escaping (String?) throws -> ActiveKeys.Entry) { self.authenticate = authenticate }

  func read(_ bytes: UnsafeBufferPointer<UInt8>) {
    reader.consume(bytes)
    if let header = reader.header { settle(header.dsn) }
  }

  func fail(_ error: HTTPError) { failure = error }

  /// The sender and what was read. Throws the sender's ``ErrorAnswer``. Called once.
  func finish() throws -> (ActiveKeys.Entry, Envelope) {
    let envelope = reader.finish(because: failure == nil ? nil : .brokenCompression)
    settle(envelope.header.dsn)
    guard let sender = try sender?.get() else { throw HTTPError.notFound }
    return (sender, envelope)
  }

  private func settle(_ dsn: String?) {
    guard sender == nil else { return }
    let found = Result { try authenticate(dsn) }
    sender = found
    if case .failure = found { reader.discard() }
  }
}
