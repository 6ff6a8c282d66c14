// All promises share one run of the worlds; each reports its part.
import FaultKit
import Foundation

actor Survey {
  private var results: [SeedResult]?
  private var seconds = 0.0
  private var ended: [String] = []

  func report(_ name: String, _ meaning: String, to run: Run) async throws -> String {
    let results = try await results(run)
    if name == "simulation" { for end in ended { run.broken(end) } }
    for result in results {
      for finding in result.findings where finding.hasPrefix(name + ": ") {
        run.broken(
          "seed \(result.seed) \(finding.dropFirst(name.count + 2)); again, with its trace: FaultSimulation child replay \(result.seed)"
        )
      }
    }
    func sum(_ key: String) -> Int { results.reduce(0) { $0 + ($1.counts[key] ?? 0) } }
    func told(_ keys: [String]) -> String { keys.map { "\(sum($0)) \($0)" }.joined(separator: ", ") }
    let cases: (Int, String)
    switch name {
    case "once":
      cases = (sum("reports checked"), told(["requests", "attachments checked", "device crashes", "collector kills"]))
    case "updates": cases = (sum("updates checked"), told(["updates heard", "actions of staff"]))
    case "conversations": cases = (sum("messages checked"), told(["messages"]))
    case "states": cases = (sum("states checked"), "")
    case "accounting": cases = (sum("accounts checked"), told(["kept in memory", "disk faults"]))
    case "links": cases = (sum("tickets checked"), told(["links", "links undone"]))
    case "erasure": cases = (sum("erasures checked"), "")
    case "retries": cases = (sum("retries"), "")
    case "liveness":
      cases = (
        results.count, "\(results.isEmpty ? 0 : sum("seconds to rest") / results.count) simulated s to rest on average"
      )
    case "replay": cases = (sum("replays"), "")
    default:
      let speed = (Double(results.count) / max(seconds, 0.001) * 10).rounded() / 10
      cases = (results.count, "\(speed) seeds a second, \(results.reduce(0) { $0 + $1.steps }) steps")
    }
    run.tried(cases.0)
    return "\(meaning): \(cases.1)"
  }

  private func results(_ run: Run) async throws -> [SeedResult] {
    if let results { return results }
    let count = run.size(short: 1_000, long: 10_000)
    let start = ContinuousClock.now
    let children = 2
    let limit = run.size(short: 170, long: 2_800)
    // Swift's hashing is seeded anew in each process unless it is told not to.
    let environment = ["SWIFT_DETERMINISTIC_HASHING": "1"]
    let programs = try (0..<children).map { index in
      try Program(
        Program.this, ["child", "seeds", "\(run.seed)", "\(index)", "\(children)", "\(count)", "\(limit)"],
        environment: environment,
        output: run.folder.file("\(index).out"), errors: run.folder.file("\(index).err"))
    }
    var all: [SeedResult] = []
    for (index, program) in programs.enumerated() {
      let end = try await program.wait(within: .seconds(run.size(short: 900, long: 3_500)))
      let bytes = FileManager.default.contents(atPath: run.folder.file("\(index).out")) ?? Data()
      var done = 0
      for line in bytes.split(separator: 10) {
        guard let result = try? JSONDecoder().decode(SeedResult.self, from: line) else { continue }
        all.append(result)
        done += 1
      }
      if end != .exit(0) {
        let errors = FileManager.default.contents(atPath: run.folder.file("\(index).err")) ?? Data()
        let next = Seeds.seed(run.seed, index + done * children)
        ended.append("seed \(next) ended its process: \(end) \(String(decoding: errors.suffix(2_000), as: UTF8.self))")
      }
    }
    let elapsed = (ContinuousClock.now - start).components
    seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    results = all
    return all
  }
}
