// Taking what reporters did: each message once, with its effect in the same transaction when its report is on a ticket, and
// with the digest of its report otherwise.
import TellbackWire

/// Takes messages of an installation. Stateless; it works inside a transaction of the store.
public struct Conversations {
  private let store: any StoreWrites
  private let now: Timestamp

  public init(_ store: any StoreWrites, now: Timestamp) {
    self.store = store
    self.now = now
  }

  /// Takes messages of one installation in their order. One outcome for each.
  /// - Throws: ``StoreError/wrongSecret`` when the installation is known by another secret; then nothing is written.
  public func take(_ messages: [IncomingMessage], from contact: InstallationContact) throws -> [MessageOutcome] {
    guard try store.installationSecretHash(app: contact.app, installation: contact.id) != nil else {
      // Who never sent a report has none to talk about; who erased everything has none any more.
      let outcome: MessageOutcome = try store.isErased(contact) ? .erased : .unknownReport
      return messages.map { _ in outcome }
    }
    guard try store.isProven(app: contact.app, installation: contact.id, secretHash: contact.secretHash) else {
      throw StoreError.wrongSecret
    }
    return try messages.map(take)
  }

  /// The block by which a message is kept back. A read mark asks for nobody's attention, and is taken as ever.
  private func block(of stored: StoredMessage, about report: StoredReport) throws -> SenderBlock? {
    if case .read = stored.message.content { return nil }
    guard try store.blockCount(app: report.app) > 0 else { return nil }
    let key = (try? Report(decoding: report.body)).map { ReporterKey.bytes(of: $0, installation: report.installation) }
    return try store.block(of: report.installation, reporter: key, app: report.app)
  }

  private func take(_ incoming: IncomingMessage) throws -> MessageOutcome {
    let outcome = try store.addMessage(incoming)
    guard outcome == .accepted, let stored = try store.message(incoming.message.id),
      let report = try store.report(incoming.message.report)
    else { return outcome }
    if let block = try block(of: stored, about: report) {
      try store.keepBack(message: stored.sequence, by: block.id, at: now)
      return outcome
    }
    try TicketActions(store, now: now).apply(stored, of: report)
    return outcome
  }
}
