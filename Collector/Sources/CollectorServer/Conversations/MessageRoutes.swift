// Takes what reporters do after a report: replies, read marks, verdicts, ratings, thanks. Invariant: what is answered with a
// receipt is on disk, and its effect on the ticket with it.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// POST of messages of one installation.
struct MessageRoutes: Sendable {
  let authenticator: SenderAuthenticator
  /// The same as for reports: a message counts as one.
  let quotas: SendingQuotas
  let store: any Store
  let telemetry: Telemetry
  let log: Log
  let clock: @Sendable () -> Timestamp
  /// Called after each commit that may have told reporters something.
  let onTold: @Sendable () -> Void

  func add(to router: inout Router) {
    let admission = IngestAdmission(authenticator: authenticator, store: store) { refusal(of: $0) }
    router.async(
      .POST, WirePaths.messages, access: .installation, maxBody: WireLimits.batchBytes, admission: admission.admit
    ) { request in
      do { return try await take(request) } catch { return refusal(of: error) }
    }
  }

  private func take(_ request: HTTPRequest) async throws -> HTTPResponse {
    let sender = try authenticator.sender(of: request)
    let installation = try authenticator.claimed(sender)
    try ErrorAnswer.checkJSON(request)
    let batch = try MessageBatch.decode(request.body)
    try quotas.take(batch.elements.count, from: sender)
    let now = clock()
    var receipts: [Receipt] = []
    var messages: [IncomingMessage] = []
    /// Where each message's receipt stands.
    var places: [Int] = []
    for element in batch.elements {
      switch element {
      case .message(let message):
        places.append(receipts.count)
        receipts.append(Receipt(id: message.id, outcome: .accepted))
        messages.append(
          IncomingMessage(
            app: installation.app, installation: installation.id, receivedAt: now, sentAt: batch.sentAt,
            message: message))
      case .refused(let id, let error):
        telemetry.countRefused("message_" + error.code.rawValue)
        receipts.append(Receipt(id: id, outcome: .refused, code: error.code.rawValue, message: error.message))
      }
    }
    // Even without a message that could be kept, a wrong secret is told.
    let outcomes = try await write(messages, of: installation, bytes: request.body.count, at: now)
    for (place, outcome) in zip(places, outcomes) { Self.write(outcome, to: &receipts[place]) }
    for outcome in outcomes { telemetry.count(outcome) }
    if outcomes.contains(.accepted) { onTold() }
    return .json(202, Receipt.encoded(receipts))
  }

  /// Counted as waiting until they are on disk, as reports are: many messages cannot crowd them out.
  private func write(
    _ messages: [IncomingMessage], of installation: ErasedInstallation, bytes: Int, at now: Timestamp
  ) async throws -> [MessageOutcome] {
    guard let release = store.keepRoom(for: bytes, app: installation.app, installation: installation.id) else {
      throw StoreError.busy
    }
    defer { release() }
    let contact = InstallationContact(
      app: installation.app, id: installation.id, secretHash: installation.secretHash, at: now)
    return try await store.write { try Conversations($0, now: now).take(messages, from: contact) }
  }

  private static func write(_ outcome: MessageOutcome, to receipt: inout Receipt) {
    switch outcome {
    case .accepted: receipt.outcome = .accepted
    case .duplicate: receipt.outcome = .duplicate
    case .erased: receipt.outcome = .erased
    case .conflict: (receipt.outcome, receipt.code, receipt.message) = (.refused, conflict.code, conflict.message)
    case .unknownReport: (receipt.outcome, receipt.code, receipt.message) = (.refused, unknown.code, unknown.message)
    }
  }

  private func refusal(of error: any Error) -> HTTPResponse {
    IngestRefusals(telemetry: telemetry, log: log, event: "messages_failed", prefix: "message_").answer(error)
  }

  private static let conflict = ErrorAnswer(
    422, "id_conflict", field: "id", "Another message with this id is here already; a message's id must be its own.")
  /// The same for a report of another installation: who asks must not learn that it is there.
  private static let unknown = ErrorAnswer(
    404, "unknown_report", field: "report", "There is no such report from this sender; send the report first.")
}
