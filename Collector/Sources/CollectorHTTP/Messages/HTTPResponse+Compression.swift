// Compressed responses. The server compresses what handlers of `Router.async` return; other handlers do it themselves.
//
// Compression reveals the length of what is compressed (BREACH): a page that repeats text of the request must not hold the same
// secret in each response. The board masks its form tokens for that reason; other responses hold no secret of a request's own.

extension HTTPResponse {
  /// Bodies below this are sent as they are, in bytes.
  static let leastCompressed = 1_024
  /// Bodies above this are sent as they are, in bytes: files, whose compression would take a processor for too long.
  static let mostCompressed = 2 * 1_024 * 1_024

  /// This response as a client with that `Accept-Encoding` field wants it: text of 1 KB to 2 MB is compressed with gzip when the
  /// client takes that and it is shorter so. Text that was not compressed says with `Vary` that it depends on that field.
  ///
  /// A response with an `ETag` stays as it is: a strong tag would have to differ by coding (RFC 9110, section 8.8.3).
  public func compressed(accepting acceptEncoding: String?) -> HTTPResponse {
    guard isCompressible else { return self }
    var response = self
    response.headers.add("Vary", "Accept-Encoding")
    guard Self.acceptsGzip(acceptEncoding), let bytes = Gzip.compressed(body), bytes.count < body.count else {
      return response
    }
    response.headers.set("Content-Encoding", "gzip")
    response.body = bytes
    return response
  }

  private var isCompressible: Bool {
    guard (Self.leastCompressed...Self.mostCompressed).contains(body.count), status != 204, status != 206,
      status != 304,
      headers["content-encoding"] == nil, headers["etag"] == nil,
      let type = headers["content-type"]?.prefix(while: { $0 != ";" })
    else { return false }
    switch type {
    case "text/html", "text/css", "text/javascript", "text/plain", "application/json", "image/svg+xml": return true
    default: return false
    }
  }

  /// RFC 9110, section 12.5.3: `gzip` named with a weight above 0, or `*` where `gzip` is not named.
  public static func acceptsGzip(_ field: String?) -> Bool {
    var others = false
    for item in (field ?? "").lowercased().split(separator: ",") {
      let parts = item.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
      guard let name = parts.first else { continue }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
      if name == "gzip" || name == "x-gzip" { return weight > 0 }
      if name == "*" { others = weight > 0 }
    }
    return others
  }
}
