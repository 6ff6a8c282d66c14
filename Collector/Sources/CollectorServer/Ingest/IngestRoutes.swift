// Takes reports: checks them on the event loop, hands them to the store, and answers from its synced commit. No task, no
// actor and no JSON tree on the way.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// POST of one report or of many.
struct IngestRoutes: Sendable {
  let authenticator: SenderAuthenticator
  let quotas: SendingQuotas
  let store: any Store
  let telemetry: Telemetry
  let log: Log
  let clock: @Sendable () -> Timestamp
  /// Called after each commit that brought something to digest.
  let onAccepted: @Sendable () -> Void

  private var admission: IngestAdmission {
    IngestAdmission(authenticator: authenticator, store: store) { refusal(of: $0) }
  }

  func add(to router: inout Router) {
    let admission = admission
    router.deferred(
      .POST, WirePaths.reports, access: .appKey, maxBody: WireLimits.reportBytes, admission: admission.admit
    ) {
      request, responder in
      do { try takeOne(request, responder) } catch { responder.respond(refusal(of: error)) }
    }
    router.deferred(
      .POST, WirePaths.batches, access: .appKey, maxBody: WireLimits.batchBytes, admission: admission.admit
    ) {
      request, responder in
      do { try takeMany(request, responder) } catch { responder.respond(refusal(of: error)) }
    }
  }

  private func takeOne(_ request: HTTPRequest, _ responder: HTTPResponder) throws {
    let sender = try authenticator.sender(of: request)
    try ErrorAnswer.checkJSON(request)
    let sentAt = try sentAt(of: request)
    let id = try Report.checkedID(of: request.body)
    try quotas.take(1, from: sender)
    let now = clock()
    let incoming = IncomingReport(
      id: id, app: sender.app, installation: sender.installation, receivedAt: now, sentAt: sentAt, body: request.body)
    let start = SystemClock.monotonicSeconds()
    store.ingest([incoming], from: contact(sender, at: now, accounting: nil)) { result in
      settle(result, since: start)
      responder.respond { answer(to: id, result) }
    }
  }

  private func answer(to id: ReportID, _ result: Result<[IngestOutcome], any Error>) -> HTTPResponse {
    switch result {
    case .success(let outcomes):
      guard let outcome = outcomes.first, outcome != .conflict else { return Self.conflict.response }
      return .json(202, Receipt(id: id, outcome: outcome.onWire).encoded())
    case .failure(let error): return refusal(of: error)
    }
  }

  private func takeMany(_ request: HTTPRequest, _ responder: HTTPResponder) throws {
    let sender = try authenticator.sender(of: request)
    try ErrorAnswer.checkJSON(request)
    let batch = try ReportBatch.decode(request.body)
    try quotas.take(batch.elements.count, from: sender)
    let now = clock()
    var receipts: [Receipt] = []
    var reports: [IncomingReport] = []
    /// Where each report's receipt stands.
    var places: [Int] = []
    for element in batch.elements {
      switch element {
      case .report(let id, let range):
        places.append(receipts.count)
        receipts.append(Receipt(id: id, outcome: .accepted))
        reports.append(
          IncomingReport(
            id: id, app: sender.app, installation: sender.installation, receivedAt: now, sentAt: batch.sentAt,
            body: Array(request.body[range])))
      case .refused(let id, let error):
        telemetry.countRefused(error.code.rawValue)
        receipts.append(
          Receipt(id: id, outcome: .refused, code: error.code.rawValue, message: error.message))
      }
    }
    let (contact, start) = (contact(sender, at: now, accounting: batch.accounting), SystemClock.monotonicSeconds())
    let (drafted, indices) = (receipts, places)
    store.ingest(reports, from: contact) { result in
      settle(result, since: start)
      responder.respond { answer(to: drafted, at: indices, result) }
    }
  }

  private func answer(
    to drafted: [Receipt], at places: [Int], _ result: Result<[IngestOutcome], any Error>
  ) -> HTTPResponse {
    switch result {
    case .success(let outcomes):
      var receipts = drafted
      for (place, outcome) in zip(places, outcomes) {
        receipts[place].outcome = outcome.onWire
        guard outcome == .conflict else { continue }
        receipts[place].code = Self.conflict.code
        receipts[place].message = Self.conflict.message
      }
      return .json(202, Receipt.encoded(receipts))
    case .failure(let error): return refusal(of: error, reports: max(1, Int64(places.count)))
    }
  }

  /// On the thread that wrote; the answer is left to the event loops.
  private func settle(_ result: Result<[IngestOutcome], any Error>, since start: Double) {
    guard case .success(let outcomes) = result else { return }
    telemetry.count(outcomes, seconds: SystemClock.monotonicSeconds() - start)
    if outcomes.contains(.accepted) { onAccepted() }
  }

  private func contact(_ sender: SenderAuthenticator.Sender, at now: Timestamp, accounting: Accounting?)
    -> InstallationContact?
  {
    guard let id = sender.installation, let hash = sender.secretHash else { return nil }
    return InstallationContact(app: sender.app, id: id, secretHash: hash, at: now, accounting: accounting)
  }

  private func sentAt(of request: HTTPRequest) throws -> Timestamp? {
    guard let text = request.headers[WireHeaders.sentAt] else { return nil }
    guard let milliseconds = Int64(text) else {
      throw ErrorAnswer(
        400, "invalid_value", field: WireHeaders.sentAt,
        "\(WireHeaders.sentAt) must be the sender's clock in milliseconds since 1970.")
    }
    return Timestamp(milliseconds: milliseconds)
  }

  private func refusal(of error: any Error, reports: Int64 = 1) -> HTTPResponse {
    IngestRefusals(telemetry: telemetry, log: log, event: "ingest_failed").answer(error, count: reports)
  }

  static let conflict = ErrorAnswer(
    422, "id_conflict", field: "id", "Another report with this id is here already; a report's id must be its own.")
}

extension ErrorAnswer {
  static let unforeseen = ErrorAnswer(
    500, "internal_error", "The collector could not do this; the failure has been logged. Try again later.")
}

extension IngestOutcome {
  /// The same outcome in the words of the wire format.
  fileprivate var onWire: Receipt.Outcome {
    switch self {
    case .accepted: .accepted
    case .duplicate: .duplicate
    case .erased: .erased
    case .conflict: .refused
    }
  }
}
