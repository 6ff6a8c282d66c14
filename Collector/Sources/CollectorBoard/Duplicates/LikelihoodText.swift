// How likely two tickets are the same, with what staff decided on earlier pairs as the reason.
import CollectorCore

enum LikelihoodText {
  /// Such as "63 % likely: in this app 7 of 9 such pairs were confirmed; on the same page 5 of 6".
  static func of(_ judged: JudgedSuggestion) -> Phrase {
    let percent = Int((judged.likelihood * 100).rounded())
    // A ticket's later candidates are less likely than its first, by how much is not known.
    let likely =
      judged.suggestion.place == 0
      ? Phrase("\(percent) % likely", de: "zu \(percent) % dasselbe")
      : Phrase("at most \(percent) % likely", de: "zu höchstens \(percent) % dasselbe")
    guard let reason = judged.reason else { return likely }
    let parts = [first(reason)] + reason.agreeing.map { shared($0.shared, $0.count) }
    return Phrase(
      "\(likely.english): \(parts.map(\.english).joined(separator: "; "))",
      de: "\(likely.german): \(parts.map(\.german).joined(separator: "; "))")
  }

  private static func first(_ reason: LikelihoodReason) -> Phrase {
    guard let alike = reason.alike else {
      let all = reason.all
      return Phrase(
        "in this app \(of(all).english) pairs \(were(all).english) confirmed, none of them about as likely",
        de: "in dieser App \(were(all).german) \(of(all).german) Paaren bestätigt, keines davon ähnlich wahrscheinlich")
    }
    return Phrase(
      "in this app \(of(alike).english) such pairs \(were(alike).english) confirmed",
      de: "in dieser App \(were(alike).german) \(of(alike).german) solchen Paaren bestätigt")
  }

  private static func of(_ count: LikelihoodReason.Count) -> Phrase {
    Phrase("\(count.confirmed) of \(count.decided)", de: "\(count.confirmed) von \(count.decided)")
  }

  private static func were(_ count: LikelihoodReason.Count) -> Phrase {
    count.confirmed == 1 ? Phrase("was", de: "wurde") : Phrase("were", de: "wurden")
  }

  private static func shared(_ shared: LikelihoodReason.Shared, _ count: LikelihoodReason.Count) -> Phrase {
    let place =
      switch shared {
      case .page: Phrase("on the same page", de: "auf derselben Seite")
      case .version: Phrase("in the same version", de: "in derselben Version")
      case .error: Phrase("with the same error", de: "mit demselben Fehler")
      case .steps: Phrase("after the same steps", de: "nach denselben Schritten")
      }
    return Phrase("\(place.english) \(of(count).english)", de: "\(place.german) \(of(count).german)")
  }
}
