// The transport of a reporter whose app does not bring one.
import Foundation

enum StandardTransport {
  /// URLSession, and on Linux sockets of our own for addresses without TLS. A proxy that the environment names for them is
  /// kept: URLSession knows how to use it.
  static func make(for collector: URL) -> any Transport {
    #if canImport(Glibc) || canImport(Musl)
      let isProxied = ["http_proxy", "all_proxy", "ALL_PROXY"].contains {
        SystemInfo.environment($0)?.isEmpty == false
      }
      if collector.scheme?.lowercased() == "http", !isProxied { return SocketTransport() }
    #endif
    return URLSessionTransport()
  }
}
