// What views of the list say.
import CollectorCore

enum ViewText {
  static let title = Phrase("Views", de: "Ansichten")
  static let all = Phrase("All views", de: "Alle Ansichten")
  static let saveAs = Phrase("Save as a view", de: "Als Ansicht speichern")
  static let nameOfView = Phrase("Name of the view", de: "Name der Ansicht")
  static let lead = Phrase(
    "A view is a list of tickets under a name. Choose filters in the list, then save it there. A view keeps the filters, not the tickets: whoever opens a shared one sees what they may see.",
    de:
      "Eine Ansicht ist eine Liste von Tickets unter einem Namen. In der Liste Filter wählen und sie dort speichern. Eine Ansicht behält die Filter, nicht die Tickets: Wer eine geteilte öffnet, sieht, was das eigene Konto sehen darf."
  )
  static let none = Phrase("You keep no view.", de: "Keine eigene Ansicht.")
  static let shared = Phrase("Shared by others", de: "Von anderen geteilt")
  static let nameOfNew = Phrase("Name of the new view", de: "Name der neuen Ansicht")
  static let deleteIt = Phrase("Delete the view", de: "Ansicht löschen")
  static func theView(_ name: HTML) -> HTML { .said("the view \(name)", de: "die Ansicht \(name)") }
  static func tickets(_ count: Int64, orMore: Bool) -> Phrase {
    let tickets = KitText.tickets(count)
    return orMore ? Phrase("\(tickets.english) or more", de: "\(tickets.german) oder mehr") : tickets
  }
}
