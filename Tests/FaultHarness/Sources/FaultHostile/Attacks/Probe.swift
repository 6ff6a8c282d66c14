// Requests that two parsers may split differently. Each hides a second request with a number; a collector that handles
// it without the proxy having forwarded it was smuggled to.
import Foundation
import TellbackWire

struct Probe: Sendable {
  var name: String
  var bytes: [UInt8]
  /// Whether the hidden request is one that a strict reader may take for a request: behind a whole one, in plain sight.
  var isPlain = false

  /// Every probe, the hidden request made by `hidden` for each.
  static func all(_ hidden: @escaping (Int) -> String) -> [Probe] {
    var list = ProbeList(hidden: hidden)
    list.addLengths()
    list.addCodings()
    list.addChunks()
    list.addLines()
    list.addTargets()
    list.addSteering()
    return list.probes
  }
}

private struct ProbeList {
  let hidden: (Int) -> String
  var probes: [Probe] = []

  private let post = "POST /v1/reports HTTP/1.1\r\nHost: feedback.example.com\r\n"
  private let get = "GET /health HTTP/1.1\r\nHost: feedback.example.com\r\n"

  private mutating func add(_ name: String, isPlain: Bool = false, _ make: (String) -> String) {
    let text = make(hidden(probes.count))
    // A character above ASCII stands for the byte of its number, so that probes can hold any byte.
    probes.append(
      Probe(name: name, bytes: text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }, isPlain: isPlain))
  }

  private func chunk(_ text: String) -> String { "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n0\r\n\r\n" }

  mutating func addLengths() {
    let post = post
    for (name, make) in [
      ("twice, first 0", { "Content-Length: 0\r\nContent-Length: \($0)" }),
      ("twice, last 0", { "Content-Length: \($0)\r\nContent-Length: 0" }),
      ("a list that differs", { "Content-Length: 0, \($0)" }),
      ("a list that is equal", { "Content-Length: \($0), \($0)" }),
      ("with a plus", { "Content-Length: +\($0)" }), ("with a minus", { "Content-Length: -\($0)" }),
      ("in hexadecimal", { "Content-Length: 0x\(String($0, radix: 16))" }),
      ("with an exponent", { "Content-Length: \($0)e0" }), ("with a fraction", { "Content-Length: \($0).0" }),
      ("with a space inside", { "Content-Length: 0 \($0)" }), ("with a tab inside", { "Content-Length: 0\t\($0)" }),
      ("with a semicolon", { "Content-Length: 0;\($0)" }), ("in quotes", { "Content-Length: \"\($0)\"" }),
      ("empty and then whole", { "Content-Length:\r\nContent-Length: \($0)" }),
      ("past 64 bits to 0", { _ in "Content-Length: 18446744073709551616" }),
      ("past 64 bits to the length", { "Content-Length: \("18446744073709551616".dropLast(String($0).count))\($0)" }),
      ("with a space before the colon", { "Content-Length : \($0)" }),
      ("with a tab before the colon", { "Content-Length\t: \($0)" }),
      ("folded", { "Content-Length:\r\n \($0)" }), ("folded after 0", { "Content-Length: 0\r\n \($0)" }),
      ("after a NUL", { "Content-Length: \0\($0)" }), ("NUL in the name", { "Content-Length\0: \($0)" }),
      ("after a vertical tab", { "Content-Length:\u{B}\($0)" }),
      ("after a no-break space", { "Content-Length:\u{A0}\($0)" }),
      ("behind a bare LF", { "X: x\nContent-Length: \($0)" }), ("behind a bare CR", { "X: x\rContent-Length: \($0)" }),
      ("removed by Connection", { "Content-Length: \($0)\r\nConnection: Content-Length" }),
      ("with leading zeros", { "Content-Length: 000000000000000000000\($0)" }),
      ("in other digits", { "Content-Length: \u{B2}\($0)" }),
    ] as [(String, (Int) -> String)] {
      add("length \(name)") { post + make($0.utf8.count) + "\r\n\r\n" + $0 }
    }
    // A field of another name says nothing of the length: what follows is a request in plain sight.
    add("length with an underscore", isPlain: true) { post + "Content_Length: \($0.utf8.count)\r\n\r\n" + $0 }
    add("length of a GET") {
      "GET /health HTTP/1.1\r\nHost: feedback.example.com\r\nContent-Length: \($0.utf8.count)\r\n\r\n" + $0
    }
    add("length of a HEAD") {
      "HEAD /health HTTP/1.1\r\nHost: feedback.example.com\r\nContent-Length: \($0.utf8.count)\r\n\r\n" + $0
    }
    add("length of an OPTIONS") {
      "OPTIONS /health HTTP/1.1\r\nHost: feedback.example.com\r\nContent-Length: \($0.utf8.count)\r\n\r\n" + $0
    }
    for path in ["/health", "/nowhere", "/v1/updates", "/", "/v1/batches", "/metrics"] {
      add("a body that \(path) does not want") {
        "POST \(path) HTTP/1.1\r\nHost: feedback.example.com\r\nContent-Length: \($0.utf8.count)\r\n\r\n" + $0
      }
    }
  }

  mutating func addCodings() {
    let codings = [
      "Transfer-Encoding: chunked", "Transfer-Encoding : chunked", "Transfer-Encoding\t: chunked",
      "Transfer-Encoding:\tchunked", "Transfer-Encoding: xchunked", "Transfer-Encoding: chunkedx",
      "Transfer-Encoding: chunked, identity", "Transfer-Encoding: identity, chunked", "Transfer-Encoding: identity",
      "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
      "Transfer-Encoding: x\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
      "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: \"chunked\"", "Transfer-Encoding: chunked;q=1",
      "Transfer-Encoding: CHUNKED", "transfer_encoding: chunked", "Transfer_Encoding: chunked",
      "Transfer-Encoding:\u{B}chunked", "Transfer-Encoding:\u{C}chunked", "Transfer-Encoding:\u{A0}chunked",
      "Transfer-Encoding: chunked\u{B}", "Transfer-Encoding: \0chunked", "Transfer-Encoding: chunked\0",
      "Transfer-Encoding: chun\0ked", "Transfer-Encoding:\r\n chunked", "Transfer-Encoding:\r\n\tchunked",
      "X: x\r\n Transfer-Encoding: chunked", "X: x\nTransfer-Encoding: chunked", "X: x\rTransfer-Encoding: chunked",
      "Transfer-Encoding\r\n: chunked", "Transfer-Encoding\n: chunked", " Transfer-Encoding: chunked",
      "\u{7F}Transfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nConnection: Transfer-Encoding",
      "Transfer-\u{AD}Encoding: chunked", "Transfer-Encoding: chunked,", "Transfer-Encoding: ,chunked",
      "Transfer-Encoding:", "TE: chunked", "Transfer-Encoding: chunked\r\r\n",
    ]
    let (post, chunk) = (post, chunk)
    for coding in codings {
      let name = coding.replacingOccurrences(of: "\r", with: "<CR>").replacingOccurrences(of: "\n", with: "<LF>")
        .unicodeScalars.map { $0.value < 32 || $0.value > 126 ? "<\($0.value)>" : String($0) }.joined()
      // Who reads the coding sees the end at once, who reads the length takes what is hidden for the body.
      add("CL.TE \(name)") { hidden in
        let body = "0\r\n\r\n" + hidden
        return post + "Content-Length: \(body.utf8.count)\r\n\(coding)\r\n\r\n" + body
      }
      // The other way round: who reads the length stops after the first chunk's size.
      let isOther = ["transfer_encoding: chunked", "Transfer_Encoding: chunked", "TE: chunked"].contains(coding)
      add("TE.CL \(name)", isPlain: isOther) { hidden in
        let body = chunk(hidden)
        let first = body.prefix { $0 != "\r\n" }.utf8.count + 2
        return post + "\(coding)\r\nContent-Length: \(first)\r\n\r\n" + body
      }
      let isValid = Self.validCodings.contains(coding)
      add("TE alone \(name)", isPlain: isValid) { post + "\(coding)\r\n\r\n0\r\n\r\n" + $0 }
    }
    add("chunked in HTTP/1.0") { hidden in
      "POST /v1/reports HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n0\r\n\r\n"
        + hidden
    }
  }

  /// These are `chunked` by the letter of RFC 9112, so the end of the body is where they say.
  private static let validCodings = [
    "Transfer-Encoding: chunked", "Transfer-Encoding:\tchunked", "Transfer-Encoding: CHUNKED",
    "Transfer-Encoding: chunked\r\nConnection: Transfer-Encoding",
  ]

  mutating func addChunks() {
    let (post, length) = (
      post + "Transfer-Encoding: chunked\r\n\r\n", { (text: String) in String(text.utf8.count, radix: 16) }
    )
    let pairs: [(String, (String) -> String)] = [
      ("an extension that ends in LF", { "0;a\n\r\n\($0)" }), ("an extension with a bare CR", { "0;a\r\r\n\r\n\($0)" }),
      ("a quoted extension with line ends", { "0;a=\"\r\n\r\n\($0)\"\r\n\r\n" }),
      ("an extension that hides all", { "0;\($0)" }),
      ("an extension of 3,000 bytes", { "0;" + String(repeating: "a", count: 3_000) + "\r\n\r\n\($0)" }),
      ("a size with 0x", { "0x\(length($0))\r\n\($0)\r\n0\r\n\r\n" }), ("a size with a plus", { "+0\r\n\r\n\($0)" }),
      ("a size with a minus", { "-0\r\n\r\n\($0)" }), ("a size with a space before", { " 0\r\n\r\n\($0)" }),
      ("a size with a space behind", { "0 \r\n\r\n\($0)" }), ("a size with a tab behind", { "0\t\r\n\r\n\($0)" }),
      ("a size past 32 bits", { "100000000\r\n\r\n\($0)" }),
      ("a size past 64 bits", { "10000000000000000\r\n\r\n\($0)" }),
      ("a size of many zeros", { String(repeating: "0", count: 40) + "\r\n\r\n\($0)" }),
      ("a size that is no number", { "zero\r\n\r\n\($0)" }), ("no size", { "\r\n\r\n\($0)" }),
      ("a size in quotes", { "\"0\"\r\n\r\n\($0)" }), ("a size with an underscore", { "0_0\r\n\r\n\($0)" }),
      ("bare LF throughout", { "0\n\n\($0)" }), ("bare CR throughout", { "0\r\r\($0)" }),
      ("data longer than its size", { "1\r\naa\r\n0\r\n\r\n\($0)" }),
      ("data that ends in LF", { "1\r\na\n0\r\n\r\n\($0)" }),
      ("data without an end", { "1\r\na0\r\n\r\n\($0)" }), ("a last chunk without its empty line", { "0\r\n\($0)" }),
      ("a length in the trailer", { "0\r\nContent-Length: \($0.utf8.count)\r\n\r\n\($0)" }),
      ("a folded trailer", { "0\r\nX: a\r\n b\r\n\r\n\($0)" }), ("a trailer with bare LF", { "0\r\nX: a\n\r\n\($0)" }),
      ("a coding in the trailer", { "0\r\nTransfer-Encoding: chunked\r\n\r\n\($0)" }),
      ("a NUL behind the size", { "0\0\r\n\r\n\($0)" }), ("two sizes", { "0,5\r\n\r\n\($0)" }),
    ]
    for (name, make) in pairs { add("chunks: \(name)") { post + make($0) } }
  }

  mutating func addLines() {
    let (post, get) = (post, get)
    add("bare LF in the head") { "POST /v1/reports HTTP/1.1\nHost: feedback.example.com\nContent-Length: 0\n\n" + $0 }
    add("LF LF after CR LF lines") { post + "Content-Length: 5\n\nabcde" + $0 }
    add("CR alone ends the head") { "GET /health HTTP/1.1\rHost: feedback.example.com\r\r" + $0 }
    add("hidden behind a bare CR in a value") { get + "X: a\r\r\n\r\n" + $0 }
    add("hidden in a value") { get + "X: a\n\n\($0)" }
    add("a NUL in a value") { get + "X: a\0b\r\nContent-Length: \($0.utf8.count)\r\n\r\n" + $0 }
    add("a fold before the first field") {
      "GET /health HTTP/1.1\r\n Host: a\r\nContent-Length: \($0.utf8.count)\r\n\r\n" + $0
    }
    add("a line without a colon") { get + "Content-Length \($0.utf8.count)\r\n\r\n" + $0 }
    add("an empty name") { get + ": x\r\nContent-Length: \($0.utf8.count)\r\n\r\n" + $0 }
    add("empty lines before it") { "\r\n\r\n\r\n" + get + "Content-Length: \($0.utf8.count)\r\n\r\n" + $0 }
    add("two Hosts") { get + "Host: other.example\r\nContent-Length: \($0.utf8.count)\r\n\r\n" + $0 }
    add("two Hosts, the second folded") {
      get + " Host: other.example\r\nContent-Length: \($0.utf8.count)\r\n\r\n" + $0
    }
    add("a Host with a request in it") { "GET /health HTTP/1.1\r\nHost: a/\($0)" }
    add("a field of 40,000 bytes") {
      get + "X: \(String(repeating: "x", count: 40_000))\r\nContent-Length: \($0.utf8.count)\r\n\r\n" + $0
    }
    add("200 fields") {
      get + String(repeating: "X: x\r\n", count: 200) + "Content-Length: \($0.utf8.count)\r\n\r\n" + $0
    }
    add("pipelined in plain sight", isPlain: true) { get + "\r\n" + $0 }
  }

  mutating func addTargets() {
    for (name, line) in [
      ("HTTP/0.9", "GET /health"), ("HTTP/0.9 with its version", "GET /health HTTP/0.9"),
      ("HTTP/2.0", "GET /health HTTP/2.0"),
      ("HTTP/1.2", "GET /health HTTP/1.2"), ("HTTP/01.1", "GET /health HTTP/01.1"),
      ("two versions", "GET /health HTTP/1.1 HTTP/1.1"),
      ("a version in small letters", "GET /health http/1.1"), ("a tab", "GET\t/health\tHTTP/1.1"),
      ("%00", "GET /health%00 HTTP/1.1"),
      ("a NUL", "GET /health\0 HTTP/1.1"), ("//", "GET //health HTTP/1.1"), ("dots", "GET /a/../health HTTP/1.1"),
      ("escaped dots", "GET /a/%2e%2e/health HTTP/1.1"), ("an escaped line end", "GET /health%0d%0aX:%20x HTTP/1.1"),
      ("another host", "GET http://other.example/health HTTP/1.1"),
      ("no path", "GET http://feedback.example.com HTTP/1.1"),
      ("a user", "GET http://u@feedback.example.com/health HTTP/1.1"), ("an asterisk", "GET * HTTP/1.1"),
      ("a fragment", "GET /health#a HTTP/1.1"), ("a backslash", "GET \\health HTTP/1.1"),
      ("an unknown method", "SMUGGLE /health HTTP/1.1"), ("a method in small letters", "get /health HTTP/1.1"),
      ("CONNECT", "CONNECT feedback.example.com:80 HTTP/1.1"), ("the preface of HTTP/2", "PRI * HTTP/2.0"),
    ] {
      add("target: \(name)") {
        "\(line)\r\nHost: feedback.example.com\r\nContent-Length: \($0.utf8.count)\r\n\r\n" + $0
      }
    }
  }

  mutating func addSteering() {
    let (post, get) = (post, get)
    add("Expect and the body at once") {
      post + "Expect: 100-continue\r\nContent-Length: \($0.utf8.count)\r\n\r\n" + $0
    }
    add("Expect where nothing is wanted") {
      "POST /nowhere HTTP/1.1\r\nHost: feedback.example.com\r\nExpect: 100-continue\r\nContent-Length: \($0.utf8.count)\r\n\r\n"
        + $0
    }
    add("Expect of a GET") { get + "Expect: 100-continue\r\nContent-Length: \($0.utf8.count)\r\n\r\n" + $0 }
    add("Expect that nobody knows") { post + "Expect: x 100-continue\r\nContent-Length: \($0.utf8.count)\r\n\r\n" + $0 }
    add("Expect twice") { post + "Expect: 100-continue\r\nExpect: x\r\nContent-Length: \($0.utf8.count)\r\n\r\n" + $0 }
    add("Upgrade to h2c") {
      get + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n"
        + "Content-Length: \($0.utf8.count)\r\n\r\n" + $0
    }
    add("Upgrade to websocket") {
      get
        + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 777\r\nContent-Length: \($0.utf8.count)\r\n\r\n"
        + $0
    }
    add("Connection names the key's field") {
      post + "Connection: close, Authorization, Host\r\nContent-Length: \($0.utf8.count)\r\n\r\n" + $0
    }
    add("keep-alive in HTTP/1.0") {
      "POST /health HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: \($0.utf8.count)\r\n\r\n" + $0
    }
    add("no length in HTTP/1.0", isPlain: true) { "POST /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + $0 }
    add("another method by a field") {
      post + "X-HTTP-Method-Override: GET\r\nContent-Length: \($0.utf8.count)\r\n\r\n" + $0
    }
    add("gzip of what is hidden") { post + "Content-Encoding: gzip\r\nContent-Length: \($0.utf8.count)\r\n\r\n" + $0 }
  }
}
