// What a program does with a ticket: answer, note, move, merge. The rules are the domain's, as on the board.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct StaffWriteRoutes: Sendable {
  let api: StaffAPI

  func add(to router: inout Router) {
    api.post(&router, "/v1/tickets/{number:int}/answers", needs: .answer, ifMatch: true) { request, caller in
      let (number, answer) = (Int64(try request.parameters.int("number")), try AnswerText(decoding: request.body))
      return { actions, store in
        let outcome = try actions.submitAnswer(number, note: answer.text, to: answer.report, by: caller.actor)
        guard case .waits(let held) = outcome else { return try Self.outcome(number, store, status: 201) }
        var waits = try Self.outcome(number, store, status: 202)
        waits.held = held
        return waits
      }
    }
    api.post(&router, "/v1/tickets/{number:int}/notes", needs: .note, ifMatch: false) { request, caller in
      let (number, text) = (Int64(try request.parameters.int("number")), try Self.text(request))
      return { actions, store in
        try actions.note(number, text: text, by: caller.actor)
        return try Self.outcome(number, store, status: 201)
      }
    }
    api.post(&router, "/v1/tickets/{number:int}/moves", needs: .move, ifMatch: true) { request, caller in
      let (number, move) = (Int64(try request.parameters.int("number")), try TicketMove(decoding: request.body))
      return { actions, store in
        try move.perform(on: number, by: caller.actor, actions, store)
        return try Self.outcome(number, store, status: 200)
      }
    }
    api.post(&router, "/v1/tickets/{number:int}/merge", needs: .move, ifMatch: true) { request, caller in
      let (number, into) = (Int64(try request.parameters.int("number")), try Self.survivor(request.body))
      return { actions, store in
        try caller.checkSees(ticket: into, store)
        let link = try actions.merge(number, into: into, by: caller.actor)
        var outcome = try Self.outcome(into, store, status: 200)
        outcome.link = link.id
        return outcome
      }
    }
    addPublishing(to: &router)
  }

  /// Tells every copy of the app about the ticket, or tells them something else about it.
  private func addPublishing(to router: inout Router) {
    api.post(&router, "/v1/tickets/{number:int}/known-issue", needs: .move, ifMatch: true) { request, caller in
      let (number, issue) = (Int64(try request.parameters.int("number")), try IssueText(decoding: request.body))
      return { actions, store in
        try actions.publish(
          number, title: issue.title, words: issue.words, workaround: issue.workaround, fixedIn: issue.fixedIn,
          by: caller.actor)
        return try Self.outcome(number, store, status: 200)
      }
    }
  }

  static func outcome(_ number: Int64, _ store: any StoreReads, status: Int) throws -> WriteOutcome {
    WriteOutcome(status: status, ticket: try store.finalTicket(of: number), event: 0)
  }

  /// `{"text": …}`. Longer than a note may be, so that the domain names its limit.
  private static func text(_ request: HTTPRequest) throws -> String {
    var text: String?
    try JSONReader.read(request.body) { reader in
      try reader.object("request") { reader, key in
        if key == "text" { text = try reader.string("text", limit: WireLimits.note) } else { try reader.skipValue() }
      }
    }
    guard let text else { throw ErrorAnswer(422, "missing", field: "text", "text is missing.") }
    return text
  }

  static func survivor(_ body: [UInt8]) throws -> Int64 {
    var into: Int64?
    try JSONReader.read(body) { reader in
      try reader.object("request") { reader, key in
        if key == "into" { into = try reader.integer("into") } else { try reader.skipValue() }
      }
    }
    guard let into else { throw ErrorAnswer(422, "missing", field: "into", "into is missing: the ticket that stays.") }
    return into
  }
}

/// A move as it comes: the state, and what that state asks for.
struct TicketMove: Sendable {
  private var to: TicketState
  private var cause: Waiting.Cause?
  private var name: String?
  private var until: Timestamp?
  private var resolution: ResolutionKind?
  private var fix: FixRelease?
  private var text: String?

  /// Throws ``ErrorAnswer`` or ``WireError``.
  init(decoding bytes: [UInt8]) throws {
    var state: TicketState?
    var (cause, resolution): (Waiting.Cause?, ResolutionKind?)
    var (name, text, version): (String?, String?, String?)
    var until: Timestamp?
    var isUnreleased = false
    func known<Value>(_ value: Value?, _ field: String, _ all: [String]) throws -> Value {
      guard let value else {
        throw ErrorAnswer(422, "invalid_value", field: field, "\(field) must be one of \(all.joined(separator: ", ")).")
      }
      return value
    }
    try JSONReader.read(bytes) { reader in
      try reader.object("request") { reader, key in
        switch key {
        case "to":
          state = try known(
            TicketState(rawValue: try reader.string("to", limit: 100)), "to", TicketState.allCases.map(\.rawValue))
        case "for":
          cause = try known(
            Waiting.Cause(rawValue: try reader.string("for", limit: 100)), "for", Waiting.Cause.allCases.map(\.rawValue)
          )
        case "name": name = try reader.optionalString("name", limit: 1_000)
        case "until": until = try reader.skipNull() ? nil : Timestamp(milliseconds: try reader.integer("until"))
        case "resolution":
          resolution = try known(
            ResolutionKind(rawValue: try reader.string("resolution", limit: 100)), "resolution",
            ResolutionKind.allCases.map(\.rawValue))
        case "fixedIn": version = try reader.optionalString("fixedIn", limit: 1_000)
        case "unreleased": isUnreleased = try reader.bool("unreleased")
        case "text": text = try reader.optionalString("text", limit: WireLimits.note)
        default: try reader.skipValue()
        }
      }
    }
    guard let state else { throw ErrorAnswer(422, "missing", field: "to", "to is missing: open, waiting or resolved.") }
    to = state
    (self.cause, self.name, self.until, self.resolution, self.text) = (cause, name, until, resolution, text)
    fix = version.map { .version($0) } ?? (isUnreleased ? .notYet : nil)
  }

  /// The same for many tickets. Throws ``ErrorAnswer``, ``WaitingError`` or ``ResolutionError`` for what no ticket could be given.
  func verb() throws -> BulkVerb {
    switch to {
    case .open:
      throw ErrorAnswer(
        422, "invalid_value", field: "to", "Many tickets are moved to waiting or resolved; one at a time is reopened.")
    case .waiting: return .wait(try waiting(), note: text ?? "")
    case .resolved:
      guard let resolution else { throw Self.noResolution }
      if resolution == .code, fix == nil { throw ResolutionError.releaseNeeded }
      return .resolve(resolution, fix, note: text ?? "")
    }
  }

  private func waiting() throws -> Waiting {
    guard let cause else {
      throw ErrorAnswer(422, "missing", field: "for", "for is missing: what the ticket waits for.")
    }
    return try Waiting(cause, name: name, until: until)
  }

  private static let noResolution = ErrorAnswer(
    422, "missing", field: "resolution", "resolution is missing: how the ticket ended.")

  func perform(on number: Int64, by actor: Actor, _ actions: TicketActions, _ store: any StoreReads) throws {
    switch to {
    case .open: try actions.reopen(number, note: text, by: actor)
    case .waiting: try actions.wait(number, for: try waiting(), note: text, by: actor)
    case .resolved:
      guard let resolution else { throw Self.noResolution }
      guard let ticket = try store.ticket(store.finalTicket(of: number)) else { throw TicketError.noSuchTicket(number) }
      guard ResolutionKind.outcomes(for: ticket.kind).contains(resolution) else {
        throw ResolutionError.doesNotFit(resolution, ticket.kind)
      }
      if resolution == .code, fix == nil { throw ResolutionError.releaseNeeded }
      if ticket.state == .resolved {
        try actions.correct(number, to: resolution, fix: fix, note: text, by: actor)
      } else {
        try actions.resolve(number, as: resolution, fix: fix, note: text, by: actor)
      }
    }
  }
}

/// A known issue as it comes. Its limits are those of the digest that apps fetch.
private struct IssueText: Sendable {
  var title = ""
  var words = ""
  var workaround = ""
  var fixedIn: String?

  init(decoding bytes: [UInt8]) throws {
    var (title, words, workaround): (String?, String?, String?)
    var fixedIn: String?
    try JSONReader.read(bytes) { reader in
      try reader.object("request") { reader, key in
        switch key {
        case "title": title = try reader.string("title", limit: WireLimits.knownIssueTitle)
        case "words": words = try reader.optionalString("words", limit: WireLimits.knownIssueWords)
        case "workaround":
          workaround = try reader.optionalString("workaround", limit: WireLimits.knownIssueWorkaround)
        case "fixedIn": fixedIn = try reader.optionalString("fixedIn", limit: WireLimits.knownIssueFixedIn)
        default: try reader.skipValue()
        }
      }
    }
    guard let title else { throw ErrorAnswer(422, "missing", field: "title", "title is missing.") }
    (self.title, self.words, self.workaround, self.fixedIn) = (title, words ?? "", workaround ?? "", fixedIn)
  }
}
