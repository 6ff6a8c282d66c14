// Somebody's own work: read in one snapshot.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct WorkRoutes: Sendable {
  /// Tickets on the page, at most.
  static let limit = 300
  /// Answers that wait for approval on the page, at most.
  static let heldLimit = 100

  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/work", needs: .read, board, show)
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let (account, now, idleSeconds) = (viewer.account, board.clock(), board.options.idleSeconds)
    let page = try await board.store.read { reads in
      let found = try reads.work(ofAccount: account.id, in: account.apps, limit: Self.limit)
      let apps = try reads.apps().filter { account.apps.contains($0.id) }
      let waiting = account.may(.approve) ? try reads.heldAnswers(in: account.apps, limit: Self.heldLimit) : []
      let held = try WorkPage.held(for: account, waiting, reads)
      let level = try WorkLevel(of: account, found, reads, now: now)
      let items = WorkItem.ordered(found, due: level.clocks.compactMapValues(\.clock.dueAt))
      return WorkPage(
        items: items, held: held, level: level,
        pains: try reads.painPoints(ofOwner: account.id, in: account.apps, limit: PainWork.limit),
        unreadNotices: try reads.unreadNotices(ofAccount: account.id, in: account.apps),
        groups: try reads.groups(ofAccount: account.id), apps: apps, viewer: viewer,
        idleSeconds: idleSeconds,
        newestEvent: try reads.newestEvent(in: account.apps), now: now)
    }
    return .html(page.rendered())
  }
}
