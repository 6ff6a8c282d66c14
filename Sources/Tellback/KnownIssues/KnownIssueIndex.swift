// Matches a draft against the known issues, in memory and without a network. Confined to its actor.
import TellbackMatch
import TellbackWire

struct KnownIssueIndex {
  let issues: [KnownIssue]
  private let places: [MatchID: Int]
  private let index = MatchIndex()

  /// Costs about 50 us an issue.
  init(_ issues: [KnownIssue]) {
    var places: [MatchID: Int] = [:]
    var kept: [KnownIssue] = []
    for issue in issues {
      let id = MatchID(issue.id)
      let text = [issue.words, issue.workaround ?? ""].joined(separator: "\n")
      // A digest is far too small to fill an index.
      guard (try? index.add(MatchDocument(title: issue.title, text: text, time: 0), id: id, group: id)) != nil else {
        continue
      }
      places[id] = kept.count
      kept.append(issue)
    }
    self.issues = kept
    self.places = places
  }

  /// The characters of a draft that are matched, so that each keystroke stays cheap.
  static let draftLimit = 4_000

  func suggestions(for draft: String, limit: Int) -> [Suggestion] {
    guard limit > 0, !issues.isEmpty else { return [] }
    let text = draft.utf8.count <= Self.draftLimit ? draft : String(draft.prefix(Self.draftLimit))
    let candidates = index.query(MatchDocument(text: text, time: 0), limit: max(limit, 10), at: 0)
    let fitting = candidates.filter(isTelling)
    return fitting.prefix(limit).compactMap { candidate in
      places[candidate.group].map { Suggestion(issue: issues[$0], words: candidate.words) }
    }
  }

  /// One shared word may be a coincidence, unless it is nearly the whole draft. Words that most issues share do not count.
  private func isTelling(_ candidate: MatchCandidate) -> Bool {
    // With a single issue no word is rare.
    if candidate[.rarest] < 0.35, issues.count > 1 { return false }
    return candidate.words.count >= 2 || candidate[.textCoverage] >= 0.4
  }
}
