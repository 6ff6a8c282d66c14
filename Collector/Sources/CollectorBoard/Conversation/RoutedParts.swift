// What a rule did to a ticket, in each language, from the one sentence that the domain keeps of it.
import CollectorCore
import TellbackWire

/// What a rule did, taken apart: the domain keeps it as one sentence of a fixed form, such as
/// `to everybody, since Kim is away, severity high, component Checkout, tagged vip, late`.
struct RoutedParts: Sendable, Equatable {
  let english: String
  let german: String
  var goesToSomebody: Bool { english.hasPrefix("to ") }

  init(_ kept: String) {
    english = kept
    var rest = kept[...]
    var parts: [String] = []
    func take(until marks: [String]) -> Substring {
      let end = marks.compactMap { rest.firstRange(of: $0)?.lowerBound }.min() ?? rest.endIndex
      defer { rest = rest[end...] }
      return rest[..<end]
    }
    let later = [", severity ", ", component ", ", tagged "]
    if rest.hasPrefix("to ") {
      rest = rest.dropFirst(3)
      let whom = take(until: [", since "] + later)
      parts.append("an \(whom == "everybody" ? "alle" : whom)")
      if rest.hasPrefix(", since ") {
        rest = rest.dropFirst(8)
        parts.append("denn \(Self.reason(String(take(until: later))))")
      }
    } else {
      rest = ", " + rest
    }
    for (mark, word) in [
      (", severity ", "Schweregrad "), (", component ", "Komponente "), (", tagged ", "Schlagwörter "),
    ] {
      guard rest.hasPrefix(mark) else { continue }
      rest = rest.dropFirst(mark.count)
      let value = mark == ", tagged " ? take(until: []) : take(until: later)
      parts.append(word + (Severity(word: String(value))?.inner.german ?? String(value)))
    }
    // What is not of that form is told as it is kept.
    german = rest.isEmpty ? parts.joined(separator: ", ") : kept
  }

  private static func reason(_ kept: String) -> String {
    let endings = [
      (" has no account any more", " hat kein Konto mehr"), (" has not joined yet", " ist noch nicht beigetreten"),
      (" is away", " ist abwesend"), (" does not see this app", " sieht diese App nicht"),
      (" may not answer", " darf nicht antworten"),
      (" has as many open tickets as one person may", " hat so viele offene Tickets, wie eine Person haben darf"),
    ]
    for (english, german) in endings where kept.hasSuffix(english) { return kept.dropLast(english.count) + german }
    if kept == "the group is gone" { return "die Gruppe gibt es nicht mehr" }
    let gone = "nobody has the account "
    guard kept.hasPrefix(gone), kept.hasSuffix(" any more") else { return kept }
    return "das Konto \(kept.dropFirst(gone.count).dropLast(9)) hat niemand mehr"
  }
}
