// Recall, AUC and average precision of a stream of rankings, and the time each took.

struct EvaluationFigures {
  struct Judgement {
    let probability: Double
    /// The first candidate is the report's true group.
    let isRight: Bool
  }

  private(set) var ranks: [Int?] = []
  private(set) var judgements: [Judgement]
  private(set) var microseconds: [Double] = []
  private(set) var attached = 0
  /// What was attached to a group that the archive does not name: trackers miss links, so a person should look.
  private(set) var wrongAttaches: [String] = []

  init(judgements: [Judgement] = []) { self.judgements = judgements }

  /// Titles and openings are shown where the archive calls the attach wrong.
  mutating func add(attach report: ArchivedReport, to known: ArchivedReport, isRight: Bool) {
    attached += 1
    if !isRight { wrongAttaches.append("\(Self.shown(report))\n      known: \(Self.shown(known))") }
  }

  /// One line: what a person needs to judge a report by.
  private static func shown(_ report: ArchivedReport) -> String {
    func line(_ text: String, _ limit: Int) -> String {
      String(text.prefix(4 * limit).split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(limit))
    }
    return "\(report.id) of \(report.group): \(line(report.title, 100)) | \(line(report.body, 160))"
  }

  /// How the default settings attach without asking, with the pairs that the archive calls wrong.
  var attachSummary: String {
    let right = attached - wrongAttaches.count
    let precision = attached > 0 ? " precision=\(fixed(Double(right) / Double(attached)))" : ""
    return (["attached=\(attached) right=\(right)\(precision)"] + wrongAttaches.map { "  judge: \($0)" })
      .joined(separator: "\n")
  }

  mutating func add(rank: Int?, isDuplicate: Bool, probability: Double, microseconds time: Double) {
    if isDuplicate { ranks.append(rank) }
    judgements.append(Judgement(probability: probability, isRight: rank == 1))
    microseconds.append(time)
  }

  /// Share of all duplicates whose true group is among the first `depth`.
  func recall(_ depth: Int) -> Double {
    guard !ranks.isEmpty else { return 0 }
    return Double(ranks.filter { $0.map { $0 <= depth } ?? false }.count) / Double(ranks.count)
  }

  /// The chance that a right attach scores above a wrong one; equal scores count half.
  var auc: Double {
    let right = judgements.filter(\.isRight).map(\.probability).sorted()
    let wrong = judgements.filter { !$0.isRight }.map(\.probability).sorted()
    guard !right.isEmpty, !wrong.isEmpty else { return 0 }
    var below = 0
    var notAbove = 0
    var sum = 0.0
    for score in right {
      while below < wrong.count, wrong[below] < score { below += 1 }
      notAbove = max(notAbove, below)
      while notAbove < wrong.count, wrong[notAbove] <= score { notAbove += 1 }
      sum += Double(below) + Double(notAbove - below) / 2
    }
    return sum / (Double(right.count) * Double(wrong.count))
  }

  /// Precision averaged over the right attaches, most probable first; of equal scores wrong ones count first.
  var averagePrecision: Double {
    let order = judgements.sorted {
      $0.probability != $1.probability ? $0.probability > $1.probability : !$0.isRight && $1.isRight
    }
    var right = 0
    var sum = 0.0
    for (place, judgement) in order.enumerated() where judgement.isRight {
      right += 1
      sum += Double(right) / Double(place + 1)
    }
    return right == 0 ? 0 : sum / Double(right)
  }

  func percentile(_ share: Double) -> Double {
    guard !microseconds.isEmpty else { return 0 }
    let sorted = microseconds.sorted()
    return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
  }

  var summary: String {
    let recalls = [1, 5, 10, 20].map { "recall@\($0)=\(fixed(recall($0)))" }.joined(separator: " ")
    return "\(recalls) auc=\(fixed(auc)) ap=\(fixed(averagePrecision)) queries=\(judgements.count) "
      + "p50_us=\(Int(percentile(0.5).rounded())) p99_us=\(Int(percentile(0.99).rounded()))"
  }
}

/// Three decimals, with a point whatever the locale.
func fixed(_ value: Double) -> String {
  let thousandths = Int((value * 1_000).rounded())
  let fraction = String(abs(thousandths) % 1_000)
  return (thousandths < 0 ? "-" : "") + "\(abs(thousandths) / 1_000)."
    + String(repeating: "0", count: 3 - fraction.count) + fraction
}
