// What is asked before something is done to many tickets: which of them, and the fields of the verb.
import CollectorCore
import TellbackWire

/// What the page is made of, read in one snapshot.
struct BulkScene: Sendable {
  var tickets: [Ticket]
  /// The newest event of each that the page shows.
  var seen: [Int64: Int64]
  var canned: [CannedAnswer]
  var colleagues: [StaffAccount]
  var groups: [StaffGroup]

  /// Tickets of apps that the viewer does not see are left out as if they were not there.
  init(_ form: BulkForm, _ viewer: Viewer, _ reads: any StoreReads) throws {
    tickets = []
    seen = [:]
    for number in form.tickets {
      guard let named = try reads.ticket(number), viewer.account.apps.contains(named.app),
        let ticket = try reads.shownTicket(reads.finalTicket(of: number)),
        !tickets.contains(where: { $0.number == ticket.number })
      else { continue }
      tickets.append(ticket)
      seen[ticket.number] = try form.seen[number] ?? reads.newestEvents(ofTicket: ticket.number, limit: 1).last?.id
    }
    let apps = Set(tickets.map(\.app))
    canned =
      form.act == .answer
      ? try reads.cannedAnswers(in: viewer.account.apps).filter { $0.app.map(apps.contains) ?? true } : []
    colleagues =
      form.act == .handOver
      ? try reads.accounts().filter { person in
        person.isUsable && person.role.may(.answer) && apps.contains { person.apps.contains($0) }
      } : []
    groups = form.act == .handOver ? try reads.groups() : []
  }
}

struct BulkPage: Sendable {
  static let form = "bulk-form"

  let form: BulkForm
  let scene: BulkScene
  let viewer: Viewer
  let refused: RefusedForm?

  private var fields: FormFields { FormFields(Self.form, refused) }
  private var act: BulkAct { form.act }

  func rendered() -> String {
    Frame(
      title: "\(act.label.text): \(BulkText.many(scene.tickets.count).text)", section: .tickets, viewer: viewer,
      content: """
        <div class="bulk">
        <p class="crumbs"><a class="back"\(.href, BulkResultPage.back(form))>\(BulkText.back)</a></p>
        <h1>\(act.label): \(BulkText.many(scene.tickets.count))</h1>
        <form class="act\(toReporters ? " to-reporters" : "")" method="post"\(.id, Self.form)\(.action, Link("bulk"))>\(Field.token(viewer))\(Field.hidden("step", "do"))\(Field.hidden("seen", BulkForm.seenText(scene.seen)))\(Field.hidden("back", form.form["back"] ?? ""))
        \(fields.error)
        \(act == .merge ? survivors : verbFields)
        \(act == .merge ? nil : chosen)
        <div class="buttons"><button class="primary" type="submit" name="act"\(.value, act.rawValue)>\(act.label)</button></div>
        </form></div>
        """
    ).rendered()
  }

  private var toReporters: Bool { act == .answer || act == .resolve }

  private var verbFields: HTML? {
    let fields = BulkFields(fields: fields, scene: scene)
    return switch act {
    case .claim, .merge: nil
    case .tag: fields.tags
    case .severity: fields.severity
    case .wait: fields.wait
    case .resolve: fields.resolve
    case .handOver: fields.handOver
    case .answer: fields.answer
    }
  }

  private var chosen: HTML {
    let rows = scene.tickets.map { ticket -> HTML in
      """
      <label class="choice-row"><input type="checkbox" name="ticket"\(.value, String(ticket.number)) checked> <span>#\(ticket.number) \(Words.inline(ticket.title, limit: 120)) \(Marks.owner(ticket))</span></label>
      """
    }
    return "<fieldset class=\"chosen\"><legend>\(BulkText.tickets)</legend>\(rows)</fieldset>"
  }

  /// The one that most people reported is proposed, as where two are merged.
  private var survivors: HTML {
    let proposed = scene.tickets.dropFirst().reduce(scene.tickets.first) { best, ticket in
      best.map { MergeChoicePage.suggested($0, ticket) }
    }
    let kept = fields.value("keep", or: proposed.map { String($0.number) } ?? "")
    let rows = scene.tickets.map { ticket -> HTML in
      """
      \(Field.hidden("ticket", String(ticket.number)))
      <label class="keep"><input type="radio" name="keep"\(.value, String(ticket.number))\(.checked, if: kept == String(ticket.number))>
      <span><strong>#\(ticket.number)</strong> \(Words.inline(ticket.title, limit: 300))
      <span class="badges">\(Marks.state(ticket))\(Marks.severity(ticket.severity))\(Marks.reach(ticket))\(Marks.owner(ticket))</span></span></label>
      """
    }
    return """
      <fieldset class="survivors"\(fields.marks("keep", hint: "keep-hint"))><legend>\(BulkText.keep)</legend>
      <p class="hint" id="keep-hint">\(BulkText.keepHint)</p>\(rows)</fieldset>\(fields.error("keep"))
      """
  }
}
