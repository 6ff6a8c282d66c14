// What the collector itself says, in each of its languages. A feature keeps its phrases in one file beside its pages.
//
// German is plain and short. Buttons are infinitives ('Antworten'), nobody is addressed where it can be left out, and one thing has
// one name everywhere:
//
//   answer Antwort                    hand over Übergeben, hand back Zurückgeben    report Meldung
//   app App                           idea Idee                                     reporter Meldende, meldende Person
//   attachment, file Datei            known issue Bekanntes Problem                 resolve Lösen, resolved Gelöst
//   audit log Protokoll               kept back Zurückgehalten                      routing Verteilung, rule Regel
//   board Board                       merge Zusammenführen                          segment Kundensegment
//   canned answer Textbaustein        mark as different Als verschieden markieren   service level Servicezeiten
//   claim Übernehmen                  My work Meine Arbeit                          severity Schweregrad
//   delivery Zustellung               note interne Notiz                            sign in Anmelden
//   draft Entwurf                     numbers Zahlen                                tag Schlagwort
//   due Frist                         owner zuständig                               take over An sich nehmen
//   duplicate Duplikat                pain point Schmerzpunkt                       target Ziel
//   endpoint Endpunkt                 people Personal                               ticket Ticket
//   group Gruppe                      quarantine Quarantäne                         triage Sichten
//   wait Warten                       reference Referenz                            view Ansicht

/// Fixed text in every language of the board. To leave one out does not compile.
public struct Phrase: Sendable, Equatable {
  /// Also what the API and commands say.
  public let english: String
  public let german: String

  public init(_ english: String, de german: String) {
    self.english = english
    self.german = german
  }

  /// `1 report`, `12 reports`; `1 Meldung`, `12 Meldungen`. Both languages take the singular for 1 alone.
  public static func count(
    _ count: Int64, _ english: (one: String, many: String), de german: (one: String, many: String)
  ) -> Phrase {
    Phrase(
      "\(Language.english.grouped(count)) \(count == 1 ? english.one : english.many)",
      de: "\(Language.german.grouped(count)) \(count == 1 ? german.one : german.many)")
  }

  /// In the language of whoever reads.
  public var text: String {
    if Language.isProof { return "⟦\(english)⟧" }
    return text(in: Language.current)
  }

  public func text(in language: Language) -> String {
    switch language {
    case .english: english
    case .german: german
    }
  }
}
