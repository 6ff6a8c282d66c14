// The labels of the domain's values on the board.
import CollectorCore
import TellbackWire

extension TicketState {
  var name: Phrase {
    switch self {
    case .open: Phrase("Open", de: "Offen")
    case .waiting: Phrase("Waiting", de: "Wartend")
    case .resolved: Phrase("Resolved", de: "Gelöst")
    }
  }

  var label: String { name.text }
}

extension Severity {
  /// The word in addresses.
  var word: String {
    switch self {
    case .low: "low"
    case .medium: "medium"
    case .high: "high"
    case .critical: "critical"
    }
  }

  var name: Phrase {
    switch self {
    case .low: Phrase("Low", de: "Niedrig")
    case .medium: Phrase("Medium", de: "Mittel")
    case .high: Phrase("High", de: "Hoch")
    case .critical: Phrase("Critical", de: "Kritisch")
    }
  }

  /// As it stands after 'severity'.
  var inner: Phrase { Phrase(word, de: name.german.lowercased()) }

  var label: String { name.text }

  init?(word: String) {
    guard let severity = Severity.allCases.first(where: { $0.word == word }) else { return nil }
    self = severity
  }
}

extension ReportKind {
  var name: Phrase {
    switch self {
    case .problem: Phrase("Problem", de: "Problem")
    case .question: Phrase("Question", de: "Frage")
    case .idea: Phrase("Idea", de: "Idee")
    case .praise: Phrase("Praise", de: "Lob")
    }
  }

  var label: String { name.text }
}

extension ResolutionKind {
  var name: Phrase {
    switch self {
    case .code: Phrase("Fixed in code", de: "Im Code behoben")
    case .content: Phrase("Content changed", de: "Inhalt geändert")
    case .configuration: Phrase("Configuration changed", de: "Konfiguration geändert")
    case .explanation: Phrase("Explained", de: "Erklärt")
    case .noSolution: Phrase("No solution", de: "Keine Lösung")
    case .planned: Phrase("Planned", de: "Geplant")
    case .declined: Phrase("Declined", de: "Abgelehnt")
    case .thanked: Phrase("Thanked", de: "Bedankt")
    case .answered: Phrase("Answered", de: "Beantwortet")
    case .noAnswer: Phrase("No answer", de: "Keine Antwort")
    }
  }

  var label: String { name.text }

  /// For an idea nothing was broken that could be fixed.
  func label(for kind: ReportKind) -> String {
    self == .code && kind == .idea ? Phrase("Built", de: "Umgesetzt").text : label
  }
}

extension Waiting.Cause {
  var name: Phrase {
    switch self {
    case .reporter: Phrase("The reporter's answer", de: "Die Antwort der meldenden Person")
    case .department: Phrase("Another department", de: "Eine andere Abteilung")
    case .release: Phrase("A release", de: "Eine Version")
    case .date: Phrase("A date", de: "Ein Datum")
    }
  }

  var label: String { name.text }
}

extension Waiting {
  /// Half a sentence: `waits for Billing until 3 Dec 2026`.
  func sentence(now: Timestamp) -> HTML {
    let end: HTML? = until.map {
      let time: HTML =
        "<time class=\"moment\"\(.datetime, optional: TimeText.machine($0))>\(TimeText.absolute($0))</time>"
      return .said(" until \(time)", de: " bis \(time)")
    }
    let named: HTML? = name.map { Words.inline($0, limit: 100) }
    let what: HTML =
      switch (cause, named) {
      case (.reporter, _): .said("waits for the reporter", de: "wartet auf die meldende Person")
      case (.department, let named?): .said("waits for \(named)", de: "wartet auf \(named)")
      case (.department, nil): .said("waits for another department", de: "wartet auf eine andere Abteilung")
      case (.release, _): .said("waits for release \(named)", de: "wartet auf Version \(named)")
      case (.date, _): .said("waits for a date", de: "wartet auf ein Datum")
      }
    return "\(what)\(end)"
  }
}

extension TicketQuery.Order {
  var name: Phrase {
    switch self {
    case .recent: Phrase("Last report first", de: "Neueste zuerst")
    case .reporters: Phrase("Most people first", de: "Meiste Personen")
    case .severity: Phrase("Most severe first", de: "Schwerste zuerst")
    case .oldest: Phrase("Oldest first", de: "Älteste zuerst")
    case .due: Phrase("Due first", de: "Nächste Frist")
    case .relevance: Phrase("Most relevant first", de: "Relevanteste zuerst")
    }
  }

  var label: String { name.text }
}

extension StaffRole {
  var name: Phrase {
    switch self {
    case .admin: Phrase("Admin", de: "Administration")
    case .support: Phrase("Support", de: "Support")
    case .volunteer: Phrase("Volunteer", de: "Mithilfe")
    case .developer: Phrase("Developer", de: "Entwicklung")
    case .lead: Phrase("Lead", de: "Leitung")
    }
  }

  var label: String { name.text }
}

extension FieldValue {
  var text: String {
    switch self {
    case .text(let text): text
    case .integer(let number): String(number)
    case .number(let number): String(number)
    case .bool(let flag): (flag ? Phrase("yes", de: "ja") : Phrase("no", de: "nein")).text
    case .date(let moment): TimeText.absolute(moment)
    }
  }
}
