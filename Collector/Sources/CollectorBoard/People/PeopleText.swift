// What the pages of accounts say.
import CollectorCore

enum PeopleText {
  static let people = Phrase("People", de: "Personal")
  static let auditLog = Phrase("Audit log", de: "Protokoll")
  static let accounts = Phrase("Accounts", de: "Konten")
  static func firstOf(_ shown: Int, _ count: Int) -> HTML {
    .said(
      "The first \(shown) of \(count). <code>user list</code> shows all.",
      de: "Die ersten \(shown) von \(count). <code>user list</code> zeigt alle.")
  }
  static func seen(_ time: HTML) -> HTML { .said("seen \(time)", de: "zuletzt \(time)") }
  static let notSignedIn = Phrase("not signed in", de: "nicht angemeldet")

  // MARK: Inviting

  static let invite = Phrase("Invite somebody", de: "Jemanden einladen")
  static let inviteNameHint = Phrase(
    "Reporters see it. They can change it when they join.",
    de: "Die Meldenden sehen ihn. Beim Beitreten lässt er sich ändern.")
  static let makeLink = Phrase("Make a link", de: "Link erstellen")
  static func linkHint(_ span: String) -> Phrase {
    Phrase(
      "You get a link to pass on. It works once, within \(span).",
      de: "Es entsteht ein Link zum Weitergeben. Er gilt einmal und \(span) lang.")
  }
  static func linkFor(_ name: String) -> Phrase { Phrase("A link for \(name)", de: "Ein Link für \(name)") }
  static func linkFor(_ name: HTML) -> HTML { .said("A link for \(name)", de: "Ein Link für \(name)") }
  static func passLink(_ email: HTML) -> HTML {
    .said(
      "Pass it to \(email) and to nobody else. It is shown only now, works once, and replaces every earlier one.",
      de:
        "An \(email) weitergeben und an niemanden sonst. Er ist nur jetzt zu sehen, gilt einmal und ersetzt jeden früheren."
    )
  }
  static func linkLasts(_ span: String) -> Phrase {
    Phrase(
      "Whoever opens it sets a password, within \(span).",
      de: "Wer ihn öffnet, setzt ein Passwort. Er gilt \(span) lang.")
  }
  static let done = Phrase("Done", de: "Fertig")

  // MARK: Roles and apps

  static let role = Phrase("Role", de: "Rolle")
  static let sees = Phrase("Sees", de: "Sieht")
  static let allApps = Phrase("all apps", de: "alle Apps")
  static let noApp = Phrase("no app", de: "keine App")
  static let chooseRole = Phrase("Choose a role.", de: "Eine Rolle wählen.")
  static let chooseApps = Phrase(
    "Choose all apps, or tick at least one.", de: "Alle Apps wählen oder mindestens eine ankreuzen.")

  // MARK: Marks

  static let invited = Phrase("Invited", de: "Eingeladen")
  static let invitationEnded = Phrase("Invitation has ended", de: "Einladung abgelaufen")
  static let away = Phrase("Away", de: "Abwesend")
  static let factor = Phrase("Second factor", de: "Zweiter Faktor")
  static let factorMissing = Phrase("Second factor missing", de: "Zweiter Faktor fehlt")

  // MARK: One person

  static let roleAndApps = Phrase("Role and apps", de: "Rolle und Apps")
  static let access = Phrase("Access", de: "Zugang")
  static func joined(_ time: HTML) -> HTML { .said("joined \(time)", de: "beigetreten \(time)") }
  static func invitedBy(_ name: HTML, until time: HTML) -> HTML {
    .said("invited by \(name); the link ends \(time)", de: "eingeladen von \(name); der Link gilt bis \(time)")
  }
  static let noLinkOpen = Phrase("invited; no link is open", de: "eingeladen; kein Link gilt")
  static func made(_ time: HTML, _ joined: HTML, browsers count: Int64) -> HTML {
    let browsers = Phrase.count(count, ("browser", "browsers"), de: ("Browser", "Browser"))
    return .said(
      "Made \(time), \(joined). \(browsers.english) signed in.",
      de: "Angelegt \(time), \(joined). \(browsers.german) angemeldet.")
  }
  static let newLink = Phrase("Make a new link", de: "Neuen Link erstellen")
  static let passwordLink = Phrase("Make a link for a new password", de: "Link für ein neues Passwort erstellen")
  static let signOutEverywhere = Phrase("Sign out everywhere", de: "Überall abmelden")
  static let markAway = Phrase("Mark as away", de: "Als abwesend melden")
  static let markBack = Phrase("Mark as back", de: "Als zurück melden")
  static let disablingHint = Phrase(
    "Disabling ends sessions and tokens at once. What the person wrote stays.",
    de: "Deaktivieren beendet Anmeldungen und Token sofort. Was die Person geschrieben hat, bleibt.")
  static func factorSince(_ time: HTML) -> HTML { .said("Set up \(time).", de: "Eingerichtet \(time).") }
  static let factorNotSetUp = Phrase("Not set up.", de: "Nicht eingerichtet.")
  static let factorRequired = Phrase(
    "Required: nothing else can be done before it is set up.", de: "Verlangt: Vorher geht nichts anderes.")
  static let factorNotRequired = Phrase("Not required.", de: "Nicht verlangt.")
  static let reset = Phrase("Reset", de: "Zurücksetzen")
  static let doNotRequire = Phrase("Do not require", de: "Nicht verlangen")
  static let require = Phrase("Require", de: "Verlangen")
  static let resetHint = Phrase(
    "Reset it for somebody who has lost both phone and recovery codes. It signs them out.",
    de: "Zurücksetzen, wenn jemand Telefon und Wiederherstellungscodes verloren hat. Das meldet die Person ab.")
  static let tokens = Phrase("Tokens", de: "Token")
  static let whatWasDone = Phrase("What was done", de: "Was getan wurde")
  static let allOfIt = Phrase("All of it", de: "Alles zeigen")

  static func noAccount(_ id: Int64) -> Phrase { Phrase("There is no account \(id).", de: "Es gibt kein Konto \(id).") }

  // MARK: Joining

  static let linkOver = Phrase("This link is over", de: "Dieser Link gilt nicht mehr")
  static let yourName = Phrase("Your name", de: "Der eigene Name")
  static let nameSeen = Phrase("People whom you answer see it.", de: "Wer eine Antwort bekommt, sieht ihn.")
  static let join = Phrase("Join", de: "Beitreten")
  static let newPassword = Phrase("New password", de: "Neues Passwort")
  static let joinBoard = Phrase("Join the board", de: "Dem Board beitreten")
  static let setNewPassword = Phrase("Set a new password", de: "Ein neues Passwort setzen")
  static func passwordHint(_ least: Int) -> Phrase {
    Phrase("At least \(least) characters; longer is better.", de: "Mindestens \(least) Zeichen; länger ist besser.")
  }
  static let setIt = Phrase("Set it", de: "Setzen")
}

extension StaffRole {
  /// Half a sentence, for whoever chooses one.
  var meaning: Phrase {
    switch self {
    case .admin: Phrase("everything, and accounts", de: "alles, und Konten")
    case .support:
      Phrase("answers, moves and merges tickets", de: "beantwortet und verschiebt Tickets, führt sie zusammen")
    case .volunteer:
      Phrase("answers and moves tickets beside support", de: "beantwortet und verschiebt Tickets neben dem Support")
    case .developer:
      Phrase(
        "answers and moves tickets, and builds the fix", de: "beantwortet und verschiebt Tickets und behebt die Ursache"
      )
    case .lead: Phrase("reads, notes and answers", de: "liest, notiert und antwortet")
    }
  }
}
