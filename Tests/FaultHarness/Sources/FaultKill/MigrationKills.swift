// Kills a collector that migrates a store of an older schema, at every file call until it listens. The next start
// finishes the migration; nothing is lost or doubled.
import FaultKit
import Foundation

struct MigrationKills: Sendable {
  let run: Run

  private struct Case: Sendable {
    var schema: Int
    var call: Int
    var action: FileFaults.Action
  }

  func attempt() async throws -> String {
    let folder = try Folder()
    let ledger = try Ledger(path: folder.file("ledger"))
    let schemas = try await OldStore.makeAll(in: folder, ledger)
    let contents = try ledger.read()
    let next = Locked(0)
    let calls = Locked<[Int: Int]>([:])
    // In the short form every eighth call, from another one on with each seed.
    let stride = run.size(short: 16, long: 1)
    let offset = Int(run.seed % UInt64(stride))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<2 {
        group.addTask {
          for schema in schemas {
            var call = 1 + offset + worker * stride
            // Until a start meets no fault: all calls were tried then.
            while try await self.kill(schema, at: call, "\(worker)", folder, contents) {
              next.with { $0 += 1 }
              calls.with { $0[schema] = max($0[schema] ?? 0, call) }
              self.run.tried()
              call += 2 * stride
            }
          }
        }
      }
      try await group.waitForAll()
    }
    let text = calls.with { $0.sorted { $0.key < $1.key }.map { "schema \($0.key) up to call \($0.value)" } }
    return "0 reports lost, 0 tickets twice; \(text.joined(separator: ", "))"
  }

  /// False when the collector listened before that call.
  private func kill(
    _ schema: Int, at call: Int, _ worker: String, _ folder: Folder, _ ledger: Ledger.Contents
  ) async throws -> Bool {
    let data = folder.file("data-\(worker)")
    try? FileManager.default.removeItem(atPath: data)
    try FileManager.default.copyItem(atPath: folder.file("old-\(schema)"), toPath: data)
    let faults = try FileFaults(folder: data, path: data + ".faults")
    let collector = try Collector(folder, environment: try faults.environment, name: "data-\(worker)")
    let actions: [FileFaults.Action] = [.killBefore, .killHalfway, .killAfter]
    faults.arm(.all, from: call, actions[call % actions.count])
    do {
      try await collector.start()
      faults.disarm()
      try await collector.crash()
      return false
    } catch  where collector.process?.end() == .signal(SIGKILL) {}
    faults.disarm()
    do {
      try await collector.start()
      let before = run.findings.count
      try await check(collector, ledger, run)
      if run.findings.count > before { run.broken("after a kill at call \(call) of a start on schema \(schema)") }
    } catch {
      run.broken("killed at call \(call) of a start on schema \(schema): \(error)")
    }
    return true
  }
}
