// An answer as a value. Framing fields (Content-Length, Transfer-Encoding, Connection, Date) belong to the server: those that
// a handler sets are left out when the answer is written.

/// The answer to a request.
public struct HTTPResponse: Sendable {
  /// The status code, 200 to 599; anything else is sent as 500.
  public var status: Int
  public var headers: HTTPHeaders
  public var body: [UInt8]

  public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// JSON that is already encoded.
  public static func json(_ status: Int, _ body: [UInt8]) -> HTTPResponse {
    HTTPResponse(status: status, headers: jsonHeaders, body: body)
  }

  /// A page, sent as UTF-8.
  public static func html(_ status: Int, _ text: String) -> HTTPResponse {
    HTTPResponse(status: status, headers: htmlHeaders, body: Array(text.utf8))
  }

  /// A page with status 200.
  public static func html(_ text: String) -> HTTPResponse { html(200, text) }

  /// Plain text, sent as UTF-8.
  public static func text(_ status: Int, _ text: String) -> HTTPResponse {
    HTTPResponse(status: status, headers: textHeaders, body: Array(text.utf8))
  }

  /// Plain text with status 200.
  public static func text(_ text: String) -> HTTPResponse { self.text(200, text) }

  /// Sends the browser elsewhere: 303 by default, so that what follows a form is a GET (RFC 9110 section 15.4.4).
  public static func redirect(to location: String, status: Int = 303) -> HTTPResponse {
    HTTPResponse(status: status, headers: ["Location": location])
  }

  /// `{"error":{"code":…,"message":…}}`.
  public static func problem(_ status: Int, code: String, message: String, headers: HTTPHeaders = [:]) -> HTTPResponse {
    var headers = headers
    headers.set("Content-Type", "application/json")
    var body = Array(#"{"error":{"code":"#.utf8)
    JSONText.append(code, to: &body)
    body += #","message":"#.utf8
    JSONText.append(message, to: &body)
    body += "}}".utf8
    return HTTPResponse(status: status, headers: headers, body: body)
  }

  /// The answer that an error stands for.
  public init(_ error: HTTPError) {
    self = .problem(error.status, code: error.code, message: error.message, headers: error.headers)
  }

  private static let jsonHeaders: HTTPHeaders = ["Content-Type": "application/json"]
  private static let htmlHeaders: HTTPHeaders = ["Content-Type": "text/html; charset=utf-8"]
  private static let textHeaders: HTTPHeaders = ["Content-Type": "text/plain; charset=utf-8"]
}

enum JSONText {
  /// Appends a JSON string literal (RFC 8259 section 7).
  static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(Byte.quote)
    for byte in text.utf8 {
      switch byte {
      case Byte.quote, Byte.backslash:
        bytes.append(Byte.backslash)
        bytes.append(byte)
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes += "\\u00".utf8
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(Byte.quote)
  }
}
