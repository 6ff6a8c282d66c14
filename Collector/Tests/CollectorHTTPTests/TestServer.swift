// A running server for one test, stopped when the test ends.

import CollectorHTTP

/// Echoes and small answers that the tests ask for by path.
func makeTestRouter() -> Router {
  var router = Router()
  router.immediate(.GET, "/hello") { _ in .text("hello") }
  router.immediate(.POST, "/echo", maxBody: 1 << 20) { request in
    HTTPResponse(status: 200, headers: ["Content-Type": "application/octet-stream"], body: request.body)
  }
  router.immediate(.POST, "/small", maxBody: 16) { .text("\($0.body.count)") }
  return router
}

func makeLimits(_ change: (inout HTTPServerConfiguration) -> Void = { _ in }) -> HTTPServerConfiguration {
  var configuration = HTTPServerConfiguration(loops: 2)
  change(&configuration)
  return configuration
}

func withServer<Result>(
  _ router: Router = makeTestRouter(), _ configuration: HTTPServerConfiguration = makeLimits(),
  log: @escaping @Sendable (HTTPLogEvent) -> Void = { _ in },
  _ body: (Int, HTTPServer) async throws -> Result
) async throws -> Result {
  let server = HTTPServer(configuration: configuration, router: router, log: log)
  let port = try server.start()
  do {
    let result = try await body(port, server)
    await server.stop(within: .seconds(5))
    return result
  } catch {
    await server.stop(within: .seconds(1))
    throw error
  }
}
