// What a program does with pain points: what the board does, once for each Idempotency-Key.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct PainWriteRoutes: Sendable {
  let api: StaffAPI

  /// What a write came to.
  private struct Outcome {
    var status = 200
    var pain: Int64
    var attempt: Int64?
  }

  private typealias Work = @Sendable (PainActions, any StoreWrites) throws -> Outcome

  func add(to router: inout Router) {
    post(&router, "/v1/pain-points") { request, caller in
      let body = try PainBody(decoding: request.body)
      return { actions, store in
        for ticket in body.tickets { try caller.checkSees(ticket: ticket, store) }
        guard !body.tickets.isEmpty else {
          throw ErrorAnswer(422, "missing", field: "tickets", "tickets is missing: the numbers of the tickets.")
        }
        return Outcome(status: 201, pain: try actions.make(of: body.tickets, title: body.title, by: caller.actor))
      }
    }
    change(&router, "tickets") { pain, body, actions, store, caller in
      for ticket in body.add + body.remove { try caller.checkSees(ticket: ticket, store) }
      for ticket in body.add { try actions.gather(ticket, into: pain.number, by: caller.actor) }
      for ticket in body.remove { try actions.ungather(ticket, from: pain.number, by: caller.actor) }
      return nil
    }
    change(&router, "facts") { pain, body, actions, _, caller in
      guard let revision = body.revision else {
        throw ErrorAnswer(
          422, "missing", field: "revision", "revision is missing: that of the pain point as it was read.")
      }
      try actions.change(pain.number, to: body.facts(pain.facts), revision: revision, by: caller.actor)
      return nil
    }
    change(&router, "decision") { pain, body, actions, _, caller in
      guard let kind = body.decision else {
        throw ErrorAnswer(422, "missing", field: "decision", "decision is missing: fix, later or leave.")
      }
      try actions.decide(pain.number, kind, reason: body.reason ?? "", again: body.decideBy, by: caller.actor)
      return nil
    }
    change(&router, "workaround") { pain, body, actions, _, caller in
      if let text = body.text {
        try actions.help(pain.number, text, publishedAs: body.title, by: caller.actor)
      } else {
        try actions.withdrawHelp(of: pain.number, by: caller.actor)
      }
      return nil
    }
    addAttempts(to: &router)
  }

  private func addAttempts(to router: inout Router) {
    change(&router, "attempts") { pain, body, actions, _, caller in
      guard let attempt = body.attempt else {
        return try actions.attempt(
          pain.number, body.what ?? "", body.kind ?? .code, department: body.department, release: body.release,
          by: caller.actor)
      }
      if body.isDropped {
        try actions.drop(attempt, of: pain.number, by: caller.actor)
      } else {
        try actions.release(attempt, of: pain.number, in: body.release, by: caller.actor)
      }
      return attempt
    }
  }

  /// A change of one pain point that the caller sees. `work` gives back the attempt that it was about.
  private func change(
    _ router: inout Router, _ part: String,
    _ work:
      @escaping @Sendable (PainPoint, PainBody, PainActions, any StoreWrites, StaffCaller) throws -> Int64?
  ) {
    post(&router, "/v1/pain-points/{number:int}/\(part)") { request, caller in
      let (number, body) = (Int64(try request.parameters.int("number")), try PainBody(decoding: request.body))
      return { actions, store in
        let point = try caller.find(pain: number, store)
        return Outcome(pain: number, attempt: try work(point, body, actions, store, caller))
      }
    }
  }

  private func post(
    _ router: inout Router, _ pattern: String,
    _ write: @escaping @Sendable (HTTPRequest, StaffCaller) throws -> Work
  ) {
    router.async(.POST, pattern, access: .token(.managePain), maxBody: StaffAPI.bodyLimit) { request in
      await api.answer(request) {
        let caller = try await api.authenticator.caller(of: request, needs: .managePain)
        return try await perform(request, caller, write)
      }
    }
  }

  private func perform(
    _ request: HTTPRequest, _ caller: StaffCaller, _ write: (HTTPRequest, StaffCaller) throws -> Work
  ) async throws -> HTTPResponse {
    try StaffAPI.checkIsJSON(request)
    let (key, work) = (try StaffAPI.key(request), try write(request, caller))
    let (now, undoSeconds, account) = (api.clock(), api.undoSeconds, caller.account.id)
    let hash = api.hash(of: request)
    let (status, body, isRepeat) = try await api.store.write { store -> (Int, [UInt8], Bool) in
      if let key, let kept = try store.keptAnswer(account: account, key: key),
        now < kept.at.adding(seconds: KeptAnswer.seconds)
      {
        guard kept.requestHash == hash else { throw StaffAPI.otherRequest }
        return (kept.status, kept.body, true)
      }
      let outcome = try work(PainActions(store, now: now, undoSeconds: undoSeconds), store)
      let revision = try store.painPoint(outcome.pain)?.revision ?? 0
      var writer = JSONWriter(reservingCapacity: 64)
      writer.object { writer in
        writer.integer("painPoint", outcome.pain)
        writer.integer("revision", revision)
        writer.integer("attempt", optional: outcome.attempt)
      }
      if let key {
        try store.keepAnswer(
          KeptAnswer(
            account: account, key: key, requestHash: hash, status: outcome.status, body: writer.bytes, at: now))
      }
      return (outcome.status, writer.bytes, false)
    }
    api.onDueChange()
    var response = HTTPResponse.json(status, body)
    if isRepeat { response.headers.add("Idempotency-Replayed", "true") }
    return response
  }
}

/// What any of the writes may say. Limits of texts are the domain's, which names them; here they are a little larger.
private struct PainBody: Sendable {
  /// Tickets of one request.
  private static let ticketLimit = 100

  var tickets: [Int64] = []
  var add: [Int64] = []
  var remove: [Int64] = []
  var title: String?
  var component: String??
  var page: String??
  var department: String?
  var departmentIsSaid = false
  var owner: Int64??
  var escalatesTo: Int64??
  var decideBy: Timestamp?
  var decideByIsSaid = false
  var revision: Int64?
  var decision: PainDecision.Kind?
  var reason: String?
  var text: String?
  var what: String?
  var kind: PainAttempt.Kind?
  var release: PainAttempt.Release?
  var attempt: Int64?
  var isDropped = false

  init(decoding bytes: [UInt8]) throws {
    var body = PainBody()
    try JSONReader.read(bytes) { reader in
      try reader.object("request") { reader, key in try body.read(key, &reader) }
    }
    self = body
  }

  private init() {}

  private mutating func read(_ key: String, _ reader: inout JSONReader) throws {
    func text(_ name: String, _ limit: Int, _ reader: inout JSONReader) throws -> String? {
      try reader.optionalString(name, limit: limit)
    }
    func number(_ name: String, _ reader: inout JSONReader) throws -> Int64? {
      try reader.skipNull() ? nil : try reader.integer(name)
    }
    func numbers(_ name: String, _ reader: inout JSONReader) throws -> [Int64] {
      var list: [Int64] = []
      try reader.array(name, limit: Self.ticketLimit) { list.append(try $0.integer(name)) }
      return list
    }
    func known<Value>(_ value: Value?, _ field: String, _ all: [String]) throws -> Value {
      guard let value else {
        throw ErrorAnswer(422, "invalid_value", field: field, "\(field) must be one of \(all.joined(separator: ", ")).")
      }
      return value
    }
    switch key {
    case "tickets": tickets = try numbers("tickets", &reader)
    case "add": add = try numbers("add", &reader)
    case "remove": remove = try numbers("remove", &reader)
    case "title": title = try text("title", 2_000, &reader)
    case "component": component = .some(try text("component", 2_000, &reader))
    case "page": page = .some(try text("page", 4_000, &reader))
    case "department": (department, departmentIsSaid) = (try text("department", 2_000, &reader), true)
    case "owner": owner = .some(try number("owner", &reader))
    case "escalatesTo": escalatesTo = .some(try number("escalatesTo", &reader))
    case "decideBy":
      (decideBy, decideByIsSaid) = (try number("decideBy", &reader).map { Timestamp(milliseconds: $0) }, true)
    case "revision": revision = try reader.integer("revision")
    case "decision":
      decision = try known(
        PainDecision.Kind(rawValue: try reader.string("decision", limit: 100)), "decision",
        PainDecision.Kind.allCases.map(\.rawValue))
    case "reason": reason = try text("reason", WireLimits.note, &reader)
    case "text": self.text = try text("text", WireLimits.note, &reader)
    case "what": what = try text("what", WireLimits.note, &reader)
    case "kind":
      kind = try known(
        PainAttempt.Kind(rawValue: try reader.string("kind", limit: 100)), "kind",
        PainAttempt.Kind.allCases.map(\.rawValue))
    case "version": if let version = try text("version", 2_000, &reader) { release = .version(version) }
    case "since":
      if let moment = try number("since", &reader) { release = .date(Timestamp(milliseconds: moment)) }
    case "attempt": attempt = try reader.integer("attempt")
    case "drop": isDropped = try reader.bool("drop")
    default: try reader.skipValue()
    }
  }

  /// What is not said stays.
  func facts(_ facts: PainFacts) -> PainFacts {
    PainFacts(
      title: title ?? facts.title, component: component ?? facts.component, page: page ?? facts.page,
      department: departmentIsSaid ? department : facts.department, owner: owner ?? facts.owner,
      decideBy: decideByIsSaid ? decideBy : facts.decideBy, escalatesTo: escalatesTo ?? facts.escalatesTo)
  }
}
