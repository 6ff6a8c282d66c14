// A port of this machine for a program that is told where to listen.
import Foundation

public enum FreePort {
  public struct NoneFound: Error, CustomStringConvertible {
    public let description: String
  }

  /// One that is free, of those that the system gives nobody who asks for any port. One of the others could belong to another test's
  /// program, or to a connection, before the program that it is meant for has started.
  public static func find() throws -> Int {
    let range = try? String(contentsOfFile: "/proc/sys/net/ipv4/ip_local_port_range", encoding: .utf8)
    let first = range?.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) } ?? 32_768
    let own = 10_000..<max(first, 10_001)
    for _ in 0..<1_000 {
      let port = Int.random(in: own)
      if isFree(port) { return port }
    }
    throw NoneFound(description: "no port of \(own) on 127.0.0.1 is free")
  }

  private static func isFree(_ port: Int) -> Bool {
    #if canImport(Glibc)
      let kind = Int32(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    let descriptor = socket(AF_INET, kind, 0)
    defer { close(descriptor) }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = in_port_t(port).bigEndian
    name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
