// widget.js, made once of its parts: without what only its authors read. Invariant: no part depends on where a line begins.
import CollectorHTTP

struct WidgetScript: Sendable {
  /// What a page loads at most, compressed: 15 KB.
  static let limit = 15_360
  /// Seconds for which browsers use it without asking; then they ask with its ETag.
  static let maxAge = 3_600

  let bytes: [UInt8]
  /// ``bytes`` with gzip.
  let gzip: [UInt8]?
  private let version: String

  init(_ parts: [[UInt8]]) {
    var bytes: [UInt8] = []
    for part in parts { Self.append(part, to: &bytes) }
    self.bytes = bytes
    gzip = Gzip.compressed(bytes, for: .often)
    // FNV-1a, 64 bits: it tells versions apart and protects nothing.
    version = String(
      bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }, radix: 16)
  }

  /// Leaves out lines that are comments or empty, and what lines begin with: a quarter of what is sent.
  private static func append(_ part: [UInt8], to bytes: inout [UInt8]) {
    for line in part.split(separator: UInt8(ascii: "\n")) {
      let words = line.drop { $0 == UInt8(ascii: " ") }
      guard !words.isEmpty, !words.starts(with: Array("//".utf8)) else { continue }
      bytes += words
      bytes.append(UInt8(ascii: "\n"))
    }
  }

  /// 200, or 304 for who has this version. Pages of every origin may load it, also with `crossorigin`.
  func answer(to request: HTTPRequest) -> HTTPResponse {
    let zipped = HTTPResponse.acceptsGzip(request.headers.list("accept-encoding")) ? gzip : nil
    // A strong tag differs by coding (RFC 9110, section 8.8.3).
    let tag = "\"\(version)\(zipped == nil ? "" : "-gzip")\""
    var response = HTTPResponse(
      status: 200,
      headers: [
        "Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "public, max-age=\(Self.maxAge)",
        "ETag": tag, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff",
        "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin",
      ])
    let known = (request.headers.list("if-none-match") ?? "").split(separator: ",").map { name in
      String(name.drop { $0 == " " }).trimmingPrefix("W/")
    }
    if known.contains(where: { $0 == tag || $0 == "*" }) {
      response.status = 304
      return response
    }
    response.body = zipped ?? bytes
    if zipped != nil { response.headers.set("Content-Encoding", "gzip") }
    return response
  }

  static let shipped = WidgetScript([
    PackageResources.begin_js, PackageResources.words_js, PackageResources.bytes_js, PackageResources.storage_js,
    PackageResources.queue_js, PackageResources.sending_js, PackageResources.updates_js, PackageResources.known_js,
    PackageResources.style_js, PackageResources.elements_js, PackageResources.form_js, PackageResources.files_js,
    PackageResources.talks_js, PackageResources.dialog_js, PackageResources.api_js,
  ])
}
