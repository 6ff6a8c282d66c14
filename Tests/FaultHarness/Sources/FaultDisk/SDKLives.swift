// Short runs of an app in one process with the preloaded library: it reports, meets the fault, sends and reports again;
// then the disk recovers or the app ends.
import FaultKit
import Foundation
import Tellback
import TellbackTesting

struct SDKLives {
  struct Plan: Codable {
    var folder: String
    var faults: String
    var seed: UInt64
    var worker: Int
    var workers: Int
    /// Every so many-th call is tried, from another one on with each seed.
    var stride: Int
    /// In the short form one of the four modes for each fault, another one with each seed.
    var mode: Int?
  }

  /// What lies in the folder when the app starts.
  enum Before: String, CaseIterable {
    case nothing
    /// Reports of an earlier run wait.
    case reports
    /// Its database is damaged.
    case damaged
  }

  struct Case {
    var fault: DiskFault
    var before: Before
    var isForGood: Bool
    /// The disk comes back while the app lives; else it ends first.
    var comesBack: Bool
    var call: Int

    var text: String {
      "\(fault.name) \(isForGood ? "from call" : "at call") \(call) on, before: \(before.rawValue), "
        + (comesBack ? "the disk comes back" : "the app ends")
    }
  }

  private let plan: Plan
  private let faults: FileFaults
  private var sums = (cases: 0, faults: 0, slow: 0, longest: 0.0, memory: 0, errors: 0, durable: 0)

  init(_ json: String) throws {
    plan = try JSONDecoder().decode(Plan.self, from: Data(json.utf8))
    faults = try FileFaults(folder: plan.folder, path: plan.faults)
  }

  func run() async throws {
    var this = self
    try await this.runAll()
  }

  private mutating func runAll() async throws {
    var number = 0
    for fault in DiskFault.all {
      for before in Before.allCases {
        for (mode, (isForGood, comesBack)) in [(false, true), (true, true), (false, false), (true, false)].enumerated()
        {
          number += 1
          if let only = plan.mode, (number / 4 + only) % 4 != mode { continue }
          guard number % plan.workers == plan.worker else { continue }
          var call = 1 + Int((plan.seed &+ UInt64(number) &* 7) % UInt64(plan.stride))
          while true {
            let this = Case(fault: fault, before: before, isForGood: isForGood, comesBack: comesBack, call: call)
            say("CASE \(this.text)")
            let findings = try await live(this)
            for finding in findings { say("BROKEN \(this.text): \(finding)") }
            sums.cases += 1
            sums.faults += faults.met
            // Every call of a life was tried.
            if faults.met == 0 { break }
            call += plan.stride
          }
        }
      }
    }
    say(
      "SUMS \(sums.cases) \(sums.faults) \(sums.slow) \(sums.longest) \(sums.memory) \(sums.errors) \(sums.durable)")
  }

  // MARK: One life

  private mutating func live(_ this: Case) async throws -> [String] {
    faults.disarm()
    try? FileManager.default.removeItem(atPath: plan.folder)
    try FileManager.default.createDirectory(atPath: plan.folder, withIntermediateDirectories: true)
    let queue = plan.folder + "/queue"
    var life = Life(transport: RecordingTransport())
    if this.before != .nothing { try await life.prepare(queue) }
    if this.before == .damaged { try damage(queue + "/0/queue.sqlite") }
    life.isOldMaybeLost = this.before == .damaged
    faults.arm(
      this.fault.calls, from: this.call, count: this.isForGood ? .max / 2 : 1, this.fault.action)
    try await life.play(queue, comesBack: this.comesBack, faults)
    sums.slow += life.seconds.count { $0 > 0.1 }
    sums.longest = max(sums.longest, (life.seconds.max() ?? 0) * 1_000)
    sums.memory += life.memory.count
    sums.errors += life.errors
    sums.durable += life.durable.count
    return life.findings
  }

  private func damage(_ path: String) throws {
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    defer { try? file.close() }
    // The first page of the tables, not the header that names the schema.
    for page in 1..<4 {
      try file.seek(toOffset: UInt64(page * 8_192))
      try file.write(contentsOf: [UInt8](repeating: 0xA5, count: 8_192))
    }
  }
}
