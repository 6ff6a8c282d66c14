// The words of mails, in the language of whoever gets one.

enum MailPhrases {
  // MARK: To staff

  static func line(_ event: TicketEvent, _ notice: Notice) -> Phrase {
    let who = event.actor.name ?? "Tellback"
    let ticket = "#\(notice.ticket)"
    let someone = Phrase("A reporter", de: "Eine meldende Person")
    switch (notice.reason, event.kind) {
    case (.mention, _):
      return Phrase("\(who) mentioned you on \(ticket)", de: "Erwähnt von \(who) auf \(ticket)")
    case (.handedOver, _):
      return Phrase(
        "\(who) handed over \(ticket) to \(event.detail ?? "you")",
        de: event.detail.map { "\(who) hat \(ticket) an \($0) übergeben" } ?? "\(ticket) übergeben von \(who)")
    case (.claimEnded, .tookOver):
      return Phrase("\(who) took over \(ticket)", de: "\(who) hat \(ticket) an sich genommen")
    case (.claimEnded, _):
      return Phrase(
        "Your claim on \(ticket) was given back: it was left idle",
        de: "Die Übernahme von \(ticket) wurde zurückgegeben: Es geschah nichts")
    case (.undecided, _):
      let number = event.detail?.prefix { $0 != ":" } ?? "?"
      return Phrase(
        "Nobody decided in time on pain point \(number), to which \(ticket) belongs",
        de: "Über den Schmerzpunkt \(number), zu dem \(ticket) gehört, wurde nicht rechtzeitig entschieden")
    case (.stuck, _): return stuck(event, ticket)
    case (.reply, _), (.followed, .replied):
      return Phrase("\(someone.english) replied on \(ticket)", de: "\(someone.german) hat auf \(ticket) geschrieben")
    case (.feedback, .helped):
      return Phrase("It helped a reporter of \(ticket)", de: "Einer meldenden Person von \(ticket) hat es geholfen")
    case (.feedback, .notHelped):
      return Phrase(
        "It did not help a reporter of \(ticket)", de: "Einer meldenden Person von \(ticket) hat es nicht geholfen")
    case (.feedback, .rated):
      return Phrase(
        "A reporter of \(ticket) gave \(event.detail ?? "?") of 5 stars",
        de: "Eine meldende Person von \(ticket) hat \(event.detail ?? "?") von 5 Sternen gegeben")
    case (.feedback, _):
      return Phrase("A reporter of \(ticket) says thanks", de: "Eine meldende Person von \(ticket) bedankt sich")
    case (.followed, .noted):
      return Phrase("\(who) wrote a note on \(ticket)", de: "\(who) hat auf \(ticket) eine interne Notiz geschrieben")
    case (.followed, .answered): return Phrase("\(who) answered \(ticket)", de: "\(who) hat \(ticket) beantwortet")
    case (.followed, .moved):
      return Phrase("\(ticket) is \(event.to?.rawValue ?? "changed") now", de: "\(ticket) ist jetzt \(state(event.to))")
    case (.followed, _): return Phrase("Something happened on \(ticket)", de: "Auf \(ticket) ist etwas geschehen")
    }
  }

  private static func stuck(_ event: TicketEvent, _ ticket: String) -> Phrase {
    switch event.detail.flatMap({ StuckReason(rawValue: String($0.prefix { $0 != ":" })) }) {
    case .age: Phrase("\(ticket) escalates to you: it is open for long", de: "\(ticket) eskaliert: Es ist lange offen")
    case .reopened:
      Phrase(
        "\(ticket) escalates to you: it was opened again and again",
        de: "\(ticket) eskaliert: Es wurde immer wieder geöffnet")
    case .unhappy:
      Phrase(
        "\(ticket) escalates to you: a reporter is unhappy",
        de: "\(ticket) eskaliert: Eine meldende Person ist unzufrieden")
    case nil: Phrase("\(ticket) escalates to you", de: "\(ticket) eskaliert")
    }
  }

  private static func state(_ state: TicketState?) -> String {
    switch state {
    case .open: "offen"
    case .waiting: "wartend"
    case .resolved: "gelöst"
    case nil: "geändert"
    }
  }

  static func more(_ count: Int) -> Phrase { Phrase("And \(count) more.", de: "Und \(count) weitere.") }
  static func ticket(_ number: Int64) -> Phrase { Phrase("Ticket #\(number)", de: "Ticket #\(number)") }
  static func subject(notices: Int, tickets: Int, first: Int64) -> Phrase {
    Phrase(
      "\(notices) notices on \(tickets == 1 ? "ticket #\(first)" : "\(tickets) tickets")",
      de: "\(notices) Hinweise zu \(tickets == 1 ? "Ticket #\(first)" : "\(tickets) Tickets")")
  }
  static func links(_ board: String) -> Phrase {
    Phrase(
      "All of them: \(board)/inbox\nWhich mails you get: \(board)/account",
      de: "Alle: \(board)/inbox\nWelche E-Mails kommen: \(board)/account")
  }
  static let foot = Phrase(
    "This mail was sent by Tellback. Answers to it are not read.",
    de: "Diese E-Mail kommt von Tellback. Antworten darauf werden nicht gelesen.")

  // MARK: To reporters

  static func wrote(_ name: String) -> Phrase { Phrase("\(name) wrote:", de: "\(name) schrieb:") }
  static func resolved(in version: String?) -> Phrase {
    Phrase(
      "It is resolved\(version.map { ", in version \($0)" } ?? "").",
      de: "Es ist gelöst\(version.map { ", in Version \($0)" } ?? "").")
  }
  static func subject(app: String, _ reference: String) -> Phrase {
    Phrase("\(app): an answer to your report \(reference)", de: "\(app): eine Antwort auf die Meldung \(reference)")
  }
  static func unread(app: String) -> Phrase {
    Phrase(
      "You sent a report from \(app). There is an answer to it, which you have not read in the app yet.",
      de: "Zu einer Meldung aus \(app) gibt es eine Antwort, die in der App noch nicht gelesen wurde.")
  }
  static func toReply(app: String) -> Phrase {
    Phrase(
      "To reply, open \(app): answers to this mail are not read.",
      de: "Zum Antworten \(app) öffnen: Antworten auf diese E-Mail werden nicht gelesen.")
  }
  static func whyThisMail(_ reference: String) -> Phrase {
    Phrase(
      "You get this mail since your report (\(reference)) names this address to be reached at.",
      de: "Diese E-Mail kommt, weil die Meldung (\(reference)) diese Adresse als Kontakt nennt.")
  }
}
