// One launch: the brief, what is expected of it, and what surprised everybody.
import CollectorCore
import TellbackWire

struct LaunchPage: Sendable {
  let launch: Launch
  let apps: [AppRecord]
  let tally: LaunchTally
  let surprises: [(ticket: Ticket, reports: Int64)]
  let viewer: Viewer
  let now: Timestamp
  let done: Flash?
  let refused: RefusedForm?

  private var days: PlanDays { PlanDays(viewer.account.timeZone) }

  func rendered() -> String {
    Frame(
      title: launch.name, section: .launches, viewer: viewer,
      content: """
        <div class="routing launches">
        <p class="crumbs"><a class="back"\(.href, LaunchRoutes.link)>\(LaunchText.back)</a></p>
        <h1>\(Words.inline(launch.name, limit: Launch.nameLimit))</h1>
        \(Done.html(done))
        \(facts)
        <section aria-labelledby="brief"><h2 id="brief">\(LaunchText.brief)</h2>\(brief)</section>
        <section aria-labelledby="expected"><h2 id="expected">\(LaunchText.expected)</h2>\(expected)</section>
        <section aria-labelledby="surprises"><h2 id="surprises">\(LaunchText.surprises)</h2>\(surprising)</section>
        \(change)
        </div>
        """
    ).rendered()
  }

  private var facts: HTML {
    let places = launch.places
    let lists: [(Phrase, [String])] = [
      (LaunchText.pages, places.pages), (LaunchText.words, places.words), (LaunchText.segments, places.segments),
      (LaunchText.versions, places.versions),
    ]
    let felt = lists.filter { !$0.1.isEmpty }.map { label, values -> HTML in
      let all = values.enumerated().map { index, value -> HTML in
        "\(index == 0 ? "" : ", ")\(Words.inline(value, limit: Launch.valueBytes))"
      }
      return "<div>\(label): \(all)</div>"
    }
    let app = apps.first { $0.id == launch.app }?.name ?? ""
    let came: HTML = "\(LaunchText.count(tally.reports)), \(LaunchText.surprises(tally))"
    return """
      <section class="facts"\(.ariaLabel, LaunchText.facts)><dl>
      \(fact(LaunchText.days, LaunchDays(launch, days).html))
      \(fact(LaunchText.app, Words.inline(app, limit: 100)))
      \(fact(LaunchText.places, "\(felt)"))
      \(fact(LaunchText.reports, came))
      \(fact(LaunchText.changed, "\(TimeText.html(launch.changedAt, now: now)) \(LaunchText.by(Words.cut(launch.changedBy, to: 80)))"))
      </dl></section>
      """
  }

  private func fact(_ name: Phrase, _ value: HTML) -> HTML { "<div><dt>\(name)</dt><dd>\(value)</dd></div>" }

  private var brief: HTML {
    guard !launch.brief.isEmpty else { return "<p class=\"quiet\">\(LaunchText.briefMissing)</p>" }
    return "<div class=\"words\" dir=\"auto\">\(LinkedWords.html(Words.visible(launch.brief)))</div>"
  }

  private var expected: HTML {
    guard !launch.expected.isEmpty else { return "<p class=\"quiet\">\(LaunchText.expectedMissing)</p>" }
    let rows = launch.expected.map { pain -> HTML in
      """
      <li class="item"><span class="name">\(Words.inline(pain.words, limit: Launch.valueBytes))</span>
      <span class="marks quiet"><span>\(LaunchText.count(tally.foretold[pain.words] ?? 0))</span></span></li>
      """
    }
    return "<ul class=\"items\">\(rows)</ul>"
  }

  private var surprising: HTML {
    guard !surprises.isEmpty else { return "<p class=\"quiet\">\(LaunchText.noSurprise)</p>" }
    let rows = surprises.map { ticket, reports -> HTML in
      """
      <li class="item"><span class="name"><a class="row-link"\(.href, Link("tickets", String(ticket.number)))>#\(ticket.number) \(Words.inline(ticket.title, limit: 160))</a></span>
      <span class="marks quiet"><span>\(LaunchText.count(reports))</span></span></li>
      """
    }
    return "<ul class=\"items\">\(rows)</ul>"
  }

  private var change: HTML? {
    guard viewer.may(.announce) else { return nil }
    let view = LaunchFormView(launch: launch, apps: apps, days: days, viewer: viewer, refused: refused)
    return """
      <details class="inner"\(.open, if: refused != nil)><summary>\(LaunchText.change)</summary>
      \(view.html)
      <form method="post"\(.action, Link("launches", String(launch.id)))>\(Field.token(viewer))
      <div class="buttons"><button class="danger" type="submit" name="act" value="delete">\(LaunchText.remove)</button></div></form>
      </details>
      """
  }
}
