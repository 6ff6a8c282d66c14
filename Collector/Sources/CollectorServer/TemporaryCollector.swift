// A collector at work on a directory and a free port of its own, with one app: what a replay sends to.
import Foundation

package struct TemporaryCollector: Sendable {
  package let url: URL
  /// The app's key.
  package let key: String
  private let collector: RunningCollector

  package init(in directory: String) async throws {
    let arguments = try ArgumentReader(
      ["--data", directory, "--listen", "127.0.0.1:0"], command: "replay", options: ["--data", "--listen"])
    let configuration = try ServerConfiguration(SettingValues(arguments: arguments, environment: [:]))
    collector = try await RunningCollector.start(configuration, log: Log(.logfmt))
    let commands = CommandService(store: collector.store, secrets: try SodiumSecrets(), clock: SystemClock.now)
    let text = try await commands.perform(.createApp(name: "replay", quota: .init()), password: nil)
    try await collector.reloadKeys()
    guard let key = text.split(separator: "\n").last, let url = URL(string: "http://127.0.0.1:\(collector.port)") else {
      throw CommandFailure("The collector for the replay could not be set up.")
    }
    (self.key, self.url) = (String(key), url)
  }

  package func stop() async { await collector.stop() }
}
