// The system's libcurl, loaded at the first need. Its functions are thread-safe as long as a handle stays on one thread.
import CCollectorCurl
import Synchronization

/// Why nothing could be sent by libcurl at all.
package struct CurlUnavailable: Error, Sendable, Equatable, CustomStringConvertible {
  package let reason: String
  package var description: String {
    "libcurl could not be loaded (\(reason)). Install it: on Debian and Ubuntu apt-get install libcurl4."
  }
}

/// `@unchecked Sendable`: `functions` is written once, before anybody sees it.
package final class CurlLibrary: @unchecked Sendable {
  #if canImport(Darwin)
    private static let paths = ["/usr/lib/libcurl.4.dylib"]
  #else
    private static let paths = ["libcurl.so.4", "libcurl-gnutls.so.4"]
  #endif
  private static let loaded = Mutex<CurlLibrary?>(nil)

  package let functions: UnsafeMutablePointer<tellback_curl>

  private init(_ functions: UnsafeMutablePointer<tellback_curl>) { self.functions = functions }

  /// Loads it, once; a library that was missing may be there at the next call. It is never unloaded.
  package static func shared() throws(CurlUnavailable) -> CurlLibrary {
    try loaded.withLock { loaded throws(CurlUnavailable) in
      if let loaded { return loaded }
      let functions = UnsafeMutablePointer<tellback_curl>.allocate(capacity: 1)
      functions.initialize(to: tellback_curl())
      var reason = ""
      for path in paths {
        guard let failure = tellback_curl_load(path, functions) else {
          let library = CurlLibrary(functions)
          loaded = library
          return library
        }
        reason = String(cString: failure)
      }
      functions.deallocate()
      throw CurlUnavailable(reason: reason)
    }
  }

  package func reason(_ code: Int32) -> String {
    tellback_curl_reason(functions, code).map { String(cString: $0) } ?? "code \(code)"
  }
}
