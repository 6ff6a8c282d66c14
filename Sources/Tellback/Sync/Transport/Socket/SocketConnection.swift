// A TCP connection that never waits beyond a deadline. Another thread may interrupt it.
#if canImport(Glibc) || canImport(Musl)
  import TellbackSupport

  #if canImport(Glibc)
    import Glibc
  #else
    import Musl
  #endif

  /// The descriptor is closed under the lock only and used by one thread at a time; `interrupt` reads it under the lock.
  final class SocketConnection: Sendable {
    private let descriptor: Lock<Int32>

    private init(_ descriptor: Int32) { self.descriptor = Lock(descriptor) }

    deinit { close() }

    /// Connects to the first address of the host that answers. The system looks the name up, without a deadline.
    static func open(_ host: String, _ port: UInt16, deadline: UInt64) throws(TellbackError) -> SocketConnection {
      var hints = addrinfo()
      hints.ai_socktype = streamType
      hints.ai_flags = AI_ADDRCONFIG
      var list: UnsafeMutablePointer<addrinfo>?
      var code = getaddrinfo(host, "\(port)", &hints, &list)
      if code != 0 {
        // AI_ADDRCONFIG ignores loopback addresses; a machine without a network still reaches itself.
        hints.ai_flags = 0
        code = getaddrinfo(host, "\(port)", &hints, &list)
      }
      guard code == 0, let list else {
        throw TellbackError(.transport, "The host \(host) was not found: \(String(cString: gai_strerror(code))).")
      }
      defer { freeaddrinfo(list) }
      var why = "there is no address"
      var next: UnsafeMutablePointer<addrinfo>? = list
      while let address = next?.pointee {
        switch connect(to: address, deadline: deadline) {
        case .success(let connection): return connection
        case .failure(let error): why = String(cString: strerror(error.number))
        }
        next = address.ai_next
      }
      throw TellbackError(.transport, "Connecting to \(host):\(port) failed: \(why).")
    }

    private static func connect(to address: addrinfo, deadline: UInt64) -> Result<SocketConnection, SystemError> {
      let flags = address.ai_socktype | nonBlocking
      let descriptor = socket(address.ai_family, flags, address.ai_protocol)
      guard descriptor >= 0 else { return .failure(.last) }
      let connection = SocketConnection(descriptor)
      var one: Int32 = 1
      setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
      if systemConnect(descriptor, address.ai_addr, address.ai_addrlen) != 0 {
        guard errno == EINPROGRESS else { return .failure(.last) }
        guard wait(descriptor, for: POLLOUT, until: deadline) else { return .failure(SystemError(number: ETIMEDOUT)) }
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
        guard code == 0 else { return .failure(SystemError(number: code)) }
      }
      return .success(connection)
    }

    /// Sends all bytes, or throws.
    func send(_ bytes: [UInt8], deadline: UInt64) throws(TellbackError) {
      let descriptor = descriptor.withLock { $0 }
      var offset = 0
      while offset < bytes.count {
        let count = bytes.withUnsafeBytes {
          systemSend(descriptor, UnsafeRawBufferPointer(rebasing: $0[offset...]))
        }
        if count >= 0 {
          offset += count
        } else if errno == EAGAIN {
          guard Self.wait(descriptor, for: POLLOUT, until: deadline) else { throw Self.late }
        } else if errno != EINTR {
          throw Self.lost
        }
      }
    }

    /// Waits for bytes. Returns none at the end of the connection.
    func receive(deadline: UInt64) throws(TellbackError) -> ArraySlice<UInt8> {
      let descriptor = descriptor.withLock { $0 }
      var buffer = [UInt8](repeating: 0, count: 16_384)
      while true {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count >= 0 { return buffer[..<count] }
        if errno == EAGAIN {
          guard Self.wait(descriptor, for: POLLIN, until: deadline) else { throw Self.late }
        } else if errno != EINTR {
          throw Self.lost
        }
      }
    }

    /// True when neither bytes nor the end of the connection came since the last response.
    var isQuiet: Bool {
      descriptor.withLock { descriptor in
        var byte: UInt8 = 0
        return descriptor >= 0 && recv(descriptor, &byte, 1, peek) < 0 && errno == EAGAIN
      }
    }

    /// Wakes the thread that waits; it finds the connection closed.
    func interrupt() { descriptor.withLock { if $0 >= 0 { shutdown($0, Int32(SHUT_RDWR)) } } }

    func close() {
      descriptor.withLock { descriptor in
        if descriptor >= 0 { _ = systemClose(descriptor) }
        descriptor = -1
      }
    }

    private static func wait(_ descriptor: Int32, for events: Int32, until deadline: UInt64) -> Bool {
      while true {
        let now = SystemTime().uptime()
        guard now < deadline else { return false }
        var one = pollfd(fd: descriptor, events: Int16(truncatingIfNeeded: events), revents: 0)
        let count = poll(&one, 1, Int32(clamping: (deadline - now) / 1_000_000 + 1))
        if count > 0 { return true }
        if count < 0, errno != EINTR { return false }
      }
    }

    private static var late: TellbackError { TellbackError(.transport, "There was no complete response in time.") }
    private static var lost: TellbackError {
      TellbackError(.transport, "The connection was lost: \(String(cString: strerror(errno))).")
    }
  }

  #if canImport(Glibc)
    private let streamType = Int32(SOCK_STREAM.rawValue)
    private let nonBlocking = Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
  #else
    private let streamType = SOCK_STREAM
    private let nonBlocking = SOCK_NONBLOCK | SOCK_CLOEXEC
  #endif
  private let peek = Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)

  // The system's functions, which the methods above would hide by their names.
  private func systemConnect(_ descriptor: Int32, _ address: UnsafeMutablePointer<sockaddr>?, _ size: socklen_t)
    -> Int32
  {
    connect(descriptor, address, size)
  }

  private func systemSend(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
  }

  private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
#endif
