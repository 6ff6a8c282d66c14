// The disk refuses the SDK's n-th call, for every n. Children run the cases, so a crash ends a child and not the
// harness.
import FaultKit
import Foundation

struct SDKDisk: Sendable {
  let run: Run

  func attempt() async throws -> String {
    let folder = try Folder()
    let total = Locked((cases: 0, faults: 0, slow: 0, longest: 0.0, memory: 0, errors: 0, durable: 0))
    let workers = 2
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<workers {
        group.addTask {
          let faults = try FileFaults(
            folder: folder.file("disk-\(worker)"), path: folder.file("faults-\(worker)"))
          let output = folder.file("lives-\(worker).out")
          let plan = SDKLives.Plan(
            folder: faults.folder, faults: faults.path, seed: self.run.seed, worker: worker, workers: workers,
            stride: self.run.size(short: 24, long: 1), mode: self.run.isLong ? nil : Int(self.run.seed % 4))
          let text = String(decoding: try JSONEncoder().encode(plan), as: UTF8.self)
          let child = try Program(
            Program.this, ["child", "lives", text], environment: try faults.environment, output: output, errors: output)
          let end = try await child.wait(within: .seconds(1_800))
          let lines = String(decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self)
            .split(separator: "\n").map { String($0) }
          for line in lines where line.hasPrefix("BROKEN ") { self.run.broken(String(line.dropFirst(7))) }
          if end != .exit(0) {
            let last = lines.last { $0.hasPrefix("CASE ") } ?? "before the first case"
            self.run.broken("the app ended with \(end) in \(last): \(lines.suffix(3))")
          }
          guard let sums = lines.last(where: { $0.hasPrefix("SUMS ") })?.split(separator: " ").dropFirst() else {
            return
          }
          let numbers = sums.compactMap { Double($0) }
          guard numbers.count == 7 else { throw FaultError("A child's sums cannot be read: \(sums)") }
          self.run.tried(Int(numbers[0]))
          total.with {
            $0.cases += Int(numbers[0])
            $0.faults += Int(numbers[1])
            $0.slow += Int(numbers[2])
            $0.longest = max($0.longest, numbers[3])
            $0.memory += Int(numbers[4])
            $0.errors += Int(numbers[5])
            $0.durable += Int(numbers[6])
          }
        }
      }
      try await group.waitForAll()
    }
    let sums = total.with { $0 }
    if sums.longest > 2_000 { run.broken("a refused report() took \(Int(sums.longest)) ms") }
    // The figure is of a release build; a machine that is busy with other things may hold up one in a hundred.
    if run.isLong, sums.slow * 100 > sums.memory + sums.errors {
      run.broken("\(sums.slow) of \(sums.memory + sums.errors) refused report() took more than 100 ms")
    }
    return
      "\(sums.faults) calls refused; \(sums.durable) receipts durable, \(sums.memory) in memory, \(sums.errors) typed errors; "
      + "the longest refused report() took \(Int(sums.longest)) ms, \(sums.slow) over 100 ms; 0 crashes, all delivered"
  }
}
