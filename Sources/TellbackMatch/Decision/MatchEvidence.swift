// What the decision looks at: the best candidate, and how it stands among all of its list. The order is that of the learned
// trees: append, never reorder.

/// What is measured of a whole ranking to judge whether its first candidate is the one.
///
/// Scores are taken without what page, version, error and steps add to them: archives, of which the trees are learned, have
/// none of these. ``context`` holds that part.
public enum MatchEvidence: Int, CaseIterable, Sendable {
  /// The best candidate's score.
  case score
  /// How far it is ahead of the second.
  case margin
  case textCoverage
  case textCosine
  case titleCosine
  case titleGrams
  case recency
  case groupSize
  /// ln(1 + idf of what the new report says): long reports match by chance.
  case queryMass
  /// How far the best is ahead of the mean of the next three.
  case leadOverNext
  /// Standard deviation of the first ten scores.
  case spread
  /// Candidates that were scored.
  case candidates
  /// How far the best is ahead of the mean of all.
  case leadOverAll
  /// Candidates within 1 of the best, itself included.
  case near
  /// What page, version, error and steps of the best candidate speak for it, as log-odds: their weights in the ranking. It is
  /// added after calibration, so that each raises or lowers the probability whatever else is there.
  case context

  public static let count = allCases.count
  /// Of these the trees decide; ``context`` is no part of them.
  public static let treeCount = context.rawValue
}

/// The scores of a list, summed up: what evidence needs of candidates that nobody asked to see.
struct ScoreList {
  /// Best first, without the context's part; at most ten.
  private(set) var first: [Float] = []
  private(set) var count = 0
  private(set) var near = 0
  private(set) var contextOfBest: Float = 0
  private var sum: Float = 0

  /// Takes the next candidate, in the order of the ranking.
  mutating func add(_ score: Float, context: Float) {
    let own = score - context
    if count == 0 { contextOfBest = context }
    if first.count < 10 { first.append(own) }
    count += 1
    sum += own
    if own > first[0] - 1 { near += 1 }
  }

  var best: Float { first.first ?? 0 }
  var margin: Float { first.count > 1 ? best - first[1] : 5 }
  var leadOverAll: Float { count > 0 ? best - sum / Float(count) : 0 }

  /// Places that nobody took count as 5 below the best.
  var leadOverNext: Float {
    let next = first.dropFirst().prefix(3)
    return best - (next.reduce(0, +) + Float(3 - next.count) * (best - 5)) / 3
  }

  var spread: Float {
    var squares: Float = 0
    var total: Float = 0
    for place in 0..<10 {
      let below = place < first.count ? best - first[place] : 5
      total += below
      squares += below * below
    }
    return max(0, squares / 10 - total * total / 100).squareRoot()
  }
}
