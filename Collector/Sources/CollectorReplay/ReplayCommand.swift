// `replay`: an archive's reports through the real SDK, its queue and a socket into a collector, each followed to its ticket.
import CollectorEvaluation
import CollectorServer
import Foundation
import TellbackSupport

/// Feeds a file and accounts for every report in it.
public enum ReplayCommand {
  /// Does what the words after `replay` say; returns the exit status.
  public static func run(_ arguments: [String]) async -> Int32 {
    await CollectorCommand.status { try await perform(arguments) }
  }

  private static func perform(_ arguments: [String]) async throws -> Int32 {
    let options = try ReplayOptions(arguments)
    guard FileManager.default.isReadableFile(atPath: options.file) else {
      throw CommandFailure("\(options.file) cannot be read.")
    }
    let scratch = FilePaths.join(NSTemporaryDirectory(), "tellback-replay-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    if let collector = options.collector {
      return try await feed(options, to: collector, key: options.key, queue: options.queue ?? scratch + "/queue")
    }
    let collector = try await TemporaryCollector(in: scratch + "/data")
    do {
      let status = try await feed(
        options, to: collector.url, key: collector.key, queue: options.queue ?? scratch + "/queue")
      await collector.stop()
      return status
    } catch {
      await collector.stop()
      throw error
    }
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
