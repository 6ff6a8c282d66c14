// What the pages say of pain that rose after a fix.
import CollectorCore
import CollectorEvidence
import TellbackWire

extension PainText {
  static let rose = Phrase("What rose since", de: "Was seitdem gestiegen ist")
  static let roseHere = Phrase("It rose after a fix elsewhere", de: "Nach einer Behebung anderswo gestiegen")
  static let afterAttempt = Phrase("After an attempt", de: "Nach einem Versuch")
  static let pagesNotKnown = Phrase("Pages are not known", de: "Seiten sind nicht bekannt")
  static let reachNotKnown = Phrase(
    "Which pages people reach is not known with the fix and without it, so nothing is said of the reason. Heartbeats say it where apps name pages and people agree; reports cannot stand in, since who reports has reached the page.",
    de:
      "Welche Seiten Menschen erreichen, ist nicht für beide Seiten des Vergleichs bekannt, daher bleibt der Grund offen. Lebenszeichen sagen es, wo Apps Seiten nennen und Menschen zustimmen; Meldungen können nicht dafür stehen, denn wer meldet, hat die Seite erreicht."
  )
  static let howRisen = Phrase(
    "An association. That it rose is compared like the verdict; the reason by installations that said on that day which pages they reached, each page by itself. Of what is said to have risen at most 5 in 100 is wrong on average, however often anybody looks.",
    de:
      "Ein Zusammenhang. Dass es stieg, wird verglichen wie das Urteil; der Grund nach Installationen, die an dem Tag sagten, welche Seiten sie erreichten, jede Seite für sich. Von dem, was als gestiegen gilt, sind im Mittel höchstens 5 von 100 falsch, auch wenn man täglich nachsieht."
  )

  static func finding(_ finding: MaskedPain.Finding) -> Phrase {
    switch finding {
    case .newlyExposed: Phrase("More people get this far", de: "Mehr Menschen kommen so weit")
    case .realIncrease: Phrase("It hurts more often", de: "Es schmerzt häufiger")
    case .unknown: Phrase("Rose, reason not known", de: "Gestiegen, Grund nicht bekannt")
    case .notRisen: Phrase("Did not rise", de: "Nicht gestiegen")
    }
  }

  static func after(_ attempt: HTML) -> HTML { .said("After \(attempt):", de: "Nach \(attempt):") }

  static func inUse(_ change: RisenPain.Change, by source: Exposure.Source) -> Phrase {
    let (new, old) = (CountText.grouped(change.reports.new), CountText.grouped(change.reports.old))
    let (newDays, oldDays) = (CountText.grouped(change.days.new), CountText.grouped(change.days.old))
    let times = ReleaseText.times(change.ratio, change.interval.lower, change.interval.upper).text
    switch source {
    case .heartbeats:
      return Phrase(
        "By days in use: \(times) times as often; \(new) reported on \(newDays) days with the fix, \(old) on \(oldDays) without.",
        de:
          "Nach Nutzungstagen: \(times) mal so häufig; \(new) meldeten an \(newDays) Tagen mit der Behebung, \(old) an \(oldDays) ohne."
      )
    case .reports:
      return Phrase(
        "No heartbeats on both sides, so installations that reported anything stand in: \(times) times as often; \(new) reported it on \(newDays) days with the fix, \(old) on \(oldDays) without.",
        de:
          "Auf einer Seite fehlen Lebenszeichen, daher stehen Installationen, die irgendetwas meldeten, dafür: \(times) mal so häufig; \(new) meldeten es an \(newDays) Tagen mit der Behebung, \(old) an \(oldDays) ohne."
      )
    }
  }

  static func reached(_ change: RisenPain.Change) -> Phrase {
    let (newDays, oldDays) = (CountText.grouped(change.days.new), CountText.grouped(change.days.old))
    let (new, old) = (rate(change.reports.new, change.days.new), rate(change.reports.old, change.days.old))
    let times = ReleaseText.times(change.ratio, change.interval.lower, change.interval.upper).text
    return Phrase(
      "By days on which its pages were reached: \(times) times as often; \(newDays) days with the fix, \(new) reports per 1,000, and \(oldDays) without, \(old) per 1,000.",
      de:
        "Nach Tagen, an denen ihre Seiten erreicht wurden: \(times) mal so häufig; \(newDays) Tage mit der Behebung, \(new) Meldungen je 1.000, und \(oldDays) ohne, \(old) je 1.000."
    )
  }

  private static func rate(_ reports: Int64, _ days: Int64) -> String {
    days > 0 ? ReleaseText.number(Double(reports) * 1_000 / Double(days)) : "–"
  }
}
