// What a ticket says of whose it is.
import CollectorCore

enum OwnerText {
  static func idle(_ when: Phrase) -> Phrase {
    Phrase(
      "Nothing was done on it: it is given back \(when.english)",
      de: "Es geschah nichts darauf: Es wird \(when.german) zurückgegeben")
  }
  static func givenBack(in seconds: Int64) -> Phrase {
    switch seconds {
    case ..<60: Phrase("any moment", de: "jeden Moment")
    case ..<3_600: Phrase("in \(seconds / 60) min", de: "in \(seconds / 60) Min.")
    case ..<172_800: Phrase("in \(seconds / 3_600) h", de: "in \(seconds / 3_600) Std.")
    default: Phrase("in \(seconds / 86_400) d", de: "in \(seconds / 86_400) Tagen")
    }
  }

  static let begun = Phrase("What you had begun to write", de: "Der begonnene Text")
  static let answer = Phrase("Answer", de: "Antwort")
  static func only(_ name: HTML) -> HTML {
    .said(
      "Only \(name) answers and moves this ticket. Everybody can write a note.",
      de: "Nur \(name) beantwortet und verschiebt dieses Ticket. Eine interne Notiz können alle schreiben.")
  }
  static let takeOver = Phrase("Take over", de: "An sich nehmen")

  static func forGroup(_ name: HTML) -> HTML { .said(", for \(name)", de: ", für \(name)") }
  static func groupsTicket(_ name: HTML) -> HTML {
    .said("For \(name). Nobody has taken it yet.", de: "Für \(name). Noch niemand hat es übernommen.")
  }
  static let nobodys = Phrase("Nobody has taken this ticket.", de: "Niemand hat dieses Ticket übernommen.")
  static let yours = Phrase("Yours", de: "Selbst zuständig")
  static func taken(_ time: HTML) -> HTML { .said("taken \(time)", de: "übernommen \(time)") }
  static func hasIt(_ name: HTML, _ group: HTML?) -> HTML {
    .said("<strong>\(name)</strong> has it\(group)", de: "Zuständig: <strong>\(name)</strong>\(group)")
  }
  static let keepIt = Phrase("Keep it", de: "Behalten")
  static let handBack = Phrase("Hand back", de: "Zurückgeben")
  static let claim = Phrase("Claim", de: "Übernehmen")
  static let followed = Phrase("In your work: you follow it", de: "Unter „Meine Arbeit“: wird beobachtet")
  static let notFollowed = Phrase("Not in your work", de: "Nicht unter „Meine Arbeit“")
  static let follow = Phrase("Follow", de: "Beobachten")
  static let unfollow = Phrase("Unfollow", de: "Nicht mehr beobachten")
  static func you(_ name: String) -> Phrase { Phrase("\(name) (you)", de: "\(name) (selbst)") }
  static let handOver = Phrase("Hand over", de: "Übergeben")
  static let to = Phrase("To", de: "An")
  static let people = Phrase("People", de: "Personen")
  static let groups = Phrase("Groups", de: "Gruppen")
  static let whyPastLimit = Phrase("Why past the limit", de: "Warum über die Grenze hinaus")
}
