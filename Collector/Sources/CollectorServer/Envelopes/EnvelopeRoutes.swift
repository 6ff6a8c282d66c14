// Takes envelopes of Sentry's SDKs (develop.sentry.dev/sdk/data-model/envelopes). What a person wrote becomes a report and takes the way
// of all reports. These SDKs throw away what they sent at every answer of 400 or more: so 200 comes after the synced commit alone, and
// where a commit is not to be had now, the connection closes without an answer.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct EnvelopeRoutes: Sendable {
  static let paths = ["/api/{project:int}/envelope/", "/api/{project:int}/envelope", "/tunnel/{project:int}"]
  /// What is wanted from nobody: SDKs that hear it send none of it for an hour. No category may be empty, which would mean all.
  static let unwanted = "3600:error;transaction;session;replay;span;log_item:key"

  let authenticator: EnvelopeAuthenticator
  let quotas: SendingQuotas
  let store: any Store
  let secrets: any Secrets
  let telemetry: Telemetry
  let log: Log
  let clock: @Sendable () -> Timestamp
  /// Called after each commit that brought something to digest.
  let onAccepted: @Sendable () -> Void
  var limits = EnvelopeLimits()

  /// Pages of any origin send; nothing that they may read is worth keeping from them.
  private static let policy = AnswerPolicy(
    headers: [
      "Access-Control-Allow-Origin": "*",
      "Access-Control-Expose-Headers": "x-sentry-error, x-sentry-rate-limits, retry-after",
      "Access-Control-Allow-Methods": "POST",
      "Access-Control-Allow-Headers":
        "content-type, content-encoding, x-sentry-auth, authorization, sentry-trace, baggage",
      "Access-Control-Max-Age": "3600",
    ], closesOnFailure: true)

  func add(to router: inout Router) {
    let (authenticator, held) = (authenticator, limits.held)
    for path in Self.paths {
      router.reading(
        .POST, path, access: .publicKey, maxBody: limits.body,
        codings: [.identity, .misnamed, .gzip, .deflate, .brotli],
        reading: BodyReading(maxHeld: held) { request in
          EnvelopeIntake { try authenticator.sender(of: request, dsn: $0) }
        }, policy: Self.policy, admission: admit
      ) { request, responder in
        do { try take(request, responder) } catch { responder.respond(refusal(of: error)) }
      }
    }
  }

  /// Refuses by the head what the body would not change, as for reports.
  private func admit(_ head: HTTPRequest, bodyBytes: Int?) -> Router.Entry {
    let isLarge = bodyBytes.map { $0 > Router.defaultMaxBody } ?? true
    let bytes = min(bodyBytes ?? Router.defaultMaxBody, limits.held)
    do {
      // A tunnel names its app in the path alone, and that is enough to give each its share.
      let app = try authenticator.senderByHead(of: head)?.app ?? AppID(Int64(try head.parameters.int("project")))
      guard isLarge else {
        guard store.hasRoomForAnybody(bytes) || store.hasRoom(for: bytes, app: app, installation: nil) else {
          throw StoreError.busy
        }
        return .enter()
      }
      guard let room = store.keepRoom(for: bytes, app: app, installation: nil) else { throw StoreError.busy }
      return .enter(atBodysEnd: room)
    } catch {
      return .refuse(refusal(of: error))
    }
  }

  private func take(_ request: HTTPRequest, _ responder: HTTPResponder) throws {
    guard let intake = request.bodyReader as? EnvelopeIntake else { throw HTTPError.notFound }
    let (sender, envelope) = try intake.finish()
    let secrets = secrets
    let made = EnvelopeReports(envelope, app: sender.app, hash: { secrets.tokenHash($0) })
    guard !made.reports.isEmpty else { return responder.respond(answerWithoutReports(made, envelope, sender.app)) }
    do {
      try quotas.take(made.reports.count, app: sender.app, quota: sender.quota)
    } catch {
      return responder.respond(refusal(of: error, reports: Int64(made.reports.count)))
    }
    let now = clock()
    let incoming = made.reports.map { id, body in
      IncomingReport(
        id: id, app: sender.app, installation: nil, receivedAt: now, sentAt: envelope.header.sentAt, body: body)
    }
    let start = SystemClock.monotonicSeconds()
    store.ingest(incoming, from: nil) { result in
      switch result {
      case .success(let outcomes):
        telemetry.count(outcomes, seconds: SystemClock.monotonicSeconds() - start)
        if outcomes.contains(.accepted) {
          onAccepted()
          count(made, envelope, sender.app)
        }
        keepFiles(made, outcomes, app: sender.app, at: now, responder)
      case .failure(let error): responder.respond(refusal(of: error, reports: Int64(incoming.count)))
      }
    }
  }

  /// The report is on disk; its files follow, and the answer comes after them.
  private func keepFiles(
    _ made: EnvelopeReports, _ outcomes: [IngestOutcome], app: AppID, at now: Timestamp, _ responder: HTTPResponder
  ) {
    let isTaken = outcomes.first == .accepted || outcomes.first == .duplicate
    guard isTaken, !made.files.isEmpty, let report = made.reports.first?.id else {
      return responder.respond { answer(made, outcomes) }
    }
    Task {
      do {
        let kept = try await store.write { store in
          try made.files.enumerated().count { index, file in
            try store.storeAttachment(app: app, report: report, index: index, type: file.type, data: file.data, at: now)
              ?? false
          }
        }
        for _ in 0..<kept { telemetry.countAttachment() }
        responder.respond(answer(made, outcomes))
      } catch {
        responder.respond(refusal(of: error))
      }
    }
  }

  private func answer(_ made: EnvelopeReports, _ outcomes: [IngestOutcome]) -> HTTPResponse {
    // The same event id with other words, and nothing else to keep: refused, and said so.
    if outcomes.allSatisfy({ $0 == .conflict }) { return told(IngestRoutes.conflict) }
    return Self.taken(made.answeredID)
  }

  private func answerWithoutReports(
    _ made: EnvelopeReports, _ envelope: Envelope, _ app: AppID
  ) -> HTTPResponse {
    count(made, envelope, app)
    // SDKs throw it away whatever they hear; whoever wrote one is told what is wrong with it.
    if let fault = made.refused.keys.min(by: { $0.rawValue < $1.rawValue }), envelope.skipped.isEmpty {
      return told(ErrorAnswer(400, fault.rawValue, fault.sentence))
    }
    return Self.taken(made.answeredID)
  }

  /// What is not a report. It is counted with the first arrival alone, so that an envelope that is sent again counts once.
  private func count(_ made: EnvelopeReports, _ envelope: Envelope, _ app: AppID) {
    for (fault, number) in made.refused { telemetry.countRefused(fault.rawValue, by: number) }
    for (kind, number) in envelope.skipped {
      telemetry.count(number, EnvelopeCount(app: app, sort: .skipped, name: kind))
    }
    for (reason, number) in envelope.discarded {
      telemetry.count(number, EnvelopeCount(app: app, sort: .discarded, name: reason))
    }
  }

  private static func taken(_ id: String?) -> HTTPResponse {
    var writer = JSONWriter(reservingCapacity: 64)
    writer.object { $0.string("id", optional: id) }
    var response = HTTPResponse.json(200, writer.bytes)
    response.headers.add("X-Sentry-Rate-Limits", unwanted)
    return response
  }

  private func refusal(of error: any Error, reports: Int64 = 1) -> HTTPResponse {
    if let error = error as? HTTPError { return HTTPResponse(error) }
    return IngestRefusals(telemetry: telemetry, log: log, event: "envelope_failed")
      .answer(error, count: reports, told: told)
  }

  private func told(_ problem: ErrorAnswer) -> HTTPResponse {
    var response = problem.response
    response.headers.add("X-Sentry-Error", problem.message)
    if problem.status == 429, let wait = problem.retryAfter {
      // Python's SDK knows feedback as `default`.
      response.headers.add(
        "X-Sentry-Rate-Limits", "\(wait):feedback;user_report;attachment;default:key:\(problem.code), \(Self.unwanted)")
    }
    return response
  }
}

extension EnvelopeFault {
  /// What a sender is told.
  var sentence: String {
    switch self {
    case .brokenHeader: "The first line of an envelope must be a JSON object."
    case .brokenItemHeader: "Each item must begin with a line that is a JSON object with a type."
    case .brokenJSON: "A feedback item, a user report or a client report must be one JSON object."
    case .cutShort: "The envelope ends within an item."
    case .wrongLength: "An attachment is longer than its header says."
    case .tooLarge: "An item is larger than it may be."
    case .tooManyItems: "The envelope has too many items."
    case .tooManyReports: "The envelope has too many feedback items."
    case .tooManyAttachments: "The envelope has too many attachments."
    case .noWords: "The feedback has no words: contexts.feedback.message must be more than white space."
    case .attachmentAlone: "The envelope has attachments and no feedback that they belong to."
    case .brokenCompression: "The body's compression is broken, or holds more than it may."
    }
  }
}
