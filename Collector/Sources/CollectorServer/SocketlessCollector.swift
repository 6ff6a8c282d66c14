// The collector without sockets and without a control socket: the same store, routes, digest and matching as
// `RunningCollector`, entered by the bytes of requests. The simulation of the fault harnesses runs it. Nothing is swept.
import CollectorCore
@_spi(Simulation) import CollectorHTTP
import TellbackWire

@_spi(Simulation) public final class SocketlessCollector: Sendable {
  public let store: any Store
  private let server: SocketlessServer
  private let digester: Digester
  private let matching: MatchDesk
  private let digesting: Task<Void, Never>
  private let desk: AdminDesk
  private let keys: KeyRing

  /// Opens the data directory and begins to digest. `log` is given each line of the log.
  public init(data: String, log put: @escaping @Sendable (String) -> Void = { _ in }) async throws {
    let values = try SettingValues(
      arguments: ArgumentReader(["--data", data], command: "serve", options: ["--data"], switches: []), environment: [:]
    )
    let configuration = try ServerConfiguration(values)
    let log = Log(.logfmt) { put(String(decoding: $0, as: UTF8.self)) }
    let (secrets, telemetry, keys) = (try SodiumSecrets(), Telemetry(), KeyRing())
    let store = try StoreOpening.open(data)
    self.store = store
    self.keys = keys
    do {
      try await keys.reload(from: store)
      matching = MatchDesk(
        matcher: TicketMatcher(), store: store, telemetry: telemetry, log: log, directory: configuration.data,
        grouping: configuration.grouping)
      let digester = Digester(
        digest: Digest(
          components: configuration.components, severities: configuration.severities, grouping: configuration.grouping),
        matching: matching,
        store: store, telemetry: telemetry, log: log, clock: SystemClock.now)
      self.digester = digester
      let erasing = ErasureDesk(
        store: store, matching: matching, telemetry: telemetry, log: log, clock: SystemClock.now)
      let router = RunningCollector.router(
        configuration, store: store, secrets: secrets, keys: keys, digester: digester, erasing: erasing,
        operations: OperationsRoutes(
          store: store, telemetry: telemetry, phase: Locked(.ok), http: Locked(nil), matcher: matching.matcher, log: log
        ))
      let lines = HTTPLogLines(log)
      server = try SocketlessServer(router: router) { lines.write($0) }
      desk = AdminDesk(store: store, secrets: secrets, clock: SystemClock.now) { erasing.settle([$0]) }
      digesting = Task { await digester.run() }
    } catch {
      await store.close()
      throw error
    }
  }

  /// The answer to one whole request; nil when `request` ends too early.
  public func answer(_ request: [UInt8]) async throws -> HTTPResponse? { try await server.answer(request) }

  /// Does what the words of a `tellback-collector` command say, such as `app create NAME`. Returns what it prints.
  public func command(_ words: [String]) async throws -> String {
    let command = try AdminCommand(words)
    if case .eraseReport = command { matching.willErase() }
    let text = try await desk.perform(command, password: nil)
    try await keys.reload(from: store)
    return text
  }

  /// Digests the batch at hand, keeps the match index and closes the store.
  public func stop() async {
    digester.stop()
    await digesting.value
    await matching.save()
    await store.close()
  }
}
