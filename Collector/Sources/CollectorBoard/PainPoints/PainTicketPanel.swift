// On a ticket's page: the pain point that it belongs to, or the form that gathers it under one.
import CollectorCore
import TellbackWire

/// What a ticket's page says of pain points.
struct PainOfTicket: Sendable {
  /// Pain points that can be chosen, the newest ones.
  static let choices = 200

  var point: PainPoint?
  /// Of the same app; empty where it belongs to one already.
  var others: [PainPoint]

  init(of ticket: Ticket, _ reads: any StoreReads) throws {
    point = try reads.painPoint(ofTicket: ticket.number).flatMap { try reads.painPoint($0) }
    others = point == nil ? try reads.painPoints(in: .app(ticket.app), limit: Self.choices) : []
  }
}

struct PainTicketPanel: Sendable {
  let details: TicketDetails
  let viewer: Viewer

  var html: HTML? {
    if let point = details.pain.point { return belongs(point) }
    guard viewer.may(.managePain) else { return nil }
    let number = String(details.ticket.number)
    let choices = details.pain.others.map { other -> HTML in
      """
      <li><form method="post"\(.action, PainRoutes.link(other.number))>\(Field.token(viewer))\(Field.hidden("ticket", number))<button class="plain" type="submit" name="act" value="gather">\(Words.inline(other.title, limit: 80))</button></form></li>
      """
    }
    return """
      <details class="inner" id="pain"><summary>\(PainText.gatherUnder)</summary>
      <form class="act" method="post"\(.action, Link("pain"))>\(Field.token(viewer))\(Field.hidden("ticket", number))
      <div class="buttons"><button type="submit" name="act" value="make">\(PainText.newOne)</button></div></form>
      \(choices.isEmpty ? nil : "<ul class=\"pain-choices\">\(choices)</ul>" as HTML)</details>
      """
  }

  private func belongs(_ point: PainPoint) -> HTML {
    let workaround: HTML? = point.workaround.map {
      "<div class=\"words\" dir=\"auto\">\(LinkedWords.html(Words.visible(Words.cut($0.text, to: 400))))</div>"
    }
    return """
      <section class="pain-card" aria-labelledby="pain-title"><h2 id="pain-title">\(PainText.onTicket)</h2>
      <p><a\(.href, PainRoutes.link(point.number))>\(Words.inline(point.title, limit: 160))</a></p>
      <p class="badges">\(PainMarks.all(point, [], now: details.now))</p>\(workaround)</section>
      """
  }

  /// Beside 'turn it into an idea': the button of a form that carries the ticket's number.
  static func asDesigned(_ viewer: Viewer) -> HTML? {
    guard viewer.may(.managePain) else { return nil }
    return """
      <p class="as-designed"><span class="hint">\(PainText.asPainHint)</span>
      <button class="plain" type="submit"\(.formAction, Link("pain")) name="act" value="designed">\(PainText.asPain)</button></p>
      """
  }
}

/// On somebody's own work: what they own and nobody decided.
enum PainWork {
  static let limit = 50

  static func html(_ points: [PainPoint], now: Timestamp) -> HTML? {
    guard !points.isEmpty else { return nil }
    let rows = points.map { point -> HTML in
      """
      <li class="item"\(.dataKey, "pain-\(point.number)")\(.dataVersion, String(point.revision))\(.dataOpened, String(point.createdAt.milliseconds))><p class="name"><a class="row-link"\(.href, PainRoutes.link(point.number))>\(Words.inline(point.title, limit: 160))</a></p>
      <p class="marks">\(PainMarks.all(point, [], now: now))</p></li>
      """
    }
    return """
      <section aria-labelledby="work-pain"><h2 id="work-pain">\(PainText.work) <span class="count">\(points.count)</span></h2>
      <ul class="items">\(rows)</ul></section>
      """
  }
}
