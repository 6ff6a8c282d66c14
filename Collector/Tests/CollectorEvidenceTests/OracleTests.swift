// Our figures beside those of implementations that share nothing with ours: statsmodels for the exact comparison, savvi for the
// anytime-valid one of Lindon and Malek. Both come from PyPI, for tests alone.
import Foundation
import TestPrograms
import Testing

@testable import CollectorEvidence

private let packages = ProcessInfo.processInfo.environment["TELLBACK_STATISTICS"]

@Suite(.enabled(if: packages != nil, "TELLBACK_STATISTICS names no folder; Tests/run fetches it"))
struct OracleTests {
  private struct Exact: Codable {
    var new: Int64
    var newExposure: Double
    var old: Int64
    var oldExposure: Double
  }

  private struct ExactAnswer: Codable {
    var more: Double
    var fewer: Double
    var lower: Double
    var upper: Double?
  }

  @Test func `the exact ratio agrees with statsmodels to nine digits`() async throws {
    var dice = Dice(state: 31)
    var cases = [
      Exact(new: 0, newExposure: 10, old: 7, oldExposure: 3), Exact(new: 7, newExposure: 3, old: 0, oldExposure: 9),
    ]
    for _ in 0..<100 {
      let scale = Int64(1) << Int64(dice.next() % 15)
      cases.append(
        Exact(
          new: Int64(dice.next() % UInt64(scale)) + 1, newExposure: Double(dice.next() % 100_000 + 1),
          old: Int64(dice.next() % UInt64(scale)) + 1, oldExposure: Double(dice.next() % 100_000 + 1)))
    }
    let answers: [ExactAnswer] = try await ask(Self.exactScript, cases)
    #expect(answers.count == cases.count)
    for (asked, answer) in zip(cases, answers) {
      let ours = ExactRateRatio(
        newEvents: asked.new, newExposure: asked.newExposure, oldEvents: asked.old, oldExposure: asked.oldExposure)
      #expect(isNear(ours.chanceOfMore, answer.more, 1e-9), "\(asked)")
      #expect(isNear(ours.chanceOfFewer, answer.fewer, 1e-9), "\(asked)")
      #expect(isNear(ours.interval.lower, answer.lower, 1e-9), "\(asked)")
      #expect(isNear(ours.interval.upper, answer.upper ?? .infinity, 1e-9), "\(asked)")
    }
  }

  private struct Anytime: Codable {
    var share: Double
    /// How strongly the mixture holds to the share: its Beta distribution's parameters add up to this.
    var concentration: Double
    var new: [Int64]
    var old: [Int64]
  }

  @Test
  func `the e-value agrees with savvi to half a percent after every batch, with savvi's mixture laid on our grid`()
    async throws
  {
    var dice = Dice(state: 32)
    let cases = (0..<40).map { number in
      let share = [0.5, 1.0 / 11, 0.25, 0.8][number % 4]
      return Anytime(
        share: share, concentration: [100.0, 60, 200][number % 3], new: (0..<12).map { _ in Int64(dice.next() % 9) },
        old: (0..<12).map { _ in Int64(Double(dice.next() % 9) * (1 - share) / share) })
    }
    let answers: [[Double]] = try await ask(Self.anytimeScript, cases)
    #expect(answers.count == cases.count)
    for (asked, answer) in zip(cases, answers) {
      var comparison = RateComparison(mixture: Self.betaMixture(asked.share, asked.concentration))
      #expect(answer.count == asked.new.count)
      for (index, theirs) in answer.enumerated() {
        comparison.add(new: asked.new[index], old: asked.old[index], share: asked.share)
        #expect(isNear(comparison.eValue, theirs, 0.005), "\(asked) after \(index)")
      }
    }
  }

  /// The Beta distribution of the chance of a new event, as weights over the ratios: its density times the chance's slope.
  private static func betaMixture(_ share: Double, _ concentration: Double) -> RatioMixture {
    RatioMixture(
      weights: RatioGrid.logRatios.map { logRatio in
        let odds = exp(logRatio) * share / (1 - share)
        return exp(
          concentration * share * log(odds / (1 + odds)) - concentration * (1 - share) * log(1 + odds)
            - concentration * share * log(share) - concentration * (1 - share) * log(1 - share))
      })
  }

  private func isNear(_ ours: Double, _ theirs: Double, _ tolerance: Double) -> Bool {
    ours == theirs || abs(ours - theirs) <= tolerance * max(abs(theirs), 1e-12)
  }

  private func ask<Question: Encodable, Answer: Decodable>(_ script: String, _ question: Question) async throws
    -> Answer
  {
    let folder = NSTemporaryDirectory() + "tellback-oracle-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try script.write(toFile: folder + "/oracle.py", atomically: true, encoding: .utf8)
    try JSONEncoder().encode(question).write(to: URL(fileURLWithPath: folder + "/question"))
    let program = try Program(
      "/usr/bin/env", ["python3", folder + "/oracle.py", packages ?? ""],
      environment: [
        "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
      ], input: folder + "/question", output: folder + "/answer", errors: folder + "/errors")
    while program.isRunning { try await Task.sleep(for: .milliseconds(10)) }
    let errors = (try? String(contentsOfFile: folder + "/errors", encoding: .utf8)) ?? ""
    try #require(program.end() == .exit(0), "\(errors.suffix(2000))")
    return try JSONDecoder().decode(Answer.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/answer")))
  }

  private static let exactScript = """
    import json, math, sys
    sys.path.insert(0, sys.argv[1])
    from statsmodels.stats.proportion import proportion_confint
    from statsmodels.stats.rates import test_poisson_2indep
    answers = []
    for q in json.load(sys.stdin):
        n, e, m, f = q['new'], q['newExposure'], q['old'], q['oldExposure']
        tail = lambda side: float(test_poisson_2indep(n, e, m, f, method='exact-cond', alternative=side).pvalue)
        low, high = (float(x) for x in proportion_confint(n, n + m, alpha=0.05, method='beta'))
        # The odds of a share near 1 lose digits, so the upper end comes from the other side.
        other = float(proportion_confint(m, n + m, alpha=0.05, method='beta')[0])
        answers.append({
            'more': tail('larger'), 'fewer': tail('smaller'),
            'lower': 0.0 if n == 0 else low / (1 - low) * f / e,
            'upper': None if m == 0 else (1 - other) / other * f / e})
    json.dump(answers, sys.stdout)
    """

  // savvi imports a solver for its intervals, a printer of tables and one of graphs. None is used here.
  private static let anytimeScript = """
    import json, sys, types
    sys.path.insert(0, sys.argv[1])
    for name in ['cvxpy', 'py_markdown_table', 'py_markdown_table.markdown_table', 'matplotlib', 'matplotlib.pyplot']:
        sys.modules[name] = types.ModuleType(name)
    sys.modules['cvxpy'].Variable = object
    sys.modules['cvxpy'].Constraint = object
    sys.modules['py_markdown_table.markdown_table'].markdown_table = None
    import numpy as np
    from savvi.multinomial import Multinomial
    answers = []
    for q in json.load(sys.stdin):
        share = np.array([q['share'], 1 - q['share']])
        test = Multinomial(0.05, share, k=q['concentration'])
        odds = []
        for new, old in zip(q['new'], q['old']):
            test.update(np.array([new, old]))
            odds.append(float(test.odds))
        answers.append(odds)
    json.dump(answers, sys.stdout)
    """
}
