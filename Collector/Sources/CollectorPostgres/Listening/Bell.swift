// Ends a wait for a socket from another thread.
#if PostgreSQL
  import Foundation

  /// Rings once and for all. Thread-safe: a pipe, whose one end is closed to ring; `lock` protects that it is closed once.
  final class Bell: @unchecked Sendable {
    enum Outcome {
      case ready
      case rung
      /// The time is over.
      case late
    }

    private let reading: Int32
    private let writing: Int32
    private let lock = NSLock()
    private var isRung = false

    /// Throws where the process may open no more descriptors.
    init() throws {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else {
        throw PostgresError(state: nil, message: String(cString: strerror(errno)), attempted: "make a pipe")
      }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      (reading, writing) = (ends[0], ends[1])
    }

    deinit {
      ring()
      close(reading)
    }

    func ring() {
      lock.withLock {
        if !isRung { close(writing) }
        isRung = true
      }
    }

    /// Waits until the socket is ready or has failed. Without a socket for the seconds alone; without these for as long as it takes.
    func wait(for socket: Int32 = -1, forWriting: Bool = false, seconds: Double?) -> Outcome {
      // poll leaves a descriptor below 0 alone.
      var waited = [
        pollfd(fd: reading, events: Int16(POLLIN), revents: 0),
        pollfd(fd: socket, events: Int16(forWriting ? POLLOUT : POLLIN), revents: 0),
      ]
      let milliseconds = seconds.map { Int32(min($0 * 1_000, 86_400_000).rounded(.up)) } ?? -1
      let count = poll(&waited, 2, milliseconds)
      if waited[0].revents != 0 { return .rung }
      // An interruption looks like readiness: whoever waits looks, and waits again.
      return count == 0 ? .late : .ready
    }
  }
#endif
