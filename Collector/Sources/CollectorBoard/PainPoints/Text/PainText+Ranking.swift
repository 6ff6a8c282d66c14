// Numbers of pain points as people read them: why each stands where it stands, and the weights that say so.
import CollectorCore
import TellbackWire

enum PainNumber {
  /// `3`, `3.1`, `0.25`: at most `digits` behind the point, a comma in German.
  static func text(_ value: Double, digits: Int = 1) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "–" }
    let factor = (0..<digits).reduce(1.0) { product, _ in product * 10 }
    let scaled = Int64((abs(value) * factor).rounded())
    let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int64(factor))
    var fraction = String(rest)
    fraction = String(repeating: "0", count: max(0, digits - fraction.count)) + fraction
    while fraction.last == "0" { fraction.removeLast() }
    let sign = value < 0 && scaled > 0 ? "−" : ""
    guard digits > 0, !fraction.isEmpty else { return sign + CountText.grouped(whole) }
    return "\(sign)\(CountText.grouped(whole))\(Language.current == .german ? "," : ".")\(fraction)"
  }

  /// `2` for 200 percent.
  static func factor(_ percent: Int64) -> String { text(Double(percent) / 100, digits: 2) }

  /// `12 %`, `< 1 %`.
  static func share(_ part: Int64, of whole: Int64) -> String {
    guard whole > 0 else { return "–" }
    let percent = Double(part) * 100 / Double(whole)
    return part > 0 && percent < 1 ? "< 1 %" : "\(Int(percent.rounded())) %"
  }
}

extension PainText {
  static func severity(_ severity: Severity) -> Phrase {
    switch severity {
    case .low: Phrase("low", de: "niedrig")
    case .medium: Phrase("medium", de: "mittel")
    case .high: Phrase("high", de: "hoch")
    case .critical: Phrase("critical", de: "kritisch")
    }
  }

  static let why = Phrase("Why it stands here", de: "Warum er hier steht")
  static let hurtLabel = Phrase("Hurt", de: "Schmerz")
  static let noHurt = Phrase(
    "Nobody reported it in this week and the three before it.",
    de: "In dieser Woche und den drei davor hat es niemand gemeldet.")

  static func hurt(_ rank: PainRank) -> Phrase {
    let number = PainNumber.text(rank.hurt)
    return Phrase("Hurt \(number)", de: "Schmerz \(number)")
  }

  /// The terms of the sum, in the order in which they are multiplied.
  static func terms(_ rank: PainRank) -> [Phrase] {
    var terms = rank.parts.map { part -> Phrase in
      let weight = PainNumber.factor(part.weight)
      let people = people(part.people).text
      guard !part.segment.isEmpty else {
        return Phrase("\(people) × \(weight)", de: "\(people) × \(weight)")
      }
      let segment = Words.cut(Words.visible(part.segment), to: 80)
      return Phrase("\(people) of \(segment) × \(weight)", de: "\(people) aus \(segment) × \(weight)")
    }
    guard !terms.isEmpty else { return [noHurt] }
    let (factor, severity) = (PainNumber.factor(rank.severityWeight), severity(rank.severity).text)
    terms.append(
      Phrase(
        "× \(factor), as its most severe ticket is \(severity)",
        de: "× \(factor), weil der Schweregrad seines schwersten Tickets \(severity) ist"))
    let (now, before) = (PainNumber.text(rank.now), PainNumber.text(rank.before))
    terms.append(
      Phrase(
        "× \(PainNumber.text(rank.trend, digits: 2)) for the trend: \(now) people a week, \(before) in the four weeks before",
        de:
          "× \(PainNumber.text(rank.trend, digits: 2)) für den Trend: \(now) Personen je Woche, \(before) in den vier Wochen davor"
      ))
    terms.append(installations(rank.installations))
    return terms
  }

  static func installations(_ installations: ActiveInstallations) -> Phrase {
    let count = max(1, installations.count)
    switch installations.source {
    case .active:
      let what = Phrase.count(
        count, (one: "installation in use a day", many: "installations in use a day"),
        de: (one: "Installation, am Tag in Gebrauch", many: "Installationen, am Tag in Gebrauch")
      ).text
      return Phrase("÷ \(what) × 1,000", de: "÷ \(what) × 1.000")
    case .reporting:
      let what = Phrase.count(
        count, (one: "installation that ever sent something", many: "installations that ever sent something"),
        de: (one: "Installation, die je etwas gesendet hat", many: "Installationen, die je etwas gesendet haben")
      ).text
      return Phrase(
        "÷ \(what) × 1,000. How many are active is not known.",
        de: "÷ \(what), × 1.000. Wie viele aktiv sind, ist nicht bekannt.")
    }
  }

  static let method = Phrase(
    "People are counted once a week, in this week and the three before it.",
    de: "Personen zählen einmal je Woche, in dieser Woche und den drei davor.")

  static func trendMark(_ rank: PainRank) -> Phrase? {
    guard rank.now > 0 || rank.before > 0 else { return nil }
    let now = PainNumber.text(rank.now)
    if rank.before == 0 { return Phrase("↗ new: \(now) a week", de: "↗ neu: \(now) je Woche") }
    let before = PainNumber.text(rank.before)
    if rank.trend > 1.02 {
      return Phrase("↗ rising: \(before) → \(now) a week", de: "↗ steigt: \(before) → \(now) je Woche")
    }
    if rank.trend < 0.98 {
      return Phrase("↘ falling: \(before) → \(now) a week", de: "↘ fällt: \(before) → \(now) je Woche")
    }
    return Phrase("→ steady: \(now) a week", de: "→ gleich: \(now) je Woche")
  }

  // MARK: Ideas

  static let ideas = Phrase("Ideas", de: "Ideen")
  static let ideasHint = Phrase(
    "What most people ask for. Resolve an idea with its outcome, and everybody who asked is told.",
    de: "Worum die meisten bitten. Eine Idee mit ihrem Ergebnis abschließen, und alle, die darum baten, erfahren es.")
  static let ideasDecided = Phrase("Decided last", de: "Zuletzt entschieden")
  static func want(_ count: Int64) -> Phrase {
    .count(
      count, (one: "person wants it", many: "people want it"), de: (one: "Person will es", many: "Personen wollen es"))
  }
  static func toldBack(_ count: Int64) -> Phrase {
    .count(count, (one: "was told", many: "were told"), de: (one: "hat es erfahren", many: "haben es erfahren"))
  }

  // MARK: Weights

  static let weightsLead = Phrase(
    "By how much the ranking of pain points counts what. 100 percent leaves a number as it is.",
    de: "Wie viel in der Rangfolge der Schmerzpunkte zählt. 100 Prozent lassen eine Zahl, wie sie ist.")
  static let severityWeights = Phrase("Severity, in percent", de: "Schweregrad, in Prozent")
  static let trendWeight = Phrase("What a doubling adds, in percent", de: "Was eine Verdopplung hinzufügt, in Prozent")
  static let trendHint = Phrase(
    "0 to 100. A halving takes off as much.", de: "0 bis 100. Eine Halbierung nimmt so viel weg.")
  static func segmentWeights(_ app: String) -> HTML {
    .said(
      "Segments of \(Words.inline(app, limit: 60)), one a line",
      de: "Kundensegmente von \(Words.inline(app, limit: 60)), eines je Zeile")
  }
  static let segmentHint = Phrase(
    "Such as: Enterprise = 300. Others count 100.", de: "Etwa: Enterprise = 300. Andere zählen 100.")
  static let badLine = Phrase(
    "Write each line as: segment = percent.", de: "Jede Zeile so schreiben: Kundensegment = Prozent.")
  static let defaultPerson = Phrase(
    "Silence past a date reaches, where nobody else is named",
    de: "Schweigen über ein Datum hinaus erfährt, wo niemand sonst genannt ist")
  static let onlyAdmins = Phrase("Admins change them.", de: "Ändern können sie Admins.")
}
