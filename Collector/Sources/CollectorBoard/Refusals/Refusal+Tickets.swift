// What is refused on a ticket: moves, owners, words, merges.
import CollectorCore
import TellbackWire

extension TicketError: Refusal {
  var german: String {
    switch self {
    case .noSuchTicket(let number): AccessText.noTicket(number).german
    case .illegalMove(let from, let to):
      "Ein Ticket im Zustand „\(from.name.german)“ kann nicht „\(to.name.german)“ werden."
    case .emptyNote: "Bitte zuerst etwas schreiben."
    case .noteTooLong(let bytes): Limit.bytes("Der Text", bytes, WireLimits.note)
    case .draftTooLong(let bytes): Limit.bytes("Der Entwurf", bytes, Draft.limit)
    case .isAnIdea(let number): "Ticket \(number) ist schon eine Idee."
    case .componentTooLong(let bytes): Limit.bytes("Der Name der Komponente", bytes, TicketActions.componentLimit)
    }
  }
}

extension BrokenLimit {
  /// What is counted.
  var counted: Phrase {
    Phrase(
      what, de: severity.map { "offene Tickets mit Schweregrad \($0.name.german.lowercased())" } ?? "offene Tickets")
  }

  /// Without the name.
  var phrase: Phrase {
    Phrase(sentence, de: "hat so viele \(counted.german), wie eine Person haben darf, nämlich \(limit).")
  }
}

extension OwnerError: Refusal {
  var german: String {
    switch self {
    case .owned(let number, let name):
      "Für Ticket \(number) ist \(name) zuständig. Nur \(name) antwortet und verschiebt; eine interne Notiz können alle schreiben."
    case .claimFirst(let number): "Für Ticket \(number) ist noch niemand zuständig. Es zuerst übernehmen."
    case .alreadyYours(let number): "Ticket \(number) ist schon übernommen."
    case .notYours(let number): "Für Ticket \(number) ist jemand anderes zuständig; es lässt sich nicht weitergeben."
    case .mayNotTakeOver(let role):
      "Mit der Rolle \(role.name.german) lassen sich Tickets von anderen nicht übernehmen. Der Support kann weiterhelfen."
    case .noSuchPerson: "Wählen, an wen das Ticket geht."
    case .cannotHaveIt(let name): "\(name) sieht diese App nicht, ist noch nicht beigetreten oder nicht mehr dabei."
    case .noSuchGroup: "Diese Gruppe gibt es nicht mehr."
    case .limitReached(let broken): "\(broken.name) \(broken.phrase.german)"
    case .mayNotExceed:
      "Nur Administration und Support gehen über eine Grenze hinaus. Zuerst ein Ticket lösen oder zurückgeben."
    case .reasonTooLong(let bytes): Limit.bytes("Die Begründung", bytes, TicketActions.reasonLimit)
    }
  }
}

extension WaitingError: Refusal {
  var german: String {
    switch self {
    case .noDepartment: "Die Abteilung angeben."
    case .noVersion: "Die Version angeben."
    case .noDate: "Das Datum angeben."
    case .nameTooLong(let bytes): Limit.bytes("Der Name", bytes, Waiting.nameLimit)
    case .datePassed: "Das Datum ist vorbei; ein späteres wählen."
    }
  }
}

extension ResolutionError: Refusal {
  var german: String {
    switch self {
    case .doesNotFit: "Dieses Ergebnis passt nicht zur Art des Tickets."
    case .reasonNeeded(.declined): "„Abgelehnt“ braucht eine Begründung, die alle erfahren, die danach gefragt haben."
    case .reasonNeeded: "„Keine Lösung“ braucht eine Begründung, die die Meldenden erfahren."
    case .releaseNeeded: "Die Version angeben, die das behebt, oder sagen, dass sie noch nicht erschienen ist."
    case .versionTooLong(let bytes): Limit.bytes("Die Version", bytes, FixRelease.versionLimit)
    }
  }
}

extension ConversationError: Refusal {
  var german: String {
    switch self {
    case .notOnTicket(let reference, let number): "Die Meldung \(reference) ist nicht mehr auf Ticket \(number)."
    case .outOfReach(let reference):
      "Die Meldung \(reference) kam über die HTTP-Schnittstelle; ihre meldende Person ist in keiner App erreichbar."
    case .noSuchAnswer: "Diese Antwort gibt es auf dem Ticket nicht."
    case .notSentYet: "Diese Antwort ist noch nicht gesendet. Sie zurücknehmen und richtig senden."
    case .nobodyWasTold: "Diese Antwort hat niemand bekommen; es gibt nichts zu korrigieren."
    case .badFile(let why): why.german
    }
  }
}

extension TakeBackError: Refusal {
  var german: String {
    switch self {
    case .tooLate: "Es ist schon gesendet und lässt sich nicht mehr zurücknehmen."
    case .notYours: "Zurücknehmen kann es nur, wer es geschrieben hat."
    }
  }
}

extension ApprovalError: Refusal {
  var german: String {
    switch self {
    case .decided:
      "Diese Antwort wartet nicht mehr: Jemand hat entschieden, oder die Meldung dazu wurde gelöscht."
    case .ownAnswer: "Die eigene Antwort gibt jemand anderes frei."
    case .notAllowed(let role): "Mit der Rolle \(role.name.german) lassen sich keine Antworten freigeben."
    case .tooMany:
      "Auf diesem Ticket warten \(HeldAnswer.limit) Antworten auf Freigabe, mehr sind nicht erlaubt; zuerst über sie entscheiden lassen."
    case .sendAsAnswer:
      "In dieser App gibt eine zweite Person frei, was an Meldende geht. Den Text als Antwort senden oder das Ticket übergeben."
    }
  }
}

extension FieldError: Refusal {
  var german: String {
    switch self {
    case .unresolved(let field, let reporters, let all):
      "\(field.token) lässt sich nicht ausfüllen\(all > 1 && field.isPersonal ? " (bei \(reporters) von \(all) Meldenden)" : "")\(field.germanWhy). Es ausschreiben oder weglassen."
    case .tooMany(let reports):
      "Dieser Text wäre für jede von \(reports) Meldungen anders; erlaubt sind höchstens \(FieldLimits.reports). \(AnswerField.allCases.filter(\.isPersonal).map(\.token).joined(separator: ", ")) weglassen."
    case .tooLong(let bytes): Limit.bytes("Der Text mit ausgefüllten Feldern", bytes, WireLimits.note)
    }
  }
}

extension AnswerField {
  fileprivate var germanWhy: String {
    switch self {
    case .reporter: ": Die App nennt keinen Namen"
    case .version: ": Die Meldung nennt keine Version"
    case .page: ": Die Meldung nennt keine Seite"
    case .fixedIn: ": Auf dem Ticket steht keine Version, die es behebt"
    case .reference, .me: ""
    }
  }
}

extension LinkError: Refusal {
  var german: String {
    switch self {
    case .sameTicket(let first, let second) where first == second:
      "Ticket \(first) lässt sich nicht mit sich selbst zusammenführen."
    case .sameTicket(let first, let second): "Die Tickets \(first) und \(second) sind schon zusammengeführt."
    case .otherApp(let first, let second): "Die Tickets \(first) und \(second) gehören zu verschiedenen Apps."
    case .tooManyTickets(let number, let limit):
      "Ticket \(number) würde mehr als \(limit) zusammengeführte Tickets enthalten."
    case .noSuchLink(let id): "Es gibt keine Zusammenführung oder Teilung \(id), die sich rückgängig machen ließe."
    case .notASurvivor(let number): "Ticket \(number) ist mit keinem anderen zusammengeführt."
    case .noReports: "Es sind keine Meldungen zum Abtrennen gewählt."
    case .tooManyReports(let limit): "Höchstens \(limit) Meldungen lassen sich auf einmal abtrennen."
    case .notOnTicket(let report, let number): "Die Meldung \(report.reference) ist nicht auf Ticket \(number)."
    case .nothingWouldStay(let number): "Auf Ticket \(number) bliebe keine Meldung; einige wählen, nicht alle."
    }
  }
}

extension BulkError: Refusal {
  var german: String {
    switch self {
    case .changedSince(let number): "Ticket \(number) wurde seither geändert und bleibt, wie es ist."
    case .noCannedAnswer: "Diesen Textbaustein gibt es für die App dieses Tickets nicht."
    case .tooMany(let count): BulkText.tooMany(count).german
    case .notWritten:
      "Der Collector konnte es nicht schreiben. An diesem Ticket wurde nichts geändert; bitte noch einmal versuchen."
    }
  }
}

extension FormError: Refusal {
  var german: String {
    switch self {
    case .overtaken(let name):
      "\(name ?? "Jemand") hat dieses Ticket geändert, nachdem die Seite geöffnet wurde. Das Neue unten lesen und den Text dann senden, wenn er noch passt."
    case .unread:
      "Eine meldende Person hat geschrieben, nachdem die Seite geöffnet wurde. Das Neue unten lesen und den Text dann senden, wenn er noch passt."
    case .noRecipient: "Wählen, für wen die Antwort ist."
    case .noCause: "Wählen, worauf das Ticket wartet."
    case .noOutcome: "Das Ergebnis wählen."
    case .noDate: "Das Datum als Jahr-Monat-Tag schreiben, etwa 2026-12-03."
    }
  }
}
