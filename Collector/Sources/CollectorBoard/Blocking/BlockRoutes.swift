// Blocked senders: who is blocked and why, what is kept back, and releasing it. For admins, support and leads.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// One block as pages show it.
struct BlockDetails: Sendable {
  var block: SenderBlock
  var app: String
  var kept: KeptBack
  /// From whom it is, by the report over which it was decided.
  var person: ReporterName?
  /// Where that report is shown.
  var ticket: Int64?

  init(_ block: SenderBlock, _ reads: any StoreReads) throws {
    self.block = block
    app = try reads.app(block.app)?.name ?? ""
    kept = try reads.keptBack(by: block.id)
    guard let report = block.report else { return }
    person = try ReporterName(of: report, reads)
    ticket = try reads.shownTicket(ofReport: report)
  }
}

struct BlockRoutes: Sendable {
  static let link = Link("settings", "blocked")
  /// Blocks on the list, and reports and messages on the page of one.
  static let shown = 200
  static let keptShown = 50

  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/settings/blocked", needs: .block, board, list)
    router.form("/settings/blocked", needs: .block, board, block)
    router.page("/settings/blocked/{block:int}", needs: .block, board, show)
    router.form("/settings/blocked/{block:int}", needs: .block, board, act)
    router.page("/reports/{id}/block", needs: .block, board, choose)
  }

  // MARK: All of them

  func list(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let (flash, now, scope) = (Flash(request), board.clock(), viewer.account.apps)
    let page = try await board.store.read { reads in
      BlockListPage(
        blocks: try reads.blocks(in: scope, limit: Self.shown).map { try BlockDetails($0, reads) },
        kept: try reads.keptBack(in: scope), viewer: viewer, now: now, done: flash)
    }
    return .html(page.rendered(), telling: flash)
  }

  // MARK: Blocking

  func choose(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    .html(try await choicePage(try request.parameters.string("id"), viewer, refused: nil).rendered())
  }

  private func choicePage(_ text: String, _ viewer: Viewer, refused: RefusedForm?) async throws -> BlockChoicePage {
    let now = board.clock()
    return try await board.store.read { reads in
      guard let id = ReportID(text), let stored = try reads.report(id), viewer.account.apps.contains(stored.app) else {
        throw HTTPError.noSuchReport
      }
      let senders = BlockActions.senders(of: stored)
      return BlockChoicePage(
        entry: try ReportOnTicket(stored, reads), senders: Set(senders.keys),
        blocked: try senders.values.compactMap { try reads.block(of: $0, app: stored.app) }.first,
        ticket: try reads.shownTicket(ofReport: id), viewer: viewer, now: now, refused: refused)
    }
  }

  func block(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let text = form["report"] ?? ""
    let (choice, now) = (form["sender"].flatMap(BlockActions.Choice.init(rawValue:)), board.clock())
    do {
      try await board.store.write { store in
        guard let id = ReportID(text), let report = try store.report(id), viewer.account.apps.contains(report.app)
        else {
          throw HTTPError.noSuchReport
        }
        guard let choice else { throw BlockError.noSuchSender }
        try BlockActions(store, now: now).block(
          senderOf: id, choice, reason: form.text("reason"), by: viewer.actor)
      }
    } catch let error as BlockError {
      let field =
        switch error {
        case .noReason, .reasonTooLong: "reason"
        case .noSuchSender: "sender"
        default: ""
        }
      let refused = RefusedForm(form: BlockChoicePage.form, field: field, message: error.sentence, values: form)
      return .html(422, try await choicePage(text, viewer, refused: refused).rendered())
    }
    return Flash(.blocked).redirect(to: Self.link, board)
  }

  // MARK: One of them

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let flash = Flash(request)
    return .html(try await page(request, viewer, done: flash, refusal: nil).rendered(), telling: flash)
  }

  private func page(
    _ request: HTTPRequest, _ viewer: Viewer, done: Flash?, refusal: String?
  ) async throws -> BlockPage {
    let (id, now) = (Int64(try request.parameters.int("block")), board.clock())
    return try await board.store.read { reads in
      let block = try Self.find(id, viewer, reads)
      return BlockPage(
        details: try BlockDetails(block, reads),
        reports: try reads.keptReports(by: id, after: 0, limit: Self.keptShown).map { try ReportOnTicket($0, reads) },
        messages: try reads.keptMessages(by: id, after: 0, limit: Self.keptShown).map { message, report in
          (message, ReporterName(report, try? Report(decoding: report.body)))
        }, viewer: viewer, now: now, done: done, refusal: refusal)
    }
  }

  private static func find(_ id: Int64, _ viewer: Viewer, _ reads: any StoreReads) throws -> SenderBlock {
    guard let block = try reads.block(id), viewer.account.apps.contains(block.app) else { throw HTTPError.noBlock(id) }
    return block
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let (id, now) = (Int64(try request.parameters.int("block")), board.clock())
    let (act, one) = (form["act"] ?? "", form["id"].flatMap { ReportID($0) })
    guard ["unblock", "unblock-release", "release", "release-report", "release-message"].contains(act) else {
      throw HTTPError.unknownAct
    }
    guard one != nil || !act.hasPrefix("release-") else { throw HTTPError.unknownAct }
    do {
      if act.hasPrefix("unblock") {
        try await board.store.write { store in
          _ = try Self.find(id, viewer, store)
          try BlockActions(store, now: now).unblock(id, by: viewer.actor)
        }
      }
      if act == "unblock-release" || act == "release" {
        try await releaseAll(id, viewer)
      } else if let one, act != "unblock" {
        try await board.store.write { store in
          _ = try Self.find(id, viewer, store)
          let actions = BlockActions(store, now: now)
          if act == "release-report" {
            guard try store.keptBack(report: one) == id else { throw BlockError.noSuchReport }
            try actions.release(report: one, by: viewer.actor)
          } else {
            guard let message = try store.message(one), try store.keptBack(message: message.sequence) == id else {
              throw BlockError.noSuchReport
            }
            try actions.release(message: one, by: viewer.actor)
          }
        }
      }
    } catch let error as BlockError {
      return .html(422, try await page(request, viewer, done: nil, refusal: error.sentence).rendered())
    }
    board.options.onReleased()
    let notice: TicketNotice = act == "unblock" ? .unblocked : act == "unblock-release" ? .unblockedReleased : .released
    return Flash(notice).redirect(to: Link("settings", "blocked", String(id)), board)
  }

  /// In several transactions, so that much that is kept back holds up no ingest.
  private func releaseAll(_ id: Int64, _ viewer: Viewer) async throws {
    let now = board.clock()
    while try await board.store.write({ store in
      _ = try Self.find(id, viewer, store)
      return try BlockActions(store, now: now).release(keptBy: id, by: viewer.actor)
    }) {}
  }
}

extension HTTPError {
  static var noSuchReport: HTTPError { HTTPError(status: 404, code: "no_such_report", message: BlockText.noReport) }

  static func noBlock(_ id: Int64) -> HTTPError {
    HTTPError(status: 404, code: "no_such_block", message: BlockText.noBlock(id))
  }
}
