// What the pages say of pain that rose after a fix.
import CollectorCore
import CollectorEvidence
import TellbackWire

extension PainText {
  static let rose = Phrase("What rose since", de: "Was seitdem gestiegen ist")
  static let roseHere = Phrase("It rose after a fix elsewhere", de: "Nach einer Behebung anderswo gestiegen")
  static let afterAttempt = Phrase("After an attempt", de: "Nach einem Versuch")
  static let reachNotKnown = Phrase(
    "How far people get is not known with the fix and without it, so nothing is said of the reason. Heartbeats say it where apps name pages and people agree.",
    de:
      "Wie weit Menschen kommen, ist nicht für beide Seiten bekannt, daher bleibt der Grund offen. Lebenszeichen sagen es, wo Apps Seiten nennen und Menschen zustimmen."
  )
  static let howRisen = Phrase(
    "An association. Compared like the verdict, by installations that said on that day which pages they reached; each page by itself. Of what is said to have risen at most 5 in 100 is wrong on average, however often anybody looks.",
    de:
      "Ein Zusammenhang. Verglichen wie das Urteil, nach Installationen, die an dem Tag sagten, welche Seiten sie erreichten; jede Seite für sich. Von dem, was als gestiegen gilt, sind im Mittel höchstens 5 von 100 falsch, auch wenn man täglich nachsieht."
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

  static func inUse(_ risen: RisenPain) -> Phrase {
    let change = risen.active
    let (new, old) = (CountText.grouped(risen.newReports), CountText.grouped(risen.oldReports))
    let (newDays, oldDays) = (CountText.grouped(change.days.new), CountText.grouped(change.days.old))
    let times = ReleaseText.times(change.ratio, change.interval.lower, change.interval.upper).text
    return Phrase(
      "By days in use: \(times) times as often; \(new) reported on \(newDays) days with the fix, \(old) on \(oldDays) without.",
      de:
        "Nach Nutzungstagen: \(times) mal so häufig; \(new) meldeten an \(newDays) Tagen mit der Behebung, \(old) an \(oldDays) ohne."
    )
  }

  static func reached(_ risen: RisenPain, _ change: RisenPain.Change) -> Phrase {
    let (newDays, oldDays) = (CountText.grouped(change.days.new), CountText.grouped(change.days.old))
    let (new, old) = (rate(risen.newReports, change.days.new), rate(risen.oldReports, change.days.old))
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
