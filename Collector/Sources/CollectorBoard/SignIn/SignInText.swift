// What the pages of signing in say.
import CollectorCore

enum SignInText {
  static let noAccount = Phrase("No account yet", de: "Noch kein Konto")
  static let firstAccount = Phrase(
    "Create the first one on the machine that runs the collector. The password is read from standard input:",
    de:
      "Das erste auf der Maschine anlegen, auf der der Collector läuft. Das Passwort wird von der Standardeingabe gelesen:"
  )
  static let haveDone = Phrase("I have done that", de: "Ist erledigt")
  static let wrong = Phrase("The e-mail or the password is wrong.", de: "E-Mail oder Passwort ist falsch.")
  static func slowed(_ wait: String) -> Phrase {
    Phrase(
      "Too many failed sign-ins. Wait \(wait) and try again.",
      de: "Zu viele fehlgeschlagene Anmeldungen. \(wait) warten und es noch einmal versuchen.")
  }
  static func slowedCodes(_ wait: String) -> Phrase {
    Phrase(
      "Too many wrong codes. Wait \(wait) and try again.",
      de: "Zu viele falsche Codes. \(wait) warten und es noch einmal versuchen.")
  }
  static let many = Phrase(
    "Many people are signing in at once. Try again in a moment.",
    de: "Gerade melden sich viele gleichzeitig an. Gleich noch einmal versuchen.")
  static let noAccountHere = Phrase(
    "You are known to this site, but have no account on the board. Ask an admin to invite you.",
    de: "Auf dieser Website bekannt, aber ohne Konto auf dem Board. Die Administration kann dazu einladen.")
  static let factor = Phrase("Second factor", de: "Zweiter Faktor")
  static let code = Phrase("Code of your authenticator app", de: "Code der Authentifizierungs-App")
  static let orRecovery = Phrase("Or one of your recovery codes.", de: "Oder einer der Wiederherstellungscodes.")
  static let goOn = Phrase("Go on", de: "Weiter")
  static let somebodyElse = Phrase("Sign in as somebody else", de: "Mit einem anderen Konto anmelden")
}
