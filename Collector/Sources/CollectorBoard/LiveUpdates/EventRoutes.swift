// The event stream that tells open pages that something changed. Invariant: it ends after ten minutes, so that a session that
// ended or an account that was disabled gets no more events. Browsers connect again by themselves.
import CollectorCore
import CollectorHTTP
import TellbackWire

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

  /// `[{"ticket":42,"name":"Kim"}]`, in one line.
  private static func json(_ present: [LiveState.Person]) -> String {
    var writer = JSONWriter(reservingCapacity: present.count * 48 + 2)
    writer.array { writer in
      for person in present {
        writer.object { writer in
          writer.integer("ticket", person.ticket)
          writer.string("name", Words.cut(Words.visible(person.name), to: 80))
        }
      }
    }
    return String(decoding: writer.bytes, as: UTF8.self)
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
      let (apps, now) = (viewer.account.apps, board.clock())
      let first = try await board.store.read {
        LiveState(newest: try $0.newestEvent(in: apps), present: try $0.presence(at: now))
      }
      var (last, present) = (first.newest, first.present(for: viewer))
      stream.send(event: "change", data: String(last))
      if !present.isEmpty { stream.send(event: "present", data: Self.json(present)) }
      let closing = Task {
        try? await Task.sleep(for: life)
        stream.close()
      }
      defer { closing.cancel() }
      for await state in changes {
        let others = state.present(for: viewer)
        if others != present {
          present = others
          guard stream.send(event: "present", data: Self.json(present)) else { return }
        }
        // Whoever sees some apps hears nothing of the others, not even that something happened there.
        let id = apps == .all ? state.newest : try await board.store.read { try $0.newestEvent(in: apps) }
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
