// What the door says: who may come in, and why something was not done.
import CollectorCore
import CollectorHTTP

enum AccessText {
  static let signIn = Phrase("Sign in", de: "Anmelden")
  static let signedOut = Phrase("You are signed out", de: "Nicht mehr angemeldet")
  static let signInEnded = Phrase(
    "Your sign-in has ended, so nothing was sent.", de: "Die Anmeldung ist abgelaufen; es wurde nichts gesendet.")
  static let factorNeeded = Phrase(
    "Set up your second factor first; an admin requires it.",
    de: "Zuerst den zweiten Faktor einrichten; die Administration verlangt ihn.")
  static let staleForm = Phrase(
    "This form belongs to another sign-in. Go back, reload the page and send it again.",
    de: "Dieses Formular gehört zu einer anderen Anmeldung. Zurückgehen, die Seite neu laden und es noch einmal senden."
  )
  static let foreignForm = Phrase(
    "This form was not sent from the board, so nothing was done.",
    de: "Dieses Formular kam nicht vom Board; es wurde nichts geändert.")
  static let diskFull = Phrase(
    "The collector's disk is full, so nothing was changed. Tell its operator, and try again.",
    de:
      "Die Festplatte des Collectors ist voll; es wurde nichts geändert. Bitte den Betrieb informieren und es dann noch einmal versuchen."
  )
  static let diskRefuses = Phrase(
    "The collector cannot write to its disk, so nothing was changed. Tell its operator, and try again.",
    de:
      "Der Collector kann nicht auf seine Festplatte schreiben; es wurde nichts geändert. Bitte den Betrieb informieren und es dann noch einmal versuchen."
  )
  static let busy = Phrase(
    "The collector is busy. Try again in a moment.", de: "Der Collector ist ausgelastet. Gleich noch einmal versuchen.")
  static let unknownAct = Phrase(
    "The board does not know what to do with this form.", de: "Das Board kann mit diesem Formular nichts anfangen.")

  static func noTicket(_ number: Int64) -> Phrase {
    Phrase("There is no ticket \(number).", de: "Es gibt kein Ticket \(number).")
  }

  static func notYourRole(_ role: StaffRole) -> Phrase {
    Phrase(
      "Accounts with the role \(role.rawValue) may not do this. Ask somebody of support.",
      de: "Mit der Rolle \(role.name.german) ist das nicht erlaubt. Der Support kann weiterhelfen.")
  }

  static func notYourRoleAskAdmin(_ role: StaffRole) -> Phrase {
    Phrase(
      "Accounts with the role \(role.rawValue) may not do this. Ask an admin.",
      de: "Mit der Rolle \(role.name.german) ist das nicht erlaubt. Die Administration kann weiterhelfen.")
  }
}

extension HTTPError {
  /// A refusal of the board, in the language of whoever asked.
  init(status: Int, code: String, message: Phrase, headers: HTTPHeaders = [:]) {
    self.init(status: status, code: code, message: message.text, headers: headers)
  }
}
