// `serve`: reads the settings, starts the collector, and stops it on SIGTERM or SIGINT, or when a newer program made its database unfit for it.
import Foundation

enum ServeCommand {
  /// The flags of settings that are true or false.
  static let switches = Setting.all.filter { if case .flag = $0.kind { true } else { false } }.map(\.flag)

  static func run(_ arguments: [String], environment: [String: String]) async throws -> Int32 {
    let parsed = try ArgumentReader(
      arguments, command: "serve", options: Setting.all.map(\.flag) + [SettingValues.configFlag],
      switches: switches + ["--check"])
    _ = try parsed.words()
    let values = try SettingValues(arguments: parsed, environment: environment)
    let configuration = try ServerConfiguration(values)
    if parsed.switches.contains("--check") {
      Output.print(values.table)
      return 0
    }
    return try await serve(configuration, unknownVariables: values.unknownVariables)
  }

  /// The store, its readers and the system's libraries take up to 128. Without a free one libdispatch ends the process: it
  /// looks at its threads through files (seen with Swift 6.3 on Linux), so connections must never take the last.
  private static let descriptorsAtLeast = 160

  private static func serve(_ configuration: ServerConfiguration, unknownVariables: [String]) async throws -> Int32 {
    Heaps.limit()
    let allowed = ProcessFigures.descriptorLimit
    guard allowed >= descriptorsAtLeast else {
      throw CommandFailure(
        "This process may open \(allowed) files; serving takes \(descriptorsAtLeast) at least and some thousands at best. "
          + "Raise the limit: ulimit -n 8192, or LimitNOFILE=8192 in a unit of systemd.")
    }
    let log = Log(configuration.logFormat)
    for name in unknownVariables { log.warning("unknown_variable", ["name": name]) }
    // Before anything is opened, so that no signal meets a collector that would just die of it.
    let reasons = StopReasons()
    let collector = try await RunningCollector.start(configuration, log: log) { [stop = reasons.continuation] in
      stop.yield(.outdated($0))
    }
    let host = configuration.http.host.contains(":") ? "[\(configuration.http.host)]" : configuration.http.host
    let address = "http://\(host):\(collector.port)"
    let addressFile: AddressFile?
    do {
      addressFile = try configuration.addressFile.map { try AddressFile($0, address: address) }
    } catch {
      await collector.stop()
      throw error
    }
    Output.print("listening on \(address)\n")
    log.info(
      "started",
      [
        "address": address, "data": configuration.data, "store": configuration.store?.description ?? "embedded",
        "version": CollectorCommand.version,
      ])
    let reason = await reasons.first()
    switch reason {
    case .signal(let name): log.info("stopping", ["signal": name])
    case .outdated: log.error("stopping", ["reason": "outdated"])
    }
    await collector.stop()
    addressFile?.remove()
    log.info("stopped")
    if case .outdated(let sentence) = reason { throw CommandFailure(sentence) }
    return 0
  }
}

/// Why the collector is to end.
private enum StopReason: Sendable {
  case signal(String)
  /// Its program is too old for what another did to the database.
  case outdated(String)
}

/// Waits for what ends a process: signals, of which a second one finds the system's own handling and ends it at once.
private struct StopReasons {
  private let stream: AsyncStream<StopReason>
  let continuation: AsyncStream<StopReason>.Continuation
  private let sources: [any DispatchSourceSignal]

  init() {
    let (stream, continuation) = AsyncStream.makeStream(of: StopReason.self)
    (self.stream, self.continuation) = (stream, continuation)
    // A client that hangs up must not end the collector.
    signal(SIGPIPE, SIG_IGN)
    sources = [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT")].map { number, name in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler {
        signal(number, SIG_DFL)
        continuation.yield(.signal(name))
      }
      source.resume()
      return source
    }
  }

  func first() async -> StopReason {
    for await reason in stream { return reason }
    return .signal("none")
  }
}
