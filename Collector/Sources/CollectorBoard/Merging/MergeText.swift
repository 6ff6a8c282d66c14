// What merging, splitting and comparing say.
import CollectorCore

enum MergeText {
  // MARK: Possible duplicates beside a ticket

  static let possible = Phrase("Possible duplicates", de: "Mögliche Duplikate")
  static func more(_ count: Int) -> Phrase { Phrase("\(count) more", de: "\(count) weitere") }
  static func bothSay(_ count: Int64, _ words: HTML) -> HTML {
    let people = KitText.people(count)
    return .said("\(people.english), both say \(words)", de: "\(people.german), beide sagen \(words)")
  }
  static let sideBySide = Phrase("Side by side", de: "Nebeneinander")
  static let merge = Phrase("Merge", de: "Zusammenführen")
  static let notTheSame = Phrase("Not the same", de: "Nicht dasselbe")

  // MARK: Comparing

  static func pair(_ left: Int64, _ right: Int64) -> Phrase {
    Phrase("#\(left) and #\(right)", de: "#\(left) und #\(right)")
  }
  static let same = Phrase("Same issue?", de: "Dasselbe Problem?")
  static func bothSay(_ words: HTML) -> HTML { .said("Both say \(words)", de: "Beide sagen \(words)") }
  static let unreadable = Phrase("A report that cannot be read.", de: "Eine Meldung, die sich nicht lesen lässt.")
  static func ticket(_ number: Int64) -> Phrase { Phrase("Ticket #\(number)", de: "Ticket #\(number)") }
  static let noPair = Phrase("There is no such pair of tickets.", de: "Ein solches Paar von Tickets gibt es nicht.")

  // MARK: Choosing which to keep

  static func title(_ left: Int64, _ right: Int64) -> Phrase {
    Phrase("Merge #\(left) and #\(right)", de: "#\(left) und #\(right) zusammenführen")
  }
  static let which = Phrase("Which ticket do you keep?", de: "Welches Ticket bleibt?")
  static let whichHint = Phrase(
    "The reports of the other are found there, and later ones join it. The merge can be undone.",
    de:
      "Die Meldungen des anderen sind dort zu finden, und spätere kommen dazu. Das Zusammenführen lässt sich rückgängig machen."
  )
  static let keep = Phrase("Keep", de: "Behalten")
  static func keep(_ number: Int64) -> Phrase { Phrase("Keep #\(number)", de: "#\(number) behalten") }

  // MARK: What is joined and split

  static let joined = Phrase("Joined and split", de: "Zusammengeführt und abgetrennt")
  static let foundHere = Phrase("Found here too:", de: "Ebenfalls hier zu finden:")
  static func ownReports(_ count: Int64) -> Phrase {
    .count(
      count, ("report of its own", "reports of its own"), de: ("eigene Meldung", "eigene Meldungen"))
  }
  static let keepThis = Phrase("Keep this one", de: "Dieses behalten")
  /// `other` is nil where it is the shown ticket.
  static func wasMerged(_ number: Int64, into other: Int64?, by name: HTML?) -> HTML {
    let by = by(name)
    guard let other else {
      return .said(
        "#\(number) was merged into it\(by.english)", de: "#\(number) wurde mit diesem zusammengeführt\(by.german)")
    }
    return .said(
      "#\(number) was merged into #\(other)\(by.english)",
      de: "#\(number) wurde mit #\(other) zusammengeführt\(by.german)")
  }
  static func openedFor(_ number: Int64, by name: HTML?) -> HTML {
    let by = by(name)
    return .said(
      "opened for reports of #\(number)\(by.english)", de: "für Meldungen von #\(number) geöffnet\(by.german)")
  }
  static func splitOff(to ticket: HTML, by name: HTML?) -> HTML {
    let by = by(name)
    return .said(
      "reports were split off to \(ticket)\(by.english)", de: "Meldungen wurden nach \(ticket) abgetrennt\(by.german)")
  }
  private static func by(_ name: HTML?) -> (english: HTML, german: HTML) {
    name.map { (" by \($0)", " von \($0)") } ?? ("", "")
  }
  static let another = Phrase("Merge with another ticket", de: "Mit einem anderen Ticket zusammenführen")
  static let number = Phrase("Its number", de: "Seine Nummer")
  static let choose = Phrase("Choose which to keep", de: "Wählen, welches bleibt")
  static let split = Phrase("Split reports off", de: "Meldungen abtrennen")
  static let splitHint = Phrase(
    "The reports on this page that are about something else:",
    de: "Die Meldungen auf dieser Seite, in denen es um etwas anderes geht:")
  static let openForThem = Phrase("Open a ticket for them", de: "Ein Ticket für sie öffnen")

  // MARK: What is wrong

  static let noNumber = Phrase(
    "Write the number of the other ticket, such as 42.", de: "Die Nummer des anderen Tickets angeben, etwa 42.")
  static let noChoice = Phrase("Choose which of the two to keep.", de: "Wählen, welches der beiden bleibt.")
  static let noLink = Phrase(
    "Say which merge or split to undo.", de: "Angeben, was rückgängig gemacht werden soll.")
}
