// A running server for one test, stopped when the test ends.

import CollectorHTTP
import Foundation

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

/// Runs `body` against a server. On a thread of its own, because the client blocks and must not hold up the handlers' tasks.
func withServer(
  _ router: Router = makeTestRouter(), _ configuration: HTTPServerConfiguration = makeLimits(),
  log: @escaping @Sendable (HTTPLogEvent) -> Void = { _ in },
  _ body: @escaping @Sendable (Int, HTTPServer) throws -> Void
) async throws {
  let server = HTTPServer(configuration: configuration, router: router, log: log)
  let port = try server.start()
  let result = await onThread { try body(port, server) }
  await server.stop(within: .seconds(5))
  try result.get()
}

func onThread(_ body: @escaping @Sendable () throws -> Void) async -> Result<Void, any Error> {
  await withCheckedContinuation { continuation in
    Thread.detachNewThread { continuation.resume(returning: Result(catching: body)) }
  }
}

/// A value that handlers on other threads fill.
///
/// `@unchecked Sendable`: `stored` is reached under `lock` alone.
final class Box<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var stored: Value

  init(_ value: Value) { stored = value }

  var value: Value { lock.withLock { stored } }

  func change(_ body: (inout Value) -> Void) { lock.withLock { body(&stored) } }
}

/// Waits, up to ten minutes, for something that another thread brings about.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
  for _ in 0..<60_000 {
    if try condition() { return true }
    usleep(10_000)
  }
  return false
}
