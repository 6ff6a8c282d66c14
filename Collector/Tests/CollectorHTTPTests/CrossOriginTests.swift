// What pages of other origins may call: preflights, answers, refusals; and nothing for anybody else.
import CollectorHTTP
import Foundation
import Testing

private let page = "https://shop.example.com"

private let strangers: [(path: String, method: String?, origin: String?)] = [
  ("/open", "POST", "https://shop.example.com.evil.example"), ("/open", "POST", "http://shop.example.com"),
  ("/open", "POST", "https://shop.example.com:8443"), ("/open", "POST", "null"),
  ("/open", "POST", "HTTPS://SHOP.EXAMPLE.COM"), ("/open", "POST", nil), ("/open", "DELETE", page),
  ("/open", nil, page),
  ("/closed", "GET", page), ("/nothing", "GET", page), ("*", "GET", page),
]

@Suite struct CrossOriginTests {
  private func makeRouter() -> Router {
    var router = Router()
    router.immediate(.POST, "/open", maxBody: 16) { .text("\($0.body.count)") }
    router.immediate(.PUT, "/open/{n:int}") { _ in throw HTTPError.notFound }
    router.immediate(.GET, "/open/{n:int}") { .text("\(try $0.parameters.int("n"))") }
    router.async(.GET, "/later") { _ in .text(String(repeating: "a", count: 5_000)) }
    router.immediate(.GET, "/closed") { _ in .text("closed") }
    router.immediate(.DELETE, "/open") { _ in .text("gone") }
    let policy = CrossOrigin(requestHeaders: ["Authorization", "Content-Type"], exposedHeaders: ["Retry-After"]) {
      $0 == page
    }
    router.openToPages(
      policy, [(.POST, "/open"), (.PUT, "/open/{n:int}"), (.GET, "/open/{n:int}"), (.GET, "/later")])
    return router
  }

  private func ask(
    _ line: String, origin: String? = page, _ more: String = "", body: String = "",
    _ check: @escaping @Sendable (RawClient.Answer) throws -> Void
  ) async throws {
    try await withServer(makeRouter()) { port, _ throws in
      let client = try RawClient(port: port)
      let from = origin.map { "Origin: \($0)\r\n" } ?? ""
      let length = body.isEmpty ? "" : "Content-Length: \(body.utf8.count)\r\n"
      try client.send("\(line) HTTP/1.1\r\nHost: a\r\n\(from)\(more)\(length)\r\n\(body)")
      try check(try client.answer(toHead: line.hasPrefix("HEAD")))
    }
  }

  @Test(arguments: [("/open", "POST", "POST"), ("/open/3", "PUT", "PUT, GET"), ("/later", "GET", "GET")])
  func `a preflight names the page's own origin, the methods and fields, and for how long`(
    path: String, method: String, methods: String
  ) async throws {
    try await ask("OPTIONS \(path)", "Access-Control-Request-Method: \(method)\r\n") { answer in
      #expect(answer.status == 204)
      #expect(answer["access-control-allow-origin"] == page)
      #expect(answer["access-control-allow-methods"] == methods)
      #expect(answer["access-control-allow-headers"] == "Authorization, Content-Type")
      #expect(answer["access-control-max-age"] == "7200")
      #expect(answer["access-control-allow-credentials"] == nil)
      #expect(answer["vary"] == "Origin")
    }
  }

  @Test(arguments: strangers)
  func `a preflight of anybody else, or for what is closed, allows nothing`(
    case stranger: (path: String, method: String?, origin: String?)
  ) async throws {
    let path = stranger.path
    let wanted = stranger.method.map { "Access-Control-Request-Method: \($0)\r\n" } ?? ""
    try await ask("OPTIONS \(path)", origin: stranger.origin, wanted) { answer in
      #expect(answer.fields.allSatisfy { !$0.name.lowercased().hasPrefix("access-control-") })
      #expect((answer["vary"] == "Origin") == path.hasPrefix("/open"))
    }
  }

  @Test(arguments: [
    ("POST /open", "abc", 200), ("POST /open", String(repeating: "a", count: 30), 413), ("PUT /open/1", "x", 404),
    ("GET /open/1", "", 200), ("GET /later", "", 200), ("HEAD /later", "", 200),
  ])
  func `every answer of an open route can be read by its page, a refusal too, and by no other`(
    line: String, body: String, status: Int
  ) async throws {
    try await ask(line, body: body) { answer in
      #expect(answer.status == status)
      #expect(answer["access-control-allow-origin"] == page)
      #expect(answer["access-control-expose-headers"] == "Retry-After")
      #expect(answer.fields.filter { $0.name.lowercased() == "vary" }.contains { $0.value == "Origin" })
    }
    for other in ["https://evil.example", nil] {
      try await ask(line, origin: other, body: body) { answer in
        #expect(answer["access-control-allow-origin"] == nil)
        #expect(answer["access-control-expose-headers"] == nil)
        #expect(answer.fields.filter { $0.name.lowercased() == "vary" }.contains { $0.value == "Origin" })
      }
    }
  }

  @Test func `a closed route says nothing to pages, also on a connection on which an open one answered`() async throws {
    try await withServer(makeRouter()) { port, _ throws in
      let client = try RawClient(port: port)
      let origin = "Host: a\r\nOrigin: \(page)\r\n\r\n"
      try client.send(
        "GET /open/1 HTTP/1.1\r\n\(origin)GET /closed HTTP/1.1\r\n\(origin)GET /nothing HTTP/1.1\r\n\(origin)")
      #expect(try client.answer()["access-control-allow-origin"] == page)
      for _ in 0..<2 {
        let answer = try client.answer()
        #expect(answer["access-control-allow-origin"] == nil && answer["vary"] == nil)
      }
      try client.send("GET /open/1 HTTP/1.1\r\n\(origin)NONSENSE\r\n\r\n")
      #expect(try client.answer().status == 200)
      let refused = try client.answer()
      #expect(refused.status >= 400 && refused["access-control-allow-origin"] == nil)
    }
  }

  @Test func `a route is open under its prefix too`() async throws {
    var router = makeRouter()
    router.serveAlso(under: "/feedback")
    #expect(router.routesForPages.count == 8)
    #expect(router.routesForPages.contains { $0.method == .PUT && $0.pattern == "/feedback/open/{n:int}" })
  }
}
