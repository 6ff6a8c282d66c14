// The tags of a ticket: its chips, and the form that changes them.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// Tags beside a ticket; each leads to the tickets that have it.
struct TagPanel: Sendable {
  static let form = "tags"

  let details: TicketDetails
  let viewer: Viewer
  let refused: RefusedForm?

  var html: HTML? {
    guard viewer.may(.move) || !details.tags.isEmpty else { return nil }
    return """
      <section class="facts" aria-labelledby="tags-title"><h2 id="tags-title">\(KitText.tags)</h2>
      \(details.tags.isEmpty ? "<p class=\"quiet\">\(TagText.none)</p>" : TagList.html(details.tags))
      \(form)</section>
      """
  }

  private var form: HTML? {
    guard viewer.may(.move) else { return nil }
    let fields = FormFields(Self.form, refused)
    let tags = details.tags.joined(separator: ", ")
    return """
      <details class="inner"\(.open, if: fields.isRefused)><summary>\(TagText.change)</summary>
      <form class="act tag-form" method="post"\(.id, Self.form)\(.action, Link("tickets", String(details.ticket.number), "tags"))>
      \(Field.token(viewer))\(Field.hidden("was", fields.value("was", or: tags)))
      <label class="stack"><span class="label">\(KitText.tags)</span>
      <input type="text" name="tags" autocomplete="off" dir="auto"\(.value, fields.value("tags", or: tags))\(fields.marks("tags", hint: "tags-hint"))></label>
      <p class="hint" id="tags-hint">\(TagText.hint)</p>
      \(fields.error("tags"))
      <div class="buttons"><button type="submit">\(KitText.save)</button></div></form></details>
      """
  }
}

enum TagList {
  /// Chips that lead to the list of tickets with that tag.
  static func html(_ tags: [String]) -> HTML {
    let items = tags.map { tag -> HTML in
      let filter = TicketFilter().with { ($0.tag, $0.state) = (tag, nil) }
      return "<li><a class=\"tag\"\(.href, filter.link)>\(Words.inline(tag, limit: TicketTag.bytes))</a></li>"
    }
    return "<ul class=\"tags\">\(items)</ul>"
  }
}

struct TagRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.form("/tickets/{number:int}/tags", needs: .move, board, act)
  }

  /// What was added to and taken out of the tags that the page had shown: what others changed meanwhile stays.
  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    let (was, tags, now) = (RuleForm.tags(form["was"] ?? ""), RuleForm.tags(form["tags"] ?? ""), board.clock())
    do {
      try await board.store.write { store in
        try viewer.checkSees(ticket: number, store)
        let (before, after) = (try TicketTag.checked(was), try TicketTag.checked(tags))
        try TicketActions(store, now: now).changeTags(
          number, add: after.filter { !before.contains($0) }, remove: before.filter { !after.contains($0) },
          by: viewer.actor)
      }
    } catch TicketError.noSuchTicket(number) {
      throw HTTPError.noTicket(number)
    } catch let error as TagError {
      let refused = RefusedForm(form: TagPanel.form, field: "tags", message: error.sentence, values: form)
      return try await showAgain(request, refused, board, viewer)
    }
    return Flash(.tagged).redirect(to: Link("tickets", String(number)), board)
  }
}
