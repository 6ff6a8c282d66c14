// Damages what Tellback keeps on disk and opens it with the real product. Child processes run the cases and are watched
// for crashes and hangs.
import FaultKit
import Foundation

/// TellbackTesting has one too, for what is behind the SDK's protocols.
typealias SeededRandom = FaultKit.SeededRandom

@main
enum FaultCorruption {
  static func main() async {
    await Harness.run(
      [
        Promise("corruption.queue", isNumbered: true) { run in
          let told = try await queues(run, role: "queue", cases: run.size(short: 240, long: 10_000))
          return "0 crashes, 0 hangs, opened in at most \(told["wall", default: 0]) ms (the limit is 2 s of work); "
            + "\(told["saved", default: 0]) reports saved, \(told["lost", default: 0]) lost and counted, "
            + "\(told["said", default: 0]) messages saved, \(told["unsaid", default: 0]) lost and counted"
            + (told["unsettled"].map { ", \($0) counted as lost though sent" } ?? "")
            + (told["uncounted"].map { ", but \($0) where the counts were damaged too" } ?? "")
        },
        Promise("corruption.killed", isNumbered: true) { run in
          let told = try await queues(run, role: "killed", cases: run.size(short: 16, long: 600))
          return "killed while rebuilding; \(told["saved", default: 0]) reports saved, "
            + "\(told["lost", default: 0]) lost and counted"
        },
        Promise("corruption.digest") { run in try await KnownIssueDamage.run(run) },
        Promise("corruption.store", isNumbered: true) { run in
          let base = try run.folder.fresh("base")
          try await StoreBase.make(in: base)
          let told = try await Batches(run: run, role: "store", base: base).run(cases: run.size(short: 60, long: 2_000))
          return
            "\(told["refused", default: 0]) refused with a sentence, \(told["sound", default: 0]) sound or named by doctor"
        },
      ],
      child: { role, arguments in
        if role == "open", arguments.count == 2 { return try await QueueCase.open(arguments[0], mark: arguments[1]) }
        guard arguments.count == 5, let seed = UInt64(arguments[1]), let first = Int(arguments[2]),
          let last = Int(arguments[3])
        else { throw FaultError("child \(role) wants BASE SEED FIRST LAST FILE") }
        try await Batches.play(role, base: arguments[0], seed: seed, cases: first..<last, telling: arguments[4])
      })
  }

  private static func queues(_ run: Run, role: String, cases: Int) async throws -> [String: Int] {
    let base = try run.folder.fresh("base")
    try await QueueBase.make(in: base)
    return try await Batches(run: run, role: role, base: base).run(cases: cases)
  }
}
