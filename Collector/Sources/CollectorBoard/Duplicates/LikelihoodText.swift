// How likely two tickets are the same, with what staff decided on earlier pairs as the reason.
import CollectorCore

enum LikelihoodText {
  /// Such as "63 % likely: in this app 7 of 9 such pairs were confirmed; on the same page 5 of 6".
  static func of(_ judged: JudgedSuggestion) -> String {
    let percent = Int((judged.likelihood * 100).rounded())
    // A ticket's later candidates are less likely than its first, by how much is not known.
    let likely = judged.suggestion.place == 0 ? "\(percent) % likely" : "at most \(percent) % likely"
    guard let reason = judged.reason else { return likely }
    let first =
      reason.alike.map { "in this app \(of($0)) such pairs \(were($0)) confirmed" }
      ?? "in this app \(of(reason.all)) pairs \(were(reason.all)) confirmed, none of them about as likely"
    let rest = reason.agreeing.map { "\(name($0.shared)) \(of($0.count))" }
    return likely + ": " + ([first] + rest).joined(separator: "; ")
  }

  private static func of(_ count: LikelihoodReason.Count) -> String { "\(count.confirmed) of \(count.decided)" }
  private static func were(_ count: LikelihoodReason.Count) -> String { count.confirmed == 1 ? "was" : "were" }

  private static func name(_ shared: LikelihoodReason.Shared) -> String {
    switch shared {
    case .page: "on the same page"
    case .version: "in the same version"
    case .error: "with the same error"
    case .steps: "after the same steps"
    }
  }
}
