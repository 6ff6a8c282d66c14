// Learns the decision of trackers' archives: trees over the evidence, calibrated on what they had not seen, and the figures by
// which its settings were chosen.
import Foundation
import TellbackMatch

struct DecisionLearner {
  var trees = TreeLearner()
  /// The time of each archive is cut into this many parts of equally many questions.
  static let folds = 5

  /// - Parameter archives: the examples of each archive, in order of time.
  func learn(_ archives: [[DecisionExample]]) -> DecisionModel {
    let line = Calibration(of: leftOut(archives))
    let learned = trees.learn(Self.weighted(archives))
    var model = learned.model
    model.slope = Float(line.slope)
    model.offset = Float(line.slope * learned.start + line.offset)
    return model
  }

  /// Every archive counts the same, however many questions it has.
  static func weighted(_ archives: [[DecisionExample]]) -> [DecisionExample] {
    let filled = archives.filter { !$0.isEmpty }
    let mean = Double(filled.reduce(0) { $0 + $1.count }) / Double(max(filled.count, 1))
    return filled.flatMap { archive in
      archive.map { example in
        var example = example
        example.weight = mean / Double(archive.count)
        return example
      }
    }
  }

  /// A question with what trees say of it that were learned of earlier ones alone.
  struct Held {
    var archive: Int
    var logit: Double
    var isRight: Bool
    var weight: Double
  }

  /// Folds over time: each part after the first, judged by trees of all parts before it.
  func held(_ archives: [[DecisionExample]]) -> [Held] {
    var held: [Held] = []
    for fold in 1..<Self.folds {
      func part(_ archive: [DecisionExample], _ number: Int) -> Int { archive.count * number / Self.folds }
      let learned = trees.learn(Self.weighted(archives.map { Array($0[..<part($0, fold)]) }))
      for (number, archive) in archives.enumerated() {
        for example in archive[part(archive, fold)..<part(archive, fold + 1)] {
          held.append(
            Held(
              archive: number, logit: learned.logit(example.evidence), isRight: example.isRight,
              weight: 1 / Double(archive.count)))
        }
      }
    }
    return held
  }

  /// Each tenth of the time, judged by trees of all others: nearly as many as the trees that ship are learned of, so that what
  /// calibrates these suits those.
  func leftOut(_ archives: [[DecisionExample]]) -> [Held] {
    let parts = 10
    var held: [Held] = []
    for number in 0..<parts {
      func range(_ archive: [DecisionExample]) -> Range<Int> {
        archive.count * number / parts..<archive.count * (number + 1) / parts
      }
      let learned = trees.learn(
        Self.weighted(archives.map { Array($0[..<range($0).lowerBound] + $0[range($0).upperBound...]) }))
      for (place, archive) in archives.enumerated() {
        for example in archive[range(archive)] {
          held.append(
            Held(
              archive: place, logit: learned.logit(example.evidence), isRight: example.isRight,
              weight: 1 / Double(archive.count)))
        }
      }
    }
    return held
  }

  /// What the settings are judged by: a line for each archive by folds over time, and by leaving it out.
  func report(_ archives: [[DecisionExample]], names: [String]) -> String {
    let held = held(archives)
    let line = Calibration(of: leftOut(archives))
    var lines: [String] = []
    for (number, name) in names.enumerated() {
      let judged = held.filter { $0.archive == number }.map {
        EvaluationFigures.Judgement(probability: line.probability($0.logit), isRight: $0.isRight)
      }
      lines.append("folds \(name): \(Self.figures(judged)) \(Deciles(judged).summary)")
      guard archives.count > 1 else { continue }
      let others = archives.enumerated().filter { $0.offset != number }.map(\.element)
      let learned = trees.learn(Self.weighted(others))
      let unseen = archives[number].map {
        EvaluationFigures.Judgement(probability: line.probability(learned.logit($0.evidence)), isRight: $0.isRight)
      }
      lines.append("left out \(name): \(Self.figures(unseen)) \(Deciles(unseen).summary)")
    }
    return lines.joined(separator: "\n")
  }

  private static func figures(_ judgements: [EvaluationFigures.Judgement]) -> String {
    let figures = EvaluationFigures(judgements: judgements)
    return "auc=\(fixed(figures.auc)) ap=\(fixed(figures.averagePrecision))"
  }
}

/// The straight line that makes log-odds true of questions that trees had not seen (Platt, 1999), by Newton's method.
struct Calibration {
  private(set) var slope = 1.0
  private(set) var offset = 0.0

  init(of held: [DecisionLearner.Held]) {
    guard held.contains(where: \.isRight), held.contains(where: { !$0.isRight }) else { return }
    for _ in 0..<50 {
      var (g1, g0, h11, h10, h00) = (0.0, 0.0, 1e-9, 0.0, 1e-9)
      for row in held {
        let probability = probability(row.logit)
        let error = row.weight * (probability - (row.isRight ? 1 : 0))
        let curve = row.weight * probability * (1 - probability)
        g1 += error * row.logit
        g0 += error
        h11 += curve * row.logit * row.logit
        h10 += curve * row.logit
        h00 += curve
      }
      let determinant = h11 * h00 - h10 * h10
      guard determinant > 1e-18 else { return }
      slope -= (h00 * g1 - h10 * g0) / determinant
      offset -= (h11 * g0 - h10 * g1) / determinant
    }
  }

  func probability(_ logit: Double) -> Double { 1 / (1 + exp(-(slope * logit + offset))) }
}
