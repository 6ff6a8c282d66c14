// What the desk says: the list with the ticket beside it, who is answering, what is unread.

enum DeskText {
  static let triage = Phrase("Triage", de: "Sichten")
  static let more = Phrase("More", de: "Mehr")
  static let places = Phrase("Places", de: "Orte")
  static let triageLead = Phrase(
    "Open tickets that nobody has taken.", de: "Offene Tickets, die niemand übernommen hat.")

  // MARK: The ticket beside the list

  static let ticket = Phrase("Ticket", de: "Ticket")
  static let choose = Phrase("No ticket is shown", de: "Kein Ticket ausgewählt")
  static let chooseHow = Phrase(
    "Click one in the list, or press j.", de: "Eines in der Liste anklicken oder j drücken.")
  static let ended = Phrase("That was the last one in this list", de: "Das war das letzte in dieser Liste")
  static let endedHow = Phrase(
    "What is new comes into the list by itself.", de: "Neues erscheint von selbst in der Liste.")
  static let asPage = Phrase("Open as a page", de: "Als Seite öffnen")
  static let close = Phrase("Close", de: "Schließen")
  /// Scripts put the number in the place of `{n}`.
  static let beside = Phrase("Ticket {n} is shown beside the list.", de: "Ticket {n} steht neben der Liste.")
  static let news = Phrase("Something new happened on this ticket.", de: "Auf diesem Ticket ist etwas Neues geschehen.")
  static let showNews = Phrase("Show it", de: "Anzeigen")
  static let away = Phrase(
    "The board does not answer. Nothing was changed.", de: "Das Board antwortet nicht. Nichts wurde geändert.")
  static let again = Phrase("Try again", de: "Noch einmal versuchen")
  static let notLive = Phrase(
    "Not live: what others do is not shown now.", de: "Nicht live: Was andere tun, wird gerade nicht angezeigt.")
  static let added = Phrase("{n} new", de: "{n} neu")
  static let changed = Phrase("{n} changed", de: "{n} geändert")
  static let gone = Phrase("{n} gone", de: "{n} weg")
  static let showChanges = Phrase("Show", de: "Anzeigen")
  static let undo = Phrase("Undo", de: "Rückgängig")

  static func openTicket(_ number: Int64) -> Phrase {
    Phrase("Open ticket #\(number)", de: "Ticket #\(number) öffnen")
  }

  // MARK: Presence, read and unread

  static let isAnswering = Phrase("{n} is answering", de: "{n} antwortet gerade")
  static let unread = Phrase("Unread:", de: "Ungelesen:")
  static let allRead = Phrase("Mark all as read", de: "Alles als gelesen markieren")

  static func answering(_ name: String) -> Phrase {
    Phrase("\(name) is answering", de: "\(name) antwortet gerade")
  }

  /// Scripts put the number in the place of `{n}`.
  static let unreadSome = Phrase("{} unread on this page", de: "{} ungelesen auf dieser Seite")

  static func unreadHere(_ count: Int) -> Phrase {
    Phrase("\(count) unread on this page", de: "\(count) ungelesen auf dieser Seite")
  }

  // MARK: Empty lists

  static let nothingLeft = Phrase("Nothing is left to triage", de: "Nichts mehr zu sichten")
  static let nothingLeftHow = Phrase(
    "Every open ticket has somebody. New reports come here by themselves.",
    de: "Jedes offene Ticket hat jemanden. Neue Meldungen erscheinen hier von selbst.")
  static let nothingEver = Phrase("Waiting for the first report", de: "Warten auf die erste Meldung")
  static let keysBegin = Phrase("The keys that there are begin with:", de: "Die vorhandenen Schlüssel beginnen mit:")
  static let byHand = Phrase(
    "Or send one by hand to see it arrive:", de: "Oder eine von Hand senden, um sie ankommen zu sehen:")
  static let appsAre = Phrase("Set up:", de: "Eingerichtet:")
  static let seeDelivery = Phrase(
    "Delivery shows what has arrived and where it went.", de: "Die Zustellung zeigt, was ankam und wohin es ging.")
  static let linkSDK = Phrase(
    "Link the SDK in your app, and what people report shows up here:",
    de: "Das SDK in der App einbinden; was Menschen melden, erscheint dann hier:")
  static let keyHint = Phrase(
    "The whole key was shown once, when it was made. Another one is made on the machine that runs the collector:",
    de:
      "Der ganze Schlüssel wurde einmal angezeigt, als er entstand. Ein weiterer entsteht auf der Maschine mit dem Collector:"
  )
  static let clear = Phrase("Clear search and filters", de: "Suche und Filter löschen")
}
