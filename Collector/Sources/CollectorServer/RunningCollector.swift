// A collector at work: everything wired. Invariant: what it started it ends, in the order in which work flows: no new
// requests, accepted ones answered, the batch at hand digested, the store closed.
import CollectorBoard
import CollectorCore
import CollectorHTTP
import Foundation

/// Store, sockets, digest and board, from start to stop.
final class RunningCollector: Sendable {
  let port: Int
  let store: any Store
  private let configuration: ServerConfiguration
  private let http: HTTPServer
  private let digester: Digester
  private let matching: MatchDesk
  private let digesting: Task<Void, Never>
  private let sweeper: Sweeper
  private let sweeping: Task<Void, Never>
  private let control: ControlServer
  private let keys: KeyRing
  private let phase: Locked<OperationsRoutes.Phase>
  private let log: Log

  /// Takes requests once this returns. Throws when the data directory or the address cannot be had.
  static func start(_ configuration: ServerConfiguration, log: Log) async throws -> RunningCollector {
    let store = try StoreOpening.open(configuration.data)
    do {
      return try await RunningCollector(configuration, store: store, log: log)
    } catch {
      await store.close()
      throw error
    }
  }

  private init(_ configuration: ServerConfiguration, store: any Store, log: Log) async throws {
    self.configuration = configuration
    self.store = store
    self.log = log
    self.keys = KeyRing()
    let keys = self.keys
    let secrets = try SodiumSecrets()
    let (telemetry, phase) = (Telemetry(), Locked(OperationsRoutes.Phase.starting))
    try await keys.reload(from: store)
    let matching = MatchDesk(
      matcher: TicketMatcher(), store: store, telemetry: telemetry, log: log, directory: configuration.data,
      grouping: configuration.grouping)
    let digester = Digester(
      digest: Digest(
        components: configuration.components, severities: configuration.severities, grouping: configuration.grouping),
      matching: matching,
      store: store, telemetry: telemetry, log: log, clock: SystemClock.now)
    let erasing = ErasureDesk(
      store: store, matching: matching, telemetry: telemetry, log: log, clock: SystemClock.now)
    let reference = Locked<HTTPServer?>(nil)
    let router = Self.router(
      configuration, store: store, secrets: secrets, keys: keys, digester: digester,
      erasing: erasing,
      operations: OperationsRoutes(
        store: store, telemetry: telemetry, phase: phase, http: reference, matcher: matching.matcher, log: log))
    let lines = HTTPLogLines(log)
    let http = HTTPServer(configuration: configuration.http, router: router) { lines.write($0) }
    let desk = AdminDesk(store: store, secrets: secrets, clock: SystemClock.now) { erasing.settle([$0]) }
    control = try ControlServer(directory: configuration.data, log: log) { request in
      await Self.perform(request, desk: desk, keys: keys, matching: matching, log: log)
    }
    do {
      port = try http.start()
    } catch {
      control.stop()
      throw CommandFailure("\(error)")
    }
    reference.withLock { $0 = http }
    phase.withLock { $0 = .ok }
    self.phase = phase
    self.http = http
    self.digester = digester
    self.matching = matching
    digesting = Task { await digester.run() }
    let sweeper = Sweeper(desk: erasing, plan: configuration.sweeping)
    self.sweeper = sweeper
    sweeping = Task { await sweeper.run() }
  }

  /// Every route of the collector.
  static func router(
    _ configuration: ServerConfiguration, store: any Store, secrets: any Secrets, keys: KeyRing, digester: Digester,
    erasing: ErasureDesk, operations: OperationsRoutes
  ) -> Router {
    var router = Router()
    let (gate, log, telemetry) = (Gate(keys: keys, secrets: secrets), operations.log, operations.telemetry)
    IngestRoutes(
      gate: gate, quotas: Quotas(), store: store, telemetry: telemetry, log: log, clock: SystemClock.now,
      onAccepted: { digester.noteArrival() }
    ).add(to: &router)
    AttachmentRoutes(gate: gate, store: store, telemetry: telemetry, log: log, clock: SystemClock.now).add(to: &router)
    PrivacyRoutes(gate: gate, desk: erasing).add(to: &router)
    UpdateRoutes(gate: gate, store: store, log: log).add(to: &router)
    KnownIssueRoutes(gate: gate, store: store, log: log, clock: SystemClock.now).add(to: &router)
    operations.add(to: &router)
    let options = BoardOptions(
      isSecure: configuration.isSecure, origin: configuration.origin, sessionSeconds: configuration.sessionSeconds,
      onFailure: { incident, place, error in
        log.error("board_failed", ["incident": incident, "place": place, "error": "\(error)"])
      })
    Board(store: store, secrets: secrets, clock: SystemClock.now, options: options).routes(into: &router)
    return router
  }

  /// For whoever changed keys in the store beside the control socket.
  func reloadKeys() async throws { try await keys.reload(from: store) }

  /// Finishes what was accepted and closes everything.
  func stop() async {
    phase.withLock { $0 = .stopping }
    control.stop()
    await http.stop(within: configuration.stopLimit)
    digester.stop()
    sweeper.stop()
    await digesting.value
    await sweeping.value
    await matching.save()
    await store.close()
  }

  private static func perform(
    _ request: ControlRequest, desk: AdminDesk, keys: KeyRing, matching: MatchDesk, log: Log
  ) async -> ControlReply {
    do {
      let command = try AdminCommand(request.arguments)
      if case .eraseReport = command { matching.willErase() }
      let text = try await desk.perform(command, password: request.input)
      try await keys.reload(from: desk.store)
      log.info("command_done", ["command": request.arguments.prefix(2).joined(separator: " ")])
      return ControlReply(status: 0, text: text)
    } catch {
      log.warning("command_failed", ["command": request.arguments.prefix(2).joined(separator: " ")])
      return ControlReply(status: error is UsageError ? 2 : 1, text: "\(error)")
    }
  }
}
