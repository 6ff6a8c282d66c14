// What is refused about reports, reporters and what is told of them.
import CollectorCore
import TellbackWire

extension RedactionError: Refusal {
  var german: String {
    switch self {
    case .noSuchReport: "Diese Meldung gibt es nicht mehr."
    case .notOnTicket: "Diese Meldung ist noch auf keinem Ticket; es lässt sich nichts aus ihr entfernen."
    case .noPassage: "Den Text zitieren, der entfernt werden soll."
    case .passageTooLong(let bytes): Limit.bytes("Die Stelle", bytes, Redaction.passageLimit)
    case .notFound: "Dieser Text steht weder in der Meldung noch im Gespräch dazu. Ihn Zeichen für Zeichen zitieren."
    case .noReason: "Den Grund nennen, ohne den Text selbst."
    case .reasonTooLong(let bytes): Limit.bytes("Die Begründung", bytes, Redaction.reasonLimit)
    case .reasonHoldsPassage: "Die Begründung wiederholt den Text, der entfernt werden soll. Sie ohne ihn schreiben."
    case .tooMany:
      "Aus einer Meldung lässt sich höchstens \(Redaction.limit)-mal etwas entfernen. Stattdessen die Meldung löschen."
    case .tooShort:
      "Die Stelle ist so kurz, dass Marken an ihrer Stelle keinen Platz hätten. Mehr vom Text ringsum zitieren."
    case .noSuchFile: "Diese Datei gibt es nicht, oder sie wurde schon entfernt."
    }
  }
}

extension BlockError: Refusal {
  var german: String {
    switch self {
    case .noSuchReport: "Diese Meldung gibt es nicht."
    case .noSuchBlock(let id): "Es gibt keine Blockierung \(id)."
    case .noSuchSender:
      "Die Meldung sagt nicht, von welcher Installation der App oder von wem sie kommt; es lässt sich niemand blockieren."
    case .noReason: "Den Grund nennen: Wer es später ansieht, entscheidet danach."
    case .reasonTooLong(let bytes): Limit.bytes("Die Begründung", bytes, SenderBlock.reasonLimit)
    case .isBlocked: "Diese Person ist schon blockiert."
    case .hasEnded: "Diese Blockierung ist schon beendet."
    case .tooMany: "In dieser App sind schon \(SenderBlock.limit) blockiert, mehr sind nicht erlaubt."
    }
  }
}

extension SubjectNoteError: Refusal {
  var german: String {
    switch self {
    case .empty: "Bitte zuerst eine Notiz schreiben."
    case .tooLong(let bytes): Limit.bytes("Die Notiz", bytes, SubjectNote.textLimit)
    case .tooMany: "Mehr als \(SubjectNote.limit) Notizen sind nicht erlaubt; zuerst eine entfernen."
    case .nobody: "Hier gibt es nichts mehr dazu; es lässt sich nichts notieren."
    case .noSuchNote: "Diese Notiz gibt es nicht mehr."
    }
  }
}

extension PublicationError: Refusal {
  var german: String {
    switch self {
    case .noTitle: "Ein bekanntes Problem braucht einen Titel, den alle lesen dürfen."
    case .tooLong(let field, let bytes, let limit): Limit.bytes(Self.name(field), bytes, limit)
    case .notPublished(let number): "Ticket \(number) ist nicht als bekanntes Problem veröffentlicht."
    }
  }

  private static func name(_ field: String) -> String {
    switch field {
    case "title": "Der Titel"
    case "workaround": "Die Abhilfe"
    case "version": "Die Version"
    default: "Das Feld mit anderen Wörtern dafür"
    }
  }
}
