// `replay`: an archive's reports through the real SDK, its queue and a socket into a collector, each followed to its ticket.
import CollectorEvaluation
import Foundation
import TellbackSupport

/// Feeds a file and accounts for every report in it.
enum ReplayCommand {
  static func run(_ arguments: [String]) async throws -> Int32 {
    let options = try ReplayOptions(arguments)
    guard FileManager.default.isReadableFile(atPath: options.file) else {
      throw CommandFailure("\(options.file) cannot be read.")
    }
    let scratch = FilePaths.join(NSTemporaryDirectory(), "tellback-replay-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    if let collector = options.collector {
      return try await feed(options, to: collector, key: options.key, queue: options.queue ?? scratch + "/queue")
    }
    let server = try await temporaryCollector(in: scratch + "/data")
    do {
      let status = try await feed(options, to: server.url, key: server.key, queue: options.queue ?? scratch + "/queue")
      await server.collector.stop()
      return status
    } catch {
      await server.collector.stop()
      throw error
    }
  }

  private static func temporaryCollector(in directory: String) async throws -> (
    collector: RunningCollector, url: URL, key: String
  ) {
    let arguments = try ArgumentReader(
      ["--data", directory, "--listen", "127.0.0.1:0"], command: "replay", options: ["--data", "--listen"])
    let configuration = try ServerConfiguration(SettingValues(arguments: arguments, environment: [:]))
    let collector = try await RunningCollector.start(configuration, log: Log(.logfmt))
    let commands = CommandService(store: collector.store, secrets: try SodiumSecrets(), clock: SystemClock.now)
    let text = try await commands.perform(.createApp(name: "replay", quota: .init()), password: nil)
    try await collector.reloadKeys()
    guard let key = text.split(separator: "\n").last, let url = URL(string: "http://127.0.0.1:\(collector.port)") else {
      throw CommandFailure("The collector for the replay could not be set up.")
    }
    return (collector, url, String(key))
  }

  private static func feed(_ options: ReplayOptions, to collector: URL, key: String, queue: String) async throws
    -> Int32
  {
    try FileManager.default.createDirectory(
      atPath: queue, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let replay = try Replay(collector: collector, key: key, queue: queue, patience: options.patience)
    do {
      let figures = try await replay.run(options.file, limit: options.limit)
      await replay.close()
      let rate = Int(Double(figures.received) / max(figures.seconds, 0.001))
      Output.complain(
        "\(rate) reports/s: all in the queue after \(figures.captureSeconds) s, all on tickets after \(figures.seconds) s"
      )
      for (reason, count) in figures.reasons.sorted(by: { $0.key < $1.key }) {
        Output.complain("refused: \(count) x \(reason)")
      }
      Output.print(figures.line + "\n")
      return figures.isBalanced ? 0 : 1
    } catch {
      await replay.close()
      throw error
    }
  }
}
