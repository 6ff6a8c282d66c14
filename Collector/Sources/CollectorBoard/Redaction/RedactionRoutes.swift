// Taking words or a file out of a report and its conversation: first every place is shown, then somebody confirms.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct RedactionRoutes: Sendable {
  private enum Act: String {
    case show, redact, remove
  }

  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/reports/{id:uuid}/redact", needs: .redact, board, show)
    router.form("/reports/{id:uuid}/redact", needs: .redact, board, maxBody: 1024 * 1024, act)
  }

  static func link(_ report: ReportID) -> Link { Link("reports", report.description, "redact") }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    .html(try await page(request, viewer, RedactionPage.State()))
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let id = try Self.report(request)
    guard let act = form["act"].flatMap(Act.init(rawValue:)) else {
      throw HTTPError.unknownAct
    }
    let (passage, reason) = (form.text("passage"), form.text("reason"))
    var state = RedactionPage.State()
    (state.passage, state.reason) = (passage, reason)
    do {
      if act == .show {
        state.places = try await board.store.read { reads in
          try Self.check(id, viewer, reads)
          return try Redactor.places(of: passage, inReport: id, reads).places
        }
        return .html(try await page(request, viewer, state))
      }
      let subject = form["file"].flatMap(RedactionPage.subject)
      let now = board.clock()
      if act == .remove, subject == nil { throw RedactionError.noSuchFile }
      // Nothing may keep the words for later while they go.
      board.options.onRedacting()
      let redacted = try await board.store.write { store in
        try Self.check(id, viewer, store)
        let redactor = Redactor(store, now: now)
        return try subject.map { try redactor.remove($0, ofReport: id, reason: reason, by: viewer.actor) }
          ?? redactor.redact(passage, inReport: id, reason: reason, by: viewer.actor)
      }
      board.options.onRedacted(redacted)
      let link = Link(
        "tickets", String(redacted.ticket), query: [("report", id.description)], fragment: "sought")
      return Flash(subject == nil ? .wordsRemoved : .fileRemoved).redirect(to: link, board)
    } catch RedactionError.noSuchReport {
      throw Self.noReport
    } catch let error as RedactionError {
      let form = RefusedForm(
        form: act == .remove ? "remove-\(form["file"] ?? "")" : "redact", field: Self.field(of: error),
        message: error.sentence, values: form)
      // With the places beside it, where there are some: what was wrong is the reason.
      state.refused = form
      if act == .redact {
        state.places = try await board.store.read { reads in
          do { return try Redactor.places(of: passage, inReport: id, reads).places } catch is RedactionError {
            return nil
          }
        }
      }
      return .html(422, try await page(request, viewer, state))
    }
  }

  private func page(_ request: HTTPRequest, _ viewer: Viewer, _ state: RedactionPage.State) async throws -> String {
    let id = try Self.report(request)
    let now = board.clock()
    return try await board.store.read { reads in
      let stored = try Self.check(id, viewer, reads)
      guard let ticket = try reads.shownTicket(ofReport: id) else {
        throw HTTPError(status: 409, code: "not_on_ticket", message: RedactionError.notOnTicket.phrase)
      }
      let messages = try reads.messages(ofReport: id, limit: 500).map(\.message.id)
      let files =
        try reads.attachments(of: id).map { (Redaction.Subject.attachment($0.index), $0) }
        + messages.flatMap { message in
          try reads.attachments(ofMessage: message).map {
            (Redaction.Subject.messageAttachment(message, $0.index), $0)
          }
        }
      return RedactionPage(
        stored: stored, ticket: ticket, redactions: try reads.redactions(ofReport: id), files: files, state: state,
        viewer: viewer, now: now
      ).rendered()
    }
  }

  private static func report(_ request: HTTPRequest) throws -> ReportID {
    guard let id = ReportID(bytes: try request.parameters.uuid("id")) else { throw HTTPError.notFound }
    return id
  }

  /// A report of an app that is not seen is one that is not there.
  @discardableResult
  private static func check(_ id: ReportID, _ viewer: Viewer, _ reads: any StoreReads) throws -> StoredReport {
    guard let stored = try reads.report(id), viewer.account.apps.contains(stored.app) else { throw noReport }
    return stored
  }

  private static var noReport: HTTPError {
    HTTPError(status: 404, code: "no_such_report", message: RedactionError.noSuchReport.phrase)
  }

  private static func field(of error: RedactionError) -> String {
    switch error {
    case .noPassage, .passageTooLong, .notFound, .tooShort: "passage"
    case .noReason, .reasonTooLong, .reasonHoldsPassage: "reason"
    case .noSuchReport, .notOnTicket, .tooMany, .noSuchFile: ""
    }
  }
}
