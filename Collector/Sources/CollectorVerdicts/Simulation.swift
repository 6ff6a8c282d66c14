// Runs every world many times and counts what was said of it.
import CollectorEvidence
import Foundation
import Dispatch

/// The simulated worlds, in rows. The same seed and number of worlds give the same figures, on any number of cores.
public struct Simulation: Sendable {
  /// Where the figures of the issue come from.
  public static let standardSeed: UInt64 = 20_261_126

  public var seed: UInt64
  /// Times that each world is run.
  public var worlds: Int
  /// Runs five times as many worlds where a small part of them is promised, and looks at each world of masked pain several times.
  /// Else rows of masked pain that differ little from others are left out.
  public var isThorough = true
  /// Only rows whose name contains this are run; nil runs all.
  public var only: String?
  let rule = VerdictRule()
  let maskedAlpha = 0.05

  public init(seed: UInt64 = standardSeed, worlds: Int = 1000) {
    self.seed = seed
    self.worlds = max(worlds, 1)
  }

  /// All figures, each handed over when it is known.
  /// - Throws: what a simulated store refused; they refuse nothing, so a judge asked for what it has not.
  public func run(_ emit: (Figure) -> Void) throws {
    for (index, row) in AttemptRow.all.enumerated() where isWanted(row.name) { attempts(row, index, emit) }
    releases(emit)
    pages(emit)
    masked(emit)
    crowd(emit)
    try risen(emit)
    try spikes(emit)
  }

  private func attempts(_ row: AttemptRow, _ index: Int, _ emit: (Figure) -> Void) {
    let outcomes = each(row: index) { random in row.world.run(&random, rule: rule) }
    func share(_ holds: (AttemptWorld.Outcome) -> Bool) -> Double {
      Double(outcomes.count(where: holds)) / Double(outcomes.count)
    }
    let ratio = row.world.ratio
    let wrong = share { ($0.said.contains(.fell) && ratio >= 1) || ($0.said.contains(.worse) && ratio <= 1) }
    emit(Figure(world: row.name, what: "'fell' or 'worse' wrongly, at any time", value: wrong, goal: row.wrong))
    if ratio < 1 {
      emit(Figure(world: row.name, what: "'fell' found", value: share { $0.said.contains(.fell) }, goal: row.found))
    }
    if ratio > 1 {
      emit(Figure(world: row.name, what: "'worse' found", value: share { $0.said.contains(.worse) }, goal: row.found))
    }
    if ratio != 1 {
      let isOutside = !rule.unchanged.contains(ratio)
      emit(
        Figure(
          world: row.name, what: "'unchanged' said at any time", value: share { $0.said.contains(.unchanged) },
          goal: isOutside ? .atMost(row.isFew ? 0 : 0.05) : .shown))
    } else {
      emit(
        Figure(
          world: row.name, what: "'unchanged' said at any time", value: share { $0.said.contains(.unchanged) },
          goal: row.isFew ? .atMost(0) : .shown))
    }
    emit(
      Figure(
        world: row.name, what: "'not enough exposure yet' at the end",
        value: share { $0.last == .notEnoughExposure }, goal: row.isFew ? .atLeast(0.5) : .shown))
  }

  private func releases(_ emit: (Figure) -> Void) {
    for (index, row) in ReleaseRow.all.enumerated() where isWanted(row.name) {
      // A hundredth is measured with more worlds than a half.
      let found = each(row: 1000 + index, times: isThorough && row.world.ratio == 1 ? 5 : 1) { random in
        row.world.run(&random)
      }
      let flagged = found.compactMap { $0 }.sorted()
      if row.world.ratio == 1 {
        emit(
          Figure(
            world: row.name, what: "flagged at any time", value: Double(flagged.count) / Double(found.count),
            goal: .atMost(0.01)))
        continue
      }
      let sorted = found.map { $0 ?? Int.max }.sorted()
      for (what, part, goal) in [("median", 0.5, row.median), ("90th percentile", 0.9, row.p90)] {
        let place = min(Int((Double(sorted.count) * part).rounded(.up)) - 1, sorted.count - 1)
        emit(
          Figure(
            world: row.name, what: "\(what) of reports until flagged",
            value: min(Double(sorted[max(place, 0)]), 1e6), goal: goal, isShare: false))
      }
    }
  }

  private func pages(_ emit: (Figure) -> Void) {
    let world = PageWorld()
    let name = "20 pages, 3 of them hurt 3 x as much"
    guard isWanted(name) else { return }
    let outcomes = each(row: 2000) { random in world.run(&random) }
    let count = Double(outcomes.count)
    let wrongNames = outcomes.reduce(0) { $0 + Double($1.wrongNames) / Double(max($1.names, 1)) } / count
    emit(Figure(world: name, what: "names that are wrong (e-BH)", value: wrongNames, goal: .atMost(world.alpha)))
    emit(
      Figure(
        world: name, what: "a wrong flag that stays, at any time",
        value: Double(outcomes.count { $0.hasWrongFlag }) / count, goal: .atMost(world.alpha)))
    emit(
      Figure(
        world: name, what: "worse pages flagged",
        value: Double(outcomes.reduce(0) { $0 + $1.rightFlags }) / count / Double(world.worsePages), goal: .shown))
  }

  private func masked(_ emit: (Figure) -> Void) {
    for (index, row) in MaskedRow.all.enumerated() where isWanted(row.name) {
      let findings = each(row: 3000 + index, times: isThorough ? 5 : 1) { random in
        row.world.run(&random, alpha: maskedAlpha)
      }
      func share(_ finding: MaskedPain.Finding) -> Double {
        Double(findings.count { $0 == finding }) / Double(findings.count)
      }
      emit(Figure(world: row.name, what: "said to be '\(row.truth.rawValue)'", value: share(row.truth), goal: row.goal))
      let other: MaskedPain.Finding = row.truth == .realIncrease ? .newlyExposed : .realIncrease
      emit(
        Figure(world: row.name, what: "said to be '\(other.rawValue)'", value: share(other), goal: .atMost(maskedAlpha))
      )
    }
  }

  /// As the ledger looks at the pain points of an app.
  private func crowd(_ emit: (Figure) -> Void) {
    let world = MaskedCrowd()
    let name = "\(world.unchanged + 2) pain points: one that all get to now, one that hurts twice"
    guard isWanted(name) else { return }
    let outcomes = each(row: 4000) { random in world.run(&random, alpha: maskedAlpha) }
    func share(_ holds: ([MaskedPain.Finding]) -> Bool) -> Double {
      Double(outcomes.count(where: holds)) / Double(outcomes.count)
    }
    emit(
      Figure(
        world: name, what: "both are told apart",
        value: share { Array($0.prefix(2)) == [.newlyExposed, .realIncrease] },
        goal: .atLeast(0.9)))
    let wrong = outcomes.reduce(0.0) { sum, findings in
      let named = findings.count { $0 != .notRisen }
      return sum + Double(findings.dropFirst(2).count { $0 != .notRisen }) / Double(max(named, 1))
    }
    emit(
      Figure(
        world: name, what: "names of those that did not rise", value: wrong / Double(outcomes.count),
        goal: .atMost(maskedAlpha)))
  }

  func isWanted(_ name: String) -> Bool { only.map { name.contains($0) } ?? true }

  /// The outcome of each world, in order, on all cores.
  func each<Outcome: Sendable>(
    row: Int, times: Int = 1, worlds: Int? = nil, _ run: @escaping @Sendable (inout WorldRandom) -> Outcome
  ) -> [Outcome] {
    let worlds = (worlds ?? self.worlds) * times
    let slots = OutcomeSlots<Outcome>(count: worlds)
    let lanes = max(min(ProcessInfo.processInfo.activeProcessorCount, worlds), 1)
    DispatchQueue.concurrentPerform(iterations: lanes) { lane in
      for world in stride(from: lane, to: worlds, by: lanes) {
        var random = WorldRandom(seed: seed, row: row, world: world)
        slots.set(run(&random), at: world)
      }
    }
    return slots.all
  }
}

/// Where each lane puts its outcomes. `@unchecked Sendable`: the lock protects `outcomes`.
private final class OutcomeSlots<Outcome: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var outcomes: [Outcome?]

  init(count: Int) { outcomes = [Outcome?](repeating: nil, count: count) }

  func set(_ outcome: Outcome, at index: Int) { lock.withLock { outcomes[index] = outcome } }

  var all: [Outcome] { lock.withLock { outcomes.compactMap { $0 } } }
}
