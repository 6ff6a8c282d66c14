// The stream that tells open pages that something changed. Invariant: it lives at most ten minutes, so a session that ended
// or an account that was disabled stops hearing soon; browsers come back by themselves.
import CollectorCore
import CollectorHTTP

struct EventRoutes: Sendable {
  private static let life = Duration.seconds(600)

  let board: BoardContext

  func add(to router: inout Router) {
    router.events(.GET, "/events") { follow($0, $1) }
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
      guard try await board.findViewer(request) != nil else {
        stream.send(event: "signed-out", data: "0")
        return
      }
      guard let changes = await board.changes.watch() else {
        stream.send(event: "full", data: "0")
        return
      }
      // What changed between the page and this stream must not be missed.
      stream.send(event: "change", data: String(try await board.store.read { try $0.newestEvent() }))
      let closing = Task {
        try? await Task.sleep(for: life)
        stream.close()
      }
      defer { closing.cancel() }
      for await id in changes where !stream.send(event: "change", data: String(id)) { return }
    } catch is CancellationError {
      return
    } catch {
      board.options.onFailure("-", "/events", error)
    }
  }
}
