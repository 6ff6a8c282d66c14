// The sentences of a pain point's history, and of a ticket's about it.
import CollectorCore
import TellbackWire

extension PainText {
  static func sentence(_ event: PainEvent) -> HTML {
    let who: HTML = event.actor.name.map { "<strong>\(Words.inline($0, limit: 80))</strong>" } ?? "Tellback"
    let ticket: HTML? = event.ticket.map { "<a\(.href, Link("tickets", String($0)))>#\($0)</a>" }
    switch event.kind {
    case .made: return .said("\(who) made it", de: "\(who) hat ihn angelegt")
    case .changed: return .said("\(who) changed it", de: "\(who) hat ihn geändert")
    case .gathered: return .said("\(who) gathered \(ticket)", de: "\(who) hat \(ticket) dazugenommen")
    case .ungathered: return .said("\(who) took \(ticket) out", de: "\(who) hat \(ticket) herausgenommen")
    case .decided: return .said("\(who) decided", de: "\(who) hat entschieden")
    case .workaround: return .said("\(who) wrote what helps", de: "\(who) hat geschrieben, was hilft")
    case .withdrawn: return .said("\(who) withdrew what helps", de: "\(who) hat zurückgezogen, was hilft")
    case .attempted: return .said("\(who) noted an attempt", de: "\(who) hat einen Versuch festgehalten")
    case .released: return .said("\(who) set the release of an attempt", de: "\(who) hat einen Versuch veröffentlicht")
    case .dropped: return .said("\(who) dropped an attempt", de: "\(who) hat einen Versuch gestrichen")
    case .regressed:
      return .said(
        "An attempt did not hold: \(ticket) came back", de: "Ein Versuch hielt nicht: \(ticket) ist wieder da")
    case .overdue:
      let name: HTML? = event.text.map { Words.inline($0, limit: 80) }
      return .said(
        "Nobody had decided by the date\(name.map { "; \($0) was told" as HTML })",
        de: "Bis zum Datum hat niemand entschieden\(name.map { "; \($0) hat es erfahren" as HTML })")
    }
  }

  /// The words of the event that stand under it.
  static func words(_ event: PainEvent) -> String? {
    switch event.kind {
    case .workaround, .attempted, .released, .dropped, .regressed: event.text
    case .decided: event.text?.split(separator: ": ", maxSplits: 1).last.map(String.init)
    default: nil
    }
  }

  /// Of an event on a ticket; nil for other kinds.
  static func sentence(_ event: TicketEvent, _ who: HTML) -> HTML? {
    let number = event.detail.flatMap { Int64($0.prefix { $0 != ":" }) }
    let link: HTML = number.map { "<a\(.href, PainRoutes.link($0))>\(name($0))</a>" } ?? "\(title)"
    switch event.kind {
    case .gathered: return .said("\(who) gathered it under \(link)", de: "\(who) hat es unter \(link) gesammelt")
    case .ungathered: return .said("\(who) took it out of \(link)", de: "\(who) hat es aus \(link) herausgenommen")
    case .workaround: return .said("\(who) told everybody what helps", de: "\(who) hat allen mitgeteilt, was hilft")
    case .regressed:
      let version: HTML? = event.detail.map { " \(Words.inline($0, limit: 60))" }
      return .said(
        "Reported again from a version with an attempt:\(version)",
        de: "Wieder gemeldet aus einer Version mit einem Versuch:\(version)")
    case .becamePain:
      return .said(
        "\(who) made it \(link): it works as designed",
        de: "\(who) hat daraus \(link) gemacht: Es verhält sich wie vorgesehen")
    case .undecided:
      return .said("Nobody decided in time on \(link)", de: "Niemand hat rechtzeitig über \(link) entschieden")
    default: return nil
    }
  }

  // MARK: On a ticket's page

  static let onTicket = Phrase("Pain point", de: "Schmerzpunkt")
  static let gatherUnder = Phrase("Gather it under a pain point", de: "Unter einem Schmerzpunkt sammeln")
  static let newOne = Phrase("A new one, of this ticket", de: "Ein neuer, aus diesem Ticket")
  static let which = Phrase("Which", de: "Welcher")
  static let gather = Phrase("Gather", de: "Sammeln")
  static let asPain = Phrase("Make it a pain point", de: "Zum Schmerzpunkt machen")
  static let asPainHint = Phrase(
    "Or, when it hurts many: somebody decides on it.",
    de: "Oder, wenn es viele trifft: Jemand entscheidet darüber.")
  static let undecidedNotice = Phrase(
    "Nobody decided in time on a pain point", de: "Niemand hat rechtzeitig über einen Schmerzpunkt entschieden")
  static let noticeLabel = Phrase(
    "A pain point that nobody decided on in time", de: "Ein Schmerzpunkt, über den niemand rechtzeitig entschieden hat")
  static let scope = Phrase("pain points", de: "Schmerzpunkte")
  static let auditMade = Phrase("Made a pain point", de: "Schmerzpunkt angelegt")
  static let auditChanged = Phrase("Changed a pain point", de: "Schmerzpunkt geändert")
  static let auditGathered = Phrase(
    "Gathered a ticket under a pain point", de: "Ticket unter einem Schmerzpunkt gesammelt")
  static let auditUngathered = Phrase("Took a ticket out of a pain point", de: "Ticket aus einem Schmerzpunkt genommen")
  static let auditDecided = Phrase("Decided on a pain point", de: "Über einen Schmerzpunkt entschieden")
  static let work = Phrase(
    "Pain points that wait for a decision", de: "Schmerzpunkte, die auf eine Entscheidung warten")
}
