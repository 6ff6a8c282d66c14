// A Unix domain socket in the data directory: how a tool reaches the collector that holds the directory.
import Foundation

enum UnixSocket {
  struct Failure: Error, Sendable, CustomStringConvertible {
    let description: String
    init(_ call: String, _ path: String) {
      description = "\(call) failed for \(path): \(String(cString: strerror(errno)))"
    }
  }

  /// Bytes of one message, its newline included.
  static let messageLimit = 65_536

  /// Listens, readable and writable for this user alone. A socket that a dead process left is replaced; the caller holds
  /// the directory's lock, so no living one is.
  static func listen(at path: String) throws -> Int32 {
    unlink(path)
    let descriptor = try make(path)
    // No other user may connect even between bind and chmod.
    let mask = umask(0o177)
    let bound = withAddress(path) { bind(descriptor, $0, $1) }
    umask(mask)
    guard bound == 0, Foundation.listen(descriptor, 16) == 0 else {
      defer { close(descriptor) }
      throw Failure("bind", path)
    }
    return descriptor
  }

  /// Nil when no process listens there.
  static func connect(to path: String) throws -> Int32? {
    let descriptor = try make(path)
    guard withAddress(path, { Foundation.connect(descriptor, $0, $1) }) == 0 else {
      defer { close(descriptor) }
      if errno == ENOENT || errno == ECONNREFUSED { return nil }
      throw Failure("connect", path)
    }
    return descriptor
  }

  /// Reads up to a newline, without it. Nil at the end of input, past the limit, or when the other side is too slow.
  static func readLine(_ descriptor: Int32, seconds: Int) -> [UInt8]? {
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var line: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while line.count <= messageLimit {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      line += chunk[0..<count]
      if line.last == UInt8(ascii: "\n") { return line.dropLast() }
    }
    return nil
  }

  static func writeLine(_ descriptor: Int32, _ line: [UInt8]) -> Bool {
    let bytes = line + [UInt8(ascii: "\n")]
    var start = 0
    while start < bytes.count {
      let count = bytes[start...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      start += count
    }
    return true
  }

  static func hangUp(_ descriptor: Int32) { close(descriptor) }

  private static func make(_ path: String) throws -> Int32 {
    #if os(Linux)
      let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    #else
      let type = SOCK_STREAM
    #endif
    let descriptor = socket(AF_UNIX, type, 0)
    guard descriptor >= 0 else { throw Failure("socket", path) }
    return descriptor
  }

  /// A socket's address holds about 100 bytes of path; a longer one goes through a descriptor of its directory.
  private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let room = MemoryLayout.size(ofValue: address.sun_path) - 1
    var path = path
    var directory: Int32 = -1
    defer { if directory >= 0 { close(directory) } }
    #if os(Linux)
      if path.utf8.count > room {
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        directory = open(String(path[..<slash]), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if directory < 0 { return -1 }
        path = "/proc/self/fd/\(directory)\(path[slash...])"
      }
    #endif
    guard path.utf8.count <= room else {
      errno = ENAMETOOLONG
      return -1
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    return withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }
}
