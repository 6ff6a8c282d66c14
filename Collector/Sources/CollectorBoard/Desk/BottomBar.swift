// At the bottom of a phone: four places for the thumb, and everything else under More. It needs no script.
import CollectorCore

enum BottomBar {
  static func html(_ viewer: Viewer, _ section: Section) -> HTML {
    let rest = Places.all(viewer).filter { place in ![Link("triage"), Link("work"), Link()].contains(place.link) }
      .map { "<a\(.href, $0.link)>\($0.label)</a>" as HTML }
    let isElsewhere = ![Section.triage, .work, .tickets].contains(section)
    return """
      <nav class="bottom"\(.ariaLabel, DeskText.places)>
      \(item("\(DeskText.triage)", Link("triage"), section == .triage))
      \(item("\(FrameText.myWork)", Link("work"), section == .work))
      \(item("\(KitText.tickets)", Link(), section == .tickets))
      <details><summary\(.ariaCurrent, optional: isElsewhere ? "true" : nil)>\(DeskText.more)</summary><div>\(rest)</div></details>
      </nav>
      """
  }

  private static func item(_ label: HTML, _ link: Link, _ isHere: Bool) -> HTML {
    "<a\(.href, link)\(.ariaCurrent, optional: isHere ? "page" : nil)>\(label)</a>"
  }
}

/// The keys of the desk, in the list of keys.
enum DeskKeys {
  /// Keys with a name have the one that is printed on them.
  private static let keys: [(keys: [Phrase], does: Phrase)] = [
    ([FrameText.ctrl, key("K")], Phrase("every place and verb by its name", de: "jeder Ort und Befehl beim Namen")),
    ([key("n")], Phrase("write an internal note", de: "interne Notiz schreiben")),
    ([key("e"), key("w")], Phrase("resolve; let it wait", de: "lösen; warten lassen")),
    ([key("s")], Phrase("snooze until a date", de: "bis zu einem Datum zurückstellen")),
    ([key("i")], Phrase("open an issue in the tracker", de: "Issue im Tracker öffnen")),
    (
      [key("d")],
      Phrase("duplicate: merge with another ticket", de: "Duplikat: mit einem anderen Ticket zusammenführen")
    ),
    (
      [key("x")],
      Phrase("select the row; with Shift up to it", de: "Zeile auswählen; mit Umschalt bis zu ihr")
    ),
    (
      [Phrase("Shift", de: "Umschalt"), key("j"), key("k")],
      Phrase("select and go on", de: "auswählen und weitergehen")
    ),
    ([key("Esc")], Phrase("close the ticket beside the list", de: "Ticket neben der Liste schließen")),
  ]

  private static func key(_ sign: String) -> Phrase { Phrase(sign, de: sign) }

  static var html: HTML {
    let rows = keys.map { entry -> HTML in
      "<div><dt>\(entry.keys.map { "<kbd>\($0)</kbd> " as HTML })</dt><dd>\(entry.does)</dd></div>"
    }
    return "\(rows)"
  }
}
