// What the audit log says.
import CollectorCore

enum AuditText {
  static let title = Phrase("Audit log", de: "Protokoll")
  static let asLines = Phrase("As JSON lines", de: "Als JSON-Zeilen")
  static let nothing = Phrase("Nothing of this kind is in the log.", de: "Davon steht nichts im Protokoll.")
  static func ignored(_ filters: [Phrase]) -> Phrase {
    Phrase(
      "These filters were ignored: \(filters.map(\.english).joined(separator: "; ")).",
      de: "Diese Filter wurden nicht beachtet: \(filters.map(\.german).joined(separator: "; ")).")
  }
  static func unknown(_ name: String, _ value: String) -> Phrase {
    Phrase("\(name) “\(value)” is not known", de: "\(name) „\(value)“ ist nicht bekannt")
  }
  static let filters = Phrase("Filters", de: "Filter")
  static let what = Phrase("What", de: "Was")
  static let anything = Phrase("Anything", de: "Alles")
  static let who = Phrase("Who", de: "Wer")
  static let anybody = Phrase("Anybody", de: "Alle")
  static let about = Phrase("About", de: "Worüber")
  static let from = Phrase("From", de: "Von")
  static let to = Phrase("To", de: "Bis")
  static let show = Phrase("Show", de: "Zeigen")
  static let clear = Phrase("Clear filters", de: "Filter zurücksetzen")
  static let byAPI = Phrase(" by API", de: " über die Schnittstelle")
  /// Who did something, where that was no person.
  static func actor(_ actor: AuditActor) -> Phrase {
    switch actor {
    case .staff(_, let name), .program(_, let name): Phrase(name, de: name)
    case .command: Phrase(actor.name, de: "Befehlszeile")
    case .system: Phrase(actor.name, de: "Collector")
    case .visitor: Phrase(actor.name, de: "jemand")
    }
  }
}

extension AuditAct {
  var label: Phrase {
    switch self {
    case .signedIn: Phrase("Signed in", de: "Angemeldet")
    case .signInFailed: Phrase("Failed to sign in", de: "Anmeldung fehlgeschlagen")
    case .signedOut: Phrase("Signed out", de: "Abgemeldet")
    case .sessionsEnded: Phrase("Ended sessions", de: "Anmeldungen beendet")
    case .accountCreated: Phrase("Made an account", de: "Konto angelegt")
    case .accountInvited: Phrase("Invited", de: "Eingeladen")
    case .accountJoined: Phrase("Joined", de: "Beigetreten")
    case .accountDisabled: Phrase("Disabled an account", de: "Konto deaktiviert")
    case .accountEnabled: Phrase("Enabled an account", de: "Konto aktiviert")
    case .roleChanged: Phrase("Changed role or apps", de: "Rolle oder Apps geändert")
    case .profileChanged: Phrase("Changed a profile", de: "Profil geändert")
    case .awayChanged: Phrase("Changed presence", de: "Anwesenheit geändert")
    case .passwordChanged: Phrase("Changed a password", de: "Passwort geändert")
    case .factorAdded: Phrase("Set up a second factor", de: "Zweiten Faktor eingerichtet")
    case .factorRemoved: Phrase("Removed a second factor", de: "Zweiten Faktor entfernt")
    case .factorRequired:
      Phrase("Changed whether a second factor is required", de: "Pflicht zum zweiten Faktor geändert")
    case .recoveryCodesMade: Phrase("Made recovery codes", de: "Wiederherstellungscodes erstellt")
    case .recoveryCodeUsed: Phrase("Used a recovery code", de: "Wiederherstellungscode benutzt")
    case .tokenCreated: Phrase("Made a token", de: "Token erstellt")
    case .tokenRevoked: Phrase("Revoked a token", de: "Token widerrufen")
    case .appCreated: Phrase("Made an app", de: "App angelegt")
    case .keyCreated: Phrase("Made a key", de: "Schlüssel erstellt")
    case .keyRevoked: Phrase("Revoked a key", de: "Schlüssel widerrufen")
    case .settingChanged: Phrase("Changed a setting", de: "Einstellung geändert")
    case .logExported: Phrase("Exported the audit log", de: "Protokoll exportiert")
    case .backedUp: Phrase("Made a backup", de: "Sicherung erstellt")
    case .reportErased: Phrase("Erased a report", de: "Meldung gelöscht")
    case .reportRedacted: Phrase("Redacted a report", de: "Aus einer Meldung etwas entfernt")
    case .merged: Phrase("Merged tickets", de: "Tickets zusammengeführt")
    case .unmerged: Phrase("Undid a merge or split", de: "Zusammenführen oder Teilen rückgängig gemacht")
    case .split: Phrase("Split a ticket", de: "Ticket geteilt")
    case .issuePublished: Phrase("Published a known issue", de: "Bekanntes Problem veröffentlicht")
    case .issueWithdrawn: Phrase("Withdrew a known issue", de: "Bekanntes Problem zurückgezogen")
    case .cannedAnswerSaved: Phrase("Saved a canned answer", de: "Textbaustein gespeichert")
    case .cannedAnswerDeleted: Phrase("Deleted a canned answer", de: "Textbaustein gelöscht")
    case .reporterNoted: Phrase("Noted something about a reporter", de: "Notiz zu einer meldenden Person geschrieben")
    case .reporterNoteRemoved: Phrase("Removed a note about a reporter", de: "Notiz zu einer meldenden Person entfernt")
    case .ruleChanged: Phrase("Changed a routing rule", de: "Verteilungsregel geändert")
    case .groupChanged: Phrase("Changed a group", de: "Gruppe geändert")
    case .senderBlocked: Phrase("Blocked a sender", de: "Jemanden blockiert")
    case .senderUnblocked: Phrase("Unblocked a sender", de: "Blockierung beendet")
    case .keptReleased: Phrase("Released what was kept back", de: "Zurückgehaltenes freigegeben")
    case .webhookCreated: Phrase("Made a webhook", de: "Webhook angelegt")
    case .webhookChanged: Phrase("Changed a webhook", de: "Webhook geändert")
    case .webhookRotated: Phrase("Rotated a webhook's secret", de: "Geheimnis eines Webhooks gewechselt")
    case .webhookDisabled: Phrase("Disabled a webhook", de: "Webhook deaktiviert")
    case .webhookEnabled: Phrase("Enabled a webhook", de: "Webhook aktiviert")
    case .webhookDeleted: Phrase("Deleted a webhook", de: "Webhook gelöscht")
    case .trackerCreated: Phrase("Added a tracker", de: "Tracker hinzugefügt")
    case .trackerChanged: Phrase("Changed a tracker", de: "Tracker geändert")
    case .trackerDeleted: Phrase("Deleted a tracker", de: "Tracker gelöscht")
    case .launchSaved: Phrase("Saved a launch", de: "Einführung gespeichert")
    case .launchDeleted: Phrase("Deleted a launch", de: "Einführung gelöscht")
    case .painMade: PainText.auditMade
    case .painChanged: PainText.auditChanged
    case .painGathered: PainText.auditGathered
    case .painUngathered: PainText.auditUngathered
    case .painDecided: PainText.auditDecided
    case .programmeDateSaved: Phrase("Set a programme date", de: "Stichtag gesetzt")
    case .programmeDateDeleted: Phrase("Deleted a programme date", de: "Stichtag gelöscht")
    case .ticketsImported: Phrase("Imported tickets", de: "Tickets importiert")
    case .ticketsExported: Phrase("Exported tickets", de: "Tickets exportiert")
    case .exported: Phrase("Exported", de: "Exportiert")
    case .webhookTested: Phrase("Tested a webhook", de: "Webhook getestet")
    case .webhookResent: Phrase("Sent a webhook's delivery again", de: "Zustellung eines Webhooks noch einmal gesendet")
    }
  }
}
