// Whether the collector serves, and by which server: what `/health` and `/metrics` answer from.
import CollectorHTTP
import Synchronization

/// Shared by the collector, which sets it, and the routes, which read it.
final class ServingStatus: Sendable {
  enum Phase: String, Sendable {
    case starting, ok, stopping
  }

  private let state: Mutex<(phase: Phase, server: HTTPServer?)>

  init(_ phase: Phase) { state = Mutex((phase, nil)) }

  var phase: Phase { state.withLock { $0.phase } }

  /// Zeros until the server runs, and without sockets.
  var counters: HTTPCounters { state.withLock { $0.server }?.counters ?? HTTPCounters() }

  func noteRunning(_ server: HTTPServer) { state.withLock { $0 = (.ok, server) } }
  func noteStopping() { state.withLock { $0.phase = .stopping } }
}
