// How much work groups of possible duplicates save: what one key settles, and how many wrong ones a person is shown.

/// New reports by the earlier ticket that they most look like, as the board shows them: a person confirms a group by one key and
/// takes out what does not belong.
struct GroupFigures {
  private struct Member {
    var candidate: String
    var isRight: Bool
    var likelihood: Double
  }

  private var members: [Member] = []
  private(set) var duplicates = 0

  /// A report of the test period; `candidate` is the group of its best candidate, nil without one.
  mutating func add(isDuplicate: Bool, candidate: String?, truth: String, likelihood: Double) {
    if isDuplicate { duplicates += 1 }
    guard let candidate else { return }
    members.append(Member(candidate: candidate, isRight: isDuplicate && candidate == truth, likelihood: likelihood))
  }

  /// Of members that are at least so likely, in groups of at least `size` of them.
  func summary(likelihood: Double, size: Int) -> String {
    let groups = Dictionary(grouping: members.filter { $0.likelihood >= likelihood }, by: \.candidate)
    let shown = groups.values.filter { $0.count >= size }
    let right = shown.reduce(0) { $0 + $1.count { $0.isRight } }
    let wrong = shown.reduce(0) { $0 + $1.count } - right
    // One key settles a group that has something right; each wrong one takes another key.
    let keys = shown.count { $0.contains { $0.isRight } }
    let share = duplicates > 0 ? Double(right) / Double(duplicates) : 0
    let each = right > 0 ? fixed(Double(wrong) / Double(right)) : "-"
    let settled = keys > 0 ? fixed(Double(right) / Double(keys)) : "-"
    return "groups of \(size) or more, each \(Int((likelihood * 100).rounded())) % likely: \(shown.count), "
      + "settled=\(right) of \(duplicates) duplicates (\(fixed(share))), wrong for each right=\(each), "
      + "duplicates for each key=\(settled)"
  }

  /// The board's own rule first (see `DuplicateGroup.leastLikelihood`), then others beside it.
  var table: String {
    [(0.2, 1), (0.2, 2), (0.05, 1), (0.05, 2), (0.1, 1), (0.1, 2), (0.3, 1), (0.3, 2), (0.5, 1)]
      .map { summary(likelihood: $0.0, size: $0.1) }.joined(separator: "\n")
  }
}
