// Learns how likely it is that the first candidate is the right one: a logistic model over the evidence of a ranking.
import Foundation

struct DecisionLearner {
  struct Example {
    var evidence: [Float]
    var isRight: Bool
    var weight = 1.0
  }

  var penalty = 0.001

  func learn(_ examples: [Example], count: Int) -> (weights: [Float], bias: Float) {
    let (means, scales) = Self.moments(examples, count)
    let rows = examples.map { example in
      (0..<count).map { (Double(example.evidence[$0]) - means[$0]) / scales[$0] } + [1]
    }
    let learned = LBFGS.minimize(from: [Double](repeating: 0, count: count + 1)) { weights in
      var gradient = [Double](repeating: 0, count: count + 1)
      var loss = 0.0
      var total = 0.0
      for (row, example) in zip(rows, examples) {
        let logit = LBFGS.dot(weights, row)
        let probability = 1 / (1 + exp(-logit))
        loss += example.weight * (max(logit, 0) - (example.isRight ? logit : 0) + log(1 + exp(-abs(logit))))
        let error = example.weight * (probability - (example.isRight ? 1 : 0))
        for index in row.indices { gradient[index] += error * row[index] }
        total += example.weight
      }
      for index in 0..<count {
        loss += penalty * total / 2 * weights[index] * weights[index]
        gradient[index] += penalty * total * weights[index]
      }
      return (loss, gradient)
    }
    let weights = (0..<count).map { learned[$0] / scales[$0] }
    let bias = learned[count] - LBFGS.dot(weights, means)
    return (weights.map { Float($0) }, Float(bias))
  }

  private static func moments(_ examples: [Example], _ count: Int) -> (means: [Double], scales: [Double]) {
    var means = [Double](repeating: 0, count: count)
    var squares = [Double](repeating: 0, count: count)
    for example in examples {
      for index in 0..<count {
        means[index] += Double(example.evidence[index])
        squares[index] += Double(example.evidence[index]) * Double(example.evidence[index])
      }
    }
    let total = Double(max(examples.count, 1))
    for index in 0..<count { means[index] /= total }
    let scales = (0..<count).map { index in
      let deviation = max(0, squares[index] / total - means[index] * means[index]).squareRoot()
      return deviation > 1e-4 ? deviation : 1
    }
    return (means, scales)
  }
}
