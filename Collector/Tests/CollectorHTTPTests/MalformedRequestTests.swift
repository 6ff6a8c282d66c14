// Requests that break RFC 9110, 9112 or 3986, each sent over a real socket: an error, then the end of the connection.

import CollectorHTTP
import Testing

struct Malformed: Sendable, CustomTestStringConvertible {
  var name: String
  var section: String
  var bytes: [UInt8]
  var status: Int
  /// The machine code in the answer's body.
  var code: String

  init(_ name: String, _ section: String, _ text: String, _ status: Int, _ code: String) {
    self.init(name, section, Array(text.utf8), status, code)
  }

  init(_ name: String, _ section: String, _ bytes: [UInt8], _ status: Int, _ code: String) {
    (self.name, self.section, self.bytes, self.status, self.code) = (name, section, bytes, status, code)
  }

  var testDescription: String { "\(name) (\(section))" }
}

private let host = "Host: a\r\n"
private let chunked = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

private func get(_ target: String) -> String { "GET \(target) HTTP/1.1\r\n\(host)\r\n" }
private func field(_ line: String) -> String { "GET /hello HTTP/1.1\r\n\(host)\(line)\r\n\r\n" }
private func post(_ lines: String) -> String { "POST /echo HTTP/1.1\r\n\(host)\(lines)\r\n\r\nhello" }

private let requestLines: [Malformed] = [
  .init("a TLS handshake", "9112 2.2", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01], 400, "control_character"),
  .init("NUL before the method", "9112 2.2", [0] + Array(get("/hello").utf8), 400, "control_character"),
  .init("no space at all", "9112 3", "GET\r\n\(host)\r\n", 400, "bad_request_line"),
  .init("no version", "9112 3", "GET /hello\r\n\(host)\r\n", 400, "bad_request_line"),
  .init("HTTP/0.9", "9112 3", "GET /hello \r\n\(host)\r\n", 400, "bad_version"),
  .init("two spaces before the target", "9112 3", "GET  /hello HTTP/1.1\r\n\(host)\r\n", 400, "bad_request_line"),
  .init("two spaces before the version", "9112 3", "GET /hello  HTTP/1.1\r\n\(host)\r\n", 400, "bad_version"),
  .init("a tab for a space", "9112 3", "GET\t/hello\tHTTP/1.1\r\n\(host)\r\n", 400, "bad_request_line"),
  .init("a space after the version", "9112 3", "GET /hello HTTP/1.1 \r\n\(host)\r\n", 400, "bad_version"),
  .init("a space before the method", "9112 3", " GET /hello HTTP/1.1\r\n\(host)\r\n", 400, "bad_request_line"),
  .init("a lower-case version", "9112 2.3", "GET /hello http/1.1\r\n\(host)\r\n", 400, "bad_version"),
  .init("a version of one digit", "9112 2.3", "GET /hello HTTP/1\r\n\(host)\r\n", 400, "bad_version"),
  .init("a version of three digits", "9112 2.3", "GET /hello HTTP/1.10\r\n\(host)\r\n", 400, "bad_version"),
  .init("a version with a sign", "9112 2.3", "GET /hello HTTP/+1.1\r\n\(host)\r\n", 400, "bad_version"),
  .init("HTTP/2's preface", "9112 2.3", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "version_not_supported"),
  .init("HTTP/3.0", "9112 2.3", "GET /hello HTTP/3.0\r\n\(host)\r\n", 505, "version_not_supported"),
  .init("an unknown method", "9110 9.1", "BREW /hello HTTP/1.1\r\n\(host)\r\n", 501, "method_not_implemented"),
  .init("a lower-case method", "9110 9.1", "get /hello HTTP/1.1\r\n\(host)\r\n", 501, "method_not_implemented"),
  .init("CONNECT", "9110 9.3.6", "CONNECT a:443 HTTP/1.1\r\n\(host)\r\n", 501, "method_not_implemented"),
  .init("a method with a bracket", "9110 5.6.2", "G[T /hello HTTP/1.1\r\n\(host)\r\n", 400, "bad_request_line"),
  .init("a method that is not ASCII", "9110 5.6.2", "GÉT /hello HTTP/1.1\r\n\(host)\r\n", 400, "bad_request_line"),
  .init("two empty lines before it", "9112 2.2", "\r\n\r\n" + get("/hello"), 400, "bad_request_line"),
]

private let targets: [Malformed] = [
  .init("a target without a slash", "9112 3.2.1", get("hello"), 400, "bad_target"),
  .init("an asterisk for GET", "9112 3.2.4", get("*"), 400, "bad_target"),
  .init("a fragment", "9112 3.2", get("/hello#x"), 400, "bad_target"),
  .init("a bare percent", "3986 2.1", get("/hello%"), 400, "bad_target"),
  .init("one hexadecimal digit", "3986 2.1", get("/hello%2"), 400, "bad_target"),
  .init("no hexadecimal digits", "3986 2.1", get("/hello%zz"), 400, "bad_target"),
  .init("a broken escape in the query", "3986 2.1", get("/hello?a=%4"), 400, "bad_target"),
  .init("an escaped NUL", "3986 7.3", get("/hello%00"), 400, "bad_target"),
  .init("an escaped line feed", "3986 7.3", get("/hello%0a"), 400, "bad_target"),
  .init("an escaped NUL in the query", "3986 7.3", get("/hello?a=%00"), 400, "bad_target"),
  .init("a path that is not UTF-8", "3629 3", get("/%ff"), 400, "bad_target"),
  .init("a path in overlong UTF-8", "3629 3", get("/%c0%af"), 400, "bad_target"),
  .init("a surrogate in the path", "3629 3", get("/%ed%a0%80"), 400, "bad_target"),
  .init("a query that is not UTF-8", "3629 3", get("/hello?a=%ff"), 400, "bad_target"),
  .init("raw bytes above ASCII", "3986 2", get("/é"), 400, "bad_request_line"),
  .init("a backslash in the path", "3986 3.3", get("/a\\b"), 400, "bad_target"),
  .init("a quote in the path", "3986 3.3", get("/a\"b"), 400, "bad_target"),
  .init("an angle bracket in the query", "3986 3.4", get("/hello?<"), 400, "bad_target"),
  .init("a dot-dot segment", "3986 5.2.4", get("/x/../hello"), 400, "bad_target"),
  .init("an escaped dot-dot segment", "3986 5.2.4", get("/x/%2e%2E/hello"), 400, "bad_target"),
  .init("a dot segment at the end", "3986 5.2.4", get("/hello/."), 400, "bad_target"),
  .init("another scheme", "9112 3.2.2", get("ftp://a/hello"), 400, "bad_target"),
  .init("an absolute target without a path", "9112 3.2.2", get("http://a"), 400, "bad_target"),
  .init("user information in the target", "9110 4.2.4", get("http://u@a/hello"), 400, "bad_target"),
  .init("another host in the target", "9112 3.2.2", get("http://b/hello"), 400, "ambiguous_host"),
  .init(
    "a control character in the target", "9112 2.2", Array("GET /a".utf8) + [1] + Array("b HTTP/1.1\r\n".utf8), 400,
    "control_character"),
]

private let fieldLines: [Malformed] = [
  .init("no Host", "9112 3.2", "GET /hello HTTP/1.1\r\n\r\n", 400, "missing_host"),
  .init("two Hosts", "9112 3.2", field("Host: a"), 400, "repeated_host"),
  .init("an empty Host", "9110 7.2", "GET /hello HTTP/1.1\r\nHost:\r\n\r\n", 400, "bad_host"),
  .init("a Host with a path", "9110 7.2", "GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, "bad_host"),
  .init("a Host with user information", "9110 7.2", "GET /hello HTTP/1.1\r\nHost: u@a\r\n\r\n", 400, "bad_host"),
  .init("a Host list", "9110 7.2", "GET /hello HTTP/1.1\r\nHost: a, b\r\n\r\n", 400, "bad_host"),
  .init("a Host with a bad port", "9110 7.2", "GET /hello HTTP/1.1\r\nHost: a:8x\r\n\r\n", 400, "bad_host"),
  .init("a Host with an open bracket", "9110 7.2", "GET /hello HTTP/1.1\r\nHost: [::1\r\n\r\n", 400, "bad_host"),
  .init("white space before the colon", "9112 5.1", field("X : 1"), 400, "bad_field_name"),
  .init("a tab before the colon", "9112 5.1", field("X\t: 1"), 400, "bad_field_name"),
  .init("no colon", "9112 5", field("X"), 400, "bad_field_name"),
  .init("no name", "9112 5", field(": 1"), 400, "bad_field_name"),
  .init("a name with a parenthesis", "9110 5.6.2", field("X(1): 1"), 400, "bad_field_name"),
  .init("a name that is not ASCII", "9110 5.6.2", field("Xé: 1"), 400, "bad_field_name"),
  .init("obs-fold with a space", "9112 5.2", field("X: 1\r\n 2"), 400, "obs_fold"),
  .init("obs-fold with a tab", "9112 5.2", field("X: 1\r\n\t2"), 400, "obs_fold"),
  .init(
    "white space before the first field", "9112 2.2", "GET /hello HTTP/1.1\r\n Host: a\r\n\r\n", 400, "obs_fold"),
  .init("a bare LF after the request line", "9112 2.2", "GET /hello HTTP/1.1\n\(host)\r\n", 400, "bare_lf"),
  .init("a bare LF after a field", "9112 2.2", "GET /hello HTTP/1.1\r\nHost: a\n\r\n", 400, "bare_lf"),
  .init("bare LFs at the end", "9112 2.2", "GET /hello HTTP/1.1\r\nHost: a\r\n\n", 400, "bare_lf"),
  .init("a bare CR in a value", "9112 2.2", field("X: a\rb"), 400, "bare_cr"),
  .init("a bare CR in the request line", "9112 2.2", "GET /hello\rHTTP/1.1\r\n\(host)\r\n", 400, "bare_cr"),
  .init("CR CR LF", "9112 2.2", field("X: a\r"), 400, "bare_cr"),
  .init("NUL in a value", "9110 5.5", field("X: a\0b"), 400, "control_character"),
  .init("DEL in a value", "9110 5.5", field("X: a\u{7F}b"), 400, "control_character"),
  .init("a control in a value", "9110 5.5", field("X: a\u{1B}b"), 400, "control_character"),
  .init(
    "an unknown expectation", "9110 10.1.1", post("Content-Length: 5\r\nExpect: a-miracle"), 417, "expectation_failed"),
  .init(
    "an unknown coding", "9110 8.4", post("Content-Length: 5\r\nContent-Encoding: br"), 415,
    "unsupported_content_encoding"),
  .init(
    "gzip twice", "9110 8.4", post("Content-Length: 5\r\nContent-Encoding: gzip, gzip"), 415,
    "unsupported_content_encoding"),
]

private let framing: [Malformed] = [
  .init(
    "two Content-Lengths", "9112 6.3", post("Content-Length: 5\r\nContent-Length: 5"), 400, "repeated_content_length"),
  .init("two that differ", "9112 6.3", post("Content-Length: 5\r\nContent-Length: 6"), 400, "repeated_content_length"),
  .init("a list of lengths", "9110 8.6", post("Content-Length: 5, 5"), 400, "bad_content_length"),
  .init("a length with a sign", "9110 8.6", post("Content-Length: +5"), 400, "bad_content_length"),
  .init("a negative length", "9110 8.6", post("Content-Length: -5"), 400, "bad_content_length"),
  .init("a length in hexadecimal", "9110 8.6", post("Content-Length: 0x5"), 400, "bad_content_length"),
  .init("a length with a space inside", "9110 8.6", post("Content-Length: 5 5"), 400, "bad_content_length"),
  .init("an empty length", "9110 8.6", post("Content-Length:"), 400, "bad_content_length"),
  .init("a length in other digits", "9110 8.6", post("Content-Length: ٥"), 400, "bad_content_length"),
  .init("a length past 64 bits", "9110 8.6", post("Content-Length: 18446744073709551621"), 413, "body_too_large"),
  .init(
    "length and transfer coding", "9112 6.1", post("Content-Length: 5\r\nTransfer-Encoding: chunked"), 400,
    "ambiguous_length"),
  .init(
    "transfer coding and length", "9112 6.1", post("Transfer-Encoding: chunked\r\nContent-Length: 5"), 400,
    "ambiguous_length"),
  .init("gzip, chunked", "9112 6.1", post("Transfer-Encoding: gzip, chunked"), 400, "bad_transfer_encoding"),
  .init("chunked, identity", "9112 6.1", post("Transfer-Encoding: chunked, identity"), 400, "bad_transfer_encoding"),
  .init("chunked twice in one", "9112 6.1", post("Transfer-Encoding: chunked, chunked"), 400, "bad_transfer_encoding"),
  .init(
    "chunked twice in two", "9112 6.1", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), 400,
    "bad_transfer_encoding"),
  .init("identity alone", "9112 6.1", post("Transfer-Encoding: identity"), 400, "bad_transfer_encoding"),
  .init("xchunked", "9112 6.1", post("Transfer-Encoding: xchunked"), 400, "bad_transfer_encoding"),
  .init("chunked with a parameter", "9112 7.1", post("Transfer-Encoding: chunked;a=b"), 400, "bad_transfer_encoding"),
  .init("a vertical tab before chunked", "9110 5.5", post("Transfer-Encoding: \u{B}chunked"), 400, "control_character"),
  .init("a space before the colon of it", "9112 5.1", post("Transfer-Encoding : chunked"), 400, "bad_field_name"),
  .init(
    "chunked in HTTP/1.0", "9112 6.1", "POST /echo HTTP/1.0\r\n\(host)Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
    "ambiguous_length"),
  .init("a chunk without a size", "9112 7.1", chunked + "\r\n", 400, "bad_chunk"),
  .init("a chunk size that is no number", "9112 7.1", chunked + "x\r\n", 400, "bad_chunk"),
  .init("a chunk size with 0x", "9112 7.1", chunked + "0x5\r\nhello\r\n0\r\n\r\n", 400, "bad_chunk"),
  .init("a negative chunk size", "9112 7.1", chunked + "-5\r\n", 400, "bad_chunk"),
  .init("a chunk size with a sign", "9112 7.1", chunked + "+5\r\nhello\r\n0\r\n\r\n", 400, "bad_chunk"),
  .init("a chunk size past 64 bits", "9112 7.1", chunked + "10000000000000005\r\nhello\r\n", 400, "bad_chunk"),
  .init("a chunk size of zeros without end", "9112 7.1", chunked + "0000000000000000\r\n\r\n", 400, "bad_chunk"),
  .init("white space before the size", "9112 7.1", chunked + " 5\r\nhello\r\n0\r\n\r\n", 400, "bad_chunk"),
  .init("white space after the size", "9112 7.1", chunked + "5 \r\nhello\r\n0\r\n\r\n", 400, "bad_chunk"),
  .init("words after the size", "9112 7.1", chunked + "5 five\r\nhello\r\n0\r\n\r\n", 400, "bad_chunk"),
  .init("a bare LF after the size", "9112 7.1", chunked + "5\nhello\r\n0\r\n\r\n", 400, "bare_lf"),
  .init("a bare CR after the size", "9112 7.1", chunked + "5\rhello\r\n0\r\n\r\n", 400, "bare_cr"),
  .init("a bare LF after the data", "9112 7.1", chunked + "5\r\nhello\n0\r\n\r\n", 400, "bad_chunk"),
  .init("more data than the size", "9112 7.1", chunked + "4\r\nhello\r\n0\r\n\r\n", 400, "bad_chunk"),
  .init("an extension without a name", "9112 7.1.1", chunked + "5;=x\r\nhello\r\n0\r\n\r\n", 400, "bad_chunk"),
  .init("an extension without an end", "9112 7.1.1", chunked + "5;a=\"x\r\nhello\r\n0\r\n\r\n", 400, "bad_chunk"),
  .init(
    "an extension with a control", "9112 7.1.1", chunked + "5;a=\u{1}\r\nhello\r\n0\r\n\r\n", 400, "control_character"),
  .init("a bare LF in the trailer", "9112 7.1.2", chunked + "0\r\nX: 1\n\r\n", 400, "bare_lf"),
  .init("obs-fold in the trailer", "9112 5.2", chunked + "0\r\nX: 1\r\n 2\r\n\r\n", 400, "obs_fold"),
  .init("Content-Length in the trailer", "9110 6.5.1", chunked + "0\r\nContent-Length: 5\r\n\r\n", 400, "bad_trailer"),
  .init("Host in the trailer", "9110 6.5.1", chunked + "0\r\nHost: b\r\n\r\n", 400, "bad_trailer"),
  .init("garbage in the trailer", "9112 7.1.2", chunked + "0\r\ngarbage\r\n\r\n", 400, "bad_field_name"),
  .init("a body that is no gzip", "1952 2.3", post("Content-Length: 5\r\nContent-Encoding: gzip"), 400, "bad_gzip"),
]

private let all = requestLines + targets + fieldLines + framing

struct MalformedRequestTests {
  @Test func `There are at least sixty malformed requests`() {
    #expect(all.count >= 60)
    #expect(Set(all.map(\.bytes)).count == all.count)
  }

  @Test func `Every malformed request gets its error and the end of the connection`() async throws {
    try await withServer { port, server throws in
      for request in all {
        let client = try RawClient(port: port)
        // What follows must never be answered: it could be a smuggled request.
        try client.send(request.bytes + Array("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        let answer = try client.answer()
        #expect(answer.status == request.status, "\(request.testDescription): \(answer.text)")
        #expect(answer.text.contains("\"code\":\"\(request.code)\""), "\(request.testDescription): \(answer.text)")
        #expect(answer["Connection"] == "close", "\(request.testDescription)")
        #expect(try client.rest().isEmpty, "\(request.testDescription)")
      }
      let counters = server.counters
      #expect(counters.answers[1] == 0)
    }
  }

  @Test func `A malformed request sent byte by byte gets the same error`() async throws {
    try await withServer { port, _ throws in
      for request in all {
        let client = try RawClient(port: port)
        for byte in request.bytes {
          // The server may have answered and closed before the last byte.
          do { try client.send([byte]) } catch { break }
        }
        let answer = try client.answer()
        #expect(answer.status == request.status, "\(request.testDescription): \(answer.text)")
        #expect(answer.text.contains("\"code\":\"\(request.code)\""), "\(request.testDescription): \(answer.text)")
      }
    }
  }
}
