// Pages of other origins that may call a route: the CORS protocol of the Fetch standard (fetch.spec.whatwg.org, section 3.2).
// Invariant: an origin that is not allowed gets no field of the protocol, and `Vary: Origin` stands on every answer.

/// Which pages may call a route, and what they may send and read. Cookies are never allowed.
public struct CrossOrigin: Sendable {
  /// Whether a page of that origin may read answers. Asked on the event loop: it must not block.
  public var allows: @Sendable (_ origin: String) -> Bool
  /// Request fields beyond the safelisted ones, for `Access-Control-Allow-Headers`.
  public var requestHeaders: [String]
  /// Fields of answers that a page may read, for `Access-Control-Expose-Headers`.
  public var exposedHeaders: [String]
  /// Seconds for which a browser may keep the answer to a preflight; browsers cap it at 7,200 (Chromium) or 86,400.
  public var maxAge: Int

  public init(
    requestHeaders: [String] = [], exposedHeaders: [String] = [], maxAge: Int = 7_200,
    allows: @escaping @Sendable (_ origin: String) -> Bool
  ) {
    self.requestHeaders = requestHeaders
    self.exposedHeaders = exposedHeaders
    self.maxAge = maxAge
    self.allows = allows
  }

  /// What is added to any answer to a request with that `Origin` field.
  func answerHeaders(origin: String?) -> [(String, String)] {
    guard let origin, allows(origin) else { return [("Vary", "Origin")] }
    var fields = [("Vary", "Origin"), ("Access-Control-Allow-Origin", origin)]
    if !exposedHeaders.isEmpty {
      fields.append(("Access-Control-Expose-Headers", exposedHeaders.joined(separator: ", ")))
    }
    return fields
  }

  /// What the answer to a preflight has besides; nothing for an origin that is not allowed.
  func preflightHeaders(origin: String?, methods: [HTTPMethod]) -> [(String, String)] {
    guard let origin, allows(origin) else { return [] }
    var fields = [("Access-Control-Allow-Methods", methods.map(\.rawValue).joined(separator: ", "))]
    if !requestHeaders.isEmpty {
      fields.append(("Access-Control-Allow-Headers", requestHeaders.joined(separator: ", ")))
    }
    return fields + [("Access-Control-Max-Age", String(maxAge))]
  }
}
