// What is refused about launches, dates of the numbers, and links between tickets.
import CollectorCore

extension LaunchError: Refusal {
  var german: String {
    switch self {
    case .noName: "Ein Name fehlt."
    case .nameTooLong(let bytes): "Der Name hat \(bytes) Bytes; höchstens \(Launch.nameLimit) sind möglich."
    case .noSuchApp: "Eine der eigenen Apps wählen."
    case .noStart: "Der erste Tag fehlt."
    case .noEnd: "Der letzte Tag fehlt."
    case .endsBeforeStart: "Der letzte Tag liegt vor dem ersten."
    case .tooLong: "Mehr als \(Launch.dayLimit) Tage sind nicht möglich; mehrere Einträge daraus machen."
    case .noPlace: "Angeben, wo es spürbar wird: eine Seite, Wörter, ein Kundensegment oder eine Version."
    case .tooManyValues(let count): "Es sind \(count) Zeilen; höchstens \(Launch.valueLimit) sind möglich."
    case .valueTooLong(let bytes): "Eine Zeile hat \(bytes) Bytes; höchstens \(Launch.valueBytes) sind möglich."
    case .noWord(let text): "„\(text)“ enthält weder Buchstaben noch Ziffern; keine Meldung würde passen."
    case .briefTooLong(let bytes): "Der Text hat \(bytes) Bytes; höchstens \(Launch.briefLimit) sind möglich."
    case .tooMany: "\(Launch.limit) Einträge sind das Höchste; zuerst einen löschen."
    case .noSuchLaunch: "Dieser Eintrag ist nicht mehr da."
    case .overtaken(let name): "\(name) hat den Eintrag inzwischen geändert. Noch einmal ansehen, dann speichern."
    }
  }
}

extension ProgrammeDateError: Refusal {
  var german: String {
    switch self {
    case .noSuchDate: "Diesen Stichtag gibt es nicht mehr."
    case .notYourApp:
      "Ein Stichtag für alle Apps, oder für eine App, die hier nicht zu sehen ist, lässt sich hier nicht ändern."
    case .noName: "Dem Stichtag einen Namen geben, etwa: Entwicklung antwortet selbst."
    case .nameTooLong(let bytes): "Der Name hat \(bytes) Bytes; erlaubt sind \(ProgrammeDate.nameLimit) Bytes."
    case .nameTaken(let name): "Einen Stichtag mit dem Namen „\(name)“ gibt es schon."
    case .noDay: "Einen Tag von 1970 bis 2199 wählen."
    case .tooMany: "Es gibt schon \(ProgrammeDate.limit) Stichtage, mehr geht nicht; zuerst einen löschen."
    }
  }
}

extension RelationError: Refusal {
  var german: String {
    switch self {
    case .sameTicket(let number): "Ticket \(number) lässt sich nicht mit sich selbst verknüpfen."
    case .otherApp(let one, let two): "Die Tickets \(one) und \(two) gehören zu verschiedenen Apps."
    case .alreadyThere(let one, let two): "Die Tickets \(one) und \(two) sind schon so verknüpft."
    case .blocksEachOther(let one, let two):
      "Ticket \(two) blockiert Ticket \(one); also kann \(one) es nicht auch blockieren."
    case .tooMany(let number):
      "Ticket \(number) hat schon \(TicketRelation.limit) Verknüpfungen, mehr geht nicht. Zuerst eine entfernen."
    case .notThere(let one, let two): "Die Tickets \(one) und \(two) sind nicht mehr so verknüpft."
    }
  }
}

extension WatchError: Refusal {
  var german: String {
    switch self {
    case .noSuchApp: "Die App wählen."
    case .noName: "Benennen, was beobachtet werden soll."
    case .noValue: "Angeben, welcher Wert des Feldes beobachtet werden soll."
    case .tooLong(let bytes): Limit.bytes("Der Name", bytes, WatchLimits.name)
    case .noSuchPain(let number): "Einen Schmerzpunkt \(number) gibt es nicht."
    case .tooMany: "Beobachten lassen sich höchstens \(WatchLimits.perPerson) Dinge. Zuerst eines beenden."
    case .noSuchWatch: "Das wird nicht mehr beobachtet."
    }
  }
}
