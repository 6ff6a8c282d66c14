// Runs cases in child processes, 250 each. A child that crashes or hangs is a finding; the next child goes on with the
// case after it.
import FaultKit
import Foundation

struct Batches: Sendable {
  let run: Run
  let role: String
  let base: String
  /// A case that takes longer hangs.
  private let limit: Duration = .seconds(120)

  /// Returns what the cases told, summed by name.
  func run(cases: Int) async throws -> [String: Int] {
    let told = Locked<[String: Int]>([:])
    try await withThrowingTaskGroup(of: Void.self) { group in
      let half = (cases + 1) / 2
      for part in run.onlyCase.map({ [$0..<$0 + 1] }) ?? [0..<half, half..<cases] where !part.isEmpty {
        group.addTask {
          try await self.watch(part) { name, count in
            told.with { $0[name] = name == "wall" ? max($0[name] ?? 0, count) : ($0[name] ?? 0) + count }
          }
        }
      }
      try await group.waitForAll()
    }
    return told.with { $0 }
  }

  private func watch(_ cases: Range<Int>, tell: @Sendable (String, Int) -> Void) async throws {
    var next = cases.lowerBound
    while next < cases.upperBound {
      let file = run.folder.file("\(role)-\(next)")
      let last = min(next + 250, cases.upperBound)
      let child = try Program(
        Program.this, ["child", role, base, "\(run.seed)", "\(next)", "\(last)", file], output: file + ".out",
        errors: file + ".err")
      var (seen, moved) = (0, ContinuousClock.now)
      while child.isRunning {
        let count = FileManager.default.contents(atPath: file)?.count ?? 0
        if count != seen { (seen, moved) = (count, .now) }
        if ContinuousClock.now - moved > limit {
          try await child.killNow()
          break
        }
        try await Task.sleep(for: .milliseconds(5))
      }
      let lines = String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
        .split(separator: "\n")
      for line in lines {
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        if words[0] == "done" { run.tried() }
        if words[0] == "broken", words.count == 3 { run.broken("case \(words[1]): \(words[2])") }
        if words[0] == "told", words.count == 3, let count = Int(words[2]) { tell(words[1], count) }
      }
      guard child.end() != .exit(0) || lines.last != "end" else {
        next = last
        continue
      }
      // The case that began last and did not end.
      let number = lines.last { $0.hasPrefix("start ") }.flatMap { Int($0.dropFirst(6)) } ?? next
      let errors = String(decoding: FileManager.default.contents(atPath: file + ".err") ?? Data(), as: UTF8.self)
      let end = child.end().map { "\($0)" } ?? "was ended: it hung"
      run.broken("case \(number): the process \(end) \(errors.suffix(300))")
      run.tried()
      next = number + 1
    }
  }

  private static func attempt(
    _ role: String, _ number: Int, _ folder: String, _ random: SeededRandom
  ) async throws -> CaseResult {
    // The first cases try every kind of damage once, whatever the seed.
    func certain<Kind>(_ kinds: [Kind]) -> Kind? { number < kinds.count ? kinds[number] : nil }
    switch role {
    case "store":
      var attempt = StoreCase(folder: folder, random: random, certain: certain(Damage.Kind.allCases))
      return try await attempt.run()
    case "killed":
      let rebuilt: QueueDamage? = certain([.unknownFormat, .unknownFormat, .file(.pages), .file(.pages)])
      var attempt = QueueCase(folder: folder, random: random, isKilled: true, certain: rebuilt)
      return try await attempt.run()
    default:
      var attempt = QueueCase(folder: folder, random: random, isKilled: false, certain: certain(QueueDamage.all))
      return try await attempt.run()
    }
  }

  /// The child's part.
  static func play(_ role: String, base: String, seed: UInt64, cases: Range<Int>, telling file: String) async throws {
    let place = try Folder(isInMemory: true)
    defer { withExtendedLifetime(place) {} }
    let output = open(file, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    func tell(_ line: String) {
      let bytes = Array((line.replacingOccurrences(of: "\n", with: " ") + "\n").utf8)
      _ = write(output, bytes, bytes.count)
    }
    var broken = 0
    // One that waits in vain takes long: three findings of a batch say enough.
    for number in cases where broken < 3 {
      tell("start \(number)")
      let random = SeededRandom(seed: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
      do {
        let folder = place.file("\(number)")
        try FileManager.default.copyItem(atPath: base, toPath: folder)
        let result = try await attempt(role, number, folder, random)
        broken += result.findings.isEmpty ? 0 : 1
        for finding in result.findings { tell("broken \(number) \(result.what): \(finding)") }
        for (name, count) in result.counts { tell("told \(name) \(count)") }
        // Nobody uses it any more: what fails here tells of one that does.
        try FileManager.default.removeItem(atPath: folder)
      } catch {
        tell("broken \(number) the case ended with: \(error)")
      }
      tell("done \(number)")
    }
    tell("end")
  }
}

struct CaseResult: Sendable {
  var what: String
  var findings: [String] = []
  var counts: [String: Int] = [:]
}
