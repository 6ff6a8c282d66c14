// Readiness by kqueue, for development on a Mac; the shape is that of Poller+Linux.swift.

#if canImport(Darwin)
  import Darwin

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
    private let writer: Int32

    init() throws(HTTPServerError) {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { throw Sockets.systemError("pipe") }
      for end in ends {
        _ = fcntl(end, F_SETFL, O_NONBLOCK)
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      }
      (descriptor, writer) = (ends[0], ends[1])
    }

    deinit {
      Sockets.closeDescriptor(descriptor)
      Sockets.closeDescriptor(writer)
    }

    func wake() {
      var one: UInt8 = 1
      // A full pipe means that a wake is pending already.
      _ = write(writer, &one, 1)
    }
  }

  final class Poller {
    static let wakeToken = UInt64.max
    private let descriptor: Int32
    private let waker: Waker
    private var events = [kevent64_s](repeating: kevent64_s(), count: 256)

    init(waker: Waker) throws(HTTPServerError) {
      self.waker = waker
      descriptor = kqueue()
      guard descriptor >= 0 else { throw Sockets.systemError("kqueue") }
      guard control(waker.descriptor, EVFILT_READ, EV_ADD, Self.wakeToken) else {
        throw Sockets.systemError("kevent for the waker")
      }
    }

    deinit { Sockets.closeDescriptor(descriptor) }

    func add(_ target: Int32, token: UInt64) -> Bool {
      control(target, EVFILT_READ, EV_ADD, token) && control(target, EVFILT_WRITE, EV_ADD | EV_DISABLE, token)
    }

    func change(_ target: Int32, token: UInt64, reads: Bool, writes: Bool) -> Bool {
      control(target, EVFILT_READ, reads ? EV_ENABLE : EV_DISABLE, token)
        && control(target, EVFILT_WRITE, writes ? EV_ENABLE : EV_DISABLE, token)
    }

    func remove(_ target: Int32) {
      _ = control(target, EVFILT_READ, EV_DELETE, 0)
      _ = control(target, EVFILT_WRITE, EV_DELETE, 0)
    }

    /// Waits at most `milliseconds`, or for ever when that is nil, and hands over what is ready.
    func wait(milliseconds: Int32?, _ ready: inout [Readiness]) {
      ready.removeAll(keepingCapacity: true)
      var limit = timespec()
      if let milliseconds {
        limit.tv_sec = Int(milliseconds) / 1000
        limit.tv_nsec = Int(milliseconds) % 1000 * 1_000_000
      }
      let count = withUnsafePointer(to: &limit) { pointer in
        kevent64(descriptor, nil, 0, &events, Int32(events.count), 0, milliseconds == nil ? nil : pointer)
      }
      guard count > 0 else { return }
      for event in events.prefix(Int(count)) {
        if event.udata == Self.wakeToken { drainWaker() }
        let reads = event.filter == Int16(EVFILT_READ)
        ready.append(
          Readiness(
            token: event.udata, canRead: reads, canWrite: !reads,
            isBroken: !reads && event.flags & UInt16(EV_EOF) != 0))
      }
    }

    private func drainWaker() {
      var scratch = [UInt8](repeating: 0, count: 256)
      while read(waker.descriptor, &scratch, scratch.count) > 0 {}
    }

    private func control(_ target: Int32, _ filter: Int32, _ flags: Int32, _ token: UInt64) -> Bool {
      var event = kevent64_s()
      event.ident = UInt64(target)
      event.filter = Int16(filter)
      event.flags = UInt16(flags)
      event.udata = token
      return kevent64(descriptor, &event, 1, nil, 0, 0, nil) == 0
    }
  }
#endif
