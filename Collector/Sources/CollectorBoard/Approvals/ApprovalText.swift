// What the panel of answers that wait for a second person says.
import CollectorCore

enum ApprovalText {
  static let title = Phrase(
    "Waits for approval of a second person", de: "Wartet auf die Freigabe durch eine zweite Person")
  static func yours(to audience: Audience, _ time: HTML) -> HTML {
    .said("Your answer to \(audience.english), \(time)", de: "Eigene Antwort an \(audience.german), \(time)")
  }
  static func theirs(_ name: HTML, to audience: Audience, _ time: HTML) -> HTML {
    .said("\(name)’s answer to \(audience.english), \(time)", de: "Antwort von \(name) an \(audience.german), \(time)")
  }
  static let takeBack = Phrase("Take it back", de: "Zurücknehmen")
  static func goesOut(under name: HTML) -> HTML {
    .said("Approved, it goes out under \(name)’s name.", de: "Freigegeben geht sie unter dem Namen von \(name) hinaus.")
  }
  static let approve = Phrase("Approve", de: "Freigeben")
  static func orSendBack(to name: HTML) -> HTML {
    .said("Or send it back, with a note to \(name)", de: "Oder zurückgeben, mit einer Notiz an \(name)")
  }
  static let sendBack = Phrase("Send it back", de: "Zurückgeben")
  static let whatShouldDiffer = Phrase("Say what should be different.", de: "Angeben, was anders sein soll.")

  /// Whom words are for, within a sentence.
  struct Audience {
    var english: HTML
    var german: HTML

    static let everybody = Audience(english: "everybody", german: "alle")
    static let oneReporter = Audience(english: "one reporter alone", german: "eine meldende Person allein")
    static func only(_ name: HTML) -> Audience { Audience(english: "\(name) alone", german: "\(name) allein") }
  }
}
