// A TCP socket for a faulty network: complete sends, bounded reads, and closing by FIN or by RST.
import Foundation

/// Used from one thread at a time, but for `interrupt()`. Invariant: the descriptor is closed once, by `close` or `deinit`.
final class Socket: @unchecked Sendable {
  private(set) var descriptor: Int32
  /// Bytes that came and belong to the next message.
  var rest: [UInt8] = []

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    var one: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    setTimeout(seconds: 30)
  }

  deinit { close() }

  /// Connects to a port of this machine. Nil when nobody listens.
  static func connect(to port: Int) -> Socket? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    var address = Self.address(port)
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else {
      Glibc.close(descriptor)
      return nil
    }
    return Socket(descriptor)
  }

  static func address(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  func setTimeout(seconds: Int) {
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    for name in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, name, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  /// False when the other side is gone.
  @discardableResult func send(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var sent = 0
      while sent < buffer.count {
        let count = Glibc.send(
          descriptor, buffer.baseAddress.map { $0 + sent }, buffer.count - sent, Int32(MSG_NOSIGNAL))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        sent += count
      }
      return true
    }
  }

  @discardableResult func send(_ bytes: [UInt8]) -> Bool { send(bytes[...]) }

  /// Reads what is there, at least one byte; false at the end, after an error and after the time limit.
  func receive(into bytes: inout [UInt8]) -> Bool {
    let piece = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
      repeat {
        count = max(-1, recv(descriptor, buffer.baseAddress, buffer.count, 0))
      } while count < 0 && errno == EINTR
      count = max(0, count)
    }
    bytes += piece
    return !piece.isEmpty
  }

  /// True while nothing came and the other side did not end it: a connection that may be used again.
  var isQuiet: Bool {
    var byte: UInt8 = 0
    let flags = Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)
    return recv(descriptor, &byte, 1, flags) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)
  }

  /// Wakes whoever reads or writes; the descriptor stays.
  func interrupt() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// An orderly end: what was sent still arrives.
  func close() {
    guard descriptor >= 0 else { return }
    shutdown(descriptor, Int32(SHUT_RDWR))
    Glibc.close(descriptor)
    descriptor = -1
  }

  /// A reset: the other side sees an error at once.
  func reset() {
    guard descriptor >= 0 else { return }
    var now = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    Glibc.close(descriptor)
    descriptor = -1
  }

  func end(byReset: Bool) { if byReset { reset() } else { close() } }
}

/// A port of this machine that takes connections, each on a thread of its own.
final class Listener: @unchecked Sendable {
  let port: Int
  private let descriptor: Int32

  /// `host` is the last byte of 127.0.0.x.
  init(host: UInt32 = 1, _ serve: @escaping @Sendable (Socket) -> Void) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = Socket.address(0)
    address.sin_addr.s_addr = (UInt32(0x7F00_0000) | host).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, size) == 0 && listen(descriptor, 1_024) == 0
          && getsockname(descriptor, address, &size) == 0
      }
    }
    guard descriptor >= 0, isListening else { throw FaultNetworkError.socket(errno) }
    self.descriptor = descriptor
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread {
      while true {
        let client = accept(descriptor, nil, nil)
        if client < 0, errno == EINTR || errno == ECONNABORTED || errno == EMFILE { continue }
        guard client >= 0 else {
          Glibc.close(descriptor)
          return
        }
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        Thread.detachNewThread { serve(Socket(client)) }
      }
    }
  }

  /// Takes no more connections; from then on they are refused.
  func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}

enum FaultNetworkError: Error {
  case socket(Int32)
}
