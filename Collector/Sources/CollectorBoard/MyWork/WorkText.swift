// What the page of one's own work says.
import CollectorCore

enum WorkText {
  static let skip = Phrase("Skip to the tickets", de: "Zu den Tickets springen")
  static let nothingUnread = Phrase("Nothing unread", de: "Nichts ungelesen")
  static func unread(_ count: HTML) -> HTML { .said("\(count) unread", de: "\(count) ungelesen") }
  static let unreadMark = Phrase("Unread:", de: "Ungelesen:")
  static func inbox(_ unread: Int64) -> Phrase {
    guard unread > 0 else { return InboxText.title }
    let title = InboxText.title
    return Phrase(
      "\(title.english) (\(Language.english.grouped(unread)))",
      de: "\(title.german) (\(Language.german.grouped(unread)))")
  }

  static let waitForApproval = Phrase("Wait for your approval", de: "Warten auf Freigabe")
  static func answered(_ name: HTML, _ time: HTML) -> HTML {
    .said("\(name) answered \(time)", de: "\(name) hat geantwortet, \(time)")
  }
  static let mine = Phrase("Mine", de: "Eigene")
  static let groups = Phrase("My groups’", de: "Eigene Gruppen")
  static let followed = Phrase("Followed", de: "Beobachtet")
  static func changed(_ time: HTML) -> HTML { .said("changed \(time)", de: "geändert \(time)") }

  static let nothing = Phrase("Nothing is yours", de: "Nichts Eigenes")
  static let nothingText = Phrase(
    "What you claim or follow, and what your groups have, stands here.",
    de: "Hier steht, was übernommen oder beobachtet wird und was die eigenen Gruppen haben.")
  static let seeUnowned = Phrase("See what nobody has taken", de: "Zeigen, was niemand übernommen hat")
  static let noGroup = Phrase("You are in no group.", de: "In keiner Gruppe.")
  static func yourGroups(_ names: HTML) -> HTML { .said("Your groups: \(names).", de: "Eigene Gruppen: \(names).") }
  static let editGroups = Phrase("Edit groups", de: "Gruppen bearbeiten")

  // MARK: Service levels

  static func breached(_ count: Int) -> Phrase { Phrase("\(count) breached", de: "\(count) überschritten") }
  static func dueSoon(_ count: Int) -> Phrase { Phrase("\(count) due soon", de: "\(count) bald fällig") }
  static let dueOrMissed = Phrase("Due or missed", de: "Fällig oder überschritten")
  static func told(_ time: HTML) -> HTML { .said("you were told \(time)", de: "mitgeteilt \(time)") }
}
