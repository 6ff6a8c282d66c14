// What else a ticket has to do with: what it blocks and is blocked by, and what belongs with it; and the form that says so.
import CollectorCore
import CollectorHTTP
import TellbackWire

enum RelationText {
  static let title = Phrase("Linked tickets", de: "Verknüpfte Tickets")
  static let add = Phrase("Link with another ticket", de: "Mit einem anderen Ticket verknüpfen")
  static let how = Phrase("This ticket", de: "Dieses Ticket")
  static let number = Phrase("Its number", de: "Seine Nummer")
  static let save = Phrase("Link", de: "Verknüpfen")
  static let remove = Phrase("Remove", de: "Entfernen")
  static let noNumber = Phrase(
    "Write the number of the other ticket, such as 42.", de: "Die Nummer des anderen Tickets angeben, zum Beispiel 42.")
  static let noKind = Phrase("Choose how they are linked.", de: "Wählen, wie sie verknüpft sind.")

  /// From the side of one ticket.
  static func way(_ way: RelationWay) -> Phrase {
    switch way {
    case .blocks: Phrase("blocks", de: "blockiert")
    case .blockedBy: Phrase("is blocked by", de: "wird blockiert von")
    case .relates: Phrase("belongs with", de: "gehört zu")
    }
  }
}

/// A relation as one of its tickets sees it. The words are those of the event and of the form.
enum RelationWay: String, Sendable, CaseIterable {
  case blocks
  case blockedBy = "is_blocked_by"
  case relates

  init(_ relation: TicketRelation, from number: Int64) {
    switch relation.kind {
    case .relates: self = .relates
    case .blocks: self = relation.ticket == number ? .blocks : .blockedBy
    }
  }

  var kind: TicketRelation.Kind { self == .relates ? .relates : .blocks }
}

/// Another ticket, and how this one stands to it.
struct RelatedTicket: Sendable {
  var way: RelationWay
  var ticket: Ticket

  static func all(of number: Int64, _ reads: any StoreReads) throws -> [RelatedTicket] {
    try reads.relations(ofTicket: number).compactMap { relation in
      let other = relation.ticket == number ? relation.other : relation.ticket
      guard let ticket = try reads.shownTicket(other) else { return nil }
      return RelatedTicket(way: RelationWay(relation, from: number), ticket: ticket)
    }
  }
}

struct RelationPanel: Sendable {
  static let form = "relate"

  let details: TicketDetails
  let viewer: Viewer
  let refused: RefusedForm?

  private var action: Link { Link("tickets", String(details.ticket.number), "relations") }

  var html: HTML? {
    guard viewer.may(.move) || !details.related.isEmpty else { return nil }
    let list: HTML? =
      details.related.isEmpty
      ? nil
      : """
      <h2 id="relations-title">\(RelationText.title)</h2><ul>\(details.related.map(row))</ul>
      """
    return "<section class=\"links relations\">\(list)\(adding)</section>"
  }

  private func row(_ related: RelatedTicket) -> HTML {
    let other = related.ticket
    let remove: HTML? =
      viewer.may(.move)
      ? """
      <form class="small" method="post"\(.action, action)>\(Field.token(viewer))\(Field.hidden("way", related.way.rawValue))\(Field.hidden("other", String(other.number)))
      <button type="submit" name="act" value="unrelate">\(RelationText.remove)<span class="unseen"> #\(other.number)</span></button></form>
      """ : nil
    return """
      <li><span class="quiet">\(RelationText.way(related.way))</span> <a\(.href, Link("tickets", String(other.number)))>#\(other.number) \(Words.inline(other.title, limit: 160))</a> \(Marks.state(other))\(remove)</li>
      """
  }

  private var adding: HTML? {
    guard viewer.may(.move) else { return nil }
    let fields = FormFields(Self.form, refused)
    let ways = RelationWay.allCases.map { way -> HTML in
      "<option\(.value, way.rawValue)\(.selected, if: fields.value("way") == way.rawValue)>\(RelationText.way(way))</option>"
    }
    return """
      <details class="inner" id="relating"\(.open, if: fields.isRefused)><summary>\(RelationText.add)</summary>
      <form class="act" method="post"\(.id, Self.form)\(.action, action)>\(Field.token(viewer))\(fields.error)
      <label class="stack"><span class="label">\(RelationText.how)</span><select name="way"\(fields.marks("way"))>\(ways)</select></label>
      \(fields.error("way"))
      <label class="stack"><span class="label">\(RelationText.number)</span><input type="text" name="other" inputmode="numeric" maxlength="20" autocomplete="off"\(.value, fields.value("other"))\(fields.marks("other"))></label>
      \(fields.error("other"))
      <div class="buttons"><button type="submit" name="act" value="relate">\(RelationText.save)</button></div></form></details>
      """
  }
}

struct RelationRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.form("/tickets/{number:int}/relations", needs: .move, board, act)
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    func refuse(_ field: String, _ message: String) async throws -> HTTPResponse {
      let refused = RefusedForm(form: RelationPanel.form, field: field, message: message, values: form)
      return try await showAgain(request, refused, board, viewer)
    }
    try await board.store.read { try viewer.checkSees(ticket: number, $0) }
    guard let way = form["way"].flatMap(RelationWay.init(rawValue:)) else {
      return try await refuse("way", RelationText.noKind.text)
    }
    guard let other = MergeRoutes.number(form["other"] ?? "") else {
      return try await refuse("other", RelationText.noNumber.text)
    }
    let (isAdding, now) = (form["act"] != "unrelate", board.clock())
    do {
      try await board.store.write { store in
        try viewer.checkSees(ticket: number, store)
        // A ticket of an app that is not seen is answered as one that is not there.
        guard let named = try store.ticket(other), viewer.account.apps.contains(named.app) else {
          throw TicketError.noSuchTicket(other)
        }
        let actions = TicketActions(store, now: now)
        let pair = way == .blockedBy ? (other, number) : (number, other)
        if isAdding {
          try actions.relate(pair.0, way.kind, pair.1, by: viewer.actor)
        } else {
          try actions.unrelate(pair.0, way.kind, pair.1, by: viewer.actor)
        }
      }
    } catch let error as RelationError {
      return try await refuse(isAdding ? "other" : "", error.sentence)
    } catch let error as TicketError {
      return try await refuse("other", error.sentence)
    }
    return Flash(isAdding ? .related : .unrelated).redirect(to: Link("tickets", String(number)), board)
  }
}

extension TimelineEntry {
  /// `linked it: blocks ticket 12`.
  func relation(_ who: HTML, _ other: HTML) -> HTML {
    let way = RelationText.way(event.detail.flatMap(RelationWay.init(rawValue:)) ?? .relates)
    return event.kind == .related
      ? HTML.said("\(who) linked it: it \(way) \(other)", de: "\(who) hat verknüpft: \(way) \(other)")
      : HTML.said(
        "\(who) took a link away: it \(way) \(other)", de: "\(who) hat eine Verknüpfung entfernt: \(way) \(other)")
  }
}
