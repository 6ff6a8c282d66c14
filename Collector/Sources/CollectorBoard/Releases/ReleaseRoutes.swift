// The page of releases.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct ReleaseRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/releases", needs: .read, board, show)
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let now = board.clock()
    let apps = try await board.store.read { reads in
      try reads.apps().filter { viewer.account.apps.contains($0.id) }.map { try ReleaseDetails($0, reads, now: now) }
    }
    return .html(ReleasesPage(apps: apps, viewer: viewer, now: now).rendered())
  }
}
