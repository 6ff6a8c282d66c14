// Where words cannot be stored now, an SDK hears nothing: at any answer of 400 or more it would throw them away.
import CollectorCore
import CollectorHTTP
import CollectorSQLite
import Foundation
import Synchronization
import TellbackWire
import Testing

@testable import CollectorServer

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A store whose disk is full for reports, or for the files that follow them.
private final class FullStore: Store {
  enum Part: Sendable {
    case none, reports, files
  }

  private let inner: any Store
  private let full = Mutex(Part.none)

  init(_ store: any Store) { inner = store }

  func setFull(_ part: Part) { full.withLock { $0 = part } }
  private func isFull(_ part: Part) -> Bool { full.withLock { $0 == part } }

  func read<Value: Sendable>(_ body: @escaping @Sendable (any StoreReads) throws -> Value) async throws -> Value {
    try await inner.read(body)
  }
  func write<Value: Sendable>(_ body: @escaping @Sendable (any StoreWrites) throws -> Value) async throws -> Value {
    if isFull(.files) { throw StoreError.full }
    return try await inner.write(body)
  }
  func ingest(
    _ reports: [IncomingReport], from installation: InstallationContact?,
    completion: @escaping @Sendable (Result<[IngestOutcome], any Error>) -> Void
  ) {
    guard !isFull(.reports) else { return completion(.failure(StoreError.full)) }
    inner.ingest(reports, from: installation, completion: completion)
  }
  var waitingIngests: Int { inner.waitingIngests }
  func leaseDigest(by digester: ReportID, now: Timestamp) async throws -> DigestLease? {
    try await inner.leaseDigest(by: digester, now: now)
  }
  func endLease(of digester: ReportID) async throws { try await inner.endLease(of: digester) }
  func backup(to path: String) async throws { try await inner.backup(to: path) }
  func purgeErased() async throws -> Bool { try await inner.purgeErased() }
  func close() async { await inner.close() }
}

@Suite struct EnvelopeFailureTests {
  private static let key = [UInt8](repeating: 0xAB, count: 16)
  private static let body =
    "{\"event_id\":\"9ec79c33ec9942ab8353589fcb2e04dc\"}\n{\"type\":\"feedback\"}\n"
    + "{\"contexts\":{\"feedback\":{\"message\":\"It broke\"}}}\n{\"type\":\"attachment\"}\nabc\n"

  private func send(_ port: Int) async throws -> Int {
    let key = String(repeating: "ab", count: 16)
    let url = try #require(URL(string: "http://127.0.0.1:\(port)/api/1/envelope/?sentry_key=\(key)"))
    var request = URLRequest(url: url)
    request.httpMethod = "POST"
    request.httpBody = Data(Self.body.utf8)
    let (_, response) = try await URLSession(configuration: .ephemeral).data(for: request)
    return try #require(response as? HTTPURLResponse).statusCode
  }

  @Test func `a full disk closes the connection, and what is sent again afterwards is there once, with its file`()
    async throws
  {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tellback-full-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = FullStore(try SQLiteStore(directory: folder.path))
    try await store.write { store in
      let app = try store.createApp(name: "shop", quota: IngestQuota(), at: SystemClock.now())
      _ = try store.createEnvelopeKey(app: app.id, key: Self.key, at: SystemClock.now())
    }
    let (keys, telemetry) = (ActiveKeys(), Telemetry())
    try await keys.reload(from: store)
    var router = Router()
    EnvelopeRoutes(
      authenticator: EnvelopeAuthenticator(keys: keys), quotas: SendingQuotas(), store: store,
      secrets: try SodiumSecrets(),
      telemetry: telemetry, log: Log(.logfmt) { _ in }, clock: SystemClock.now, onAccepted: {}
    ).add(to: &router)
    let server = HTTPServer(configuration: HTTPServerConfiguration(loops: 1), router: router) { _ in }
    let port = try server.start()
    for part in [FullStore.Part.reports, .files] {
      store.setFull(part)
      await #expect(throws: URLError.self) { _ = try await send(port) }
    }
    #expect(telemetry.values.refused["disk_full"] == 2)
    store.setFull(.none)
    #expect(try await send(port) == 200)
    let counts = try await store.read { try $0.counts() }
    #expect(counts.received == 1)
    let report = try #require(try await store.read { try $0.pendingReports(limit: 10) }.first)
    #expect(try await store.read { try $0.attachmentData(of: report.id, index: 0) } == Array("abc".utf8))
    await server.stop(within: .seconds(5))
    await store.close()
  }
}
