// One answer of HTTP/1.1 from bytes: what is taken, and that everything odd is an error.
import Testing

@testable import Tellback

@Suite struct ResponseReaderTests {
  /// Reads `text` in pieces of `size` bytes, then the end of the connection.
  private func read(_ text: String, pieces size: Int = 1_000_000, limit: Int = 1_000) throws -> ResponseReader {
    var reader = ResponseReader(responseLimit: limit)
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: size) {
      try reader.take(bytes[start..<min(start + size, bytes.count)])
    }
    if !reader.isComplete { try reader.end() }
    return reader
  }

  @Test(arguments: [1, 2, 7, 1_000])
  func `an answer is the same in whatever pieces it comes`(size: Int) throws {
    let chunked =
      "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n"
      + "5;x=1\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: t\r\n\r\n"
    let reader = try read(chunked, pieces: size)
    #expect(reader.response.status == 202 && reader.response.headers["a"] == "b")
    #expect(String(decoding: reader.response.body, as: UTF8.self) == "hello world")
    #expect(reader.isComplete && reader.mayReuse)
  }

  @Test func `a connection is used again only when all on it was understood`() throws {
    #expect(try read("HTTP/1.1 204 No Content\r\n\r\n").mayReuse)
    #expect(try read("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n").mayReuse)
    #expect(try !read("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").mayReuse)
    #expect(try !read("HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n").mayReuse)
    #expect(try !read("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 202").mayReuse)
    let open = try read("HTTP/1.1 200 OK\r\n\r\nuntil the end")
    #expect(open.response.body.count == 13 && !open.mayReuse)
  }

  @Test(arguments: [
    "", "HTTP/1.1 2", "HTTP/1.1 202 Accepted\r\n", "HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\n\r\nfour",
    "HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "noise\r\n\r\n", "HTTP/2 200\r\n\r\n",
    "HTTP/1.1 999 Odd\r\n\r\n", "HTTP/1.1 20 \r\n\r\n", "HTTP/1.1 2020 OK\r\n\r\n", "HTTP/1.1 101 Switching\r\n\r\n",
    "HTTP/1.1 200 OK\r\n folded\r\n\r\n", "HTTP/1.1 200 OK\r\n: no name\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\na",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFF\r\n",
  ])
  func `what is cut or odd is an error`(text: String) {
    #expect(throws: TellbackError.self) { try read(text) }
    #expect(throws: TellbackError.self) { try read(text, pieces: 1) }
  }

  @Test func `heads and interim answers have an end`() throws {
    let field = "X: " + String(repeating: "y", count: 1_000) + "\r\n"
    #expect(throws: TellbackError.self) { try read("HTTP/1.1 200 OK\r\n" + String(repeating: field, count: 66)) }
    #expect(throws: TellbackError.self) { try read("HTTP/1.1 200 " + String(repeating: "y", count: 66_000)) }
    let hints = String(repeating: "HTTP/1.1 103 Early\r\n\r\n", count: ResponseReader.interimLimit)
    #expect(try read(hints + "HTTP/1.1 204 No Content\r\n\r\n").response.status == 204)
    #expect(throws: TellbackError.self) { try read(hints + "HTTP/1.1 103 Early\r\n\r\n") }
  }

  @Test func `a body of exactly the limit is taken, also in chunks`() throws {
    let body = String(repeating: "x", count: 10)
    let chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nxxxxxx\r\n4\r\nxxxx\r\n0\r\n\r\n"
    #expect(try read(chunks, limit: 10).response.body == Array(body.utf8))
    #expect(throws: TellbackError.self) { try read(chunks, limit: 9) }
    #expect(throws: TellbackError.self) { try read("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", limit: 9) }
  }
}
