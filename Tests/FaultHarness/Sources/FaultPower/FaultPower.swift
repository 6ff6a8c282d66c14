// Cuts the power under the SDK's queue and the collector's store. What was acknowledged must be there.
import FaultKit

/// TellbackTesting has one too, for what is behind the SDK's protocols.
typealias SeededRandom = FaultKit.SeededRandom

@main
enum FaultPower {
  static func main() async {
    await Harness.run([
      Promise("power.queue") { run in
        let root = try run.folder.fresh("queue")
        let work = QueueWork(root: root)
        let changes = try await work.record(reports: run.size(short: 90, long: 400), run.random())
        try RecordingCheck.compare(changes, with: root, in: try run.folder.fresh("again"))
        let check = QueueCheck(work: work, run: run)
        try await PowerCuts(changes: changes, run: run).cut(run.size(short: 150, long: 3_000)) {
          try await check.findings($0)
        }
        return "\(work.bodies.count) reports, \(Self.syncs(changes)) syncs: 0 acknowledged lost, 0 corrupt"
      },
      Promise("power.store") { run in
        let root = try run.folder.fresh("store")
        let work = StoreWork(root: root)
        let changes = try await work.record(rounds: run.size(short: 4, long: 14), run.random())
        try RecordingCheck.compare(changes, with: root, in: try run.folder.fresh("again"))
        let check = StoreCheck(work: work)
        try await PowerCuts(changes: changes, run: run).cut(run.size(short: 70, long: 2_500)) {
          try await check.findings($0)
        }
        return "\(work.bodies.count) reports, \(Self.syncs(changes)) syncs: 0 acknowledged lost, 0 corrupt"
      },
    ])
  }

  static func syncs(_ changes: [Change]) -> Int {
    changes.count { if case .sync = $0 { true } else { false } }
  }
}
