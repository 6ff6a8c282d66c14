// Programme dates: everybody reads those of their apps, support and admins set them.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct ProgrammeDateRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/numbers/dates", needs: .read, board, show)
    router.form("/numbers/dates", needs: .setDates, board, act)
  }

  static let link = Link("numbers", "dates")

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let flash = Flash(request)
    return .html(try await page(viewer, done: flash, refused: nil), telling: flash)
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let (act, id) = (form["act"] ?? "", form["date"].flatMap { Int64($0) } ?? 0)
    let (name, day) = (form["name"] ?? "", form["day"] ?? "")
    let app = form["app"].flatMap { Int64($0) }.map(AppID.init)
    let (now, apps, editor) = (board.clock(), viewer.account.apps, viewer.auditActor)
    do {
      try await board.store.write { store in
        let actions = ProgrammeDateActions(store, now: now, by: editor, apps: apps)
        switch act {
        case "save": try actions.save(id, name: name, day: day, app: app)
        case "delete": try actions.delete(id)
        default:
          throw HTTPError(status: 400, code: "unknown_act", message: AccessText.unknownAct)
        }
      }
      return Flash(act == "save" ? .saved : .dateDeleted).redirect(to: Self.link, board)
    } catch ProgrammeDateError.noSuchDate {
      throw HTTPError(status: 404, code: "no_such_date", message: ProgrammeDateError.noSuchDate.phrase)
    } catch let error as ProgrammeDateError {
      let field =
        switch error {
        case .noName, .nameTooLong, .nameTaken: "name"
        case .noDay: "day"
        case .notYourApp: "app"
        case .noSuchDate, .tooMany: ""
        }
      let refused = RefusedForm(
        form: ProgrammeDatesPage.form(id), field: field, message: error.sentence, values: form)
      return .html(422, try await page(viewer, done: nil, refused: refused))
    }
  }

  private func page(_ viewer: Viewer, done: Flash?, refused: RefusedForm?) async throws -> String {
    let scope = viewer.account.apps
    return try await board.store.read { reads in
      ProgrammeDatesPage(
        dates: try reads.programmeDates(in: scope), apps: try reads.apps().filter { scope.contains($0.id) },
        viewer: viewer, done: done, refused: refused
      ).rendered()
    }
  }
}
