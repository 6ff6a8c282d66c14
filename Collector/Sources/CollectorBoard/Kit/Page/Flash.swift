// What was just done, told once on the next page: it travels in a cookie that the page takes away, so a reload does not tell it again.
import CollectorHTTP

/// What a ticket's page says after something was done.
enum TicketNotice: String, Sendable {
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

  var sentence: String {
    switch self {
    case .answered: "Your answer was sent."
    case .answerCorrected: "Your correction was sent."
    case .noted: "Your note was saved. Only staff see it."
    case .waits: "The ticket waits. Reporters are not told."
    case .resolved: "The ticket is resolved."
    case .corrected: "The outcome was changed."
    case .reopened: "The ticket is open again."
    case .takenBack: "Taken back. Nobody was told, and your words are in the box again."
    case .claimed: "This ticket is yours. Its reporters see that you look at it."
    case .handedOver: "Handed over."
    case .handedBack: "Handed back: anybody can take it now."
    case .tookOver: "This ticket is yours now. The history says so."
    case .kept: "It stays yours."
    case .becameIdea: "It is an idea now, and stays open."
    case .followed: "You follow this ticket: it is in your work."
    case .unfollowed: "You follow this ticket no longer."
    case .groupMade: "The group is made. Choose who belongs to it."
    case .groupSaved: "Saved."
    case .groupDeleted: "The group is deleted. Its tickets are for everybody."
    case .merged: "Merged: both are this ticket now."
    case .undone: "Undone: each ticket has its own reports again."
    case .swapped: "The others are found as this ticket now."
    case .split: "This ticket was opened for the reports that you chose."
    case .different: "Kept apart: they are not suggested again."
    case .published: "Published: people see it before they write."
    case .triaged: "Saved."
    case .withdrawn: "Withdrawn: the apps show it no longer."
    case .viewSaved: "Saved: the view stands above the list."
    case .viewDeleted: "The view is deleted."
    case .saved: "Saved."
    case .rulesSaved: "Saved. The rules act on tickets that are opened from now on."
    case .ruleDeleted: "The rule is deleted. Tickets stay as they are."
    case .tagged: "The tags are saved."
    case .launchDeleted: Phrase("The launch is deleted.", de: "Die Einführung ist gelöscht.").text
    case .blocked: "Blocked. What they send from now on is kept back, and stands here."
    case .unblocked: "Unblocked. What was kept back stays so until it is released."
    case .unblockedReleased: "Unblocked. What was kept back is on its way to tickets."
    case .released: "Released: it takes its usual way now."
    case .passwordChanged: "Your password is changed. Your other browsers are signed out."
    case .revoked: "Revoked: it works no longer."
    case .answerDeleted: "The canned answer is deleted."
    case .waitsForApproval: "Your answer waits for approval of a second person. Nobody is told yet."
    case .approved: "Approved: the answer goes out under its writer’s name."
    case .sentBack: "Sent back: its writer has it as a draft again."
    case .wordsRemoved: "The words are taken out. They leave the files of the collector within minutes."
    case .fileRemoved: "The file is removed. It leaves the files of the collector within minutes."
    case .noteAdded: "Your note was saved. Only staff see it."
    case .noteRemoved: "The note is removed."
    case .painMade: PainText.made.text
    case .painGathered: PainText.gathered.text
    case .painUngathered: PainText.ungathered.text
    case .painDecided: PainText.decided.text
    case .painHelped: PainText.helped.text
    case .painWithdrawn: PainText.withdrawn.text
    }
  }
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
