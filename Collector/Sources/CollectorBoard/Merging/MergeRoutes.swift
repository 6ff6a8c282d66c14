// Merging, splitting, undoing, and looking at two tickets side by side.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// A ticket that may be the same, with why.
struct SimilarTicket: Sendable {
  var judged: JudgedSuggestion
  var ticket: Ticket

  init?(_ judged: JudgedSuggestion, _ reads: any StoreReads) throws {
    guard let ticket = try reads.shownTicket(judged.suggestion.candidate) else { return nil }
    self.judged = judged
    self.ticket = ticket
  }
}

struct MergeRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.form("/tickets/{number:int}/links", needs: .move, board, act)
    router.page("/tickets/{number:int}/merge", needs: .move, board, choose)
    router.page("/tickets/{number:int}/compare/{other:int}", needs: .read, board, compare)
  }

  private enum Act: String {
    case merge, undo, survivor, split, different
  }

  /// Two tickets and the question which of them stays. A number that leads nowhere comes back beside its field.
  func choose(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    let typed = request.query("other") ?? ""
    let values = HTTPForm(pairs: [("other", typed)])
    func refuse(_ message: String) async throws -> HTTPResponse {
      let refused = RefusedForm(form: "merge", field: "other", message: message, values: values)
      return try await showAgain(request, refused, board, viewer)
    }
    guard let other = Self.number(typed) else { return try await refuse(MergeText.noNumber.text) }
    let pair = try await board.store.read { reads in
      try viewer.checkSees(ticket: number, reads)
      return try [number, other].map { number -> Ticket? in
        // A ticket of an app that is not seen is answered as one that is not there.
        guard let ticket = try reads.ticket(number), viewer.account.apps.contains(ticket.app) else { return nil }
        return try reads.shownTicket(reads.finalTicket(of: number))
      }
    }
    guard let left = pair[0] else { throw HTTPError.noTicket(number) }
    guard let right = pair[1] else { return try await refuse(TicketError.noSuchTicket(other).sentence) }
    guard left.number != right.number else { return try await refuse(LinkError.sameTicket(number, other).sentence) }
    guard left.app == right.app else { return try await refuse(LinkError.otherApp(number, other).sentence) }
    return .html(MergeChoicePage(left: left, right: right, viewer: viewer, now: board.clock()).rendered())
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    guard let act = form["act"].flatMap(Act.init(rawValue:)) else {
      throw HTTPError(status: 400, code: "unknown_act", message: AccessText.unknownAct)
    }
    let (other, keep) = (form["other"].flatMap(Self.number), form["keep"].flatMap(Self.number))
    let link = form["link"].flatMap { Int64($0) }
    let reports = form.values("report").compactMap { ReportID($0) }
    let now = board.clock()
    func refuse(_ message: String) async throws -> HTTPResponse {
      let id = act == .merge ? "merge" : act == .split ? "split" : "undo"
      let refused = RefusedForm(form: id, field: act == .merge ? "other" : "", message: message, values: form)
      return try await showAgain(request, refused, board, viewer)
    }
    do {
      let (target, flash) = try await board.store.write { store -> (Int64, Flash) in
        try viewer.checkSees(ticket: number, store)
        for named in [other, keep].compactMap({ $0 }) { try viewer.checkSees(ticket: named, store) }
        if let link, let held = try store.link(link) { try viewer.checkSees(ticket: held.ticket, store) }
        return try Self.perform(
          act, on: number, other: other, keep: keep, link: link, reports: reports, TicketActions(store, now: now),
          store, viewer.actor)
      }
      return flash.redirect(to: Link("tickets", String(target)), board)
    } catch let error as Missing {
      return try await refuse(error.message.text)
    } catch let error as LinkError {
      return try await refuse(error.sentence)
    }
  }

  private struct Missing: Error {
    var message: Phrase
  }

  /// `#42` or `42`, as people write it.
  static func number(_ text: String) -> Int64? { Int64(text.filter { $0 != "#" && !$0.isWhitespace }) }

  private static func perform(
    _ act: Act, on number: Int64, other: Int64?, keep: Int64?, link: Int64?, reports: [ReportID],
    _ actions: TicketActions, _ store: any StoreWrites, _ actor: Actor
  ) throws -> (Int64, Flash) {
    func named(_ value: Int64?, _ message: Phrase = MergeText.noNumber) throws -> Int64 {
      guard let value else { throw Missing(message: message) }
      return value
    }
    switch act {
    case .merge:
      let other = try named(other)
      let pair = [number, other]
      let survivor = try keep ?? suggestedSurvivor(of: pair, in: store)
      guard let index = pair.firstIndex(of: survivor) else {
        throw Missing(message: MergeText.noChoice)
      }
      let link = try actions.merge(pair[1 - index], into: survivor, by: actor)
      return (link.other, Flash(.merged, link: link.id))
    case .undo:
      try actions.undo(link: try named(link, MergeText.noLink), by: actor)
      return (try store.finalTicket(of: number), Flash(.undone))
    case .survivor:
      let chosen = try named(other)
      try actions.makeSurvivor(chosen, by: actor)
      return (chosen, Flash(.swapped))
    case .split:
      let link = try actions.split(number, reports: reports, by: actor)
      return (link.ticket, Flash(.split, link: link.id))
    case .different:
      try actions.markAsDifferent(number, try named(other))
      return (number, Flash(.different))
    }
  }

  /// The one that more people reported; of two alike the older one, whose number more people know.
  private static func suggestedSurvivor(of pair: [Int64], in store: any StoreReads) throws -> Int64 {
    let tickets = try pair.map { try store.shownTicket(store.finalTicket(of: $0)) }
    guard let left = tickets[0], let right = tickets[1] else { return pair[0] }
    return MergeChoicePage.suggested(left, right).number == left.number ? pair[0] : pair[1]
  }

  func compare(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let numbers = [Int64(try request.parameters.int("number")), Int64(try request.parameters.int("other"))]
    let now = board.clock()
    let sides = try await board.store.read { reads in
      for number in numbers { try viewer.checkSees(ticket: number, reads) }
      return try numbers.map { number in try ComparePage.Side(try reads.finalTicket(of: number), reads) }
    }
    guard let left = sides[0], let right = sides[1] else {
      throw HTTPError(status: 404, code: "no_such_ticket", message: MergeText.noPair)
    }
    let judged = left.suggestions.first { $0.suggestion.candidate == right.ticket.number }
    return .html(ComparePage(left: left, right: right, judged: judged, viewer: viewer, now: now).rendered())
  }
}
