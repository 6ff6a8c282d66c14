// The figures of an evaluation, worked out by hand beside the code.
import Testing

@testable import CollectorEvaluation

@Suite struct EvaluationFiguresTests {
  private func figures() -> EvaluationFigures {
    var figures = EvaluationFigures()
    figures.add(rank: 1, isDuplicate: true, probability: 0.9, microseconds: 10)
    figures.add(rank: 3, isDuplicate: true, probability: 0.8, microseconds: 20)
    figures.add(rank: nil, isDuplicate: true, probability: 0.1, microseconds: 30)
    figures.add(rank: nil, isDuplicate: false, probability: 0.7, microseconds: 40)
    figures.add(rank: 1, isDuplicate: true, probability: 0.7, microseconds: 50)
    return figures
  }

  @Test func `recall counts hits among all duplicates, a group outside the candidates being a miss`() {
    #expect(figures().recall(1) == 0.5)
    #expect(figures().recall(5) == 0.75)
  }

  @Test func `AUC counts a tie as half, and an attach to the wrong ticket as wrong`() {
    // Right: .9, .7. Wrong: .8, .1, .7. Above: .9 all three; .7 one and a half.
    #expect(figures().auc == (3 + 1.5) / 6)
  }

  @Test func `average precision lets the wrong of equal scores come first`() {
    // Order: .9 right, .8 wrong, .7 wrong, .7 right, .1 wrong.
    #expect(figures().averagePrecision == (1.0 + 2.0 / 4) / 2)
  }

  @Test func `the summary is one line of names and figures`() {
    #expect(
      figures().summary == "recall@1=0.500 recall@5=0.750 recall@10=0.750 recall@20=0.750 auc=0.750 ap=0.750 queries=5 "
        + "p50_us=30 p99_us=50")
  }

  @Test(arguments: [
    ("2012-07-01", 1_341_100_800), ("1970-01-01T00:00:00Z", 0), ("2007-08-28T16:37:00Z", 1_188_319_020),
    ("2000-02-29T23:59:59Z", 951_868_799),
  ])
  func `dates are read as seconds since 1970`(text: String, seconds: Int64) {
    #expect(ReportFile.seconds(text) == seconds)
  }

  @Test(arguments: ["", "2012", "2012-13-01", "01.07.2012", "2012-07-01Tx", "today please"])
  func `what is no date is refused`(text: String) {
    #expect(ReportFile.seconds(text) == nil)
  }

  @Test(arguments: [
    [], ["a.jsonl"], ["--test-from", "2012-07-01"], ["a", "--test-from"], ["a", "--test-from", "x"],
    ["a", "b", "--test-from", "2012-07-01"], ["a", "--window-days", "0", "--test-from", "2012-07-01"],
    ["a", "--frobnicate", "--test-from", "2012-07-01"],
  ])
  func `arguments that cannot be understood end with 2`(arguments: [String]) {
    #expect(EvaluateCommand.run(arguments: arguments) == 2)
  }

  @Test func `a file that is not there ends with 1`() {
    #expect(EvaluateCommand.run(arguments: ["/nowhere/a.jsonl", "--test-from", "2012-07-01"]) == 1)
  }
}
