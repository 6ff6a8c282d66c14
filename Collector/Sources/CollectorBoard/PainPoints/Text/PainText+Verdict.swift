// What the ledger says of whether an attempt helped.
import CollectorCore
import CollectorEvidence
import Foundation
import TellbackWire

extension PainText {
  static let notJudged = Phrase(
    "Not judged yet: nobody was seen with it.", de: "Noch kein Urteil: Niemand wurde damit gesehen.")
  static let verdictDetails = Phrase("How this was judged", de: "Wie das beurteilt wurde")
  static let association = Phrase(
    "An association, not an experiment: nobody was chosen by lot to get the fix.",
    de: "Ein Zusammenhang, kein Experiment: Niemand hat die Behebung durch Los bekommen.")
  static let howJudged = Phrase(
    "Each installation counts once in four weeks, with it and before. Days, segments and channels are compared each by itself, and a day's reports count a week later. It may be looked at every day: what is said is wrong for at most 5 in 100 attempts.",
    de:
      "Jede Installation zählt in vier Wochen einmal, mit der Behebung und davor. Tage, Kundensegmente und Kanäle werden je für sich verglichen, und die Meldungen eines Tages zählen eine Woche später. Man darf jeden Tag nachsehen: Falsch ist das Urteil bei höchstens 5 von 100 Versuchen."
  )

  static func verdict(_ verdict: Verdict) -> Phrase {
    switch verdict {
    case .fell: Phrase("Pain fell", de: "Weniger Schmerz")
    case .unchanged: Phrase("Unchanged", de: "Unverändert")
    case .worse: Phrase("Worse", de: "Schlimmer")
    case .notEnoughExposure: Phrase("Not enough exposure yet", de: "Noch zu wenig in Gebrauch")
    }
  }

  static func ratio(_ verdict: AttemptVerdict) -> Phrase {
    let (lower, upper) = (verdict.interval.lower, verdict.interval.upper)
    let range: Phrase =
      switch (lower > 0, upper.isFinite) {
      case (true, true):
        Phrase("between \(times(lower)) and \(times(upper))", de: "zwischen \(times(lower)) und \(times(upper))")
      case (false, true): Phrase("at most \(times(upper))", de: "höchstens \(times(upper))")
      case (true, false): Phrase("at least \(times(lower))", de: "mindestens \(times(lower))")
      case (false, false): Phrase("anything", de: "alles Mögliche")
      }
    guard let ratio = verdict.ratio else {
      return Phrase("Rate with it over without: \(range.text)", de: "Rate damit zu ohne: \(range.text)")
    }
    return Phrase(
      "Rate with it over without: \(times(ratio)), \(range.text)",
      de: "Rate damit zu ohne: \(times(ratio)), \(range.text)")
  }

  static func counts(_ verdict: AttemptVerdict) -> Phrase {
    let (new, old) = (CountText.grouped(verdict.newReports), CountText.grouped(verdict.oldReports))
    let expected = number(verdict.expected)
    return Phrase(
      "\(new) reported with it, where \(expected) would have without a change; \(old) without it.",
      de: "\(new) haben damit gemeldet, \(expected) wären es ohne Änderung gewesen; \(old) ohne die Behebung.")
  }

  static func exposure(_ verdict: AttemptVerdict) -> Phrase {
    let (new, old) = (CountText.grouped(verdict.newDays), CountText.grouped(verdict.oldDays))
    switch verdict.source {
    case .heartbeats:
      return Phrase(
        "By daily heartbeats: \(new) days of use with it, \(old) without.",
        de: "Nach täglichen Lebenszeichen: \(new) Nutzungstage damit, \(old) ohne.")
    case .reports:
      return Phrase(
        "No heartbeats on both sides, so installations that reported anything stand in: \(new) days with it, \(old) without.",
        de:
          "Auf einer Seite fehlen Lebenszeichen, daher stehen Installationen, die irgendetwas meldeten, dafür: \(new) Tage damit, \(old) ohne."
      )
    }
  }

  static func uncounted(_ count: Int64) -> Phrase {
    .count(
      count,
      (
        one: "installation reported but was not counted as in use; it is left out.",
        many: "installations reported but were not counted as in use; they are left out."
      ),
      de: (
        one: "Installation hat gemeldet, war aber nicht als genutzt gezählt; sie bleibt außen vor.",
        many: "Installationen haben gemeldet, waren aber nicht als genutzt gezählt; sie bleiben außen vor."
      ))
  }

  static func said(_ at: HTML) -> HTML { .said("said \(at)", de: "beurteilt \(at)") }
  static let isFinal = Phrase("Final", de: "Endgültig")

  private static func times(_ ratio: Double) -> String { number(ratio) }

  /// Two digits that matter, with the sign for decimals of the language.
  private static func number(_ value: Double) -> String {
    let digits = value >= 99.5 ? 0 : value >= 9.95 ? 1 : 2
    let text = String(format: "%.\(digits)f", min(max(value, 0), 1e12))
    return Language.current == .german ? text.replacingOccurrences(of: ".", with: ",") : text
  }
}
