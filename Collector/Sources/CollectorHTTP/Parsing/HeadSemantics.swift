// What a head means for the message: its version, its framing, whether the connection goes on (RFC 9112 sections 3, 6, 9.3).

/// A head that passed every check, with ranges into its own bytes.
struct ParsedHead: Sendable {
  enum Framing: Sendable, Equatable {
    case none
    /// At least 1.
    case length(Int)
    case chunked
  }

  var bytes: [UInt8]
  var fields: [HTTPHeaders.Field]
  var method: HTTPMethod
  var target: RequestTarget
  var targetRange: Range<Int>
  var path: String
  var isVersion1_0: Bool
  var framing: Framing
  var keepsAlive: Bool
  var expectsContinue: Bool
  var coding: ContentCoding

  static func decodePath(_ bytes: [UInt8], _ target: RequestTarget) throws(HTTPError) -> String {
    guard target.pathIsEscaped else { return String(decoding: bytes[target.path], as: UTF8.self) }
    guard let path = PercentCoding.decode(bytes[target.path], plusIsSpace: false) else {
      throw .badRequest("bad_target", "The path is not UTF-8 once its percent-escapes are decoded.")
    }
    return path
  }
}

struct HeadSemantics {
  private var method: HTTPMethod?
  private var target: RequestTarget?
  private var targetRange = 0..<0
  private var isVersion1_0 = false
  private var host: Range<Int>?
  private var contentLength: Int?
  private var isChunked = false
  private var asksClose = false
  private var asksKeepAlive = false
  private var expectsContinue = false
  private var coding = ContentCoding.identity
  private var sawContentEncoding = false

  var needsRequestLine: Bool { method == nil }

  /// `method SP request-target SP HTTP-version`, with exactly one space each (section 3).
  mutating func readRequestLine(_ bytes: [UInt8], _ line: Range<Int>) throws(HTTPError) {
    var end = line.lowerBound
    while end < line.upperBound, bytes[end].isToken { end += 1 }
    guard end > line.lowerBound, end < line.upperBound, bytes[end] == Byte.space else {
      throw .badRequest("bad_request_line", "The request line must be: method, space, target, space, HTTP/1.1.")
    }
    let name = bytes[line.lowerBound..<end]
    let start = end + 1
    end = start
    while end < line.upperBound, bytes[end] > Byte.space, bytes[end] < Byte.delete { end += 1 }
    guard end > start, end < line.upperBound, bytes[end] == Byte.space else {
      throw .badRequest("bad_request_line", "The request target must be visible ASCII, then a space and HTTP/1.1.")
    }
    try readVersion(bytes[(end + 1)..<line.upperBound])
    guard let method = HTTPMethod(name) else {
      throw HTTPError(status: 501, code: "method_not_implemented", message: "This server does not know that method.")
    }
    self.method = method
    targetRange = start..<end
    target = try RequestTarget(parsing: bytes, start..<end, method: method)
  }

  private mutating func readVersion(_ version: ArraySlice<UInt8>) throws(HTTPError) {
    let at = version.startIndex
    guard version.count == 8, version.prefix(5).elementsEqual("HTTP/".utf8), version[at + 5].isDigit,
      version[at + 6] == Byte.dot, version[at + 7].isDigit
    else { throw .badRequest("bad_version", "The request line must end in HTTP/1.1, in capitals.") }
    guard version[at + 5] == 0x31 else {
      throw HTTPError(status: 505, code: "version_not_supported", message: "This server speaks HTTP/1.1.")
    }
    isVersion1_0 = version[at + 7] == Byte.zero
  }

  /// Notes a field that frames or steers the message; the others pass unread.
  mutating func note(_ bytes: [UInt8], _ field: HTTPHeaders.Field) throws(HTTPError) {
    let name = bytes[field.name]
    switch name.count {
    case 4 where name.spells("host"): try noteHost(bytes, field.value)
    case 6 where name.spells("expect"): try noteExpect(bytes[field.value])
    case 10 where name.spells("connection"): noteConnection(bytes[field.value])
    case 14 where name.spells("content-length"): try noteLength(bytes[field.value])
    case 16 where name.spells("content-encoding"): noteContentEncoding(bytes[field.value])
    case 17 where name.spells("transfer-encoding"): try noteTransferEncoding(bytes[field.value])
    default: break
    }
  }

  mutating func finish(bytes: [UInt8], fields: [HTTPHeaders.Field]) throws(HTTPError) -> ParsedHead {
    guard let method, let target else {
      throw .badRequest("bad_request_line", "The request starts with empty lines.")
    }
    try checkHost(bytes, target)
    // Section 6.1: both at once is how requests are smuggled; HTTP/1.0 knows no transfer coding.
    if isChunked, contentLength != nil {
      throw .badRequest("ambiguous_length", "The request has both Content-Length and Transfer-Encoding; send one.")
    }
    if isChunked, isVersion1_0 {
      throw .badRequest("ambiguous_length", "HTTP/1.0 has no Transfer-Encoding; send HTTP/1.1 or Content-Length.")
    }
    let framing: ParsedHead.Framing =
      isChunked ? .chunked : (contentLength ?? 0) > 0 ? .length(contentLength ?? 0) : .none
    return ParsedHead(
      bytes: bytes, fields: fields, method: method, target: target, targetRange: targetRange,
      path: try ParsedHead.decodePath(bytes, target), isVersion1_0: isVersion1_0, framing: framing,
      keepsAlive: isVersion1_0 ? asksKeepAlive && !asksClose : !asksClose,
      expectsContinue: expectsContinue && !isVersion1_0, coding: coding)
  }

  /// Section 3.2: exactly one Host in HTTP/1.1. With an absolute-form target the two must agree, or a proxy in front might
  /// have routed by the other one.
  private func checkHost(_ bytes: [UInt8], _ target: RequestTarget) throws(HTTPError) {
    guard let host else {
      if isVersion1_0 { return }
      throw .badRequest("missing_host", "The request has no Host field.")
    }
    guard let authority = target.authority else { return }
    guard zip(bytes[host], bytes[authority]).allSatisfy({ $0.lowercased == $1.lowercased }),
      host.count == authority.count
    else { throw .badRequest("ambiguous_host", "Host and the request target name two different hosts.") }
  }

  private mutating func noteHost(_ bytes: [UInt8], _ value: Range<Int>) throws(HTTPError) {
    guard host == nil else { throw .badRequest("repeated_host", "The request has more than one Host field.") }
    guard RequestTarget.isValidAuthority(bytes[value]) else {
      throw .badRequest("bad_host", "Host must be a name or an address, with a port at most.")
    }
    host = value
  }

  /// RFC 9110 section 8.6: digits and nothing else. A list of equal numbers could be mended; it is refused instead.
  private mutating func noteLength(_ value: ArraySlice<UInt8>) throws(HTTPError) {
    guard contentLength == nil else {
      throw .badRequest("repeated_content_length", "The request has more than one Content-Length.")
    }
    guard !value.isEmpty, value.allSatisfy(\.isDigit) else {
      throw .badRequest("bad_content_length", "Content-Length must be decimal digits alone.")
    }
    var number = 0
    for digit in value {
      let (product, overflow) = number.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int(digit - Byte.zero))
      guard !overflow, !carry else {
        throw HTTPError(
          status: 413, code: "body_too_large", message: "Content-Length is larger than any server could take.")
      }
      number = sum
    }
    contentLength = number
  }

  /// Section 6.1: a single `chunked`, nothing before it, nothing after it.
  private mutating func noteTransferEncoding(_ value: ArraySlice<UInt8>) throws(HTTPError) {
    guard !isChunked, value.spells("chunked") else {
      throw .badRequest("bad_transfer_encoding", "Transfer-Encoding must be a single 'chunked'.")
    }
    isChunked = true
  }

  private mutating func noteConnection(_ value: ArraySlice<UInt8>) {
    for option in value.split(separator: Byte.comma) {
      let word = option.drop { $0.isBlank }.prefix { !$0.isBlank }
      if word.spells("close") { asksClose = true }
      if word.spells("keep-alive") { asksKeepAlive = true }
    }
  }

  /// RFC 9110 section 10.1.1.
  private mutating func noteExpect(_ value: ArraySlice<UInt8>) throws(HTTPError) {
    guard value.spells("100-continue") else {
      throw HTTPError(
        status: 417, code: "expectation_failed", message: "The only expectation this server meets is 100-continue.")
    }
    expectsContinue = true
  }

  /// Two codings, in one field or in two, are no coding that is known.
  private mutating func noteContentEncoding(_ value: ArraySlice<UInt8>) {
    coding = sawContentEncoding ? .unknown : ContentCoding(value)
    sawContentEncoding = true
  }
}
