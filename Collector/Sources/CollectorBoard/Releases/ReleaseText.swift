// What the page of releases says.
import CollectorCore
import Foundation
import TellbackWire

enum ReleaseText {
  static let title = Phrase("Releases", de: "Versionen")
  static let lead = Phrase(
    "Whether a version hurts more than the one before, and where. It may be looked at every day: at most one release in a hundred is flagged wrongly.",
    de:
      "Ob eine Version mehr schmerzt als die davor, und wo. Man darf jeden Tag nachsehen: Höchstens eine von hundert Versionen wird zu Unrecht markiert."
  )
  static let none = Phrase("No release was watched yet", de: "Noch wurde keine Version beobachtet")
  static let noneHint = Phrase(
    "A version is watched once one installation in a hundred has it, another was in use before, and reports come in. Turn on the SDK's daily heartbeat to know how many installations that is.",
    de:
      "Eine Version wird beobachtet, sobald eine von hundert Installationen sie hat, vorher eine andere in Gebrauch war und Meldungen kommen. Das tägliche Lebenszeichen des SDK sagt, wie viele Installationen das sind."
  )
  static let watched = Phrase("Watched releases", de: "Beobachtete Versionen")
  static let rates = Phrase("Reports per 1,000 installations a day", de: "Meldungen je 1.000 Installationen am Tag")
  static let noRates = Phrase(
    "Of the last four weeks nothing is known of installations in use.",
    de: "Aus den letzten vier Wochen ist nichts über genutzte Installationen bekannt.")
  static let version = Phrase("Version", de: "Version")
  static let channel = Phrase("Channel", de: "Kanal")
  static let reports = Phrase("Reports", de: "Meldungen")
  static let days = Phrase("Days of use", de: "Nutzungstage")
  static let rate = Phrase("Per 1,000 a day", de: "Je 1.000 am Tag")
  static let notSaid = Phrase("not said", de: "ohne Angabe")
  static let hurts = Phrase("Hurts more", de: "Schmerzt mehr")
  static let watching = Phrase("Watched", de: "Wird beobachtet")
  static let quiet = Phrase("No sign of harm", de: "Kein Anzeichen von Schaden")
  static let withIt = Phrase("Reported with it", de: "Damit gemeldet")
  static let expected = Phrase("Expected without a change", de: "Ohne Änderung zu erwarten")
  static let before = Phrase("Reported on the one before", de: "Mit der davor gemeldet")
  static let ratio = Phrase("Rate over the one before", de: "Rate zu der davor")
  static let responsible = Phrase("Responsible", de: "Verantwortlich")
  static let association = Phrase(
    "Each installation counts once on each version, by its share of those in use that day in the same segment and channel. An association: who updates first may differ from who updates late.",
    de:
      "Jede Installation zählt je Version einmal, nach ihrem Anteil an denen, die an dem Tag im selben Kundensegment und Kanal in Gebrauch waren. Ein Zusammenhang: Wer früh aktualisiert, kann anders sein, als wer es spät tut."
  )
  static func more(_ count: Int) -> Phrase {
    Phrase("\(count) more are not shown.", de: "\(count) weitere stehen nicht da.")
  }

  static func source(_ source: Exposure.Source) -> Phrase {
    switch source {
    case .heartbeats: Phrase("Installations by daily heartbeats.", de: "Installationen nach täglichen Lebenszeichen.")
    case .reports:
      Phrase(
        "Without heartbeats, installations that reported anything stand in: rates are far too high, and only their ratio says something.",
        de:
          "Ohne Lebenszeichen stehen Installationen, die irgendetwas meldeten, dafür: Die Raten sind viel zu hoch, nur ihr Verhältnis sagt etwas."
      )
    }
  }

  static func compared(_ watch: ReleaseWatch) -> HTML {
    let (new, old) = (Words.inline(watch.version, limit: 60), Words.inline(watch.predecessor, limit: 60))
    return .said("\(new) beside \(old)", de: "\(new) neben \(old)")
  }

  static func since(_ day: HTML) -> HTML { .said("since \(day)", de: "seit \(day)") }
  static func flagged(_ at: HTML) -> HTML { .said("found \(at)", de: "festgestellt \(at)") }

  static func page(_ name: String) -> HTML {
    let name = Words.inline(name, limit: 120)
    return .said("Page \(name)", de: "Seite \(name)")
  }

  static func error(_ name: String) -> HTML {
    let name = Words.inline(name, limit: 120)
    return .said("Error \(name)", de: "Fehler \(name)")
  }

  static func times(_ ratio: Double?, _ lower: Double, _ upper: Double) -> Phrase {
    let range: Phrase =
      switch (lower > 0, upper.isFinite) {
      case (true, true): Phrase("\(number(lower)) to \(number(upper))", de: "\(number(lower)) bis \(number(upper))")
      case (false, true): Phrase("at most \(number(upper))", de: "höchstens \(number(upper))")
      case (true, false): Phrase("at least \(number(lower))", de: "mindestens \(number(lower))")
      case (false, false): Phrase("not known yet", de: "noch nicht bekannt")
      }
    guard let ratio else { return range }
    return Phrase("\(number(ratio)) (\(range.text))", de: "\(number(ratio)) (\(range.text))")
  }

  /// Two digits that matter, with the sign for decimals of the language.
  static func number(_ value: Double) -> String {
    let digits = value >= 99.5 ? 0 : value >= 9.95 ? 1 : 2
    let text = String(format: "%.\(digits)f", min(max(value, 0), 1e12))
    return Language.current == .german ? text.replacingOccurrences(of: ".", with: ",") : text
  }
}
