// The program of WeightBare, linked with the SDK and using its front door.
import Foundation
import Tellback

let started = Date()
let data = try JSONEncoder().encode(["started": started.timeIntervalSince1970])
print(data.count, FileManager.default.currentDirectoryPath, ProcessInfo.processInfo.processIdentifier)
if let address = CommandLine.arguments.dropFirst().first, let url = URL(string: address) {
  let reporter = try Reporter(
    ReporterConfiguration(collector: url, appKey: "key", appName: "Weight", appVersion: "1"))
  let receipt = try await reporter.report("How heavy is this?")
  print(receipt.reference)
  await reporter.close()
}
