// What scripts show. No script holds a sentence: each page carries them, in its reader's language.
import CollectorCore
import TellbackWire

enum ScriptText {
  /// By the name under which a script asks for it; `{n}`, and `{m}` beside it, stand for numbers or words that the script knows. A test compares the
  /// names with those in the scripts.
  static let all: [(name: StaticString, phrase: Phrase)] = [
    ("justNow", KitText.justNow), ("minutesAgo", KitText.minutesAgo("{n}")), ("hoursAgo", KitText.hoursAgo("{n}")),
    ("dayAgo", KitText.dayAgo), ("daysAgo", KitText.daysAgo("{n}")),
    ("here", Phrase("{n} here", de: "{n} hier")),
    ("beside", DeskText.beside), ("news", DeskText.news), ("show", DeskText.showNews), ("away", DeskText.away),
    ("again", DeskText.again), ("answering", DeskText.isAnswering), ("notLive", DeskText.notLive),
    ("added", DeskText.added), ("changed", DeskText.changed), ("gone", DeskText.gone),
    ("showChanges", DeskText.showChanges),
    ("onlyOwner", KanbanText.onlyOwner), ("reopenFirst", KanbanText.reopenFirst),
    ("mayNotMove", KanbanText.mayNotMove), ("refused", KanbanText.refused), ("moved", KanbanText.moved),
    ("wordsKept", TicketText.wordsKept), ("nothingSent", TicketText.nothingSent),
    ("draftSaved", TicketText.draftSaved), ("draftSignedOut", TicketText.draftSignedOut),
    ("draftFailed", TicketText.draftFailed), ("sent", TicketText.sent), ("noCanned", TicketText.noCanned),
    ("fixedIn", KnownIssueText.fixedIn("{n}")),
    ("copied", Phrase("Copied", de: "Kopiert")),
    ("copyRefused", Phrase("Not allowed", de: "Nicht erlaubt")),
  ]

  /// For the attribute `data-texts`.
  static var json: String {
    var writer = JSONWriter(reservingCapacity: 1_024)
    writer.object { writer in for (name, phrase) in all { writer.string(name, phrase.text) } }
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
