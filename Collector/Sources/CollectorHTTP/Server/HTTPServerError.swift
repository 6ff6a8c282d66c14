// What can keep a server from starting.

/// Why the server did not start.
public enum HTTPServerError: Error, Sendable, CustomStringConvertible {
  /// A pattern is malformed or stands twice.
  case badRoute(method: HTTPMethod, pattern: String, reason: String)
  /// The host is not an address or a name that resolves to one.
  case unknownHost(String)
  /// The system refused; `call` is what was attempted and `code` its errno.
  case system(call: String, code: Int32, detail: String)
  /// `start` was called twice, or after `stop`.
  case alreadyStarted

  public var description: String {
    switch self {
    case .badRoute(let method, let pattern, let reason):
      "The route \(method.rawValue) \(pattern) cannot be served: \(reason)."
    case .unknownHost(let host):
      "Cannot listen on '\(host)': it is neither an address nor a name of this machine."
    case .system(let call, let code, let detail):
      "\(call) failed: \(detail) (errno \(code))."
    case .alreadyStarted:
      "This server was started before; make a new one."
    }
  }
}
