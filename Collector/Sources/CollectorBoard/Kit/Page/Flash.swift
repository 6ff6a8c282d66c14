// What was just done, told once on the next page: it travels in a cookie that the page takes away, so a reload does not tell it again.
import CollectorHTTP

/// What a ticket's page says after something was done.
enum TicketNotice: String, Sendable, CaseIterable {
  case answered, answerCorrected, noted, waits, resolved, corrected, reopened, takenBack
  case claimed, handedOver, handedBack, tookOver, followed, unfollowed, kept
  case becameIdea
  case groupMade, groupSaved, groupDeleted
  case merged, undone, swapped, split, different, published, withdrawn, triaged
  case viewSaved, viewDeleted
  case saved, passwordChanged, revoked
  case answerDeleted, waitsForApproval, approved, sentBack
  case wordsRemoved, fileRemoved, noteAdded, noteRemoved
  case rulesSaved, ruleDeleted, tagged
  case launchDeleted
  case blocked, unblocked, unblockedReleased, released
  case painMade, painGathered, painUngathered, painDecided, painHelped, painWithdrawn
  case allRead, related, unrelated
  case dateDeleted
  case watched, unwatched
  case issueWanted, issueTied, issueUntied, issueAsked

  var phrase: Phrase {
    switch self {
    case .answered: Phrase("Your answer was sent.", de: "Die Antwort ist gesendet.")
    case .answerCorrected: Phrase("Your correction was sent.", de: "Die Korrektur ist gesendet.")
    case .noted:
      Phrase(
        "Your note was saved. Only staff see it.",
        de: "Die interne Notiz ist gespeichert. Sie ist nur intern sichtbar.")
    case .waits:
      Phrase(
        "The ticket waits. Reporters are not told.",
        de: "Das Ticket wartet. Die Meldenden erfahren davon nichts.")
    case .resolved: Phrase("The ticket is resolved.", de: "Das Ticket ist gelöst.")
    case .corrected: Phrase("The outcome was changed.", de: "Das Ergebnis ist geändert.")
    case .reopened: Phrase("The ticket is open again.", de: "Das Ticket ist wieder offen.")
    case .takenBack:
      Phrase(
        "Taken back. Nobody was told, and your words are in the box again.",
        de: "Zurückgenommen. Niemand hat etwas erfahren, und der Text steht wieder im Feld.")
    case .claimed:
      Phrase(
        "This ticket is yours. Its reporters see that you look at it.",
        de: "Übernommen: Die Meldenden sehen, dass sich jemand kümmert.")
    case .handedOver: Phrase("Handed over.", de: "Übergeben.")
    case .handedBack:
      Phrase(
        "Handed back: anybody can take it now.",
        de: "Zurückgegeben: Jetzt können alle es übernehmen.")
    case .tookOver:
      Phrase(
        "This ticket is yours now. The history says so.",
        de: "Das Ticket hat jetzt eine neue zuständige Person. Der Verlauf hält es fest.")
    case .kept: Phrase("It stays yours.", de: "Die Zuständigkeit bleibt.")
    case .becameIdea: Phrase("It is an idea now, and stays open.", de: "Es ist jetzt eine Idee und bleibt offen.")
    case .followed:
      Phrase(
        "You follow this ticket: it is in your work.",
        de: "Das Ticket wird beobachtet und steht unter „Meine Arbeit“.")
    case .unfollowed: Phrase("You follow this ticket no longer.", de: "Das Ticket wird nicht mehr beobachtet.")
    case .groupMade:
      Phrase(
        "The group is made. Choose who belongs to it.",
        de: "Die Gruppe ist angelegt. Jetzt wählen, wer dazugehört.")
    case .groupSaved: Phrase("Saved.", de: "Gespeichert.")
    case .groupDeleted:
      Phrase(
        "The group is deleted. Its tickets are for everybody.",
        de: "Die Gruppe ist gelöscht. Ihre Tickets sind für alle da.")
    case .merged: Phrase("Merged: both are this ticket now.", de: "Zusammengeführt: Beide sind jetzt dieses Ticket.")
    case .undone:
      Phrase(
        "Undone: each ticket has its own reports again.",
        de: "Rückgängig gemacht: Jedes Ticket hat wieder seine eigenen Meldungen.")
    case .swapped:
      Phrase(
        "The others are found as this ticket now.",
        de: "Die anderen sind jetzt unter diesem Ticket zu finden.")
    case .split:
      Phrase(
        "This ticket was opened for the reports that you chose.",
        de: "Dieses Ticket wurde für die gewählten Meldungen geöffnet.")
    case .different:
      Phrase(
        "Kept apart: they are not suggested again.",
        de: "Bleiben getrennt: Sie werden nicht mehr vorgeschlagen.")
    case .published:
      Phrase(
        "Published: people see it before they write.",
        de: "Veröffentlicht: Es ist zu sehen, bevor jemand schreibt.")
    case .triaged: Phrase("Saved.", de: "Gespeichert.")
    case .withdrawn:
      Phrase(
        "Withdrawn: the apps show it no longer.",
        de: "Zurückgezogen: Die Apps zeigen es nicht mehr.")
    case .viewSaved:
      Phrase(
        "Saved: the view stands above the list.",
        de: "Gespeichert: Die Ansicht steht über der Liste.")
    case .viewDeleted: Phrase("The view is deleted.", de: "Die Ansicht ist gelöscht.")
    case .saved: Phrase("Saved.", de: "Gespeichert.")
    case .rulesSaved:
      Phrase(
        "Saved. The rules act on tickets that are opened from now on.",
        de: "Gespeichert. Die Regeln gelten für Tickets, die ab jetzt geöffnet werden.")
    case .ruleDeleted:
      Phrase(
        "The rule is deleted. Tickets stay as they are.",
        de: "Die Regel ist gelöscht. Die Tickets bleiben, wie sie sind.")
    case .tagged: Phrase("The tags are saved.", de: "Die Schlagwörter sind gespeichert.")
    case .blocked:
      Phrase(
        "Blocked. What they send from now on is kept back, and stands here.",
        de: "Blockiert. Was ab jetzt kommt, wird zurückgehalten und steht hier.")
    case .unblocked:
      Phrase(
        "Unblocked. What was kept back stays so until it is released.",
        de: "Nicht mehr blockiert. Zurückgehaltenes bleibt es, bis es freigegeben wird.")
    case .unblockedReleased:
      Phrase(
        "Unblocked. What was kept back is on its way to tickets.",
        de: "Nicht mehr blockiert. Zurückgehaltenes kommt jetzt auf seine Tickets.")
    case .released: Phrase("Released: it takes its usual way now.", de: "Freigegeben: Es nimmt jetzt den üblichen Weg.")
    case .passwordChanged:
      Phrase(
        "Your password is changed. Your other browsers are signed out.",
        de: "Das Passwort ist geändert. Die anderen Browser sind abgemeldet.")
    case .revoked: Phrase("Revoked: it works no longer.", de: "Widerrufen: Es gilt nicht mehr.")
    case .answerDeleted: Phrase("The canned answer is deleted.", de: "Der Textbaustein ist gelöscht.")
    case .waitsForApproval:
      Phrase(
        "Your answer waits for approval of a second person. Nobody is told yet.",
        de: "Die Antwort wartet auf die Freigabe durch eine zweite Person. Noch erfährt niemand etwas.")
    case .approved:
      Phrase(
        "Approved: the answer goes out under its writer’s name.",
        de: "Freigegeben: Die Antwort geht unter dem Namen hinaus, der sie geschrieben hat.")
    case .sentBack:
      Phrase(
        "Sent back: its writer has it as a draft again.",
        de: "Zurückgegeben: Wer sie geschrieben hat, hat sie wieder als Entwurf.")
    case .wordsRemoved:
      Phrase(
        "The words are taken out. They leave the files of the collector within minutes.",
        de: "Der Text ist entfernt. Aus den Dateien des Collectors verschwindet er binnen Minuten.")
    case .fileRemoved:
      Phrase(
        "The file is removed. It leaves the files of the collector within minutes.",
        de: "Die Datei ist entfernt. Aus den Dateien des Collectors verschwindet sie binnen Minuten.")
    case .noteAdded:
      Phrase(
        "Your note was saved. Only staff see it.",
        de: "Die interne Notiz ist gespeichert. Sie ist nur intern sichtbar.")
    case .launchDeleted: Phrase("The launch is deleted.", de: "Die Einführung ist gelöscht.")
    case .painMade: PainText.made
    case .watched: WatchText.nowWatched
    case .unwatched: WatchText.unwatched
    case .painGathered: PainText.gathered
    case .painUngathered: PainText.ungathered
    case .painDecided: PainText.decided
    case .painHelped: PainText.helped
    case .painWithdrawn: PainText.withdrawn
    case .issueWanted: Phrase("The issue is being opened.", de: "Das Issue wird geöffnet.")
    case .issueTied: Phrase("The issue is tied.", de: "Das Issue ist verknüpft.")
    case .issueUntied:
      Phrase("Untied. The issue stays in the tracker.", de: "Getrennt. Das Issue bleibt im Tracker.")
    case .issueAsked: Phrase("The tracker is being asked.", de: "Der Tracker wird gefragt.")
    case .related: Phrase("The tickets are linked.", de: "Die Tickets sind verknüpft.")
    case .unrelated: Phrase("The link is taken away.", de: "Die Verknüpfung ist entfernt.")
    case .allRead: Phrase("Everything is marked as read.", de: "Alles ist als gelesen markiert.")
    case .dateDeleted: Phrase("The date is deleted.", de: "Der Stichtag ist gelöscht.")
    case .noteRemoved: Phrase("The note is removed.", de: "Die interne Notiz ist entfernt.")
    }
  }
}

extension TicketNotice {
  /// In the reader's language.
  var sentence: String { phrase.text }
}

/// A notice, and the merge or split that it tells of, so that it can be undone right there.
struct Flash: Sendable {
  private static let name = "tellback-notice"
  static var clearing: String { "\(name)=; Path=\(path); Max-Age=0; HttpOnly; SameSite=Lax" }

  let notice: TicketNotice
  let link: Int64?

  init(_ notice: TicketNotice, link: Int64? = nil) {
    self.notice = notice
    self.link = link
  }

  /// Nil without a notice that this board wrote.
  init?(_ request: HTTPRequest) {
    guard let parts = request.cookie(Self.name)?.split(separator: "."), let word = parts.first,
      let notice = TicketNotice(rawValue: String(word))
    else { return nil }
    self.init(notice, link: parts.dropFirst().first.flatMap { Int64($0) })
  }

  /// The path of the board: another board on the same host has notices of its own.
  private static var path: String { Link.prefix.isEmpty ? "/" : Link.prefix }

  func redirect(to link: Link, _ board: BoardContext) -> HTTPResponse {
    var response = HTTPResponse.redirect(to: link.target)
    let value = notice.rawValue + (self.link.map { ".\($0)" } ?? "")
    response.headers.add(
      "Set-Cookie",
      "\(Self.name)=\(value); Path=\(Self.path); Max-Age=60; HttpOnly; SameSite=Lax\(board.options.isSecure ? "; Secure" : "")"
    )
    return response
  }
}

/// What was just done, where no link belongs to it.
enum Done {
  static func html(_ flash: Flash?) -> HTML? {
    flash.map { "<p class=\"done\" role=\"status\">\($0.notice.sentence)</p>" }
  }
}

extension HTTPResponse {
  /// A page that tells of what was just done, where something was; it takes the notice away, so that a reload does not repeat it.
  static func html(_ page: String, telling flash: Flash?) -> HTTPResponse {
    var response = HTTPResponse.html(page)
    if flash != nil { response.headers.add("Set-Cookie", Flash.clearing) }
    return response
  }
}
