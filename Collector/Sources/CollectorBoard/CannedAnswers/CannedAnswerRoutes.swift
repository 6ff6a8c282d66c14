// Canned answers: everybody who answers sees them; admins, support and leads write them.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct CannedAnswerRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/settings/answers", needs: .answer, board, show)
    router.form("/settings/answers", needs: .editAnswers, board, maxBody: 1024 * 1024, act)
    router.form("/settings/approvals", needs: .administer, board, setApprovals)
    CannedPickRoutes(board: board).add(to: &router)
  }

  static func link(editing id: Int64? = nil) -> Link {
    Link("settings", "answers", query: id.map { [("edit", $0 == 0 ? "new" : String($0))] } ?? [])
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let flash = Flash(request)
    var state = CannedAnswersPage.State()
    state.done = flash
    if viewer.may(.editAnswers), let edit = request.query("edit") { state.editing = Int64(edit) ?? 0 }
    return .html(try await page(viewer, state), telling: flash)
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let typed = CannedAnswerForm(form)
    let (now, apps, editor) = (board.clock(), viewer.account.apps, viewer.auditActor)
    var state = CannedAnswersPage.State()
    state.editing = typed.id
    state.typed = typed
    do {
      switch form["act"] {
      case "preview":
        state.isPreview = true
        return .html(try await page(viewer, state))
      case "save":
        let id = try await board.store.write {
          try CannedAnswerActions($0, now: now, by: editor, apps: apps).save(typed.answer)
        }
        return Flash(.saved).redirect(to: Self.link(editing: id), board)
      case "delete":
        try await board.store.write {
          try CannedAnswerActions($0, now: now, by: editor, apps: apps).delete(typed.id)
        }
        return Flash(.answerDeleted).redirect(to: Self.link(), board)
      default:
        throw HTTPError.unknownAct
      }
    } catch CannedAnswerError.noSuchAnswer {
      throw HTTPError(status: 404, code: "no_such_answer", message: CannedAnswerError.noSuchAnswer.phrase)
    } catch let error as CannedAnswerError {
      state.refused = RefusedForm(
        form: CannedAnswerForm.id, field: CannedAnswerForm.field(of: error), message: error.sentence, values: form)
      return .html(422, try await page(viewer, state))
    }
  }

  /// In which apps a second person approves what volunteers write.
  func setApprovals(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let chosen = Set(form.values("app").compactMap { Int64($0).map(AppID.init) })
    let (now, editor) = (board.clock(), viewer.auditActor)
    try await board.store.write { store in
      for app in try store.apps() where try store.needsApproval(app: app.id) != chosen.contains(app.id) {
        let isNeeded = chosen.contains(app.id)
        try store.setNeedsApproval(isNeeded, app: app.id, at: now)
        try store.audit(
          AuditEntry(
            at: now, act: .settingChanged, by: editor, app: app.id, subject: app.name,
            detail: "approval of volunteers' answers: \(isNeeded ? "on" : "off")"))
      }
    }
    return Flash(.saved).redirect(to: Self.link(), board)
  }

  private func page(_ viewer: Viewer, _ state: CannedAnswersPage.State) async throws -> String {
    let scope = viewer.account.apps
    return try await board.store.read { reads in
      let apps = try reads.apps().filter { scope.contains($0.id) }
      return CannedAnswersPage(
        answers: try reads.cannedAnswers(in: scope), apps: apps,
        approving: Set(try apps.map(\.id).filter { try reads.needsApproval(app: $0) }), viewer: viewer, state: state
      ).rendered()
    }
  }
}

/// What somebody filled in about a canned answer.
struct CannedAnswerForm: Sendable {
  static let id = "canned-answer"

  let id: Int64
  let answer: CannedAnswer

  init(_ form: HTTPForm) {
    id = form["answer"].flatMap { Int64($0) } ?? 0
    let (locales, segments) = (form.values("locale"), form.values("segment"))
    let texts = form.values("text").prefix(CannedAnswer.textLimit + 1).enumerated().map { index, text in
      CannedText(
        locale: locales.indices.contains(index) ? locales[index] : "",
        segment: segments.indices.contains(index) ? segments[index] : nil, text: text.replacing("\r\n", with: "\n"))
    }
    answer = CannedAnswer(
      id: id, app: form["app"].flatMap { Int64($0) }.map(AppID.init), name: form["name"] ?? "", texts: texts,
      changedAt: Timestamp(milliseconds: 0), changedBy: "")
  }

  /// The field beside which an error stands.
  static func field(of error: CannedAnswerError) -> String {
    switch error {
    case .noName, .nameTooLong, .nameTaken: "name"
    case .notYourApp: "app"
    case .badLanguage(_, let text), .doubled(_, let text): "locale-\(text)"
    case .segmentTooLong(_, let text): "segment-\(text)"
    case .emptyText(let text), .textTooLong(_, let text): "text-\(text)"
    case .noText: "text-1"
    case .noSuchAnswer, .tooMany, .tooManyTexts, .onlySegments, .tooManyBytes: ""
    }
  }
}
