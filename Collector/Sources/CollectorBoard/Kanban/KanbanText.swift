// What the board of three columns says, and its script.
import CollectorCore

enum KanbanText {
  static let skip = Phrase("Skip to the columns", de: "Zu den Spalten springen")
  static let columns = Phrase("Columns", de: "Spalten")
  static func allInList(_ count: Int64, orMore: Bool) -> Phrase {
    let more = orMore ? "+" : ""
    return Phrase(
      "All \(Language.english.grouped(count))\(more) in the list",
      de: "Alle \(Language.german.grouped(count))\(more) in der Liste")
  }
  static func none(_ state: TicketState) -> Phrase {
    switch state {
    case .open: Phrase("Nothing is open here.", de: "Hier ist nichts offen.")
    case .waiting: Phrase("Nothing waits here.", de: "Hier wartet nichts.")
    case .resolved: Phrase("Nothing is resolved here.", de: "Hier ist nichts gelöst.")
    }
  }

  // MARK: What scripts say; `{n}` is a ticket's number, `{m}` its owner

  static let onlyOwner = Phrase("Only {m} moves {n}.", de: "Nur {m} verschiebt {n}.")
  static let reopenFirst = Phrase(
    "{n} is reopened before it can wait.", de: "{n} muss wieder geöffnet werden, bevor es warten kann.")
  static let mayNotMove = Phrase("You may not move tickets.", de: "Die Rolle erlaubt es nicht, Tickets zu verschieben.")
  static let refused = Phrase("That was refused.", de: "Das wurde abgelehnt.")
  static let moved = Phrase("Moved.", de: "Verschoben.")
}
