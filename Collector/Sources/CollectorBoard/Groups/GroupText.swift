// What the page of groups says.
import CollectorCore

enum GroupText {
  static let title = Phrase("Groups", de: "Gruppen")
  static let lead = Phrase(
    "A ticket can be handed to a group: everybody in it sees the ticket in their work, and one of them claims it.",
    de:
      "Ein Ticket lässt sich an eine Gruppe übergeben: Alle darin sehen es unter „Meine Arbeit“, und eine Person übernimmt es."
  )
  static let new = Phrase("New group", de: "Neue Gruppe")
  static let makeIt = Phrase("Make it", de: "Anlegen")
  static let members = Phrase("Who belongs to it", de: "Wer dazugehört")
  static let deleteIt = Phrase("Delete the group", de: "Gruppe löschen")
}
