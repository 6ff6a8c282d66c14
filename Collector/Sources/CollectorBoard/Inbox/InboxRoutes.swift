// Somebody's own inbox: what concerns them, read and unread.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct InboxRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/inbox", needs: .read, board, show)
    router.form("/inbox", needs: .read, board, act)
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let (account, now) = (viewer.account, board.clock())
    let before = request.query("before").flatMap { Int64($0) }
    let flash = Flash(request)
    let page = try await board.store.read { reads in
      let notices = try reads.notices(
        ofAccount: account.id, in: account.apps, before: before, limit: InboxPage.pageSize + 1)
      var lines: [InboxPage.Line] = []
      for notice in notices {
        guard let event = try reads.event(notice.event), let ticket = try reads.ticket(notice.ticket) else { continue }
        lines.append(InboxPage.Line(notice: notice, event: event, ticket: ticket))
      }
      return InboxPage(
        lines: lines, unread: try reads.unreadNotices(ofAccount: account.id, in: account.apps), before: before,
        viewer: viewer, now: now, done: flash)
    }
    return .html(page.rendered(), telling: flash)
  }

  /// Marks one as read, or all that the page showed: what came since stays unread.
  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    guard form["act"] == "read", let newest = form["newest"].flatMap({ Int64($0) }) else { throw HTTPError.unknownAct }
    let (account, now, notice) = (viewer.account.id, board.clock(), form["notice"].flatMap { Int64($0) })
    try await board.store.write { try $0.markRead(notice: notice, ofAccount: account, upTo: newest, at: now) }
    return .redirect(to: Link("inbox").target)
  }
}
