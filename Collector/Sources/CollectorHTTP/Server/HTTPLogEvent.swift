// What the server tells its log hook. Never bodies, header values or queries.

/// Something worth a line in the log. The hook is called on event loops and must not block.
public enum HTTPLogEvent: Sendable {
  /// A handler threw something that is no `HTTPError`; the client got a plain 500.
  case handlerFailed(method: HTTPMethod, route: String, error: any Error)
  /// A handler let go of its responder without an answer; the client got a plain 500.
  case responderDropped(method: HTTPMethod, route: String)
  /// The server turned a connection or a request away; `status` is 0 when nothing was sent.
  case refused(HTTPCounters.Refusal, status: Int, code: String, remoteAddress: String)
  /// One answer, if the configuration asks for them.
  case answered(method: HTTPMethod, path: String, status: Int, seconds: Double, remoteAddress: String)
  /// A system call failed that should not.
  case systemCallFailed(String, code: Int32)
}
