// A folder of a test's own, removed at its end, and reporters that keep their queue in it.
import Foundation
import Tellback
import TellbackTesting

final class TestFolder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "tellback-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      FileHandle.standardError.write(Data("could not remove \(path): \(error)\n".utf8))
    }
  }

  /// A configuration with a queue in this folder, sending on flush alone.
  func configuration(
    transport: any Transport, time: any TimeSource = SystemTime(), isAutomatic: Bool = false
  ) throws -> ReporterConfiguration {
    guard let url = URL(string: "https://collector.example") else { throw CocoaError(.featureUnsupported) }
    var configuration = ReporterConfiguration(
      collector: url, appKey: "tb_test", appName: "Notes", appVersion: "2.1.0", queueDirectory: path + "/queue")
    configuration.transport = transport
    configuration.time = time
    configuration.sync.isAutomatic = isAutomatic
    return configuration
  }
}
