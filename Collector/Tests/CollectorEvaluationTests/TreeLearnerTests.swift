// What boosted trees learn, that they do it the same way each time, and that their probabilities are true.
import TellbackMatch
import Testing

@testable import CollectorEvaluation

@Suite(.serialized) struct TreeLearnerTests {
  /// Fewer trees than what ships has: debug builds are slow.
  private let learner = DecisionLearner(trees: TreeLearner(trees: 40, shrinkage: 0.2))

  /// Right when the margin is large and the cosine high, or both are low: no line through them tells it.
  private func makeExamples(_ count: Int, seed: UInt64) -> [DecisionExample] {
    var state = seed
    func unit() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / Float(1 << 24)
    }
    return (0..<count).map { _ in
      var evidence = (0..<MatchEvidence.count).map { _ in unit() }
      let isLarge = evidence[MatchEvidence.margin.rawValue] > 0.5
      let isHigh = evidence[MatchEvidence.textCosine.rawValue] > 0.4
      evidence[MatchEvidence.context.rawValue] = 0
      return DecisionExample(evidence: evidence, isRight: isLarge && isHigh ? unit() < 0.8 : unit() < 0.1)
    }
  }

  private func judged(_ model: DecisionModel, _ examples: [DecisionExample]) -> [EvaluationFigures.Judgement] {
    examples.map { .init(probability: Double(model.probability(of: $0.evidence)), isRight: $0.isRight) }
  }

  @Test func `trees find what no line finds, and say how likely it is`() async throws {
    let model = try await apart { [learner] in
      learner.learn([makeExamples(700, seed: 1), makeExamples(700, seed: 2)])
    }
    let unseen = judged(model, makeExamples(2_000, seed: 3))
    #expect(EvaluationFigures(judgements: unseen).auc > 0.8)
    #expect(Deciles(unseen).largestGap < 0.15)
  }

  @Test func `the same examples give the same bits`() async throws {
    let examples = makeExamples(400, seed: 4)
    let (first, second) = try await apart { [learner] in (learner.learn([examples]), learner.learn([examples])) }
    #expect(first == second)
    #expect(!first.trees.isEmpty)
    #expect(first.trees.count % DecisionModel.wordsPerTree == 0)
  }

  @Test func `examples that are all alike, or none, give a model that says nothing and breaks nothing`() {
    for examples in [[], [DecisionExample](repeating: DecisionExample(evidence: [], isRight: true), count: 0)] {
      let model = DecisionLearner().learn([examples])
      #expect(model.trees.isEmpty)
      #expect((0...1).contains(model.probability(of: [])))
    }
    let alike = [DecisionExample](
      repeating: DecisionExample(evidence: [Float](repeating: 1, count: MatchEvidence.count), isRight: false),
      count: 200)
    #expect(DecisionLearner().learn([alike]).probability(of: []) < 0.1)
  }

  @Test func `every archive weighs the same`() {
    let weighted = DecisionLearner.weighted([makeExamples(10, seed: 5), makeExamples(90, seed: 6)])
    let first = weighted[..<10].reduce(0) { $0 + $1.weight }
    let second = weighted[10...].reduce(0) { $0 + $1.weight }
    #expect(abs(first - second) < 1e-9)
  }

  @Test func `a tenth's gap is between what was said and what was right, and few cases say nothing`() {
    let said = [Double](repeating: 0.65, count: 40) + [0.95]
    let judgements = said.enumerated().map {
      EvaluationFigures.Judgement(probability: $0.element, isRight: $0.offset < 20)
    }
    let deciles = Deciles(judgements)
    #expect(abs(deciles.largestGap - 0.15) < 1e-9)
    #expect(deciles.table.contains("said 60-70 %: 40 cases, mean 0.650, right 0.500"))
    #expect(Deciles([]).largestGap == 0)
  }
}
