// The worlds in which pain is masked or spikes, with what must be reached in each. The product's own code looks at them.
import CollectorEvidence

struct RisenRow: Sendable {
  var name: String
  var world: RisenWorld
  /// What is to be said of the pain point that is asked about.
  var truth: MaskedPain.Finding
  var goal = Figure.Goal.atLeast(0.9)
  /// Run also where there is little time.
  var isInShort = false

  static let all = plain + hard + fewer

  static let weekdays = [1.5, 1.4, 1.3, 1.2, 1, 0.3, 0.3]
  private static let exposed = RisenWorld.Pain(reachAfter: 1)
  private static let hurts = RisenWorld.Pain(ratio: 2)
  private static let both = RisenWorld.Pain(reachAfter: 1, ratio: 2)

  private static let plain: [RisenRow] = [
    RisenRow(
      name: "only exposure rises: half got there, now all", world: RisenWorld(pain: exposed), truth: .newlyExposed,
      isInShort: true),
    RisenRow(name: "it hurts twice, as many get there", world: RisenWorld(pain: hurts), truth: .realIncrease),
    RisenRow(name: "both: all get there, and it hurts twice", world: RisenWorld(pain: both), truth: .realIncrease),
    RisenRow(name: "neither", world: RisenWorld(), truth: .notRisen),
  ]

  /// Each hard condition with exposure alone, pain alone, both and neither.
  private static var hard: [RisenRow] {
    let conditions: [(name: String, world: RisenWorld, isPromised: Bool)] = [
      ("few users (400)", RisenWorld(installations: 400), false),
      ("weekday swings", RisenWorld(weekdays: weekdays, swing: 0.2), true),
      ("slow update, a fifth never", RisenWorld(updateDays: 21, stays: 0.2), true),
      ("late alike", RisenWorld(newDelivery: .slow, oldDelivery: .slow), true),
      ("new version later", RisenWorld(newDelivery: .slow, oldDelivery: .quick), true),
      ("old version later", RisenWorld(newDelivery: .quick, oldDelivery: .slow), true),
      ("half say pages", RisenWorld(saying: .init(new: 0.5, old: 0.5)), false),
      ("half of 8,000 say pages", RisenWorld(installations: 8000, saying: .init(new: 0.5, old: 0.5)), true),
      (
        "10,000, 7 in 10 beat; 8 of 10 new, 3 of 10 old say pages",
        RisenWorld(installations: 10_000, beating: 0.7, saying: .init(new: 0.8, old: 0.3)), true
      ),
      (
        "8,000, all at once: swings, slow, late, half say pages",
        RisenWorld(
          installations: 8000, updateDays: 21, stays: 0.2, weekdays: weekdays, swing: 0.2,
          saying: .init(new: 0.5, old: 0.5), newDelivery: .slow, oldDelivery: .quick), true
      ),
    ]
    var rows = conditions.flatMap { condition in
      [
        ("only exposure", exposed, MaskedPain.Finding.newlyExposed), ("twice the pain", hurts, .realIncrease),
        ("both", both, .realIncrease), ("neither", RisenWorld.Pain(), .notRisen),
      ].map { name, pain, truth in
        var world = condition.world
        world.pain = pain
        return RisenRow(
          name: "\(condition.name): \(name)", world: world, truth: truth,
          goal: condition.isPromised || truth == .notRisen ? .atLeast(0.9) : .shown,
          isInShort: condition.name.contains("all at once"))
      }
    }
    // Nobody can know why: it may only be said that it rose.
    rows.append(
      RisenRow(
        name: "nobody says pages: only exposure",
        world: RisenWorld(pain: exposed, saying: .init(new: 0, old: 0)), truth: .unknown, isInShort: true))
    rows.append(
      RisenRow(
        name: "only the new version says pages: only exposure",
        world: RisenWorld(pain: exposed, saying: .init(new: 1, old: 0)), truth: .unknown))
    return rows
  }

  /// Where the bar is not reached, shown as it is: then it mostly says nothing.
  private static let fewer: [RisenRow] = [
    RisenRow(
      name: "only exposure, 2,000 installations", world: RisenWorld(pain: exposed, installations: 2000),
      truth: .newlyExposed, goal: .shown),
    RisenRow(
      name: "only exposure, 30 reports per 1,000",
      world: RisenWorld(pain: .init(reports: 30, reachAfter: 1)), truth: .newlyExposed, goal: .shown),
    RisenRow(
      name: "only exposure, four fifths got there", world: RisenWorld(pain: .init(reachBefore: 0.8, reachAfter: 1)),
      truth: .newlyExposed, goal: .shown),
    RisenRow(
      name: "half as much pain again, as many get there", world: RisenWorld(pain: .init(ratio: 1.5)),
      truth: .realIncrease, goal: .shown),
  ]
}

struct SpikeRow: Sendable {
  var name: String
  var world: SpikeWorld
  var found = Figure.Goal.shown

  static let all = [
    SpikeRow(name: "quiet week, 100 places, weekday swings", world: SpikeWorld()),
    SpikeRow(name: "quiet week, few reports", world: SpikeWorld(reports: 2)),
    SpikeRow(name: "quiet week, many reports", world: SpikeWorld(reports: 200)),
    SpikeRow(name: "quiet week of an app that grows by a fifth a week", world: SpikeWorld(growth: 1.2)),
    SpikeRow(
      name: "the same, without heartbeats by a twentieth", world: SpikeWorld(growth: 1.05, hasHeartbeats: false)),
    SpikeRow(name: "quiet week, a third arrives one to five days late", world: SpikeWorld(late: 0.33)),
    SpikeRow(name: "quiet week, a tenth fewer send heartbeats", world: SpikeWorld(beating: 0.9)),
    SpikeRow(name: "one page 3 x as often as before", world: SpikeWorld(ratio: 3), found: .atLeast(0.9)),
    SpikeRow(name: "one page 5 x as often, few reports", world: SpikeWorld(reports: 5, ratio: 5), found: .atLeast(0.9)),
    SpikeRow(
      name: "one page 3 x as often, a third arrives late", world: SpikeWorld(ratio: 3, late: 0.33),
      found: .atLeast(0.9)),
    SpikeRow(
      name: "one page 3 x as often, no heartbeats", world: SpikeWorld(ratio: 3, hasHeartbeats: false),
      found: .atLeast(0.9)),
  ]
}
