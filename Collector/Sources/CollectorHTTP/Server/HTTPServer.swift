// The front door: sockets opened, loops started, a graceful stop. Invariant: every thread it starts has ended when `stop`
// returns.

import Foundation
import Synchronization

/// An HTTP/1.1 server on a few event loops. TLS is the business of the proxy in front of it. Once started it runs until `stop`.
public final class HTTPServer: Sendable {
  private enum Phase: Sendable {
    case new
    case running
    case stopped
  }

  private struct State: Sendable {
    var phase = Phase.new
    var mailboxes: [Mailbox] = []
    var running = 0
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let configuration: HTTPServerConfiguration
  private let router: Router
  private let log: @Sendable (HTTPLogEvent) -> Void
  private let admission: Admission
  private let state = Mutex(State())

  /// `log` is called on event loops and must not block.
  public init(
    configuration: HTTPServerConfiguration, router: Router,
    log: @escaping @Sendable (HTTPLogEvent) -> Void = { _ in }
  ) {
    self.configuration = configuration
    self.router = router
    self.log = log
    admission = Admission(configuration)
  }

  /// Opens the socket and starts the loops. Returns the port it listens on, which the system chose if 0 was asked for.
  /// Throws `HTTPServerError` when a route is malformed, the address cannot be had, or it was started before.
  @discardableResult public func start() throws(HTTPServerError) -> Int {
    try state.withLock { state throws(HTTPServerError) in
      guard case .new = state.phase else { throw .alreadyStarted }
      state.phase = .running
    }
    do {
      return try startLoops()
    } catch {
      state.withLock { $0.phase = .new }
      throw error
    }
  }

  private func startLoops() throws(HTTPServerError) -> Int {
    let table = try RouteTable(router)
    let count = max(1, configuration.loops)
    var wakers: [Waker] = []
    for _ in 0..<count { wakers.append(try Waker()) }
    let mailboxes = wakers.map { Mailbox(waker: $0) }
    let (listener, port) = try Sockets.listen(host: configuration.host, port: configuration.port)
    var loops: [Handover] = []
    do {
      for (index, waker) in wakers.enumerated() {
        let loop = EventLoop(
          configuration: configuration, table: table, admission: admission, index: index, peers: mailboxes,
          poller: try Poller(waker: waker), listener: index == 0 ? listener : nil, log: log)
        loops.append(Handover(loop))
      }
    } catch {
      Sockets.closeDescriptor(listener)
      throw error
    }
    state.withLock { state in
      state.mailboxes = mailboxes
      state.running = count
    }
    for (index, loop) in loops.enumerated() { startThread(index, loop) }
    return port
  }

  /// Stops taking connections, finishes what was accepted, and returns when every loop has ended; what is not finished
  /// after `limit` is cut off. A server that does not run returns at once.
  public func stop(within limit: Duration) async {
    let mailboxes = state.withLock { state -> [Mailbox] in
      state.phase = .stopped
      return state.mailboxes
    }
    for mailbox in mailboxes { mailbox.post(.stop(within: limit.nanoseconds)) }
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state -> Bool in
        if state.running > 0 { state.waiters.append(continuation) }
        return state.running == 0
      }
      if isOver { continuation.resume() }
    }
  }

  /// What was counted so far, over all loops.
  public var counters: HTTPCounters {
    var total = HTTPCounters()
    for mailbox in state.withLock({ $0.mailboxes }) { total.add(mailbox.counters) }
    return total
  }

  private func startThread(_ index: Int, _ handover: Handover) {
    let thread = Thread { [self] in
      handover.take()?.run()
      let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
        state.running -= 1
        guard state.running == 0 else { return [] }
        defer { state.waiters = [] }
        return state.waiters
      }
      for waiter in waiters { waiter.resume() }
    }
    thread.name = "http-\(index)"
    thread.stackSize = 1 << 20
    thread.start()
  }
}

/// Carries a loop to its thread.
///
/// `@unchecked Sendable`: the loop is put in before the thread starts and taken out once, by that thread.
private final class Handover: @unchecked Sendable {
  private var loop: EventLoop?

  init(_ loop: sending EventLoop) { self.loop = loop }

  func take() -> EventLoop? {
    defer { loop = nil }
    return loop
  }
}
