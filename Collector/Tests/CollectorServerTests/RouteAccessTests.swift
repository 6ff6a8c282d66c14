// Each route of the whole collector states who may call it; what needs a key is refused without one.
import CollectorCore
import CollectorHTTP
import CollectorSQLite
import Foundation
import Testing

@testable import CollectorBoard
@testable @_spi(Simulation) import CollectorServer

@Suite struct RouteAccessTests {
  private func withCollector(
    _ body: ([(method: HTTPMethod, pattern: String, access: RouteAccess?)], SocketlessCollector) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tellback-access-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let tables = folder.appendingPathComponent("routes").path
    let store = try SQLiteStore(directory: tables)
    let arguments = try ArgumentReader([], command: "test", options: [])
    let configuration = try ServerConfiguration(SettingValues(arguments: arguments, environment: [:]))
    let parts = try await CollectorParts(configuration, store: store, log: Log(.logfmt) { _ in })
    let routes = parts.router(configuration, status: ServingStatus(.ok)).routes
    await store.close()
    let collector = try await SocketlessCollector(data: folder.appendingPathComponent("data").path)
    try await body(routes, collector)
    await collector.stop()
  }

  @Test func `every route of the collector states who may call it`() async throws {
    try await withCollector { routes, _ in
      let known = Set(
        [RouteAccess.anyone, .appKey, .installation, .publicKey, .trackerSignature]
          + Permission.allCases.map { RouteAccess($0) }
          + Permission.allCases.map { .token($0) })
      for route in routes {
        #expect(route.access.map(known.contains) == true, "\(route.method.rawValue) \(route.pattern)")
      }
      let open = routes.filter { $0.access == .anyone }.map(\.pattern)
      #expect(
        Set(open) == [
          "/health", "/metrics", "/sign-in", "/sign-in/code", "/join", "/assets/{name}", "/widget.js", "/v1/web-key",
        ])
    }
  }

  @Test func `pages may call what the form for them needs, and nothing else`() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tellback-pages-\(UUID().uuidString)")
      .path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try SQLiteStore(directory: folder)
    let arguments = try ArgumentReader([], command: "test", options: [])
    let configuration = try ServerConfiguration(SettingValues(arguments: arguments, environment: [:]))
    let parts = try await CollectorParts(configuration, store: store, log: Log(.logfmt) { _ in })
    let open = parts.router(configuration, status: ServingStatus(.ok)).routesForPages
    await store.close()
    let wanted = WidgetRoutes.routesForPages + [(.GET, WidgetRoutes.check)]
    #expect(
      Set(open.map { "\($0.method.rawValue) \($0.pattern)" })
        == Set(wanted.map { "\($0.method.rawValue) \($0.pattern)" }))
    #expect(open.count == wanted.count)
  }

  @Test func `a route that needs a key answers 401 without one`() async throws {
    try await withCollector { routes, collector in
      let keyed = routes.filter { [.appKey, .installation, .publicKey].contains($0.access) }
      #expect(!keyed.isEmpty)
      for route in keyed {
        let path = route.pattern.replacing("{project:int}", with: "1").replacing(
          "{report:uuid}", with: "00000000-0000-7000-8000-000000000000"
        )
        .replacing("{message:uuid}", with: "00000000-0000-7000-8000-000000000000")
        .replacing("{index:int}", with: "0")
        #expect(!path.contains("{"), "\(path)")
        let body = route.method == .GET ? "" : "{}"
        let request =
          "\(route.method.rawValue) \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let answer = try await collector.answer(Array(request.utf8))
        #expect(answer?.status == 401, "\(route.method.rawValue) \(path)")
      }
    }
  }
}
