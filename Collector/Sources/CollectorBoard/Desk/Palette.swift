// The palette: every place and every verb by its name, in the reader's language. Ctrl or Cmd with K opens it, also from a field.
import CollectorCore

enum Palette {
  static let title = Phrase("Commands", de: "Befehle")
  static let hint = Phrase("Type a place or what to do", de: "Ort oder Befehl eingeben")
  static let none = Phrase("Nothing of that name", de: "Nichts dieses Namens")
  static let open = Phrase("Open ticket {}", de: "Ticket {} öffnen")

  /// What a key does; it is offered where the page has what `target` selects.
  private static let verbs: [(key: String, target: String, label: Phrase)] = [
    ("c", "[data-act=claim]", Phrase("Claim the ticket", de: "Ticket übernehmen")),
    ("a", "#answer textarea", Phrase("Write an answer", de: "Antwort schreiben")),
    ("n", "#note textarea", Phrase("Write an internal note", de: "Interne Notiz schreiben")),
    ("e", "#resolving", Phrase("Resolve, or change the outcome", de: "Lösen oder das Ergebnis ändern")),
    ("w", "#waits", Phrase("Let it wait", de: "Warten lassen")),
    ("s", "#waits", Phrase("Snooze: let it wait until a date", de: "Zurückstellen: bis zu einem Datum warten lassen")),
    ("i", ".issuing", Phrase("Open an issue in the tracker", de: "Issue im Tracker öffnen")),
    (
      "d", "#merging",
      Phrase("Duplicate: merge with another ticket", de: "Duplikat: mit einem anderen Ticket zusammenführen")
    ),
    (
      "m", "[data-act=merge]",
      Phrase("Merge with the first possible duplicate", de: "Mit dem ersten möglichen Duplikat zusammenführen")
    ),
    (
      "b", "[data-act=compare]",
      Phrase("Compare with the first possible duplicate", de: "Mit dem ersten möglichen Duplikat vergleichen")
    ),
    ("z", "[data-act=undo]", Phrase("Undo what you just did", de: "Das eben Getane rückgängig machen")),
    ("/", "", Phrase("Search tickets", de: "Tickets suchen")),
    ("g", "#take-next", Phrase("Take the ticket that is due next", de: "Das nächste fällige Ticket übernehmen")),
    ("?", "", Phrase("Show the keys", de: "Tasten anzeigen")),
  ]

  static func html(_ viewer: Viewer) -> HTML {
    let verbs = verbs.map { verb -> HTML in
      """
      <li role="option"\(.id, "palette-\(verb.key == "/" ? "search" : verb.key == "?" ? "keys" : verb.key)")\(.dataAct, verb.key)\(.dataState, verb.target)><span>\(verb.label)</span><kbd>\(verb.key == "g" ? "g n" : verb.key)</kbd></li>
      """
    }
    let places = Places.all(viewer).enumerated().map { index, place -> HTML in
      "<li role=\"option\"\(.id, "palette-place-\(index)")\(.dataHref, place.link)><span>\(place.label)</span></li>"
    }
    return """
      <dialog id="palette"\(.ariaLabel, title)>
      <input type="text" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list" autocomplete="off" maxlength="100"\(.ariaLabel, hint)\(.placeholder, hint)>
      <ul id="palette-list" role="listbox"\(.ariaLabel, title)>\(verbs)\(places)</ul>
      <p class="hint none" role="status"\(.dataState, none.text)></p>
      <template><li role="option" id="palette-ticket"\(.dataState, open.text)\(.dataHref, Link("tickets"))></li></template>
      </dialog>
      """
  }
}
