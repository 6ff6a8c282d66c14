// A body that is read as it comes, for what is large and of which little is kept.

/// Takes a body's bytes, decoded, as they arrive. Each request has one of its own. Its event loop calls it, one call at a time, and the
/// request's handler has it after the last one.
public protocol BodyReader: AnyObject, Sendable {
  /// Takes the next bytes. They are gone after the call.
  func read(_ bytes: UnsafeBufferPointer<UInt8>)

  /// The rest of the body cannot be decoded, or passes the limit: no more of it comes, and the handler is called all the same.
  func fail(_ error: HTTPError)
}

/// How a route reads bodies.
public struct BodyReading: Sendable {
  /// Bytes that a reader holds at most: as much is set aside for a body whose length is not known.
  public var maxHeld: Int
  /// Makes the reader of a request, of which the body is not there yet.
  public var makeReader: @Sendable (HTTPRequest) -> any BodyReader

  public init(maxHeld: Int, makeReader: @escaping @Sendable (HTTPRequest) -> any BodyReader) {
    self.maxHeld = maxHeld
    self.makeReader = makeReader
  }
}

/// What a route takes as a body.
struct BodyRules: Sendable {
  /// In bytes, once decoded.
  var maxBytes: Int
  var codings = ContentCoding.usual
  var isDropped = false

  /// For a small body that nobody reads: it only has to pass by.
  static let dropped = BodyRules(
    maxBytes: Router.defaultMaxBody, codings: Set(ContentCoding.allCases), isDropped: true)
}
