// What the inbox says, and where one hears of what.
import CollectorCore

enum InboxText {
  static let title = Phrase("Inbox", de: "Posteingang")
  static let markAll = Phrase("Mark all as read", de: "Alles als gelesen markieren")
  static let mark = Phrase("Mark as read", de: "Als gelesen markieren")
  static func aboutTicket(_ number: Int64) -> Phrase { Phrase("ticket \(number)", de: "Ticket \(number)") }
  static let nothing = Phrase("Nothing yet", de: "Noch nichts")
  static let nothingText = Phrase(
    "When somebody mentions you, hands you a ticket, or a reporter replies on one of yours, it stands here.",
    de:
      "Wird jemand hier erwähnt, bekommt ein Ticket übergeben oder eine Rückmeldung zu einem eigenen Ticket, steht es hier."
  )
  static func unread(_ count: Int64) -> Phrase {
    count == 0
      ? Phrase("Nothing unread.", de: "Alles gelesen.")
      : Phrase("\(Language.english.grouped(count)) unread.", de: "\(Language.german.grouped(count)) ungelesen.")
  }
  static let whatYouAreTold = Phrase("What you are told of", de: "Welche Hinweise kommen")
  static let unreadMark = Phrase("Unread:", de: "Ungelesen:")

  // MARK: Notices

  static let notices = Phrase("Notices", de: "Hinweise")
  static let noticesHint = Phrase(
    "Several within some minutes become one mail. What you do yourself is never told to you.",
    de: "Mehrere binnen weniger Minuten werden eine E-Mail. Über Eigenes kommt nie ein Hinweis.")
  static let noMail = Phrase(
    "Mail is not set up on this collector, so everything stays in the inbox.",
    de: "Auf diesem Collector ist E-Mail nicht eingerichtet; alles bleibt im Posteingang.")
}

/// One sentence for a notice, with who and whom as they stand on a page.
enum NoticeText {
  static func sentence(_ event: TicketEvent, _ reason: NoticeReason) -> HTML {
    let who: HTML = event.actor.name.map { Words.inline($0, limit: 80) } ?? "\(collector)"
    let named: HTML? = event.detail.map { Words.inline($0, limit: 100) }
    switch (reason, event.kind) {
    case (.mention, _): return .said("\(who) mentioned you", de: "Erwähnt von \(who)")
    case (.handedOver, _):
      return .said(
        "\(who) handed over to \(named ?? "you")",
        de: "\(named.map { "\(who) hat es an \($0) übergeben" as HTML } ?? "Übergeben von \(who)")")
    case (.claimEnded, .tookOver): return .said("\(who) took over", de: "\(who) hat es an sich genommen")
    case (.claimEnded, _): return "\(claimEnded)"
    case (.stuck, _): return "\(StuckText.notice(StuckReason(of: event)))"
    case (.undecided, _): return "\(PainText.undecidedNotice)"
    case (_, .replied): return "\(replied)"
    case (_, .helped): return "\(helped)"
    case (_, .notHelped): return "\(notHelped)"
    case (_, .rated):
      let stars: HTML = Words.inline(event.detail ?? "?", limit: 4)
      return .said(
        "A reporter gave \(stars) of 5 stars", de: "Eine meldende Person hat \(stars) von 5 Sternen gegeben")
    case (_, .thanked): return "\(thanked)"
    case (_, .noted): return .said("\(who) wrote a note", de: "\(who) hat eine interne Notiz geschrieben")
    case (_, .answered): return .said("\(who) answered", de: "\(who) hat geantwortet")
    case (_, .corrected): return .said("\(who) corrected an answer", de: "\(who) hat eine Antwort korrigiert")
    case (_, .handedOver):
      return .said(
        "\(who) handed it over to \(named ?? "somebody")", de: "\(who) hat es an \(named ?? "jemanden") übergeben")
    case (_, .handedBack): return .said("\(who) handed it back", de: "\(who) hat es zurückgegeben")
    case (_, .tookOver): return .said("\(who) took it over", de: "\(who) hat es an sich genommen")
    case (_, .mergedInto), (_, .absorbed): return "\(merged)"
    case (_, .published): return "\(published)"
    case (_, .triaged): return .said("\(who) sorted it", de: "\(who) hat es gesichtet")
    case (_, .claimed): return .said("\(who) claimed it", de: "\(who) hat es übernommen")
    case (_, .moved): return "\(moved(to: event.to))"
    default: return "\(something)"
    }
  }

  private static let collector = Phrase("The collector", de: "Der Collector")
  private static let claimEnded = Phrase(
    "Your claim was given back: left idle", de: "Die Übernahme wurde zurückgegeben: Es geschah nichts")
  private static let replied = Phrase("A reporter replied", de: "Eine meldende Person hat geschrieben")
  private static let helped = Phrase("It helped a reporter", de: "Einer meldenden Person hat es geholfen")
  private static let notHelped = Phrase(
    "It did not help a reporter", de: "Einer meldenden Person hat es nicht geholfen")
  private static let thanked = Phrase("A reporter says thanks", de: "Eine meldende Person bedankt sich")
  private static let merged = Phrase("It was merged", de: "Es wurde zusammengeführt")
  private static let published = Phrase(
    "It is published as a known issue", de: "Es ist als bekanntes Problem veröffentlicht")
  private static let something = Phrase("Something happened", de: "Etwas ist geschehen")

  private static func moved(to state: TicketState?) -> Phrase {
    guard let name = state?.name else { return Phrase("It is changed now", de: "Es ist jetzt geändert") }
    return Phrase("It is \(name.english.lowercased()) now", de: "Es ist jetzt \(name.german.lowercased())")
  }
}

extension NoticeReason {
  var label: Phrase {
    switch self {
    case .mention: Phrase("Somebody mentions me", de: "Jemand erwähnt mich")
    case .handedOver:
      Phrase("A ticket is handed to me or my group", de: "Ein Ticket wird mir oder meiner Gruppe übergeben")
    case .claimEnded:
      Phrase(
        "A claim of mine is given back or taken over",
        de: "Ein Ticket von mir wird zurückgegeben oder von anderen übernommen")
    case .reply: Phrase("A reporter replies on my ticket", de: "Eine meldende Person schreibt auf meinem Ticket")
    case .feedback:
      Phrase(
        "A reporter judges, rates or says thanks on my ticket",
        de: "Eine meldende Person urteilt, bewertet oder bedankt sich auf meinem Ticket")
    case .undecided: PainText.noticeLabel
    case .stuck: StuckText.noticeLabel
    case .followed:
      Phrase("Something happens on a ticket that I follow", de: "Etwas geschieht auf einem Ticket, das ich beobachte")
    }
  }
}

extension NoticeChannel {
  var label: Phrase {
    switch self {
    case .none: Phrase("Nowhere", de: "Nirgends")
    case .inbox: Phrase("Inbox", de: "Posteingang")
    case .mail: Phrase("Inbox and mail", de: "Posteingang und E-Mail")
    }
  }
}
