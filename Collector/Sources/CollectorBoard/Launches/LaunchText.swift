// What the pages of launches say.
import CollectorCore

enum LaunchText {
  static let title = Phrase("Launches", de: "Einführungen")
  static let lead = Phrase(
    "What is launched or promoted, when, and what it may cause. Reports that come meanwhile and match are tied to it. A report that no expected pain foretold is a surprise.",
    de:
      "Was eingeführt oder beworben wird, wann, und was es auslösen kann. Meldungen, die in dieser Zeit kommen und passen, werden damit verbunden. Eine Meldung, mit der niemand gerechnet hat, ist eine Überraschung."
  )
  static let new = Phrase("Plan a launch", de: "Einführung planen")
  static let back = Phrase("Launches", de: "Einführungen")
  static let running = Phrase("Running now", de: "Läuft gerade")
  static let soon = Phrase("In the next seven days", de: "In den nächsten sieben Tagen")
  static let later = Phrase("Later", de: "Später")
  static let over = Phrase("Over", de: "Vorbei")
  static let nothingSoon = Phrase(
    "Nothing starts in the next seven days.", de: "In den nächsten sieben Tagen beginnt nichts.")
  static let empty = Phrase("No launch is planned", de: "Nichts ist geplant")
  static let emptyDetail = Phrase(
    "Write down what is coming, so that whoever answers knows of it first.",
    de: "Hier steht, was kommt, damit alle, die antworten, es zuerst wissen.")
  static let noBrief = Phrase("No brief", de: "Keine Vorbereitung")
  static let nothingExpected = Phrase("Nothing expected", de: "Nichts erwartet")

  static let facts = Phrase("The launch", de: "Die Einführung")
  static let app = Phrase("App", de: "App")
  static let days = Phrase("Days", de: "Tage")
  static let places = Phrase("Felt where", de: "Spürbar wo")
  static let reports = Phrase("Reports", de: "Meldungen")
  static let changed = Phrase("Last changed", de: "Zuletzt geändert")
  static let brief = Phrase("Brief", de: "Vorbereitung")
  static let briefMissing = Phrase(
    "Nobody has written a brief yet.", de: "Noch hat niemand etwas zur Vorbereitung geschrieben.")
  static let expected = Phrase("Expected pain", de: "Erwartete Probleme")
  static let expectedMissing = Phrase(
    "Nothing is expected, so every report is a surprise.",
    de: "Nichts wird erwartet, also ist jede Meldung eine Überraschung.")
  static let surprises = Phrase("Surprises", de: "Überraschungen")
  static let noSurprise = Phrase("No report has surprised anybody.", de: "Keine Meldung kam überraschend.")
  static let change = Phrase("Change this launch", de: "Einführung ändern")
  static let remove = Phrase("Delete", de: "Löschen")

  static let name = Phrase("Name", de: "Name")
  static let choose = Phrase("Choose an app", de: "App wählen")
  static let firstDay = Phrase("First day", de: "Erster Tag")
  static let lastDay = Phrase("Last day", de: "Letzter Tag")
  static let whereFelt = Phrase("Where it will be felt", de: "Wo es spürbar wird")
  static let whereHint = Phrase(
    "What is left empty is not asked. Several values, one on each line, are alternatives.",
    de: "Was leer bleibt, zählt nicht. Mehrere Werte, einer pro Zeile, sind Alternativen.")
  static let pages = Phrase("Pages under", de: "Seiten unter")
  static let words = Phrase("Words", de: "Wörter")
  static let segments = Phrase("Segments", de: "Kundensegmente")
  static let versions = Phrase("Versions", de: "Versionen")
  static let briefHint = Phrase(
    "What support should know: what changes, for whom, what to answer. Only staff see it.",
    de: "Was alle wissen sollten, die antworten: was sich ändert, für wen, was zu sagen ist. Nur intern sichtbar.")
  static let expectedHint = Phrase(
    "Words that reports will hold, one pain on each line, such as: voucher code. A line foretells what arrives after it was written.",
    de:
      "Wörter, die in Meldungen stehen werden, ein Problem pro Zeile, zum Beispiel: Gutschein. Eine Zeile gilt für alles, was nach ihr eintrifft."
  )
  static let save = Phrase("Save", de: "Speichern")
  static let cancel = Phrase("Cancel", de: "Abbrechen")
  static let during = Phrase("During", de: "Während")

  static func zone(_ name: String) -> Phrase {
    Phrase("Days are those of \(name).", de: "Tage gelten in der Zeitzone \(name).")
  }
  static func by(_ name: String) -> Phrase { Phrase("by \(name)", de: "von \(name)") }

  static func count(_ reports: Int64) -> Phrase {
    .count(reports, ("report", "reports"), de: ("Meldung", "Meldungen"))
  }

  static func surprises(_ tally: LaunchTally) -> Phrase {
    let share = tally.surpriseShare.map { " (\($0) %)" } ?? ""
    let english = tally.surprises == 1 ? "surprise" : "surprises"
    let german = tally.surprises == 1 ? "Überraschung" : "Überraschungen"
    let number = CountText.grouped(tally.surprises)
    return Phrase("\(number) \(english)\(share)", de: "\(number) \(german)\(share)")
  }

  static func overall(_ tally: LaunchTally, launches: Int) -> Phrase {
    let (all, none) = (CountText.grouped(tally.reports), CountText.grouped(tally.surprises))
    let share = tally.surpriseShare ?? 0
    return Phrase(
      "Of \(all) reports that came while a launch ran, in the last 90 days, \(none) were surprises: \(share) %.",
      de:
        "Von \(all) Meldungen, die in den letzten 90 Tagen während einer Einführung kamen, waren \(none) Überraschungen: \(share) %."
    )
  }

  static func expectedCount(_ count: Int) -> Phrase {
    .count(Int64(count), ("expected pain", "expected pains"), de: ("erwartetes Problem", "erwartete Probleme"))
  }
}
