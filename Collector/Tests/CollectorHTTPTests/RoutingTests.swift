// Patterns and what a handler reads from a request.

import CollectorHTTP
import Foundation
import Testing

struct RoutingTests {
  private func makeRouter() -> Router {
    var router = Router()
    router.immediate(.GET, "/t/{n:int}") { .text("int \(try $0.parameters.int("n"))") }
    router.immediate(.GET, "/t/{id:uuid}") { request in
      .text("uuid " + (try request.parameters.uuid("id")).map { String($0, radix: 16) }.joined(separator: "."))
    }
    router.immediate(.GET, "/t/new") { _ in .text("literal") }
    router.immediate(.GET, "/t/{name}") { .text("text \(try $0.parameters.string("name"))") }
    router.immediate(.DELETE, "/t/{name}") { .text("delete \(try $0.parameters.string("name"))") }
    router.immediate(.GET, "/t/{name}/notes/{n:int}") { .text("note \(try $0.parameters.int("n"))") }
    router.immediate(.GET, "/number/{text}") { .text("\(try $0.parameters.int("text"))") }
    return router
  }

  @Test(arguments: [
    ("/t/12", "int 12"), ("/t/0", "int 0"), ("/t/012", "text 012"), ("/t/-1", "text -1"),
    ("/t/99999999999999999999", "text 99999999999999999999"), ("/t/new", "literal"), ("/t/n%65w", "literal"),
    ("/t/a%2Fb", "text a/b"), ("/t/caf%C3%A9", "text café"), ("/t/x/notes/3", "note 3"),
    ("/t/00112233-4455-6677-8899-aAbBcCdDeEfF", "uuid 0.11.22.33.44.55.66.77.88.99.aa.bb.cc.dd.ee.ff"),
    ("/t/00112233-4455-6677-8899-aabbccddeef", "text 00112233-4455-6677-8899-aabbccddeef"),
    ("/number/5", "5"),
  ])
  func `A path finds the narrowest pattern that fits`(path: String, expected: String) async throws {
    try await withServer(makeRouter()) { port, _ throws in
      let client = try RawClient(port: port)
      try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try client.answer().text == expected)
    }
  }

  @Test(arguments: ["/t", "/t/", "/t/x/notes/y", "/t/x/notes", "//t/12", "/t/12/", "/number/x", "/T/12"])
  func `A path that fits no pattern, or a malformed parameter, is not found`(path: String) async throws {
    try await withServer(makeRouter()) { port, _ throws in
      let client = try RawClient(port: port)
      try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try client.answer().status == 404)
    }
  }

  @Test func `A method of a broader pattern is found behind a narrower one`() async throws {
    try await withServer(makeRouter()) { port, _ throws in
      let client = try RawClient(port: port)
      try client.send("DELETE /t/12 HTTP/1.1\r\nHost: a\r\n\r\nPUT /t/new HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try client.answer().text == "delete 12")
      #expect(try client.answer()["Allow"] == "GET, HEAD, DELETE, OPTIONS")
    }
  }

  @Test func `Under a prefix each route answers with it and without it, and what was there before goes first`()
    async throws
  {
    var router = makeRouter()
    router.immediate(.GET, "/") { _ in .text("root") }
    router.immediate(.GET, "/a/b/t/new") { _ in .text("own") }
    router.serveAlso(under: "/a/b")
    router.serveAlso(under: "")
    let table = router
    try await withServer(table) { port, _ throws in
      for (path, expected) in [
        ("/", "root"), ("/a/b", "root"), ("/a/b/", "root"), ("/t/12", "int 12"), ("/a/b/t/12", "int 12"),
        ("/a/b/t/new", "own"), ("/t/new", "literal"),
      ] {
        let client = try RawClient(port: port)
        try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.answer().text == expected, "\(path)")
      }
      for path in ["/a", "/a/b/x", "/a/bt/12", "/a/b//t/12"] {
        let client = try RawClient(port: port)
        try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.answer().status == 404, "\(path)")
      }
    }
  }

  @Test func `Routers are merged and their routes listed`() {
    var all = makeTestRouter()
    all.merge(makeRouter())
    #expect(all.routes.count == 10)
    #expect(all.routes.contains { $0.method == .GET && $0.pattern == "/t/{n:int}" })
  }

  @Test func `The query is decoded, in order`() throws {
    let request = try HTTPRequest(
      method: .GET, target: "/a%20b?q=one+two&q=three%26&empty=&bare&=x&%C3%A9=%E2%82%AC[1]")
    #expect(request.path == "/a b")
    #expect(request.rawTarget == "/a%20b?q=one+two&q=three%26&empty=&bare&=x&%C3%A9=%E2%82%AC[1]")
    #expect(request.query("q") == "one two")
    #expect(request.query.map(\.value) == ["one two", "three&", "", "", "x", "€[1]"])
    #expect(request.query("é") == "€[1]")
    #expect(request.query("missing") == nil)
    #expect(throws: HTTPError.self) { try HTTPRequest(method: .GET, target: "a") }
  }

  @Test func `Cookies are found in every field`() throws {
    var headers: HTTPHeaders = ["Cookie": "a=1; session=\"x=y\";b=2"]
    headers.add("cookie", "late=3")
    let request = try HTTPRequest(method: .GET, target: "/", headers: headers)
    #expect(request.cookie("a") == "1")
    #expect(request.cookie("session") == "x=y")
    #expect(request.cookie("b") == "2")
    #expect(request.cookie("late") == "3")
    #expect(request.cookie("ession") == nil)
  }

  @Test func `A form is decoded inside its limits`() throws {
    func form(_ body: String, type: String = "application/x-www-form-urlencoded; charset=utf-8") throws -> HTTPForm {
      try HTTPRequest(method: .POST, target: "/", headers: ["Content-Type": type], body: Array(body.utf8)).form(
        limit: 3)
    }
    let filled = try form("name=J%C3%BCrgen+M&note=a%0D%0Ab&name=2")
    #expect(filled["name"] == "Jürgen M")
    #expect(filled.values("name") == ["Jürgen M", "2"])
    #expect(filled["note"] == "a\r\nb")
    #expect(try form("").pairs.isEmpty)
    func status(_ body: String, type: String = "application/x-www-form-urlencoded") -> Int? {
      do throws(any Error) {
        _ = try form(body, type: type)
        return nil
      } catch { return (error as? HTTPError)?.status }
    }
    #expect(status("a=1&b=2&c=3") == nil)
    #expect(status("a=1&b=2&c=3&d=4") == 413)
    #expect(status("a=%zz") == 400)
    #expect(status("a=%ff") == 400)
    #expect(status("a=%00") == 400)
    #expect(status("a=1", type: "multipart/form-data") == 415)
  }

  @Test func `Header fields compare without case and keep their order`() {
    var headers: HTTPHeaders = ["A": "1", "b": "2"]
    headers.add("a", "3")
    #expect(headers["a"] == "1")
    #expect(headers.values("A") == ["1", "3"])
    headers.set("A", "4")
    #expect(headers.values("a") == ["4"])
    headers.remove("B")
    #expect(headers.all.map(\.name) == ["A"])
  }
}
