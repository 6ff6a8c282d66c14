// Taking out what a person sent by mistake: the passage, each place where it stands, the reason; and files.
import CollectorCore
import TellbackWire

struct RedactionPage: Sendable {
  struct State: Sendable {
    var passage = ""
    var reason = ""
    /// Where the passage stands; nil before somebody asked.
    var places: [RedactionPlace]?
    var refused: RefusedForm?
  }

  let stored: StoredReport
  let ticket: Int64
  let redactions: [Redaction]
  let files: [(subject: Redaction.Subject, file: StoredAttachment)]
  let state: State
  let viewer: Viewer
  let now: Timestamp

  private var reference: String { stored.id.reference.description }
  private var report: Link {
    Link("tickets", String(ticket), query: [("report", stored.id.description)], fragment: "sought")
  }

  func rendered() -> String {
    Frame(
      title: "Take something out of \(reference)", section: .tickets, viewer: viewer,
      content: """
        <div class="redaction">
        <p class="crumbs"><a class="back"\(.href, report)>Report \(reference)</a> <span aria-hidden="true">/</span> <span>take something out</span></p>
        <h1>Take something out</h1>
        <p class="lead">For what a person sent by mistake, such as a password. It goes from the report, from what its reporter wrote later, from answers, notes and the known issue of its ticket that repeat it, and from every index, file and export. It cannot be brought back. Who took it out and why stays.</p>
        \(passage)
        \(fileList)
        \(RedactionList.html(redactions, now: now))
        </div>
        """
    ).rendered()
  }

  // MARK: Words

  private var passage: HTML {
    let fields = FormFields("redact", state.refused)
    return """
      <form class="card" method="post" id="redact"\(.action, RedactionRoutes.link(stored.id))>
      \(Field.token(viewer))\(fields.error)
      <label class="stack"><span class="label">The words</span>
      <textarea name="passage" rows="3" dir="auto" autocomplete="off"\(fields.marks("passage", hint: "passage-hint"))>
      \(state.passage)</textarea></label>
      <p class="hint" id="passage-hint">Quote them as they stand there, letter by letter. You see every place before anything is done.</p>
      \(fields.error("passage"))
      \(state.places.map { places($0) })
      <label class="stack"><span class="label">Why</span>
      <input type="text" name="reason" maxlength="500" dir="auto" autocomplete="off"\(.value, state.reason)\(fields.marks("reason", hint: "reason-hint"))></label>
      <p class="hint" id="reason-hint">Everybody on the board reads it in the place of the words. Do not repeat them.</p>
      \(fields.error("reason"))
      <div class="buttons">\(buttons)</div></form>
      """
  }

  private var buttons: HTML {
    guard let count = state.places?.count else {
      return "<button class=\"primary\" type=\"submit\" name=\"act\" value=\"show\">Show each place</button>"
    }
    return """
      <button class="danger" type="submit" name="act" value="redact">Take it out of \(CountText.of(Int64(count), "place", "places"))</button>
      <button type="submit" name="act" value="show">Show each place</button>
      """
  }

  private func places(_ places: [RedactionPlace]) -> HTML {
    let shown = places.prefix(RedactionPlace.shown).map { place -> HTML in
      """
      <li><span class="quiet">\(source(place.source))</span>
      <p class="words" dir="auto">…\(place.before)<mark>\(Words.cut(Words.visible(state.passage), to: 300))</mark>\(place.after)…</p></li>
      """
    }
    let rest = places.count - shown.count
    return """
      <section class="places" aria-labelledby="places-title"><h2 id="places-title">It stands in \(CountText.of(Int64(places.count), "place", "places"))</h2>
      <ol>\(shown)</ol>\(rest > 0 ? "<p class=\"quiet\">and \(rest) more</p>" as HTML : nil)</section>
      """
  }

  private func source(_ source: RedactionPlace.Source) -> HTML {
    switch source {
    case .report(let part): "The report: \(Words.inline(part, limit: 120))"
    case .message: "What the reporter wrote later"
    case .staff: "What staff wrote on the ticket"
    case .published: "What apps are told of the ticket as a known issue"
    case .note: "What staff noted about the reporter or their organisation"
    }
  }

  // MARK: Files

  private var fileList: HTML? {
    guard !files.isEmpty else { return nil }
    return """
      <section class="card" aria-labelledby="files-title"><h2 id="files-title">Files</h2>
      <ul class="rows">\(files.map(file))</ul></section>
      """
  }

  private func file(_ subject: Redaction.Subject, _ file: StoredAttachment) -> HTML {
    let name = Words.inline(file.name, limit: 120)
    guard !file.isRemoved else { return "<li><div>\(name)</div></li>" }
    let key = Self.key(subject)
    let fields = FormFields("remove-\(key)", state.refused)
    let size: HTML = "\(CountText.bytes(file.bytes))\(file.isHere ? "" : ", not here yet")"
    return """
      <li><div><strong>\(name)</strong> <span class="quiet">\(size)</span></div>
      <form class="pair" method="post"\(.id, "remove-\(key)")\(.action, RedactionRoutes.link(stored.id))>\(Field.token(viewer))\(Field.hidden("file", key))\(fields.error)
      <label class="stack"><span>Why<span class="unseen"> \(name) is removed</span></span>
      <input type="text" name="reason" maxlength="500" dir="auto" autocomplete="off"\(.value, fields.value("reason"))\(fields.marks("reason"))></label>
      <button class="danger" type="submit" name="act" value="remove">Remove the file</button>\(fields.error("reason"))</form></li>
      """
  }

  /// `2`, or `MESSAGE.2`.
  static func key(_ subject: Redaction.Subject) -> String {
    switch subject {
    case .passage: ""
    case .attachment(let index): String(index)
    case .messageAttachment(let message, let index): "\(message.description).\(index)"
    }
  }

  static func subject(_ key: String) -> Redaction.Subject? {
    let parts = key.split(separator: ".")
    guard let index = parts.last.flatMap({ Int($0) }) else { return nil }
    if parts.count == 1 { return .attachment(index) }
    return ReportID(String(parts[0])).map { .messageAttachment($0, index) }
  }
}

/// What was taken out, each with the mark that stands in its place.
enum RedactionList {
  static func html(_ redactions: [Redaction], now: Timestamp) -> HTML? {
    guard !redactions.isEmpty else { return nil }
    let rows = redactions.map { redaction -> HTML in
      let mark: HTML? =
        redaction.subject == .passage ? "<code>\(Redaction.mark(redaction.number))</code> " : "A file, "
      return
        "<li>\(mark)\(Words.inline(redaction.note, limit: 700)) \(TimeText.html(redaction.at, now: now))</li>"
    }
    return """
      <details class="part redactions"><summary>Taken out <span class="quiet">\(redactions.count)</span></summary><ul>\(rows)</ul></details>
      """
  }
}
