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
      title: RedactionText.title(reference), section: .tickets, viewer: viewer,
      content: """
        <div class="redaction">
        <p class="crumbs"><a class="back"\(.href, report)>\(RedactionText.report(reference))</a> <span aria-hidden="true">/</span> <span>\(RedactionText.crumb)</span></p>
        <h1>\(RedactionText.heading)</h1>
        <p class="lead">\(RedactionText.lead)</p>
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
      <label class="stack"><span class="label">\(RedactionText.words)</span>
      <textarea name="passage" rows="3" dir="auto" autocomplete="off"\(fields.marks("passage", hint: "passage-hint"))>
      \(state.passage)</textarea></label>
      <p class="hint" id="passage-hint">\(RedactionText.wordsHint)</p>
      \(fields.error("passage"))
      \(state.places.map { places($0) })
      <label class="stack"><span class="label">\(KitText.why)</span>
      <input type="text" name="reason" maxlength="500" dir="auto" autocomplete="off"\(.value, state.reason)\(fields.marks("reason", hint: "reason-hint"))></label>
      <p class="hint" id="reason-hint">\(RedactionText.whyHint)</p>
      \(fields.error("reason"))
      <div class="buttons">\(buttons)</div></form>
      """
  }

  private var buttons: HTML {
    guard let count = state.places?.count else {
      return
        "<button class=\"primary\" type=\"submit\" name=\"act\" value=\"show\">\(RedactionText.showPlaces)</button>"
    }
    return """
      <button class="danger" type="submit" name="act" value="redact">\(RedactionText.takeOut(Int64(count)))</button>
      <button type="submit" name="act" value="show">\(RedactionText.showPlaces)</button>
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
      <section class="places" aria-labelledby="places-title"><h2 id="places-title">\(RedactionText.standsIn(Int64(places.count)))</h2>
      <ol>\(shown)</ol>\(rest > 0 ? "<p class=\"quiet\">\(KitText.more(Int64(rest)))</p>" as HTML : nil)</section>
      """
  }

  private func source(_ source: RedactionPlace.Source) -> HTML {
    switch source {
    case .report(let part): RedactionText.part(Words.inline(part, limit: 120))
    case .message: "\(RedactionText.message)"
    case .staff: "\(RedactionText.staff)"
    case .published: "\(RedactionText.published)"
    case .note: "\(RedactionText.note)"
    }
  }

  // MARK: Files

  private var fileList: HTML? {
    guard !files.isEmpty else { return nil }
    return """
      <section class="card" aria-labelledby="files-title"><h2 id="files-title">\(RedactionText.files)</h2>
      <ul class="rows">\(files.map(file))</ul></section>
      """
  }

  private func file(_ subject: Redaction.Subject, _ file: StoredAttachment) -> HTML {
    let name = Words.inline(file.name, limit: 120)
    guard !file.isRemoved else { return "<li><div>\(name)</div></li>" }
    let key = Self.key(subject)
    let fields = FormFields("remove-\(key)", state.refused)
    let size: HTML = "\(CountText.bytes(file.bytes))\(file.isHere ? nil : RedactionText.notHereYet)"
    return """
      <li><div><strong>\(name)</strong> <span class="quiet">\(size)</span></div>
      <form class="pair" method="post"\(.id, "remove-\(key)")\(.action, RedactionRoutes.link(stored.id))>\(Field.token(viewer))\(Field.hidden("file", key))\(fields.error)
      <label class="stack"><span>\(KitText.why)<span class="unseen"> \(RedactionText.isRemoved(name))</span></span>
      <input type="text" name="reason" maxlength="500" dir="auto" autocomplete="off"\(.value, fields.value("reason"))\(fields.marks("reason"))></label>
      <button class="danger" type="submit" name="act" value="remove">\(RedactionText.removeFile)</button>\(fields.error("reason"))</form></li>
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
        redaction.subject == .passage ? "<code>\(Redaction.mark(redaction.number))</code> " : "\(RedactionText.aFile) "
      return
        "<li>\(mark)\(Words.inline(redaction.said.text, limit: 700)) \(TimeText.html(redaction.at, now: now))</li>"
    }
    return """
      <details class="part redactions"><summary>\(RedactionText.takenOut) <span class="quiet">\(redactions.count)</span></summary><ul>\(rows)</ul></details>
      """
  }
}
