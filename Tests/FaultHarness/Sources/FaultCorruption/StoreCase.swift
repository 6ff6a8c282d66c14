// One damage to the collector's store. The collector refuses it with a sentence or it is sound; SQLite's integrity
// check decides.
import CollectorCore
import CollectorSQLite
import FaultKit
import Foundation
import TellbackSQLite
import TellbackWire

enum StoreBase {
  static func make(in folder: String) async throws {
    let store = try SQLiteStore(directory: folder + "/data")
    let now = Timestamp(milliseconds: 1_767_225_600_000)
    let app = try await store.write { try $0.createApp(name: "shop", quota: IngestQuota(), at: now).id }
    for round in 0..<5 {
      let reports = (0..<20).map { number -> IncomingReport in
        let random = (UInt64(round * 100 + number + 1), UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
        let report = Report(
          id: ReportID(at: now, random: random), capturedAt: now, text: "It broke in way \(number % 7)", page: "/cart")
        return IncomingReport(
          id: report.id, app: app, installation: nil, receivedAt: now, sentAt: now, body: report.encoded())
      }
      _ = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<[IngestOutcome], any Error>) in
        store.ingest(reports, from: nil) { continuation.resume(with: $0) }
      }
      _ = try await store.write { try Digest().digestPending(in: $0, now: now) }
    }
    await store.close()
  }
}

struct StoreCase {
  let folder: String
  var random: SeededRandom
  /// Which damage; nil for any.
  var certain: Damage.Kind?

  mutating func run() async throws -> CaseResult {
    let path = folder + "/data/collector.sqlite"
    var result = CaseResult(what: "")
    // A file that is missing or empty in a folder that was used is told from a new one by what lies beside it.
    try Data([1]).write(to: URL(fileURLWithPath: folder + "/data/match.index"))
    result.what = try Damage.strike(path, certain ?? .any(&random), &random)
    let verdict = Self.verdict(on: path, copiedTo: folder + "/copy")
    let damaged = try? Data(contentsOf: URL(fileURLWithPath: path))
    do {
      let store = try SQLiteStore(directory: folder + "/data")
      let findings = SQLiteStore.examine(directory: folder + "/data").filter { $0.severity == .error }
      await store.close()
      result.counts = ["sound": 1]
      // What only a full check finds, and a start does not wait for, doctor must name.
      if verdict != "ok", findings.isEmpty {
        result.findings.append("opened, and doctor finds nothing, though: \(verdict)")
      }
    } catch {
      let sentence = "\(error)"
      result.counts = ["refused": 1]
      if sentence.count < 30 || !sentence.contains("collector.sqlite") && !sentence.contains("schema") {
        result.findings.append("refused without a sentence that helps: \(sentence)")
      }
      if damaged != (try? Data(contentsOf: URL(fileURLWithPath: path))) {
        result.findings.append("refused, and changed")
      }
      if SQLiteStore.examine(directory: folder + "/data").allSatisfy({ $0.severity != .error }) {
        result.findings.append("refused (\(sentence)), and doctor finds nothing")
      }
    }
    return result
  }

  private static func verdict(on path: String, copiedTo copy: String) -> String {
    do {
      try FileManager.default.copyItem(atPath: path, toPath: copy)
      let connection = try Connection(path: copy, mode: .readOnly)
      return try connection.first("PRAGMA integrity_check(1)") { $0.text(0) } ?? "no answer"
    } catch {
      return "\(error)"
    }
  }
}
