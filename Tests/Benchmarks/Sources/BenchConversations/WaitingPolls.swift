// Apps that wait for an update: a socket each, by which one poll was sent that nobody answers yet.
import BenchKit
import Foundation
import TellbackWire

#if canImport(Glibc)
  import Glibc
#endif

final class WaitingPolls {
  private var sockets: [Int32] = []

  /// Raises this process's limit of descriptors as far as the system lets it.
  init(desk: Desk, count: Int) throws {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    guard limit.rlim_cur > count + 100 else {
      throw BenchError("\(count) sockets need more descriptors than the \(limit.rlim_cur) that this system allows.")
    }
    for _ in 0..<count {
      let request = """
        GET \(WirePaths.updates)?after=0&wait=55 HTTP/1.1\r
        Host: 127.0.0.1\r
        Authorization: Bearer \(desk.key)\r
        \(WireHeaders.installation): \(Desk.newInstallation().header)\r
        \r\n
        """
      sockets.append(try Self.connected(to: desk.port, sending: request))
    }
  }

  func close() {
    for socket in sockets { Glibc.close(socket) }
    sockets = []
  }

  private static func connected(to port: UInt16, sending text: String) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let joined = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    let bytes = Array(text.utf8)
    guard descriptor >= 0, joined == 0, send(descriptor, bytes, bytes.count, 0) == bytes.count else {
      throw BenchError("A waiting app could not connect: error \(errno).")
    }
    return descriptor
  }
}
