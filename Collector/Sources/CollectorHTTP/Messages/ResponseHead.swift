// The head of an answer as bytes (RFC 9112 section 4), written straight into the output. Invariant: the framing is the
// server's own, so it always agrees with what follows.
import TellbackSupport

struct ResponseHead {
  enum Framing {
    case length(Int)
    /// No body and no length: 204, 304.
    case none
    case chunked
    /// HTTP/1.0 streams end with the connection.
    case untilClose
  }

  enum Persistence {
    case implied
    case announced
    case close
  }

  static func write(
    status: Int, headers: HTTPHeaders, framing: Framing, persistence: Persistence, date: [UInt8],
    to bytes: inout [UInt8]
  ) {
    append("HTTP/1.1 ", to: &bytes)
    appendDecimal(status, to: &bytes)
    bytes.append(Byte.space)
    append(reason(status), to: &bytes)
    append("\r\n", to: &bytes)
    bytes += date
    switch framing {
    case .length(let count):
      append("Content-Length: ", to: &bytes)
      appendDecimal(count, to: &bytes)
      append("\r\n", to: &bytes)
    case .chunked: append("Transfer-Encoding: chunked\r\n", to: &bytes)
    case .none, .untilClose: break
    }
    switch persistence {
    case .implied: break
    case .announced: append("Connection: keep-alive\r\n", to: &bytes)
    case .close: append("Connection: close\r\n", to: &bytes)
    }
    for field in headers.fields where !isServersOwn(headers.bytes[field.name]) {
      bytes += headers.bytes[field.name]
      append(": ", to: &bytes)
      bytes += headers.bytes[field.value]
      append("\r\n", to: &bytes)
    }
    append("\r\n", to: &bytes)
  }

  /// A chunk (section 7.1); `bytes` must not be empty, for an empty chunk ends the body.
  static func writeChunk(_ chunk: [UInt8], to output: inout [UInt8]) {
    output += String(chunk.count, radix: 16).utf8
    append("\r\n", to: &output)
    output += chunk
    append("\r\n", to: &output)
  }

  static func append(_ text: StaticString, to bytes: inout [UInt8]) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// `Date: …` as a whole line (RFC 9110 section 5.6.7).
  static func dateLine(_ secondsSince1970: Int) -> [UInt8] {
    let days = secondsSince1970 / 86_400
    let second = secondsSince1970 % 86_400
    let date = CivilDate(daysSince1970: days)
    let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][days % 7]
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let time = [second / 3600, second / 60 % 60, second % 60].map(twoDigits).joined(separator: ":")
    return Array("Date: \(weekday), \(twoDigits(date.day)) \(names[date.month - 1]) \(date.year) \(time) GMT\r\n".utf8)
  }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

  private static func appendDecimal(_ number: Int, to bytes: inout [UInt8]) {
    if number >= 10 { appendDecimal(number / 10, to: &bytes) }
    bytes.append(Byte.zero + UInt8(truncatingIfNeeded: number % 10))
  }

  private static func isServersOwn(_ name: ArraySlice<UInt8>) -> Bool {
    switch name.count {
    case 4: name.spells("date")
    case 10: name.spells("connection") || name.spells("keep-alive")
    case 14: name.spells("content-length")
    case 17: name.spells("transfer-encoding")
    default: false
    }
  }

  private static func reason(_ status: Int) -> StaticString {
    switch status {
    case 200: "OK"
    case 201: "Created"
    case 202: "Accepted"
    case 204: "No Content"
    case 206: "Partial Content"
    case 301: "Moved Permanently"
    case 302: "Found"
    case 303: "See Other"
    case 304: "Not Modified"
    case 307: "Temporary Redirect"
    case 308: "Permanent Redirect"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 406: "Not Acceptable"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 410: "Gone"
    case 411: "Length Required"
    case 412: "Precondition Failed"
    case 413: "Content Too Large"
    case 414: "URI Too Long"
    case 415: "Unsupported Media Type"
    case 417: "Expectation Failed"
    case 422: "Unprocessable Content"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    case 505: "HTTP Version Not Supported"
    case 507: "Insufficient Storage"
    default: "Status"
    }
  }
}
