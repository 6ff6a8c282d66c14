// What the pages of blocked senders say.
import CollectorCore

enum BlockText {
  static let title = Phrase("Blocked senders", de: "Blockierte")
  static let block = Phrase("Block a sender", de: "Jemanden blockieren")
  static let lead = Phrase(
    "What a blocked sender reports or writes is taken as ever and kept back: it is on no ticket, and nobody is told. The sender is not told either; whoever is told comes back under another name. Everything that is kept back can be read here and released.",
    de:
      "Was Blockierte melden oder schreiben, kommt wie immer an und wird zurückgehalten: Es steht auf keinem Ticket, und niemand erfährt davon. Auch Blockierte erfahren nichts; wer es erfährt, kommt unter anderem Namen wieder. Alles Zurückgehaltene lässt sich hier lesen und freigeben."
  )
  static func keptNow(_ kept: KeptBack) -> HTML {
    let (reports, messages) = (KitText.reports(kept.reports), KitText.messages(kept.messages))
    return .said(
      "Kept back now: <strong>\(reports.english)</strong>, <strong>\(messages.english)</strong>.",
      de: "Zurückgehalten: <strong>\(reports.german)</strong>, <strong>\(messages.german)</strong>.")
  }
  static let nobody = Phrase("Nobody is blocked", de: "Niemand ist blockiert")
  static let nobodyText = Phrase(
    "A sender is blocked beside one of their reports.", de: "Blockiert wird neben einer Meldung der Person.")
  static let hasEnded = Phrase("Ended", de: "Beendet")
  static func by(_ name: HTML, _ time: HTML) -> HTML { .said("by \(name) \(time)", de: "von \(name) \(time)") }
  static func kept(_ kept: KeptBack) -> Phrase {
    let (reports, messages) = (KitText.reports(kept.reports), KitText.messages(kept.messages))
    return Phrase("\(reports.english), \(messages.english)", de: "\(reports.german), \(messages.german)")
  }
  static func keptBack(_ kept: KeptBack) -> Phrase {
    let count = Self.kept(kept)
    return Phrase("\(count.english) kept back", de: "\(count.german) zurückgehalten")
  }

  // MARK: Whom

  static let erased = Phrase("somebody whose report was erased", de: "einer Person, deren Meldung gelöscht wurde")
  static func installation(of name: HTML) -> HTML {
    .said("The copy of the app of \(name)", de: "Die Installation der App von \(name)")
  }
  static func reporter(_ name: HTML) -> HTML { .said("\(name), on any device", de: "\(name), auf jedem Gerät") }
  static let thisCopy = Phrase(
    "This copy of the app, whoever uses it", de: "Diese Installation der App, wer sie auch benutzt")

  // MARK: Blocking

  static let question = Phrase(
    "From now on, what they report or write is kept back: it is on no ticket until somebody releases it. What they sent before stays. They are not told, and you can end it at any time.",
    de:
      "Ab jetzt wird zurückgehalten, was die Person meldet oder schreibt: Es steht auf keinem Ticket, bis es jemand freigibt. Früheres bleibt. Die Person erfährt nichts davon, und es lässt sich jederzeit beenden."
  )
  static func ticket(_ number: Int64) -> Phrase { Phrase("Ticket #\(number)", de: "Ticket #\(number)") }
  static func theTicket(_ number: Int64) -> Phrase { Phrase("ticket #\(number)", de: "Ticket #\(number)") }
  static let theReport = Phrase("The report", de: "Die Meldung")
  static let isBlocked = Phrase("This sender is blocked already.", de: "Diese Person ist schon blockiert.")
  static let seeWhy = Phrase(
    "See why, and what is kept back", de: "Warum, und was zurückgehalten wird")
  static let whom = Phrase("Whom", de: "Wen")
  static let blockIt = Phrase("Block", de: "Blockieren")

  // MARK: One block

  static let one = Phrase("A blocked sender", de: "Eine blockierte Person")
  static let theBlock = Phrase("The block", de: "Die Blockierung")
  static let blockedBy = Phrase("Blocked by", de: "Blockiert von")
  static let endedBy = Phrase("Ended by", de: "Beendet von")
  static let decidedOver = Phrase("Decided over", de: "Entschieden bei")
  static let keptBackLabel = Phrase("Kept back", de: "Zurückgehalten")
  static let unblock = Phrase("Unblock", de: "Blockierung beenden")
  static let unblockRelease = Phrase(
    "Unblock, and release what was kept back", de: "Beenden und Zurückgehaltenes freigeben")
  static let unblockLeave = Phrase("Unblock, and leave it kept back", de: "Beenden und zurückgehalten lassen")
  static let releaseGoOn = Phrase("Release it, and go on blocking", de: "Freigeben und weiter blockieren")
  static let releaseAll = Phrase("Release everything", de: "Alles freigeben")
  static let nothingKept = Phrase("Nothing is kept back.", de: "Nichts wird zurückgehalten.")
  static func releaseReport(_ reference: String) -> Phrase {
    Phrase("Release report \(reference)", de: "Meldung \(reference) freigeben")
  }
  static let releaseMessage = Phrase("Release this message", de: "Diese Nachricht freigeben")
  static let release = Phrase("Release", de: "Freigeben")
  static func about(_ reference: String) -> HTML {
    .said(", about <code>\(reference)</code>", de: ", zu <code>\(reference)</code>")
  }
  static let reports = Phrase("Reports", de: "Meldungen")
  static let messages = Phrase("Messages", de: "Nachrichten")
  static func more(_ count: Int64) -> Phrase {
    Phrase(
      "and \(Language.english.grouped(count)) more, which stand here once these are released.",
      de: "und \(Language.german.grouped(count)) weitere, die hier stehen, sobald diese freigegeben sind.")
  }
  static let noReport = Phrase("There is no such report.", de: "Diese Meldung gibt es nicht.")
  static func noBlock(_ id: Int64) -> Phrase {
    Phrase("There is no block \(id).", de: "Es gibt keine Blockierung \(id).")
  }
}
