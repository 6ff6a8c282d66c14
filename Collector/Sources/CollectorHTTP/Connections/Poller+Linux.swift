// Readiness by epoll, level-triggered. Owned by one loop; only `Waker.wake` may be called from elsewhere.

#if canImport(Glibc)
  import CCollectorEpoll
  import Glibc

  /// What a descriptor is ready for.
  struct Readiness: Sendable {
    var token: UInt64
    var canRead: Bool
    var canWrite: Bool
    /// Both directions are gone.
    var isBroken: Bool
  }

  /// Wakes a loop that sleeps in `wait`.
  final class Waker: Sendable {
    let descriptor: Int32

    init() throws(HTTPServerError) {
      descriptor = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
      guard descriptor >= 0 else { throw Sockets.systemError("eventfd") }
    }

    deinit { Sockets.closeDescriptor(descriptor) }

    func wake() {
      var one: UInt64 = 1
      // A full counter means that a wake is pending already.
      _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }
  }

  final class Poller {
    static let wakeToken = UInt64.max
    private let descriptor: Int32
    private var events = [epoll_event](repeating: epoll_event(), count: 256)

    init(waker: Waker) throws(HTTPServerError) {
      descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
      guard descriptor >= 0 else { throw Sockets.systemError("epoll_create1") }
      // Edge-triggered: each write is an edge of its own, so the counter need never be read.
      guard control(EPOLL_CTL_ADD, waker.descriptor, Self.wakeToken, EPOLLIN.rawValue | EPOLLET.rawValue) else {
        throw Sockets.systemError("epoll_ctl for the waker")
      }
    }

    deinit { Sockets.closeDescriptor(descriptor) }

    func add(_ target: Int32, token: UInt64) -> Bool {
      control(EPOLL_CTL_ADD, target, token, EPOLLIN.rawValue)
    }

    func change(_ target: Int32, token: UInt64, reads: Bool, writes: Bool) -> Bool {
      control(
        EPOLL_CTL_MOD, target, token, (reads ? EPOLLIN.rawValue : 0) | (writes ? EPOLLOUT.rawValue : 0))
    }

    func remove(_ target: Int32) {
      _ = control(EPOLL_CTL_DEL, target, 0, 0)
    }

    /// Waits at most `milliseconds`, or for ever when that is nil, and hands over what is ready.
    func wait(milliseconds: Int32?, _ ready: inout [Readiness]) {
      ready.removeAll(keepingCapacity: true)
      let count = epoll_wait(descriptor, &events, Int32(events.count), milliseconds ?? -1)
      guard count > 0 else { return }
      for event in events.prefix(Int(count)) {
        let flags = event.events
        ready.append(
          Readiness(
            token: event.data.u64, canRead: flags & EPOLLIN.rawValue != 0,
            canWrite: flags & EPOLLOUT.rawValue != 0,
            isBroken: flags & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0))
      }
    }

    private func control(_ operation: Int32, _ target: Int32, _ token: UInt64, _ flags: UInt32) -> Bool {
      var event = epoll_event()
      event.events = flags
      event.data.u64 = token
      return epoll_ctl(descriptor, operation, target, &event) == 0
    }
  }
#endif
