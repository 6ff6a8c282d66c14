// The worlds of the table, with what must be reached in each.
import CollectorEvidence

struct AttemptRow: Sendable {
  var name: String
  var world: AttemptWorld
  var found = Figure.Goal.shown
  var wrong = Figure.Goal.atMost(0.05)
  /// So few reports that nothing should be said.
  var isFew = false

  static let weekdays = [1.6, 1.5, 1.4, 1.3, 0.9, 0.15, 0.15]

  static var all: [AttemptRow] { plain + hard + late }

  private static var plain: [AttemptRow] {
    var rows = [5.0, 10, 30, 100].map { before in
      AttemptRow(
        name: "no effect, \(Int(before)) per 1,000 before", world: AttemptWorld(reportsBefore: before),
        isFew: before < 10)
    }
    for (fall, ratio) in [(30, 0.7), (50, 0.5), (90, 0.1)] {
      for before in [5.0, 20, 30, 100] {
        let goal: Figure.Goal =
          fall == 50 ? (before >= 30 ? .atLeast(0.9) : before >= 20 ? .atLeast(0.7) : .shown) : .shown
        rows.append(
          AttemptRow(
            name: "fall of \(fall) %, \(Int(before)) per 1,000 before",
            world: AttemptWorld(reportsBefore: before, ratio: ratio), found: goal, isFew: before < 10 && fall < 90))
      }
    }
    rows += [30.0, 100].map {
      AttemptRow(name: "worse: twice, \(Int($0)) per 1,000 before", world: AttemptWorld(reportsBefore: $0, ratio: 2))
    }
    return rows
  }

  private static var hard: [AttemptRow] {
    var rows: [AttemptRow] = []
    for (name, ratio) in [("no effect", 1.0), ("fall of 50 %", 0.5)] {
      rows += [
        AttemptRow(
          name: "few users (100 new, 1,000 before), \(name)",
          world: AttemptWorld(ratio: ratio, newInstallations: 100, oldInstallations: 1000), isFew: true),
        AttemptRow(name: "slow update (21 days), \(name)", world: AttemptWorld(ratio: ratio, updateDays: 21)),
        AttemptRow(
          name: "weekday swings (1.6 to 0.15), \(name)", world: AttemptWorld(ratio: ratio, weekdays: weekdays)),
        AttemptRow(
          name: "slow update and weekday swings, \(name)",
          world: AttemptWorld(ratio: ratio, updateDays: 21, weekdays: weekdays)),
        AttemptRow(
          name: "one loud customer (200 reports), \(name)", world: AttemptWorld(ratio: ratio, reportsOfOne: 200)),
        AttemptRow(
          name: "the same, were every report counted, \(name)",
          world: AttemptWorld(ratio: ratio, reportsOfOne: 200, countsEachReport: true), wrong: .shown),
      ]
    }
    return rows
  }

  private static var late: [AttemptRow] {
    var rows: [AttemptRow] = []
    for (name, ratio) in [("no effect", 1.0), ("fall of 50 %", 0.5)] {
      for settling in [0.0, 3, 7] {
        // What the rule waits for is what is promised; the others show why it waits.
        let wrong: Figure.Goal = settling == Double(VerdictRule().settlingDays) ? .atMost(0.05) : .shown
        let when = settling == 0 ? "as received" : "after \(Int(settling)) days"
        rows += [
          AttemptRow(
            name: "late alike, \(when), \(name)",
            world: AttemptWorld(ratio: ratio, newDelivery: .slow, oldDelivery: .slow, settling: settling), wrong: wrong),
          AttemptRow(
            name: "new version later, \(when), \(name)",
            world: AttemptWorld(ratio: ratio, newDelivery: .slow, oldDelivery: .quick, settling: settling), wrong: wrong
          ),
          AttemptRow(
            name: "old version later, \(when), \(name)",
            world: AttemptWorld(ratio: ratio, newDelivery: .quick, oldDelivery: .slow, settling: settling), wrong: wrong
          ),
        ]
      }
    }
    return rows
  }
}

struct ReleaseRow: Sendable {
  var name: String
  var world: ReleaseWorld
  var median = Figure.Goal.shown
  var p90 = Figure.Goal.shown

  static let all = [
    ReleaseRow(name: "release without change, 10 x exposure on the old", world: ReleaseWorld()),
    ReleaseRow(
      name: "release without change, equal exposure", world: ReleaseWorld(firstShare: 0.5, lastShare: 0.5)),
    ReleaseRow(
      name: "release without change, its share grows from 1 to 95 %",
      world: ReleaseWorld(firstShare: 0.01, lastShare: 0.95)),
    ReleaseRow(
      name: "release without change, 3 channels", world: ReleaseWorld(channels: 3)),
    ReleaseRow(
      name: "release hurts twice, 10 x exposure on the old", world: ReleaseWorld(ratio: 2, reports: 1000),
      median: .atMost(35), p90: .atMost(60)),
    ReleaseRow(
      name: "release hurts twice, equal exposure",
      world: ReleaseWorld(ratio: 2, firstShare: 0.5, lastShare: 0.5, reports: 1000), median: .atMost(65)),
    ReleaseRow(
      name: "release hurts twice, 10 x exposure, 3 channels", world: ReleaseWorld(ratio: 2, reports: 1000, channels: 3)),
    ReleaseRow(name: "release hurts half as much again, 10 x exposure", world: ReleaseWorld(ratio: 1.5, reports: 1000)),
    ReleaseRow(name: "release hurts 5 times, 10 x exposure", world: ReleaseWorld(ratio: 5, reports: 1000)),
  ]
}

struct MaskedRow: Sendable {
  var name: String
  var world: MaskedWorld
  var truth: MaskedPain.Finding
  var goal = Figure.Goal.atLeast(0.9)

  static let all = [
    MaskedRow(name: "half got that far, now all do", world: MaskedWorld(), truth: .newlyExposed),
    MaskedRow(
      name: "four fifths got that far, now all do", world: MaskedWorld(reachBefore: 0.8), truth: .newlyExposed,
      goal: .shown),
    MaskedRow(
      name: "as many get that far, it hurts twice", world: MaskedWorld(reachBefore: 1, ratio: 2), truth: .realIncrease),
    MaskedRow(
      name: "half got that far, now all do, and it hurts twice", world: MaskedWorld(ratio: 2), truth: .realIncrease),
    MaskedRow(
      name: "half got that far, now all do; 30 per 1,000", world: MaskedWorld(reportsBefore: 30), truth: .newlyExposed,
      goal: .shown),
  ]
}
