// What the pages of one's own account say.
import CollectorCore

enum AccountText {
  static let title = Phrase("Your account", de: "Eigenes Konto")
  static let factorRequired = Phrase(
    "An admin requires a second factor of this account. Set it up to go on.",
    de: "Für dieses Konto wird ein zweiter Faktor verlangt. Ihn einrichten, um weiterzumachen.")
  static let away = Phrase("I am away", de: "Ich bin abwesend")
  static let backAgain = Phrase("I am back", de: "Ich bin zurück")
  static func awaySince(_ time: HTML) -> HTML { .said("Away since \(time)", de: "Abwesend, gemeldet \(time)") }

  // MARK: Language

  static let language = Phrase("Language of the board", de: "Sprache des Boards")
  static let browserLanguage = Phrase("As my browser", de: "Wie mein Browser")
  static let languageHint = Phrase(
    "Pages and mails to you. What people wrote stays as it is.",
    de: "Für Seiten und E-Mails. Was Menschen geschrieben haben, bleibt, wie es ist.")

  // MARK: Name and languages

  static let profile = Phrase("Name and languages", de: "Name und Sprachen")
  static let nameHint = Phrase("Goes out with every answer.", de: "Steht bei jeder Antwort.")
  static let languages = Phrase("Languages", de: "Sprachen")
  static let languagesHint = Phrase(
    "Language tags, the best first: de-CH, fr, en.", de: "Sprachkürzel, die beste zuerst: de-CH, fr, en.")
  static let zone = Phrase("Time zone", de: "Zeitzone")
  static let zoneHint = Phrase(
    "Such as Europe/Zurich; empty for none.", de: "Etwa Europe/Zurich; leer für keine.")

  // MARK: Password

  static let presentPassword = Phrase("Present password", de: "Bisheriges Passwort")
  static let newPassword = Phrase("New password", de: "Neues Passwort")
  static let passwordAgain = Phrase("The same again", de: "Noch einmal dasselbe")
  static let changeIt = Phrase("Change it", de: "Ändern")
  static let otherBrowsers = Phrase(
    "Your other browsers are signed out by this.", de: "Die anderen Browser werden dabei abgemeldet.")
  static let passwordsDiffer = Phrase("The two passwords differ.", de: "Die beiden Passwörter sind verschieden.")
  static let wrongPassword = Phrase("That is not your password.", de: "Das ist nicht das bisherige Passwort.")
  static func tooManyAttempts(_ wait: String) -> Phrase {
    Phrase(
      "Too many attempts. Wait \(wait) and try again.",
      de: "Zu viele Versuche. \(wait) warten und es noch einmal versuchen.")
  }

  static func passwordProblem(_ english: String, bytes: Int) -> Phrase {
    Phrase(
      english,
      de:
        "Das Passwort hat \(StaffPassword.range.lowerBound) bis \(StaffPassword.range.upperBound) Byte; dieses hat \(bytes)."
    )
  }

  // MARK: Browsers

  static let browsers = Phrase("Signed-in browsers", de: "Angemeldete Browser")
  static let thisBrowser = Phrase("This browser", de: "Dieser Browser")
  static let signOut = Phrase("Sign out", de: "Abmelden")
  static let signOutOthers = Phrase("Sign out the others", de: "Die anderen abmelden")
  static let signOutEverywhere = Phrase("Sign out everywhere", de: "Überall abmelden")
  static func browserSeen(_ seen: HTML, _ since: HTML, _ address: String) -> HTML {
    let place: HTML = "<bdi>\(address)</bdi>"
    return address.isEmpty
      ? .said("seen \(seen), signed in \(since)", de: "zuletzt \(seen), angemeldet \(since)")
      : .said(
        "seen \(seen), signed in \(since), from \(place)", de: "zuletzt \(seen), angemeldet \(since), von \(place)")
  }
  static let silentBrowser = Phrase(
    "A browser that says nothing of itself", de: "Ein Browser, der nichts über sich sagt")
  static func browser(_ browser: String, on system: String) -> Phrase {
    Phrase("\(browser) on \(system)", de: "\(browser) unter \(system)")
  }

  // MARK: Tokens

  static let tokens = Phrase("Tokens for programs", de: "Token für Programme")
  static let noTokens = Phrase("None.", de: "Keine.")
  static let makeToken = Phrase("Make a token", de: "Token erstellen")
  static let tokenName = Phrase("What it is for", de: "Wofür er ist")
  static let tokenMay = Phrase("It may", de: "Er darf")
  static let tokenDays = Phrase("For how many days", de: "Für wie viele Tage")
  static let makeIt = Phrase("Make it", de: "Erstellen")
  static let revoke = Phrase("Revoke", de: "Widerrufen")
  static let newToken = Phrase("Your new token", de: "Der neue Token")
  static let newTokenLead = Phrase(
    "A program sends it as Authorization: Bearer TOKEN. It acts in your name, and is shown only now.",
    de:
      "Ein Programm sendet ihn als Authorization: Bearer TOKEN. Er handelt im eigenen Namen und ist nur jetzt zu sehen."
  )
  static func tokenUsed(_ time: HTML) -> HTML { .said("used \(time)", de: "benutzt \(time)") }
  static let tokenUnused = Phrase("not used yet", de: "noch nicht benutzt")
  static func tokenEnds(_ time: HTML) -> HTML { .said("ends \(time)", de: "gilt bis \(time)") }

  // MARK: Second factor

  static let factor = Phrase("Second factor", de: "Zweiter Faktor")
  static let factorLead = Phrase(
    "An authenticator app shows a code of six digits, which signing in then asks for.",
    de: "Eine Authentifizierungs-App zeigt einen Code aus sechs Ziffern, nach dem beim Anmelden gefragt wird.")
  static let setUp = Phrase("Set it up", de: "Einrichten")
  static let adminRequiresIt = Phrase("An admin requires it.", de: "Die Administration verlangt ihn.")
  static let removeIt = Phrase("Remove it", de: "Entfernen")
  static let renewCodes = Phrase("Make new recovery codes", de: "Neue Wiederherstellungscodes erstellen")
  static func factorSince(_ time: HTML) -> HTML { .said("Set up \(time).", de: "Eingerichtet \(time).") }
  static func codesLeft(_ count: Int64) -> Phrase {
    let codes = Phrase.count(
      count, ("recovery code", "recovery codes"), de: ("Wiederherstellungscode", "Wiederherstellungscodes"))
    return Phrase("\(codes.english) left.", de: "Noch \(codes.german).")
  }
  static let typeKey = Phrase(
    "Type this key into your authenticator app (time-based, six digits), or paste the address below it:",
    de:
      "Diesen Schlüssel in die Authentifizierungs-App eingeben (zeitbasiert, sechs Ziffern) oder die Adresse darunter einfügen:"
  )
  static let confirm = Phrase("Confirm", de: "Bestätigen")
  static let codeOfApp = Phrase("Code of the app", de: "Code der App")
  static let codeOrRecovery = Phrase(
    "Code of the app, or a recovery code", de: "Code der App oder ein Wiederherstellungscode")
  static let recoveryCodes = Phrase("Recovery codes", de: "Wiederherstellungscodes")
  static let recoveryCodesLead = Phrase(
    "Each of these signs you in once, without your phone. Keep them where you keep important papers; they are shown only now.",
    de:
      "Jeder davon meldet einmal ohne Telefon an. Sie gehören dorthin, wo wichtige Papiere liegen; sie sind nur jetzt zu sehen."
  )
  static func kept(_ count: Int) -> Phrase {
    Phrase("I have kept \(count == 1 ? "it" : "them")", de: "Ist aufbewahrt")
  }
}

extension Permission {
  var meaning: Phrase {
    switch self {
    case .read: Phrase("tickets and reports", de: "Tickets und Meldungen")
    case .claim: Phrase("taking tickets and handing them on", de: "Tickets übernehmen und weitergeben")
    case .takeOver: Phrase("taking tickets from others", de: "Tickets von anderen an sich nehmen")
    case .note: Phrase("internal notes", de: "interne Notizen")
    case .answer: Phrase("words to reporters", de: "Antworten an Meldende")
    case .move: Phrase("states, merges, sorting", de: "Zustände, Zusammenführen, Sichten")
    case .editAnswers: Phrase("canned answers", de: "Textbausteine")
    case .approve:
      Phrase(
        "letting out answers that wait for a second person",
        de: "Antworten freigeben, die auf eine zweite Person warten")
    case .redact: Phrase("taking words and files out of reports", de: "Text und Dateien aus Meldungen entfernen")
    case .administer: Phrase("accounts and the audit log", de: "Konten und Protokoll")
    case .readSettings: Phrase("settings", de: "Einstellungen")
    case .block: Phrase("blocked senders", de: "Blockierte")
    case .announce: Phrase("launches", de: "Einführungen")
    case .managePain: PainText.scope
    case .setDates: Phrase("dates of the numbers", de: "Stichtage der Zahlen")
    }
  }
}

extension Language {
  /// In the language itself, as whoever looks for it knows it.
  var ownName: String {
    switch self {
    case .english: "English"
    case .german: "Deutsch"
    }
  }
}
