// Worlds that the product's own judge and watch look at: what rose after a fix, and what spikes.
import CollectorEvidence

extension Simulation {
  func risen(_ emit: (Figure) -> Void) throws {
    for (index, row) in RisenRow.all.enumerated() where isWanted(row.name) && (isThorough || row.isInShort) {
      let looks = isThorough ? RisenWorld.looks : RisenWorld.looks.suffix(1)
      let outcomes = try each(row: 6000 + index, worlds: isThorough ? worlds : (worlds + 1) / 2) { random in
        Result { try row.world.run(&random, looks: Array(looks)) }
      }.map { try $0.get() }
      func share(_ holds: (RisenWorld.Outcome) -> Bool) -> Double {
        Double(outcomes.count(where: holds)) / Double(outcomes.count)
      }
      emit(
        Figure(
          world: row.name, what: "said of it: '\(row.truth.rawValue)'", value: share { $0.last == row.truth },
          goal: row.goal))
      emit(
        Figure(
          world: row.name, what: "a wrong reason, at any look",
          value: share { $0.ever.contains { $0 != .unknown && $0 != .notRisen && $0 != row.truth } },
          goal: .atMost(row.truth == .unknown ? 0 : maskedAlpha)))
      let wrong = outcomes.reduce(0) { $0 + Double($1.wrongNames) / Double(max($1.named, 1)) }
      emit(
        Figure(
          world: row.name, what: "names of those that did not rise", value: wrong / Double(outcomes.count),
          goal: .atMost(maskedAlpha)))
    }
  }

  func spikes(_ emit: (Figure) -> Void) throws {
    for (index, row) in SpikeRow.all.enumerated() where isWanted(row.name) {
      // A hundredth is measured with more worlds than a half.
      let outcomes = try each(row: 5000 + index, times: isThorough && row.world.ratio == 1 ? 5 : 1) { random in
        Result { try row.world.run(&random) }
      }.map { try $0.get() }
      func share(_ holds: (SpikeWorld.Outcome) -> Bool) -> Double {
        Double(outcomes.count(where: holds)) / Double(outcomes.count)
      }
      emit(Figure(world: row.name, what: "a week with a wrong spike", value: share(\.isWrong), goal: .atMost(0.01)))
      guard row.world.ratio > 1 else { continue }
      emit(
        Figure(world: row.name, what: "found in the week", value: share { $0.foundOnDay != nil }, goal: row.found))
      emit(
        Figure(
          world: row.name, what: "found on the first two days", value: share { $0.foundOnDay ?? 9 <= 2 }, goal: .shown))
    }
  }
}
