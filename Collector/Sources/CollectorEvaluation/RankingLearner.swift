// Learns the ranking listwise: the probability of the true group, by a softmax over all candidate groups, is maximised.
// A group's features are those of its best member under the weights so far; a few rounds settle who that is.
import Foundation
import TellbackMatch

struct RankingLearner {
  /// One duplicate of the training period: its candidates' features, member after member, group after group.
  struct Example {
    var features: [Float] = []
    /// Where each group's members begin in `features`, in members; the true group comes first.
    var starts: [Int] = []
    var weight = 1.0

    func without(_ absent: [MatchFeature]) -> Example {
      var example = self
      for place in stride(from: 0, to: features.count, by: MatchFeature.count) {
        for feature in absent { example.features[place + feature.rawValue] = 0 }
      }
      return example
    }
  }

  static let rounds = 4
  /// The penalty on the squares of the standardised weights, per example.
  var penalty = 0.01
  /// How little a hopeless example counts: what is maximised is (p^q - 1) / q of the true group's probability p (the
  /// generalised cross entropy of Zhang and Sabuncu, NeurIPS 2018); at 0 it is ln p. A tracker links reports that share no
  /// words; ln p would bend the weights for those. The first round uses ln p, which has one optimum.
  var leniency = 0.2

  /// Where learning starts, whatever ships: it says who a group's best member is in the first round.
  private static let start: [MatchFeature: Double] = [
    .textCoverage: 6, .textMass: 1, .titleCoverage: 2, .titleGrams: 2, .recency: -0.8,
  ]

  /// Left out: beside the shares of the titles the cosine adds nothing that carries over from one tracker to another, and
  /// `sameTerms` is for the decision.
  private static let unused: Set<Int> = [MatchFeature.titleCosine.rawValue, MatchFeature.sameTerms.rawValue]

  /// What trackers' archives never hold and an app's reports do: set by judgement, kept until there are archives to learn
  /// it from.
  private static let judged: [MatchFeature: Float] = [
    .samePage: 0.8, .otherPage: -0.3, .sameError: 4, .otherError: -1, .sameVersion: 0.2, .steps: 0.15,
  ]

  func learn(_ examples: [Example]) -> [Float] {
    let scales = Self.scales(examples)
    var weights = MatchFeature.allCases.map { (Self.start[$0] ?? 0) * scales[$0.rawValue] }
    for round in 0..<Self.rounds {
      let lists = examples.map { Self.bestMembers($0, weights, scales) }
      let leniency = round == 0 ? 0 : leniency
      weights = LBFGS.minimize(from: weights) { objective($0, lists, examples, leniency) }
    }
    return MatchFeature.allCases.map { feature in
      if let weight = Self.judged[feature], !Self.occurs(feature, in: examples) { return weight }
      return Float(weights[feature.rawValue] / scales[feature.rawValue])
    }
  }

  private static func occurs(_ feature: MatchFeature, in examples: [Example]) -> Bool {
    examples.contains { example in
      stride(from: feature.rawValue, to: example.features.count, by: MatchFeature.count)
        .contains { example.features[$0] != 0 }
    }
  }

  /// The standard deviation of each feature; 1 where it never varies.
  private static func scales(_ examples: [Example]) -> [Double] {
    let count = MatchFeature.count
    var sums = [Double](repeating: 0, count: count)
    var squares = [Double](repeating: 0, count: count)
    var total = 0.0
    for example in examples {
      for (place, value) in example.features.enumerated() {
        sums[place % count] += Double(value)
        squares[place % count] += Double(value) * Double(value)
      }
      total += Double(example.features.count / count)
    }
    return (0..<count).map { index in
      let mean = sums[index] / max(total, 1)
      let deviation = max(0, squares[index] / max(total, 1) - mean * mean).squareRoot()
      return deviation > 1e-4 ? deviation : 1
    }
  }

  /// One standardised vector a group, the true group first.
  private static func bestMembers(_ example: Example, _ weights: [Double], _ scales: [Double]) -> [Double] {
    let count = MatchFeature.count
    let members = example.features.count / count
    var result: [Double] = []
    result.reserveCapacity(example.starts.count * count)
    for (place, start) in example.starts.enumerated() {
      let end = place + 1 < example.starts.count ? example.starts[place + 1] : members
      var best = start
      var bestScore = -Double.infinity
      for member in start..<end {
        var score = 0.0
        for index in 0..<count {
          score += weights[index] * Double(example.features[member * count + index]) / scales[index]
        }
        if score > bestScore { (best, bestScore) = (member, score) }
      }
      for index in 0..<count { result.append(Double(example.features[best * count + index]) / scales[index]) }
    }
    return result
  }

  private func objective(
    _ weights: [Double], _ lists: [[Double]], _ examples: [Example], _ leniency: Double
  ) -> (Double, [Double]) {
    let count = weights.count
    var gradient = [Double](repeating: 0, count: count)
    var loss = 0.0
    for (list, example) in zip(lists, examples) {
      let groups = list.count / count
      var scores = [Double](repeating: 0, count: groups)
      list.withUnsafeBufferPointer { values in
        for group in 0..<groups {
          var score = 0.0
          for index in 0..<count { score += weights[index] * values[group * count + index] }
          scores[group] = score
        }
        let highest = scores.max() ?? 0
        var total = 0.0
        for group in 0..<groups { total += exp(scores[group] - highest) }
        let certainty = scores[0] - highest - log(total)
        let hope = exp(leniency * certainty)
        loss += example.weight * (leniency > 0 ? (1 - hope) / leniency : -certainty)
        let weight = example.weight * hope
        for group in 0..<groups {
          let share = weight * (exp(scores[group] - highest) / total - (group == 0 ? 1 : 0))
          for index in 0..<count { gradient[index] += share * values[group * count + index] }
        }
      }
    }
    let strength = penalty * examples.reduce(0) { $0 + $1.weight }
    for index in 0..<count {
      loss += strength / 2 * weights[index] * weights[index]
      gradient[index] += strength * weights[index]
      if Self.unused.contains(index) { gradient[index] = 0 }
    }
    return (loss, gradient)
  }
}
