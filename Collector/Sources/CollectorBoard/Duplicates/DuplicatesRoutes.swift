// The page of possible duplicates: confirming a group, taking tickets out of it, and undoing that.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct DuplicatesRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/duplicates", needs: .read, board, show)
    router.form("/duplicates", needs: .move, board, act)
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let scope = viewer.account.apps
    let now = board.clock()
    let (groups, apps) = try await board.store.read { reads in
      (try DuplicateGroup.all(in: scope, reads), try reads.apps().filter { scope.contains($0.id) })
    }
    let notice = GroupNotice(request)
    var response = HTTPResponse.html(
      DuplicatesPage(groups: groups, apps: apps, viewer: viewer, now: now, done: notice).rendered())
    if notice != nil { response.headers.add("Set-Cookie", GroupNotice.clearing) }
    return response
  }

  private enum Act: String {
    case merge, different, undo
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let now = board.clock()
    do {
      let notice = try await board.store.write { store in
        try Self.perform(form, viewer, TicketActions(store, now: now), store)
      }
      return notice.redirect(board)
    } catch let error as LinkError {
      // Somebody merged or undid one of them meanwhile: the page shows what stands now.
      throw HTTPError(status: 409, code: "changed", message: DuplicatesText.changed(error))
    }
  }

  private static func perform(
    _ form: HTTPForm, _ viewer: Viewer, _ actions: TicketActions, _ store: any StoreWrites
  ) throws -> GroupNotice {
    func unknown(_ message: Phrase) -> HTTPError { HTTPError(status: 400, code: "unknown_act", message: message) }
    guard let act = form["act"].flatMap(Act.init(rawValue:)) else {
      throw unknown(AccessText.unknownAct)
    }
    if act == .undo {
      guard let confirmation = form["undo"].flatMap(GroupNotice.confirmation) else {
        throw unknown(DuplicatesText.noUndo)
      }
      for id in confirmation.links {
        guard let link = try store.link(id) else { throw LinkError.noSuchLink(id) }
        try viewer.checkSees(ticket: link.ticket, store)
      }
      for pair in confirmation.apart {
        try viewer.checkSees(ticket: pair.ticket, store)
        try viewer.checkSees(ticket: pair.candidate, store)
      }
      try actions.undo(confirmation, by: viewer.actor)
      return GroupNotice(nil)
    }
    guard let candidate = form["candidate"].flatMap({ Int64($0) }), let keep = form["keep"].flatMap({ Int64($0) })
    else {
      throw unknown(DuplicatesText.noGroup)
    }
    let tickets = form.values("ticket").compactMap { Int64($0) }
    let same = Set(form.values("same").compactMap { Int64($0) })
    let members = tickets.filter { $0 != candidate }
    for number in tickets + [candidate, keep] { try viewer.checkSees(ticket: number, store) }
    let chosen = act == .merge ? members.filter(same.contains) : []
    let takenOut = members.filter { !chosen.contains($0) }
    // The candidate is merged too where another stays; one that is resolved is not in `tickets`.
    let together = tickets.contains(candidate) && !chosen.isEmpty ? chosen + [candidate] : chosen
    // Where the ticket that was to stay is taken out, the candidate stays, or the first of the others.
    let survivor = together.contains(keep) ? keep : together.last ?? keep
    return GroupNotice(
      try actions.confirm(together, into: survivor, takenOut: takenOut, candidate: candidate, by: viewer.actor))
  }
}
