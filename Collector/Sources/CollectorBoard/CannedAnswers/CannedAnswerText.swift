// What the pages of canned answers say.
import CollectorCore

enum CannedAnswerText {
  static let title = Phrase("Canned answers", de: "Textbausteine")
  static let new = Phrase("New answer", de: "Neuer Textbaustein")
  static let lead = Phrase(
    "Words that are written again and again. On a ticket they are put into the answer in the reporter’s language, with their fields filled in.",
    de:
      "Texte, die immer wieder gebraucht werden. Auf einem Ticket kommen sie in der Sprache der meldenden Person in die Antwort, mit ausgefüllten Feldern."
  )
  static let none = Phrase("No canned answers yet", de: "Noch keine Textbausteine")
  static let writeOne = Phrase(
    "Write one for a question that keeps coming, in each language that your reporters write in.",
    de: "Einen für eine Frage schreiben, die immer wieder kommt, in jeder Sprache der Meldenden.")
  static let othersWrite = Phrase(
    "Admins, support and leads write them.", de: "Administration, Support und Leitung schreiben sie.")
  static func forSegment(_ language: String, _ segment: String) -> Phrase {
    Phrase("\(language) for \(segment)", de: "\(language) für \(segment)")
  }
  static let anotherApp = Phrase("Another app", de: "Eine andere App")
  static let gone = Phrase("This canned answer is not there any more", de: "Diesen Textbaustein gibt es nicht mehr")
  static let all = Phrase("All canned answers", de: "Alle Textbausteine")
  static func textsHint(_ limit: Int) -> Phrase {
    Phrase(
      "Another empty text appears once these are saved; at most \(limit). A text without words and language is left out.",
      de:
        "Nach dem Speichern erscheint ein weiterer leerer Text; höchstens \(limit). Ein Text ohne Inhalt und Sprache wird weggelassen."
    )
  }
  static let preview = Phrase("Preview", de: "Vorschau")
  static let deleteIt = Phrase("Delete the answer", de: "Textbaustein löschen")
  static let forApps = Phrase("For", de: "Für")
  static let fields = Phrase("Fields", de: "Felder")
  static let fieldsHint = Phrase(
    "A field that cannot be filled in for a reporter keeps the answer from being sent. Other braces are words.",
    de:
      "Lässt sich ein Feld für eine meldende Person nicht ausfüllen, wird die Antwort nicht gesendet. Andere geschweifte Klammern sind Text."
  )
  static let orderHint = Phrase(
    "Which text is taken: first the reporter’s language as they have it (de-CH), then its plain form (de), then another form of it, then English, then whatever there is. Within a language first the text for their segment, then the one for everybody.",
    de:
      "Welcher Text genommen wird: zuerst die Sprache der meldenden Person, wie sie ist (de-CH), dann ihre einfache Form (de), dann eine andere Form, dann Englisch, dann was es gibt. Innerhalb einer Sprache zuerst der Text für ihr Kundensegment, dann der für alle."
  )
  static let newText = Phrase("New text", de: "Neuer Text")
  static let asRead = Phrase("As somebody may read it:", de: "So ist es dann zu lesen:")
  static let language = Phrase("Language", de: "Sprache")
  static func ofText(_ place: Int) -> Phrase { Phrase(" of text \(place)", de: " von Text \(place)") }
  static let text = Phrase("Text", de: "Text")
  static let everybody = Phrase("everybody", de: "alle")

  // MARK: Approvals

  static let approval = Phrase("Approval by a second person", de: "Freigabe durch eine zweite Person")
  static let approvalHint = Phrase(
    "In these apps an answer of a volunteer waits until somebody else approves it: an admin, support or a lead.",
    de:
      "In diesen Apps wartet eine Antwort der Rolle Mithilfe, bis jemand anderes sie freigibt: Administration, Support oder Leitung."
  )
  static let apps = Phrase("Apps", de: "Apps")

  // MARK: On a ticket

  static let one = Phrase("Canned answer", de: "Textbaustein")
  static let chooseOne = Phrase("Choose one", de: "Bitte wählen")
  static let insert = Phrase("Insert", de: "Einfügen")
  static let unknownLanguage = Phrase("an unknown language", de: "einer unbekannten Sprache")
  static func hint(_ language: HTML, reference: String?, isForAll: Bool) -> HTML {
    let place: HTML? = reference.map { " (<code>\($0)</code>)" }
    guard isForAll else {
      return .said(
        "In \(language), as the reporter; else a form of that language, English, or what there is. Within a language a text for their segment comes first.",
        de:
          "In der Sprache der meldenden Person: \(language); sonst eine Form davon, Englisch oder was es gibt. Innerhalb einer Sprache kommt der Text für ihr Kundensegment zuerst."
      )
    }
    return .said(
      "In \(language), as the first report\(place); else a form of that language, English, or what there is. Within a language a text for their segment comes first. Each reporter gets their own name, version, page and reference.",
      de:
        "In der Sprache der ersten Meldung\(place): \(language); sonst eine Form davon, Englisch oder was es gibt. Innerhalb einer Sprache kommt der Text für ihr Kundensegment zuerst. Alle bekommen den eigenen Namen, die eigene Version, Seite und Referenz."
    )
  }
  static let chooseFirst = Phrase("Choose a canned answer first.", de: "Bitte zuerst einen Textbaustein wählen.")
  static let noLonger = Phrase(
    "This canned answer is not there any more.", de: "Diesen Textbaustein gibt es nicht mehr.")
  static let noSuch = Phrase("There is no such canned answer.", de: "Diesen Textbaustein gibt es nicht.")
}

extension AnswerField {
  var meaning: Phrase {
    switch self {
    case .reporter: Phrase("what the app calls the reporter", de: "wie die App die meldende Person nennt")
    case .version:
      Phrase("the version of the app that the report came from", de: "die Version der App, aus der die Meldung kam")
    case .page: Phrase("where in the product it happened", de: "wo im Produkt es geschah")
    case .reference: Phrase("the report’s reference", de: "die Referenz der Meldung")
    case .fixedIn: Phrase("the version that has the fix", de: "die Version, die es behebt")
    case .me: Phrase("the name of whoever writes the answer", de: "der Name, unter dem die Antwort geschrieben wird")
    }
  }
}
