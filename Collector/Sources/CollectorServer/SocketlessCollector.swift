// The collector without sockets and without a control socket: the same store, routes, digest and matching as
// `RunningCollector`, entered by the bytes of requests. The simulation of the fault harnesses runs it. Nothing is swept, and nothing is due later.
import CollectorCore
@_spi(Simulation) import CollectorHTTP
import TellbackWire

@_spi(Simulation) public final class SocketlessCollector: Sendable {
  public let store: any Store
  private let server: SocketlessServer
  private let parts: CollectorParts
  private let digesting: Task<Void, Never>?

  /// Opens the data directory, or the database at `address`, and begins to digest. `log` is given each line of the log; `wrapping` makes
  /// of the store the one that is used. Where it does not digest, it reads no reports into an index to match with.
  public init(
    data: String, store address: String? = nil, digests: Bool = true,
    log put: @escaping @Sendable (String) -> Void = { _ in }, wrapping wrap: (any Store) -> any Store = { $0 }
  ) async throws {
    let values = try SettingValues(
      arguments: ArgumentReader(
        ["--data", data, "--undo-seconds", "0"] + (address.map { ["--store", $0] } ?? []), command: "serve",
        options: ["--data", "--undo-seconds", "--store"], switches: []),
      environment: [:]
    )
    let configuration = try ServerConfiguration(values)
    let log = Log(.logfmt) { put(String(decoding: $0, as: UTF8.self)) }
    let store = wrap(try StoreOpening.open(data, at: configuration.store, log: log))
    self.store = store
    do {
      let parts = try await CollectorParts(configuration, store: store, log: log)
      self.parts = parts
      let lines = HTTPLogLines(log)
      server = try SocketlessServer(
        router: parts.router(configuration, status: ServingStatus(.ok))
      ) { lines.write($0) }
      digesting = digests ? Task { await parts.digester.run() } : nil
    } catch {
      await store.close()
      throw error
    }
  }

  /// The answer to one whole request; nil when `request` ends too early.
  public func answer(_ request: [UInt8]) async throws -> HTTPResponse? { try await server.answer(request) }

  /// Does what the words of a `tellback-collector` command say, such as `app create NAME`, with the password that it would read from
  /// its input. Returns what it prints.
  public func command(_ words: [String], password: String? = nil) async throws -> String {
    try await parts.perform(words, password: password)
  }

  /// Digests the batch at hand, keeps the match index and closes the store.
  public func stop() async {
    parts.waiters.stop()
    parts.digester.stop()
    await digesting?.value
    await parts.work.end()
    if digesting != nil { await parts.matching.save() }
    await store.close()
  }
}
