// The compressions in which a body may be sent (RFC 9110, section 8.4.1). Which of them a request may use, its route says.

/// How a body is compressed.
public enum ContentCoding: String, Sendable, CaseIterable {
  case identity
  case gzip
  case deflate
  case brotli = "br"
  /// What is no coding stands where one would: nothing, or the name of a character set.
  case misnamed
  /// Named, and known to nobody here.
  case unknown

  /// The coding that a Content-Encoding names.
  init(_ value: ArraySlice<UInt8>) {
    self =
      if value.spells("gzip") || value.spells("x-gzip") {
        .gzip
      } else if value.spells("identity") {
        .identity
      } else if value.spells("deflate") {
        .deflate
      } else if value.spells("br") {
        .brotli
      } else if value.isEmpty || value.spells("utf-8") {
        .misnamed
      } else {
        .unknown
      }
  }

  /// What routes take that say nothing else.
  public static let usual: Set<ContentCoding> = [.identity, .gzip]

  var isCompressed: Bool { self == .gzip || self == .deflate || self == .brotli }

  /// What a request is told whose coding its route does not take.
  static func refusal(_ taken: Set<ContentCoding>) -> HTTPError {
    let names = [ContentCoding.gzip, .deflate, .brotli].filter(taken.contains).map(\.rawValue)
    return HTTPError(
      status: 415, code: "unsupported_content_encoding",
      message: "A body may be sent as it is or once compressed by \(names.joined(separator: ", ")).",
      headers: ["Accept-Encoding": names.joined(separator: ", ")])
  }
}
