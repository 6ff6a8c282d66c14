// Cuts the power just before and just after each sync of a recording, and in between, and checks what is left.
import FaultKit
import Foundation

/// One cut, and the disk after it.
struct PowerCut: Sendable {
  let number: Int
  /// Changes that were made before the power went.
  let position: Int
  let known: Known
  /// A copy of the recording's root as the disk has it now. The check may change it.
  let folder: String
}

struct PowerCuts: Sendable {
  let changes: [Change]
  let run: Run
  /// Cuts under test at the same moment.
  private let width = 3

  /// Tries `count` cuts. `check` says what is wrong with a disk; the run is told.
  func cut(_ count: Int, check: @escaping @Sendable (PowerCut) async throws -> [String]) async throws {
    let memory = try Folder(isInMemory: true)
    var disk = Disk()
    var known = Known()
    var done = 0
    try await withThrowingTaskGroup(of: Void.self) { group in
      var running = 0
      for (number, position) in positions(count).enumerated() {
        while done < position {
          if case .mark(let mark) = changes[done] { known.note(mark) }
          disk.apply(changes[done])
          done += 1
        }
        let cut = PowerCut(number: number, position: position, known: known, folder: memory.path + "/\(number)")
        try disk.write(to: cut.folder, afterLossBy: run.random(number))
        if running >= width {
          try await group.next()
          running -= 1
        }
        running += 1
        group.addTask {
          let findings: [String]
          do { findings = try await check(cut) } catch { findings = ["the check ended with: \(error)"] }
          run.tried()
          let place = "cut \(cut.number), after change \(cut.position) of \(changes.count)"
          for finding in findings { run.broken("\(place): \(finding)") }
          try FileManager.default.removeItem(atPath: cut.folder)
        }
      }
      try await group.waitForAll()
    }
    disk = Disk()
  }

  /// Where the power goes, in order: around every sync, then anywhere, each place as often as the count allows.
  private func positions(_ count: Int) -> [Int] {
    var around: [Int] = []
    for (index, change) in changes.enumerated() { if case .sync = change { around += [index, index + 1] } }
    var random = run.random(-1)
    around.shuffle(using: &random)
    var result = Array(around.prefix(count * 3 / 4))
    while result.count < count {
      let isAtSync = !around.isEmpty && random.happens(3, of: 4)
      result.append(isAtSync ? around[random.below(around.count)] : random.below(changes.count + 1))
    }
    return result.sorted()
  }
}
