// What somebody wrote on a ticket and wants done with it. Nothing goes out over words that they have not seen.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// The verbs on a ticket's page.
enum TicketAction: String, Sendable, CaseIterable {
  case answer, note, wait, resolve, reopen

  var permission: Permission {
    switch self {
    case .answer: .answer
    case .note: .note
    case .wait, .resolve, .reopen: .move
    }
  }

  /// What the page says afterwards.
  var done: String {
    switch self {
    case .answer: "Your answer is on its way to the reporters."
    case .note: "Your note is kept for staff."
    case .wait: "The ticket waits."
    case .resolve: "The ticket is resolved, and its reporters are told."
    case .reopen: "The ticket is open again."
    }
  }
}

/// Why a draft was not carried out, beside what ``TicketError`` says.
enum DraftError: Error, Sendable, CustomStringConvertible {
  /// Somebody acted since the page was shown.
  case overtaken(by: String?)
  case noResolution

  var description: String {
    switch self {
    case .overtaken(let name):
      "\(name ?? "Somebody") was here since you opened this page: read what is new below, then send your words if they still fit."
    case .noResolution: "Choose how the ticket was resolved."
    }
  }
}

struct TicketDraft: Sendable {
  var act: TicketAction
  var note: String
  var resolution: ResolutionKind?
  /// The newest event that its writer had seen.
  var seen: Int64

  init(_ form: HTTPForm, act: TicketAction) {
    self.act = act
    // Browsers send line breaks as CR LF (HTML Living Standard, form submission); a byte of the limit each would be unfair.
    note = (form["note"] ?? "").replacing("\r\n", with: "\n")
    resolution = form["resolution"].flatMap(ResolutionKind.init(rawValue:))
    seen = form["seen"].flatMap { Int64($0) } ?? 0
  }

  func perform(_ number: Int64, by actor: Actor, in store: any StoreWrites, now: Timestamp) throws {
    if act != .note { try checkSeen(number, store) }
    let actions = TicketActions(store, now: now)
    switch act {
    case .answer: try actions.answer(number, note: note, by: actor)
    case .note: try actions.note(number, text: note, by: actor)
    case .wait: try actions.wait(number, note: note, by: actor)
    case .reopen: try actions.reopen(number, note: note, by: actor)
    case .resolve:
      guard let resolution else { throw DraftError.noResolution }
      try actions.resolve(number, as: resolution, note: note, by: actor)
    }
  }

  /// New reports do not stop an answer; another person's does, and so does one's own that was sent twice.
  private func checkSeen(_ number: Int64, _ store: any StoreReads) throws {
    var cursor = seen
    while true {
      let events = try store.events(ofTicket: number, after: cursor, limit: 200)
      for event in events where event.kind == .answered || event.kind == .moved {
        throw DraftError.overtaken(by: event.actor.name)
      }
      guard events.count == 200, let last = events.last else { return }
      cursor = last.id
    }
  }
}
