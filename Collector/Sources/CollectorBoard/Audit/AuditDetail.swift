// What the audit log keeps beside an act, in the reader's language. The log keeps sentences of a closed set, names and numbers; whatever
// is none of these is shown as it was kept.
import CollectorCore

enum AuditDetail {
  static func subject(_ kept: String) -> Phrase {
    switch kept {
    case "a reporter": Phrase(kept, de: "eine meldende Person")
    case "an organisation": Phrase(kept, de: "ein Kundensegment")
    case "service levels": Phrase(kept, de: "Servicezeiten")
    case "mail": Phrase(kept, de: "E-Mail")
    default: Phrase(kept, de: rewritten(kept, [("block ", "", "Blockierung ", "")]) ?? kept)
    }
  }

  static func detail(_ kept: String) -> Phrase {
    if let german = whole[kept] { return Phrase(kept, de: german) }
    if kept.hasPrefix("The receiver answered 410") { return WebhookText.because(kept) }
    return Phrase(kept, de: pair(kept) ?? rewritten(kept, parts) ?? kept)
  }

  private static let whole = [
    "wrong password": "falsches Passwort", "disabled": "deaktiviert", "no such account": "kein solches Konto",
    "with a second factor": "mit zweitem Faktor", "by the proxy": "über den Proxy", "wrong code": "falscher Code",
    "a test was sent": "ein Test wurde gesendet",
    "answers do not go out by mail": "Antworten gehen nicht per E-Mail hinaus",
    "approval of volunteers' answers: on": "Freigabe von Antworten der Mithilfe: an",
    "approval of volunteers' answers: off": "Freigabe von Antworten der Mithilfe: aus", "made": "angelegt",
    "thresholds of matching": "Schwellen des Abgleichs", "the old secret ended": "das alte Geheimnis wurde beendet",
    "settings of serve became rules": "Einstellungen von serve wurden Regeln",
  ]

  /// What stands before and after a number or a name, in English and in German.
  private static let parts: [(String, String, String, String)] = [
    ("", " lines by audit export", "", " Zeilen mit audit export"), ("", " lines", "", " Zeilen"),
    ("answers unread for ", " hours go out by mail", "nach ", " Stunden ungelesene Antworten gehen per E-Mail hinaus"),
    ("joined by ", "", "beigetreten: ", ""), ("left by ", "", "ausgetreten: ", ""), ("key ", "", "Schlüssel ", ""),
  ]

  private static func rewritten(_ kept: String, _ parts: [(String, String, String, String)]) -> String? {
    for (before, after, german, germanAfter) in parts where kept.hasPrefix(before) && kept.hasSuffix(after) {
      let middle = kept.dropFirst(before.count).dropLast(after.count)
      guard !middle.isEmpty, !middle.contains(" ") else { continue }
      return german + middle + germanAfter
    }
    return nil
  }

  /// `ticket 3 into 4`, `merge of 3 and 4`, `2 reports to 9`.
  private static func pair(_ kept: String) -> String? {
    let words = kept.split(separator: " ").map(String.init)
    let numbers = words.compactMap { Int64($0) }
    guard numbers.count == 2 else { return nil }
    switch words.filter({ Int64($0) == nil }) {
    case ["ticket", "into"]: return "Ticket \(numbers[0]) in \(numbers[1])"
    case ["merge", "of", "and"]: return "Zusammenführung von \(numbers[0]) und \(numbers[1])"
    case ["split", "of", "and"]: return "Teilung von \(numbers[0]) und \(numbers[1])"
    case ["reports", "to"]: return "\(KitText.reports(numbers[0]).german) nach \(numbers[1])"
    default: return nil
    }
  }
}
