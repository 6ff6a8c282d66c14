// How the staff API answers: each route states a scope, errors are JSON, and a write happens once for each Idempotency-Key.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// What a write came to: numbers alone, so that it can be kept and sent again.
struct WriteOutcome: Sendable {
  var status = 200
  var ticket: Int64
  /// The newest event of the ticket, which is its ETag.
  var event: Int64
  /// Of a merge.
  var link: Int64?
  /// Of an answer that waits for a second person.
  var held: Int64?
  /// What is done once it is committed.
  var onCommit: (@Sendable () -> Void)?

  func encoded() -> [UInt8] {
    var writer = JSONWriter(reservingCapacity: 96)
    writer.object { writer in
      writer.integer("ticket", ticket)
      writer.integer("event", event)
      writer.integer("link", optional: link)
      if let held {
        writer.string("state", "waits_for_approval")
        writer.integer("held", held)
      }
    }
    return writer.bytes
  }
}

struct StaffAPI: Sendable {
  /// Bytes of a request's body.
  static let bodyLimit = 131_072

  let authenticator: StaffAuthenticator
  let store: any Store
  let secrets: any Secrets
  let log: Log
  let clock: @Sendable () -> Timestamp
  /// How long words to reporters can be taken back on the board; see `--undo-seconds`.
  let undoSeconds: Int64
  let onDueChange: @Sendable () -> Void

  typealias Read = @Sendable (HTTPRequest, StaffCaller) async throws -> HTTPResponse
  /// Decodes the body, and gives back what is done inside the transaction.
  typealias Write =
    @Sendable (HTTPRequest, StaffCaller) throws -> @Sendable (TicketActions, any StoreWrites) throws -> WriteOutcome

  func get(_ router: inout Router, _ pattern: String, needs permission: Permission, _ read: @escaping Read) {
    router.async(.GET, pattern, access: .token(permission)) { request in
      await answer(request) { try await read(request, try await authenticator.caller(of: request, needs: permission)) }
    }
  }

  /// A change of a ticket. With `ifMatch` the request must say what it has seen.
  func post(
    _ router: inout Router, _ pattern: String, needs permission: Permission, ifMatch: Bool, _ write: @escaping Write
  ) {
    router.async(.POST, pattern, access: .token(permission), maxBody: Self.bodyLimit) { request in
      await answer(request) {
        let caller = try await authenticator.caller(of: request, needs: permission)
        return try await perform(request, caller, needsMatch: ifMatch, write)
      }
    }
  }

  func answer(_ request: HTTPRequest, _ body: () async throws -> HTTPResponse) async -> HTTPResponse {
    var response: HTTPResponse
    do {
      response = try await body()
    } catch {
      if let problem = ErrorAnswer(staff: error) ?? ErrorAnswer(error) {
        response = problem.response
      } else {
        log.error("staff_api_failed", ["path": request.path, "error": "\(error)"])
        response = ErrorAnswer.unforeseen.response
      }
    }
    response.headers.add("Cache-Control", "no-store")
    return response
  }

  // MARK: Writing once

  private func perform(
    _ request: HTTPRequest, _ caller: StaffCaller, needsMatch: Bool, _ write: Write
  ) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    try Self.checkIsJSON(request)
    let key = try Self.key(request)
    let match = request.headers["if-match"]
    guard match != nil || !needsMatch else {
      throw ErrorAnswer(
        428, "precondition_required", field: "If-Match",
        "Say which state of the ticket you have seen: send its ETag as If-Match, or * for any.")
    }
    let work = try write(request, caller)
    let (now, undoSeconds) = (clock(), undoSeconds)
    let hash = hash(of: request)
    let (status, body, isRepeat, onCommit) = try await store.write {
      store -> (Int, [UInt8], Bool, (@Sendable () -> Void)?) in
      try caller.checkSees(ticket: number, store)
      if let key, let kept = try store.keptAnswer(account: caller.account.id, key: key),
        now < kept.at.adding(seconds: KeptAnswer.seconds)
      {
        guard kept.requestHash == hash else { throw Self.otherRequest }
        return (kept.status, kept.body, true, nil)
      }
      let family = try store.finalTicket(of: number)
      if let match { try Self.check(match, try store.newestAct(ofTicket: family)) }
      var outcome = try work(TicketActions(store, now: now, undoSeconds: undoSeconds), store)
      outcome.event = try store.newestAct(ofTicket: outcome.ticket)
      let body = outcome.encoded()
      if let key {
        try store.keepAnswer(
          KeptAnswer(
            account: caller.account.id, key: key, requestHash: hash, status: outcome.status, body: body, at: now))
      }
      return (outcome.status, body, false, outcome.onCommit)
    }
    onCommit?()
    onDueChange()
    var response = HTTPResponse.json(status, body)
    if isRepeat { response.headers.add("Idempotency-Replayed", "true") }
    return response
  }

  /// Another request under the same Idempotency-Key is told apart by it.
  func hash(of request: HTTPRequest) -> [UInt8] {
    secrets.tokenHash(Array("\(request.method.rawValue) \(request.path)\n".utf8) + request.body)
  }

  static func checkIsJSON(_ request: HTTPRequest) throws {
    guard (request.headers["content-type"] ?? "").prefix(while: { $0 != ";" }).lowercased() == "application/json" else {
      throw ErrorAnswer(415, "unsupported_media_type", field: "Content-Type", "Send JSON as application/json.")
    }
  }

  static func key(_ request: HTTPRequest) throws -> String? {
    guard let key = request.headers["idempotency-key"] else { return nil }
    guard (1...KeptAnswer.keyLimit).contains(key.utf8.count) else {
      throw ErrorAnswer(
        400, "invalid_value", field: "Idempotency-Key",
        "Idempotency-Key must have 1 to \(KeptAnswer.keyLimit) bytes; it has \(key.utf8.count).")
    }
    return key
  }

  static let otherRequest = ErrorAnswer(
    422, "key_reused", field: "Idempotency-Key",
    "Another request was made with this Idempotency-Key. Use a new key for each change.")

  /// RFC 9110, section 13.1.1: one of the tags is that of the ticket as it is, or `*`.
  private static func check(_ match: String, _ event: Int64) throws {
    let tags = match.split(separator: ",").map { $0.drop { $0 == " " }.prefix { $0 != " " } }
    guard tags.contains("*") || tags.contains(Substring(tag(event))) else {
      throw ErrorAnswer.overtaken(event)
    }
  }

  /// Names the state of a ticket by its newest event that is not the arrival of a report: reports do not stop an answer.
  static func tag(_ event: Int64) -> String { "\"\(event)\"" }
}

extension ErrorAnswer {
  static func overtaken(_ event: Int64) -> ErrorAnswer {
    ErrorAnswer(
      412, "overtaken", field: "If-Match",
      "Somebody changed the ticket since you read it; its ETag is \(StaffAPI.tag(event)) now. Read it again before you change it."
    )
  }

  /// The answer for what the domain refuses; nil for other errors.
  init?(staff error: any Error) {
    switch error {
    case TicketError.noSuchTicket(let number): self = .noTicket(number)
    case let error as TicketError:
      if case .illegalMove = error {
        self.init(409, "illegal_move", error.description)
      } else {
        self.init(422, "invalid_value", field: "text", error.description)
      }
    case let error as WaitingError: self.init(422, "invalid_value", field: "for", error.description)
    case let error as ResolutionError: self.init(422, "invalid_value", field: "resolution", error.description)
    case let error as OwnerError:
      switch error {
      case .owned: self.init(409, "owned", error.description)
      case .claimFirst: self.init(409, "claim_first", error.description)
      case .alreadyYours, .notYours: self.init(409, "not_yours", error.description)
      case .mayNotTakeOver: self.init(403, "not_your_role", error.description)
      case .noSuchPerson, .cannotHaveIt: self.init(422, "invalid_value", field: "account", error.description)
      case .noSuchGroup: self.init(422, "invalid_value", field: "group", error.description)
      case .limitReached: self.init(409, "limit_reached", error.description)
      case .mayNotExceed: self.init(403, "not_your_role", error.description)
      case .reasonTooLong: self.init(422, "too_long", field: "reason", error.description)
      }
    case let error as FieldError: self.init(422, "unresolved_field", field: "text", error.description)
    case let error as ConversationError: self.init(422, "invalid_value", field: "to", error.description)
    case let error as ApprovalError:
      switch error {
      case .notAllowed: self.init(403, "not_your_role", error.description)
      case .ownAnswer: self.init(409, "own_answer", error.description)
      case .decided: self.init(409, "decided", error.description)
      case .tooMany, .sendAsAnswer: self.init(422, "refused", error.description)
      }
    case RedactionError.noSuchReport: self.init(404, "no_such_report", RedactionError.noSuchReport.description)
    case let error as RedactionError: self.init(422, "invalid_value", error.description)
    case let error as BulkError: self.init(422, "refused", error.description)
    case let error as TagError: self.init(422, "invalid_value", field: "add", error.description)
    case let error as PublicationError: self.init(422, "invalid_value", error.description)
    case let error as LinkError: self.init(422, "refused", error.description)
    case let error as PainError: self.init(pain: error)
    case let error as TrackerError: self.init(tracker: error)
    case let error as StaffError: self.init(422, "refused", error.description)
    case let error as HTTPError: self.init(error.status, error.code, error.message)
    default: return nil
    }
  }
}
