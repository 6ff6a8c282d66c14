// The event stream that tells open pages that something changed. Invariant: it ends after ten minutes, so that a session that
// ended or an account that was disabled gets no more events. Browsers connect again by themselves.
import CollectorCore
import CollectorHTTP

struct EventRoutes: Sendable {
  private static let life = Duration.seconds(600)

  let board: BoardContext

  func add(to router: inout Router) {
    router.events(.GET, "/events", access: RouteAccess(Permission.read)) { follow($0, $1) }
  }

  func follow(_ request: HTTPRequest, _ stream: HTTPEventStream) {
    let board = board
    let task = Task {
      await Self.feed(request, stream, board)
      stream.close()
    }
    stream.onClose { task.cancel() }
  }

  private static func feed(_ request: HTTPRequest, _ stream: HTTPEventStream, _ board: BoardContext) async {
    do {
      guard let viewer = try await board.findViewer(request), viewer.may(.read) else {
        stream.send(event: "signed-out", data: "0")
        return
      }
      guard let changes = await board.changes.watch() else {
        stream.send(event: "full", data: "0")
        return
      }
      // What changed between the page and this stream must not be missed.
      let apps = viewer.account.apps
      var last = try await board.store.read { try $0.newestEvent(in: apps) }
      stream.send(event: "change", data: String(last))
      let closing = Task {
        try? await Task.sleep(for: life)
        stream.close()
      }
      defer { closing.cancel() }
      for await newest in changes {
        // Whoever sees some apps hears nothing of the others, not even that something happened there.
        let id = apps == .all ? newest : try await board.store.read { try $0.newestEvent(in: apps) }
        guard id > last else { continue }
        last = id
        guard stream.send(event: "change", data: String(id)) else { return }
      }
    } catch is CancellationError {
      return
    } catch {
      board.options.onFailure("-", "/events", error)
    }
  }
}
