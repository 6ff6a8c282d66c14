// The report that is measured: 2 KB with 25 fields and 20 steps, as an app would make it.
import Foundation
import Tellback

struct SilentTransport: Transport {
  func send(_ request: TransportRequest) async throws -> TransportResponse {
    throw TellbackError(.transport, "This benchmark sends nothing.")
  }
}

enum Workload {
  static let text =
    "When I save the note the list shows the old title. I opened it again and saved it twice. "
    + "It worked yesterday before the update."

  static let fields: ReportFields = ReportFields(
    (0..<25).map { ReportField("field\($0)", $0 % 2 == 0 ? .integer(Int64($0) * 1_000) : .text("value \($0)")) })

  static func reporter(in folder: String) throws -> Reporter {
    guard let url = URL(string: "https://collector.example") else { throw TellbackError(.transport, "no address") }
    var configuration = ReporterConfiguration(
      collector: url, appKey: "tb_bench", appName: "Bench", appVersion: "1.0.0", appBuild: "100",
      queueDirectory: folder)
    configuration.transport = SilentTransport()
    configuration.sync.isAutomatic = false
    configuration.limits.reports = 10_000_000
    configuration.limits.bytes = 1 << 40
    let reporter = try Reporter(configuration)
    for number in 0..<20 {
      reporter.enter(page: "/notes/\(number)")
      reporter.step("tapped the button number \(number)")
    }
    return reporter
  }

  static func temporaryFolder() throws -> String {
    // On a disk: in memory a synced commit would cost nothing.
    let parent = ProcessInfo.processInfo.environment["TELLBACK_BENCH_DIR"] ?? FileManager.default.currentDirectoryPath
    let path = parent + "/.bench-sdk-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }
}
