// What came of it: how many are done, with one undo for all of them, and each that was left with its reason.
import CollectorCore
import TellbackWire

struct BulkResultPage: Sendable {
  let act: BulkAct?
  let form: HTTPFormBack
  let outcomes: [BulkOutcome]
  /// By number.
  let titles: [Int64: String]
  let viewer: Viewer

  /// The list that it was begun on.
  struct HTTPFormBack: Sendable {
    var path: String
    var link: Link { Link(returningTo: path) ?? Link() }
  }

  static func back(_ form: BulkForm) -> Link { HTTPFormBack(path: form.form["back"] ?? "").link }

  private var done: [(ticket: Int64, undo: BulkUndo?)] {
    outcomes.compactMap { outcome in
      if case .done(let undo) = outcome.result { (outcome.ticket, undo) } else { nil }
    }
  }

  private var failed: [(ticket: Int64, reason: String)] {
    outcomes.compactMap { outcome in
      if case .failed(let reason) = outcome.result { (outcome.ticket, reason) } else { nil }
    }
  }

  func rendered() -> String {
    Frame(
      title: act?.label.text ?? BulkText.undo.text, section: .tickets, viewer: viewer,
      content: """
        <div class="bulk">
        <p class="crumbs"><a class="back"\(.href, form.link)>\(BulkText.back)</a></p>
        <h1>\(act?.label ?? BulkText.undo)</h1>
        \(doneHTML)\(failedHTML)
        </div>
        """
    ).rendered()
  }

  private var doneHTML: HTML? {
    guard !done.isEmpty else { return nil }
    let undos = done.compactMap(\.undo)
    let button: HTML? =
      undos.isEmpty
      ? nil
      : """
      <form class="act-plain" method="post"\(.action, Link("bulk"))>\(Field.token(viewer))\(Field.hidden("back", form.path))\(undos.map { Field.hidden("undo", $0.text) })
      <button type="submit" name="act" value="undo" data-act="undo">\(undos.count == 1 ? BulkText.undo : BulkText.undoAll) <kbd>z</kbd></button></form>
      """
    return """
      <div class="done" role="status"><p>\(act == nil ? BulkText.undone(done.count) : BulkText.done(done.count))</p>\(button)</div>
      <ul class="rows">\(done.map { row($0.ticket, nil) })</ul>
      """
  }

  private var failedHTML: HTML? {
    guard !failed.isEmpty else { return nil }
    return """
      <section aria-labelledby="bulk-failed"><h2 id="bulk-failed">\(BulkText.left): \(failed.count)</h2>
      <ul class="rows failed">\(failed.map { row($0.ticket, $0.reason) })</ul></section>
      """
  }

  private func row(_ ticket: Int64, _ reason: String?) -> HTML {
    let title = titles[ticket].map { Words.inline($0, limit: 120) }
    let why: HTML? = reason.map { "<span class=\"field-error\">\(Words.inline($0, limit: 400))</span>" }
    return """
      <li\(.dataKey, String(ticket))\(.dataState, reason == nil ? "done" : "failed")><div><a\(.href, Link("tickets", String(ticket)))><span>#\(ticket) \(title)</span></a></div>\(why)</li>
      """
  }
}
