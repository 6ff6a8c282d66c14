// What is refused about accounts and passwords.
import CollectorCore

extension StaffError: Refusal {
  var german: String {
    switch self {
    case .noSuchAccount(let who): "Es gibt kein Konto für \(who)."
    case .emailTaken(let email): "Für \(email) gibt es schon ein Konto."
    case .noEmail(let text): "„\(text.prefix(100))“ ist keine E-Mail-Adresse wie ann@example.com."
    case .noName: "Bitte einen Namen angeben; die Meldenden sehen ihn."
    case .nameTooLong(let bytes): Limit.bytes("Der Name", bytes, StaffProfile.nameLimit)
    case .nameHasLines: "Der Name muss in einer Zeile stehen."
    case .tooManyLanguages(let count):
      "Das sind \(count) Sprachen; erlaubt sind höchstens \(StaffProfile.languageLimit)."
    case .noLanguage(let tag): "„\(tag.prefix(40))“ ist kein Sprachkürzel wie de oder pt-BR."
    case .noTimeZone(let name): "„\(name.prefix(64))“ ist keine Zeitzone wie Europe/Zurich."
    case .lastAdmin(let email):
      "\(email) ist das letzte Konto, mit dem sich jemand anmelden und alle Apps verwalten kann. Zuerst ein weiteres Konto mit der Rolle Administration anlegen."
    case .noInvitation:
      "Dieser Link wurde schon benutzt, durch einen neueren ersetzt oder ist abgelaufen. Die Administration kann einen neuen erstellen."
    case .cannotInvite(let email): "\(email) ist deaktiviert; zuerst das Konto aktivieren."
    case .noSecondFactor: "Es ist kein zweiter Faktor eingerichtet."
    case .hasSecondFactor:
      "Ein zweiter Faktor ist schon eingerichtet. Ihn entfernen, bevor ein anderer eingerichtet wird."
    case .wrongCode: "Dieser Code ist falsch, schon benutzt oder abgelaufen. Auf den nächsten warten."
    case .factorNeeded:
      "Die Administration verlangt für dieses Konto einen zweiten Faktor; er lässt sich nicht entfernen."
    case .noTokenName(let bytes):
      "Der Name eines Tokens hat 1 bis \(AccessToken.nameLimit) Byte; dieser hat \(bytes)."
    case .noScopes: "Mindestens eines wählen, was der Token darf."
    case .scopeBeyondRole(let scope):
      "Mit dieser Rolle ist \(scope.rawValue) nicht erlaubt, also auch nicht mit einem eigenen Token."
    case .tokenTooLong(let days, let limit): "Ein Token gilt 1 bis \(limit) Tage; gewünscht waren \(days)."
    case .tooManyTokens(let limit): "Es gibt schon \(limit) Token, mehr sind nicht erlaubt. Zuerst einen widerrufen."
    case .noSuchToken(let id): "Es gibt keinen gültigen Token \(id)."
    }
  }
}
