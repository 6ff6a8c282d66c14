// Groups: who looks after tickets together. For admins.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct GroupRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/groups", needs: .administer, board, show)
    router.form("/groups", needs: .administer, board, act)
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let flash = Flash(request)
    return .html(try await page(viewer, done: flash, refused: nil), telling: flash)
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let (act, name, now) = (form["act"] ?? "", form["name"], board.clock())
    let id = form["group"].flatMap { Int64($0) }
    let members = Set(form.values("member").compactMap { Int64($0) })
    let notice: TicketNotice
    do {
      switch (act, id) {
      case ("create", _):
        notice = .groupMade
        _ = try await board.store.write { try GroupActions($0, now: now).create(name ?? "") }
      case ("save", let id?):
        notice = .groupSaved
        try await board.store.write { try GroupActions($0, now: now).save(id, name: name ?? "", members: members) }
      case ("delete", let id?):
        notice = .groupDeleted
        try await board.store.write { try GroupActions($0, now: now).delete(id) }
      default:
        throw HTTPError.unknownAct
      }
    } catch let error as GroupError {
      let place = act == "create" ? "new-group" : "group-\(id ?? 0)"
      let refused = RefusedForm(form: place, field: "name", message: error.sentence, values: form)
      return .html(422, try await page(viewer, done: nil, refused: refused))
    }
    return Flash(notice).redirect(to: Link("groups"), board)
  }

  private func page(_ viewer: Viewer, done: Flash?, refused: RefusedForm?) async throws -> String {
    try await board.store.read { reads in
      let people = try reads.accounts().filter { $0.disabledAt == nil }
      let groups = try reads.groups().map { (group: $0, members: Set(try reads.members(ofGroup: $0.id))) }
      return GroupPage(groups: groups, people: people, viewer: viewer, done: done, refused: refused).rendered()
    }
  }
}
