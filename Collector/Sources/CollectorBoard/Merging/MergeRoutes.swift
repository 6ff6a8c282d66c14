// Merging, splitting, undoing, and looking at two tickets side by side.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// A ticket that may be the same, with why.
struct SimilarTicket: Sendable {
  var suggestion: TicketSuggestion
  var ticket: Ticket

  init?(_ suggestion: TicketSuggestion, _ reads: any StoreReads) throws {
    guard let ticket = try reads.shownTicket(suggestion.candidate) else { return nil }
    self.suggestion = suggestion
    self.ticket = ticket
  }
}

/// What a ticket's page says after something was done with its links or its publication.
enum TicketNotice: String, Sendable {
  case merged, undone, swapped, split, different, published, withdrawn, triaged

  var sentence: String {
    switch self {
    case .merged: "The tickets are one now. Undo it below if that was wrong."
    case .undone: "Undone: each ticket has again what is its own."
    case .swapped: "This is the ticket that the others are found as now."
    case .split: "This ticket was opened for the reports that you chose."
    case .different: "Kept apart: they are not suggested again."
    case .published: "The apps are told: people see it before they write."
    case .triaged: "Kept."
    case .withdrawn: "The apps are told of it no longer."
    }
  }
}

struct MergeRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.form("/tickets/{number:int}/links", needs: .move, board, act)
    router.page("/tickets/{number:int}/compare/{other:int}", needs: .read, board, compare)
  }

  private enum Act: String {
    case merge, undo, survivor, split, different
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    guard let act = form["act"].flatMap(Act.init(rawValue:)) else {
      throw HTTPError(status: 400, code: "unknown_act", message: "The board does not know what to do with this form.")
    }
    let now = board.clock()
    // `#42`, as people write it.
    let other = form["other"].flatMap { Int64($0.filter { $0 != "#" && !$0.isWhitespace }) }
    let link = form["link"].flatMap { Int64($0) }
    let reports = form.values("report").compactMap { ReportID($0) }
    do {
      let (target, news) = try await board.store.write { store -> (Int64, TicketNotice) in
        try viewer.checkSees(ticket: number, store)
        if let other { try viewer.checkSees(ticket: other, store) }
        if let link, let held = try store.link(link) { try viewer.checkSees(ticket: held.ticket, store) }
        return try Self.perform(
          act, on: number, other: other, link: link, reports: reports, TicketActions(store, now: now), store,
          viewer.actor)
      }
      return .redirect(to: Link("tickets", String(target), query: [("done", news.rawValue)]).target)
    } catch let error as LinkError {
      throw HTTPError(status: 422, code: "not_linked", message: error.description)
    } catch let error as TicketError {
      throw HTTPError(status: 404, code: "no_such_ticket", message: error.description)
    }
  }

  private static func perform(
    _ act: Act, on number: Int64, other: Int64?, link: Int64?, reports: [ReportID], _ actions: TicketActions,
    _ store: any StoreWrites, _ actor: Actor
  ) throws -> (Int64, TicketNotice) {
    func named(_ value: Int64?, _ message: String) throws -> Int64 {
      guard let value else { throw HTTPError(status: 422, code: "missing", message: message) }
      return value
    }
    switch act {
    case .merge:
      // The older ticket survives: more people know its number.
      let other = try named(other, "Give the number of the ticket to merge with, such as 42.")
      let (left, right) = (try store.finalTicket(of: number), try store.finalTicket(of: other))
      return (try actions.merge(max(left, right), into: min(left, right), by: actor).other, .merged)
    case .undo:
      try actions.undo(link: try named(link, "Say which merge or split to undo."), by: actor)
      return (try store.finalTicket(of: number), .undone)
    case .survivor:
      let chosen = try named(other, "Give the number of the ticket that the others are to be found as.")
      try actions.makeSurvivor(chosen, by: actor)
      return (chosen, .swapped)
    case .split: return (try actions.split(number, reports: reports, by: actor).ticket, .split)
    case .different:
      let other = try named(other, "Give the number of the other ticket.")
      try actions.markAsDifferent(number, other)
      return (number, .different)
    }
  }

  func compare(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let numbers = [Int64(try request.parameters.int("number")), Int64(try request.parameters.int("other"))]
    let now = board.clock()
    let sides = try await board.store.read { reads in
      for number in numbers { try viewer.checkSees(ticket: number, reads) }
      return try numbers.map { number in try ComparePage.Side(try reads.finalTicket(of: number), reads) }
    }
    guard let left = sides[0], let right = sides[1] else {
      throw HTTPError(status: 404, code: "no_such_ticket", message: "There is no such pair of tickets.")
    }
    let suggestion = left.suggestions.first { $0.candidate == right.ticket.number }
    return .html(
      ComparePage(left: left, right: right, words: suggestion?.words ?? [], viewer: viewer, now: now).rendered())
  }
}
