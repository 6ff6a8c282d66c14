// What pages say of spikes.
import CollectorCore
import CollectorEvidence

enum SpikeText {
  static let title = Phrase("Reported more than usual", de: "Mehr gemeldet als sonst")
  static let method = Phrase(
    "A week from Monday on is held against the same weekdays of the four weeks before, whatever the versions; each installation counts once a day, over those in use. It may be looked at at any time: in a hundred quiet weeks at most one holds anything that is none.",
    de:
      "Eine Woche ab Montag, verglichen mit denselben Wochentagen der vier Wochen davor, unabhängig von Versionen; jede Installation zählt am Tag einmal, bezogen auf die genutzten. Man darf jederzeit nachsehen: In hundert ruhigen Wochen steht höchstens in einer etwas, das keines ist."
  )

  static func times(_ range: Phrase) -> Phrase {
    Phrase("\(range.text) times as often", de: "\(range.text) mal so häufig")
  }

  static func counts(_ comparison: RateComparison) -> Phrase {
    let (new, usual) = (CountText.grouped(comparison.newEvents), usual(comparison))
    return Phrase("\(new) in the week, \(usual) as usual", de: "\(new) in der Woche, sonst \(usual)")
  }

  /// What the weeks before would give for the same days.
  private static func usual(_ comparison: RateComparison) -> String {
    let all = Double(comparison.newEvents + comparison.oldEvents)
    let share = all > 0 ? comparison.expectedNew / all : 0
    return ReleaseText.number(share < 1 ? Double(comparison.oldEvents) * share / (1 - share) : 0)
  }
}
