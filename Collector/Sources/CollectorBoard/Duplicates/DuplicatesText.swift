// What the page of possible duplicates says.
import CollectorCore

enum DuplicatesText {
  static let lead = Phrase(
    "Open tickets that look like one another. Merging can be undone; tickets that you take out are not suggested again.",
    de:
      "Offene Tickets, die einander gleichen. Das Zusammenführen lässt sich rückgängig machen; herausgenommene Tickets werden nicht mehr vorgeschlagen."
  )
  static let none = Phrase(
    "No open ticket looks like another one. What may be the same stands here when reports come in.",
    de: "Kein offenes Ticket sieht aus wie ein anderes. Was dasselbe sein könnte, steht hier, sobald Meldungen kommen.")
  static func moreFollow(_ count: Int) -> Phrase {
    Phrase(
      "\(count) more follow when these are done.",
      de: count == 1
        ? "1 weitere folgt, wenn diese erledigt sind." : "\(count) weitere folgen, wenn diese erledigt sind.")
  }
  static func lookTheSame(_ count: Int64) -> Phrase {
    .count(
      count, ("ticket that look the same", "tickets that look the same"),
      de: ("Ticket, das gleich aussieht", "Tickets, die gleich aussehen"))
  }
  static func share(_ words: HTML) -> HTML { .said("They share \(words)", de: "Gemeinsam: \(words)") }
  static let resolvedStays = Phrase(
    "It is resolved and stays by itself.", de: "Es ist gelöst und bleibt für sich.")
  static let candidate = Phrase("The others look like this one.", de: "Die anderen sehen aus wie dieses.")
  static func isTheSame(_ number: String) -> Phrase {
    Phrase("#\(number) is the same", de: "#\(number) ist dasselbe")
  }
  static func stays(_ number: Int64, _ people: Int64) -> Phrase {
    let count = KitText.people(people)
    return Phrase(
      "#\(number) stays: \(count.english) reported it.",
      de: "#\(number) bleibt: \(people == 1 ? "1 Person hat" : "\(count.german) haben") es gemeldet.")
  }
  static let mergeTicked = Phrase("Merge those ticked", de: "Markierte zusammenführen")
  static let noneIsTheSame = Phrase("None is the same", de: "Keines ist dasselbe")

  // MARK: What was just done

  static let undone = Phrase(
    "Undone: each ticket is by itself again.", de: "Rückgängig gemacht: Jedes Ticket ist wieder für sich.")
  static let keptApart = Phrase(
    "Kept apart: they are not suggested again.", de: "Bleiben getrennt: Sie werden nicht mehr vorgeschlagen.")
  static func merged(_ count: Int64, takenOut: Int64) -> Phrase {
    let (merged, out) = (KitText.tickets(count), KitText.tickets(takenOut))
    let english = "Merged: \(merged.english) joined the one that stays."
    let german =
      "Zusammengeführt: \(merged.german) \(count == 1 ? "gehört" : "gehören") jetzt zu dem, das bleibt."
    guard takenOut > 0 else { return Phrase(english, de: german) }
    return Phrase("\(english) \(out.english) taken out.", de: "\(german) \(out.german) herausgenommen.")
  }

  // MARK: What is wrong

  static func changed(_ error: LinkError) -> Phrase {
    Phrase(
      "\(error.phrase.english) Go back to the list: it shows what stands now.",
      de: "\(error.phrase.german) Zurück zur Liste gehen: Sie zeigt den jetzigen Stand.")
  }
  static let noUndo = Phrase("Say what to undo.", de: "Angeben, was rückgängig gemacht werden soll.")
  static let noGroup = Phrase("The form does not name the group.", de: "Das Formular nennt die Gruppe nicht.")
}
