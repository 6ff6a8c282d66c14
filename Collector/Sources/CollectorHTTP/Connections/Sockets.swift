// The socket calls, with Swift's types and without surprises: non-blocking, close-on-exec, no SIGPIPE. Every failure is a
// value; nothing here traps.

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

enum Sockets {
  enum Transfer: Equatable {
    case bytes(Int)
    case wouldBlock
    case failed(Int32)
  }

  enum Acceptance {
    case connection(Int32, PeerAddress)
    case none
    /// The process or the machine has no descriptor left.
    case exhausted(Int32)
    case failed(Int32)
  }

  /// Connections that the system takes in before the listener asks for them.
  static let backlog = 1024

  static var processorCount: Int { Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Raises the process's limit on descriptors towards `wanted`, and returns what it is now.
  static func raiseDescriptorLimit(to wanted: Int) -> Int {
    var limit = rlimit()
    guard getrlimit(descriptorResource, &limit) == 0 else { return wanted }
    if limit.rlim_cur < rlim_t(wanted) {
      var raised = limit
      raised.rlim_cur = min(limit.rlim_max, rlim_t(wanted))
      if setrlimit(descriptorResource, &raised) == 0 { limit = raised }
    }
    return Int(clamping: limit.rlim_cur)
  }

  static func listen(host: String, port: Int) throws(HTTPServerError) -> (descriptor: Int32, port: Int) {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = streamType
    var found: UnsafeMutablePointer<addrinfo>?
    guard (0...65535).contains(port), getaddrinfo(host, String(port), &hints, &found) == 0, let first = found else {
      throw .unknownHost(host)
    }
    defer { freeaddrinfo(first) }
    var failure = HTTPServerError.unknownHost(host)
    var next: UnsafeMutablePointer<addrinfo>? = first
    while let candidate = next?.pointee {
      do {
        return try listen(on: candidate, host: host, port: port)
      } catch {
        failure = error
      }
      next = candidate.ai_next
    }
    throw failure
  }

  private static func listen(
    on address: addrinfo, host: String, port: Int
  ) throws(HTTPServerError) -> (descriptor: Int32, port: Int) {
    let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
    guard descriptor >= 0 else { throw systemError("socket for \(host)") }
    guard prepare(descriptor) else {
      defer { closeDescriptor(descriptor) }
      throw systemError("fcntl on the socket for \(host)")
    }
    // A restart must not wait for connections of the run before to be forgotten.
    setOption(descriptor, SOL_SOCKET, SO_REUSEADDR)
    guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0 else {
      defer { closeDescriptor(descriptor) }
      throw systemError("bind to \(host):\(port)")
    }
    guard listenCall(descriptor, Int32(backlog)) == 0, let bound = localPort(descriptor) else {
      defer { closeDescriptor(descriptor) }
      throw systemError("listen on \(host):\(port)")
    }
    return (descriptor, bound)
  }

  static func acceptNext(_ listener: Int32) -> Acceptance {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let descriptor = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { accept(listener, $0, &length) }
    }
    guard descriptor >= 0 else {
      switch errno {
      case EAGAIN, EWOULDBLOCK: return .none
      case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted(errno)
      default: return .failed(errno)
      }
    }
    guard prepare(descriptor) else {
      defer { closeDescriptor(descriptor) }
      return .failed(errno)
    }
    // Without it an answer in two writes waits for the client's delayed acknowledgement, 40 ms.
    setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY)
    return .connection(descriptor, PeerAddress(storage))
  }

  static func receive(_ descriptor: Int32, into buffer: inout [UInt8]) -> Transfer {
    let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    return outcome(count)
  }

  /// `more` says that other bytes follow at once, so that the system may wait for them.
  static func send(_ descriptor: Int32, _ bytes: [UInt8], from start: Int, more: Bool) -> Transfer {
    let count = bytes.withUnsafeBytes { all in
      let rest = UnsafeRawBufferPointer(rebasing: all[start...])
      return sendCall(descriptor, rest, more)
    }
    return outcome(count)
  }

  static func shutDownWriting(_ descriptor: Int32) {
    _ = shutdown(descriptor, Int32(SHUT_WR))
  }

  static func closeDescriptor(_ descriptor: Int32) {
    _ = close(descriptor)
  }

  /// Nanoseconds of the clock that never steps.
  static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  static func systemError(_ call: String) -> HTTPServerError {
    let code = errno
    return .system(call: call, code: code, detail: String(cString: strerror(code)))
  }

  private static func outcome(_ count: Int) -> Transfer {
    if count >= 0 { return .bytes(count) }
    let code = errno
    return code == EAGAIN || code == EWOULDBLOCK || code == EINTR ? .wouldBlock : .failed(code)
  }

  private static func prepare(_ descriptor: Int32) -> Bool {
    let flags = fcntl(descriptor, F_GETFL)
    guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 else { return false }
    #if canImport(Darwin)
      setOption(descriptor, SOL_SOCKET, SO_NOSIGPIPE)
    #endif
    return fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
  }

  private static func setOption(_ descriptor: Int32, _ level: Int32, _ name: Int32) {
    var one: Int32 = 1
    _ = setsockopt(descriptor, level, name, &one, socklen_t(MemoryLayout<Int32>.size))
  }

  private static func localPort(_ descriptor: Int32) -> Int? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    guard result == 0 else { return nil }
    // sin_port and sin6_port stand at the same place.
    let port = withUnsafeBytes(of: &storage) { $0.loadUnaligned(as: sockaddr_in.self).sin_port }
    return Int(UInt16(bigEndian: port))
  }

  #if canImport(Darwin)
    private static let streamType = SOCK_STREAM
    private static let descriptorResource = RLIMIT_NOFILE
    private static func listenCall(_ descriptor: Int32, _ backlog: Int32) -> Int32 {
      Darwin.listen(descriptor, backlog)
    }
    private static func sendCall(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ more: Bool) -> Int {
      Darwin.send(descriptor, bytes.baseAddress, bytes.count, 0)
    }
  #else
    private static let streamType = Int32(SOCK_STREAM.rawValue)
    private static let descriptorResource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    private static func listenCall(_ descriptor: Int32, _ backlog: Int32) -> Int32 { Glibc.listen(descriptor, backlog) }
    private static func sendCall(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ more: Bool) -> Int {
      let flags = Int32(MSG_NOSIGNAL) | (more ? Int32(MSG_MORE) : 0)
      return Glibc.send(descriptor, bytes.baseAddress, bytes.count, flags)
    }
  #endif
}
