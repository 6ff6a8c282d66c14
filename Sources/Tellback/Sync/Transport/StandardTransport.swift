// The transport of a reporter whose configuration names none.
import Foundation

enum StandardTransport {
  /// URLSession, and on Linux a socket of our own for addresses without TLS. When the environment names a proxy for them,
  /// URLSession is used, which knows proxies.
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
