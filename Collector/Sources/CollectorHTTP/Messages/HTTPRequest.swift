// A request that passed the parser. The head is kept as one array of bytes; text is made when it is asked for.

import Foundation

/// A whole request: head and body have arrived and kept every limit.
public struct HTTPRequest: Sendable {
  public let method: HTTPMethod
  /// The path, percent-decoded: UTF-8 without control characters and without dot segments. Starts with `/`, or is `*`.
  public let path: String
  public let headers: HTTPHeaders
  /// The body, after the transfer coding and gzip were undone; at most the route's limit.
  public var body: [UInt8]
  /// The address of the peer, or of the client that a trusted proxy names in X-Forwarded-For. Without a port.
  public let remoteAddress: String
  /// The address of the peer itself: who wrote the header fields.
  public internal(set) var peerAddress: String
  /// What the route's pattern took from the path.
  public internal(set) var parameters: RouteParameters
  /// What read the body as it came, on a route that asks for it; `body` is empty then.
  public internal(set) var bodyReader: (any BodyReader)?

  private let head: [UInt8]
  private let targetRange: Range<Int>
  private let queryRange: Range<Int>?

  init(head: ParsedHead, body: [UInt8], remoteAddress: String, parameters: RouteParameters) {
    method = head.method
    path = head.path
    headers = HTTPHeaders(bytes: head.bytes, fields: head.fields)
    self.head = head.bytes
    targetRange = head.targetRange
    queryRange = head.target.query
    self.body = body
    self.remoteAddress = remoteAddress
    peerAddress = remoteAddress
    self.parameters = parameters
  }

  /// Makes a request by hand, for tests of handlers. Throws `HTTPError` when the target is malformed.
  public init(
    method: HTTPMethod, target: String, headers: HTTPHeaders = [:], body: [UInt8] = [],
    remoteAddress: String = "127.0.0.1", parameters: RouteParameters = RouteParameters()
  ) throws(HTTPError) {
    let bytes = Array(target.utf8)
    let parsed = try RequestTarget(parsing: bytes, 0..<bytes.count, method: method)
    self.method = method
    path = try ParsedHead.decodePath(bytes, parsed)
    self.headers = headers
    self.head = bytes
    targetRange = 0..<bytes.count
    queryRange = parsed.query
    self.body = body
    self.remoteAddress = remoteAddress
    peerAddress = remoteAddress
    self.parameters = parameters
  }

  /// The target as it was sent: path and query, escapes and all.
  public var rawTarget: String { String(decoding: head[targetRange], as: UTF8.self) }

  /// The pairs of the query, decoded, in order; `+` is a space. Parsed at each call, O(n).
  public var query: [(name: String, value: String)] {
    guard let queryRange else { return [] }
    return PercentCoding.pairs(head[queryRange], limit: Int.max) ?? []
  }

  /// The first value of that name in the query, or nil.
  public func query(_ name: String) -> String? {
    queryRange == nil ? nil : query.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
  }

  /// The first cookie of that name (RFC 6265 section 5.4), or nil; quotes around the value are removed.
  public func cookie(_ name: String) -> String? {
    for line in headers.values("cookie") {
      for pair in line.utf8.split(separator: Byte.semicolon) {
        guard let equals = pair.firstIndex(of: Byte.equals) else { continue }
        let key = pair[..<equals].drop { $0.isBlank }
        guard key.elementsEqual(name.utf8) else { continue }
        var value = pair[pair.index(after: equals)...]
        if value.count >= 2, value.first == Byte.quote, value.last == Byte.quote {
          value = value.dropFirst().dropLast()
        }
        return String(value)
      }
    }
    return nil
  }

  /// The fields of an `application/x-www-form-urlencoded` body, or the fields and files of a `multipart/form-data` body.
  ///
  /// Throws `HTTPError`: 415 for another content type, 400 when a pair or a part is malformed or not UTF-8, 413 for more than
  /// `limit` fields.
  public func form(limit: Int = 256) throws(HTTPError) -> HTTPForm {
    if let boundary = headers["content-type"].flatMap(MultipartForm.boundary(ofType:)) {
      guard let form = MultipartForm.read(body, boundary: boundary, limit: limit) else {
        throw .badRequest("bad_form", "The form's parts are not delimited as it says, or are more than \(limit).")
      }
      return form
    }
    let type = headers["content-type"]?.prefix { $0 != ";" } ?? ""
    guard type.trimmingCharacters(in: .whitespaces).lowercased() == "application/x-www-form-urlencoded" else {
      throw HTTPError(
        status: 415, code: "unsupported_media_type",
        message: "Send this form as application/x-www-form-urlencoded.")
    }
    guard body.reduce(0, { $0 + ($1 == Byte.ampersand ? 1 : 0) }) < limit else {
      throw HTTPError(
        status: 413, code: "too_many_form_fields", message: "The form has more than \(limit) fields.")
    }
    guard let pairs = PercentCoding.pairs(body[...], limit: limit) else {
      throw .badRequest("bad_form", "The form holds a broken percent-escape or text that is not UTF-8.")
    }
    return HTTPForm(pairs: pairs)
  }
}

/// The decoded fields of a form, in order.
public struct HTTPForm: Sendable {
  public let pairs: [(name: String, value: String)]
  /// In order; none in a form without files.
  public let files: [HTTPFormFile]

  public init(pairs: [(name: String, value: String)], files: [HTTPFormFile] = []) {
    self.pairs = pairs
    self.files = files
  }

  /// The first value of that name, or nil.
  public subscript(name: String) -> String? {
    pairs.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
  }

  /// Every value of that name, in order.
  public func values(_ name: String) -> [String] {
    pairs.filter { $0.name.utf8.elementsEqual(name.utf8) }.map(\.value)
  }
}
