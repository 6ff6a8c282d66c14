// What the panel of component, kind and severity says: proposals and rules with their reasons.
import CollectorCore
import TellbackWire

enum TriageText {
  static let details = Phrase("Details", de: "Angaben")
  static let chooseBoth = Phrase("Choose a kind and a severity.", de: "Art und Schweregrad wählen.")

  static func name(_ field: TriageField) -> Phrase {
    switch field {
    case .component: KitText.component
    case .kind: KitText.kind
    case .severity: KitText.severity
    case .owner: Phrase("Who knows it", de: "Wer sich auskennt")
    }
  }

  static func notSure(_ field: TriageField, _ reason: TriageReason) -> HTML {
    let (name, reason) = (name(field), self.reason(reason))
    return .said(
      "\(name.english): not sure. \(reason.english)", de: "\(name.german): nicht sicher. \(reason.german)")
  }

  /// `Component: perhaps Storage (67 %). Near tickets #1, #2 ended so.`
  static func perhaps(_ field: TriageField, _ value: HTML, percent: Int, _ reason: TriageReason) -> HTML {
    let (name, reason) = (name(field), self.reason(reason))
    return .said(
      "\(name.english): perhaps \(value) (\(percent) %). \(reason.english)",
      de: "\(name.german): vielleicht \(value) (\(percent) %). \(reason.german)")
  }

  static func reason(_ reason: TriageReason) -> Phrase {
    let numbers = reason.tickets.map { "#\($0)" }.joined(separator: ", ")
    let isOne = reason.tickets.count == 1
    let near = "\(isOne ? "Beim nahen Ticket" : "Bei den nahen Tickets") \(numbers)"
    let ended = reason.field == .owner ? "\(near) hatte diese Person das letzte Wort." : "\(near) war es am Ende so."
    let german =
      switch reason.history {
      case .none: ended
      case .chosenInstead(let count): "\(ended) Das wurde stattdessen \(count)-mal gewählt."
      case .taken(let taken, let corrected): "\(ended) Es wurde \(taken)-mal übernommen und \(corrected)-mal geändert."
      }
    return Phrase(reason.description, de: german)
  }

  // MARK: What was changed

  /// What the domain keeps of a change, such as `component Storage, kind idea, severity high`; each part may be missing. What is not
  /// of that form is told as it is kept.
  static func changes(_ kept: String) -> Phrase {
    var rest = kept[...]
    var parts: [String] = []
    func take(_ mark: String, _ german: (String) -> String?) {
      guard let place = rest.ranges(of: mark).last, let said = german(String(rest[place.upperBound...])) else { return }
      let before = rest[..<place.lowerBound]
      guard before.isEmpty || before.hasSuffix(", ") else { return }
      parts.insert(said, at: 0)
      rest = before.hasSuffix(", ") ? before.dropLast(2) : before
    }
    take("severity ") { Severity(word: $0).map { "Schweregrad \($0.inner.german)" } }
    take("kind ") { ReportKind(rawValue: $0).map { "Art \($0.name.german)" } }
    if rest.hasPrefix("component ") {
      let name = rest.dropFirst(10)
      parts.insert(name == "none" ? "keine Komponente" : "Komponente \(name)", at: 0)
      rest = ""
    }
    return Phrase(kept, de: rest.isEmpty ? parts.joined(separator: ", ") : kept)
  }

  // MARK: Rules

  static func byRule(_ reason: Phrase) -> HTML {
    .said(
      "By a rule: \(Words.inline(reason.english, limit: 200)).",
      de: "Durch eine Regel: \(Words.inline(reason.german, limit: 200)).")
  }

  /// `Checkout (its page fits /checkout and its kind is problem)`; nil where the rule does not fit as it is now.
  static func rule(_ name: String, _ met: [RoutingCondition]?) -> Phrase {
    guard let met else { return Phrase("\(name) (it fits)", de: "\(name) (sie passt)") }
    guard !met.isEmpty else {
      return Phrase("\(name) (it fits each report)", de: "\(name) (sie passt zu jeder Meldung)")
    }
    let reasons = met.map(condition)
    return Phrase(
      "\(name) (\(reasons.map(\.english).joined(separator: " and ")))",
      de: "\(name) (\(reasons.map(\.german).joined(separator: " und ")))")
  }

  static func base(_ reason: BaseSeverity.Reason) -> Phrase {
    let german =
      switch reason {
      case .noTrouble: "weder Problem noch Frage"
      case .noRule: "keine Regel erhöht es"
      case .error: "ein Fehler kam mit"
      }
    return Phrase(reason.description, de: german)
  }

  /// Half a sentence about the value that is met: `its words hold "crash"`.
  private static func condition(_ met: RoutingCondition) -> Phrase {
    let value = met.values.first ?? ""
    return switch (met.subject, met.test) {
    case (.page, _): Phrase("its page fits \(value)", de: "die Seite passt zu \(value)")
    case (.words, _): Phrase("its words hold \"\(value)\"", de: "der Text enthält „\(value)“")
    case (.version, .atLeast): Phrase("its version is \(value) or later", de: "die Version ist \(value) oder neuer")
    case (.version, .below): Phrase("its version is before \(value)", de: "die Version ist älter als \(value)")
    case (.kind, _):
      Phrase("its kind is \(value)", de: "die Art ist \(ReportKind(rawValue: value)?.name.german ?? value)")
    case (let subject, _):
      Phrase("its \(subject.label) is \(value)", de: "\(RoutingText.subject(subject.label)) ist \(value)")
    }
  }
}
