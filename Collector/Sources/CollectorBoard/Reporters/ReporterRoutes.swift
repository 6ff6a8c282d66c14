// One reporter and one organisation: everything of theirs, and notes of staff about them.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct ReporterRoutes: Sendable {
  private enum Act: String {
    case note, remove
  }

  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/reporters/{id:uuid}", needs: .read, board, showReporter)
    router.form("/reporters/{id:uuid}", needs: .note, board, noteReporter)
    router.page("/segments", needs: .read, board, showSegment)
    router.form("/segments", needs: .note, board, noteSegment)
  }

  /// The page of whoever sent a report: any of their reports leads there, and no name stands in an address.
  static func link(reporterOf report: ReportID) -> Link { Link("reporters", report.description) }

  static func link(segment: String, app: AppID, page: Int = 1) -> Link {
    let next = page > 1 ? [(name: "page", value: String(page))] : []
    return Link("segments", query: [("app", String(app.value)), ("name", segment)] + next)
  }

  func showReporter(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    try await show(request, viewer) { try Self.reporter(request, viewer, $0) }
  }

  func showSegment(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    try await show(request, viewer) { _ in try Self.segment(request, viewer) }
  }

  func noteReporter(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    try await note(request, form, viewer) { try Self.reporter(request, viewer, $0) }
  }

  func noteSegment(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    try await note(request, form, viewer) { _ in try Self.segment(request, viewer) }
  }

  // MARK: Parts

  private typealias Finder = @Sendable (any StoreReads) throws -> ReportSubject

  private func show(
    _ request: HTTPRequest, _ viewer: Viewer, _ find: @escaping Finder
  ) async throws -> HTTPResponse {
    let flash = Flash(request)
    return .html(try await page(request, viewer, find, done: flash, refused: nil), telling: flash)
  }

  private func note(
    _ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer, _ find: @escaping Finder
  ) async throws -> HTTPResponse {
    let (now, text) = (board.clock(), form.text("note"))
    guard let act = form["act"].flatMap(Act.init(rawValue:)) else {
      throw HTTPError.unknownAct
    }
    let id = form["about"].flatMap { Int64($0) } ?? 0
    do {
      try await board.store.write { store in
        let subject = try find(store)
        let actions = SubjectActions(store, now: now)
        switch act {
        case .note: try actions.note(text, about: subject, by: viewer.actor)
        case .remove: try actions.removeNote(id, about: subject, by: viewer.actor)
        }
      }
    } catch SubjectNoteError.nobody {
      throw Self.nobody
    } catch let error as SubjectNoteError {
      let field = error == .noSuchNote ? "" : "note"
      let refused = RefusedForm(form: "subject-note", field: field, message: error.sentence, values: form)
      return .html(422, try await page(request, viewer, find, done: nil, refused: refused))
    }
    let back: Link? =
      try await board.store.read { store in
        switch try find(store) {
        case .reporter: ReportID(bytes: try request.parameters.uuid("id")).map(Self.link(reporterOf:))
        case .segment(let name, let app): Self.link(segment: name, app: app)
        }
      }
    guard let back else { throw HTTPError.notFound }
    return Flash(act == .note ? .noteAdded : .noteRemoved).redirect(to: back, board)
  }

  private func page(
    _ request: HTTPRequest, _ viewer: Viewer, _ find: @escaping Finder, done: Flash?, refused: RefusedForm?
  ) async throws -> String {
    let number = request.query("page").flatMap { Int($0) }.map { min(max($0, 1), TicketFilter.lastPage) } ?? 1
    let (now, size) = (board.clock(), SubjectPage.size)
    return try await board.store.read { reads in
      let subject = try find(reads)
      let standings = try reads.standings(of: subject, offset: (number - 1) * size, limit: size)
      guard standings.total > 0 else { throw Self.nobody }
      return SubjectPage(
        subject: subject, report: try? ReportID(bytes: request.parameters.uuid("id")), standings: standings,
        notes: try reads.notes(about: subject), app: try reads.app(subject.app), page: number, viewer: viewer,
        now: now, done: done, refused: refused
      ).rendered()
    }
  }

  private static func reporter(
    _ request: HTTPRequest, _ viewer: Viewer, _ reads: any StoreReads
  ) throws -> ReportSubject {
    guard let id = ReportID(bytes: try request.parameters.uuid("id")), let stored = try reads.report(id),
      viewer.account.apps.contains(stored.app), let reporter = ReporterIdentity(of: stored)
    else { throw nobody }
    return .reporter(reporter)
  }

  private static func segment(_ request: HTTPRequest, _ viewer: Viewer) throws -> ReportSubject {
    guard let name = request.query("name"), let app = request.query("app").flatMap({ Int64($0) }).map(AppID.init),
      viewer.account.apps.contains(app)
    else { throw nobody }
    return .segment(name, app)
  }

  private static var nobody: HTTPError { HTTPError(status: 404, code: "nobody", message: SubjectText.nobody) }
}
