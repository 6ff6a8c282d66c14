// What a changed set of rules would have done: how many reports it would have routed differently, and which tickets these are on.
import CollectorCore
import TellbackWire

struct TrialView: Sendable {
  private static let shown = 100

  private let trial: RoutingTrial
  /// The app that was tried; nil for all.
  private let app: String?
  private let rows: [(difference: RoutingDifference, before: [String], after: [String])]

  init(_ trial: RoutingTrial, app: AppID?, _ reads: any StoreReads) throws {
    self.trial = trial
    self.app = try app.flatMap { try reads.app($0)?.name }
    rows = try trial.differences.prefix(Self.shown).map { difference in
      let (before, after) = (
        try Self.words(difference.before, in: reads), try Self.words(difference.after, in: reads)
      )
      // What is the same in both says nothing.
      return (difference, before.filter { !after.contains($0) }, after.filter { !before.contains($0) })
    }
  }

  private static func words(_ outcome: RoutingOutcome, in reads: any StoreReads) throws -> [String] {
    try RoutingEffects(
      component: outcome.component, severity: outcome.severity, group: outcome.group, owner: outcome.owner
    ).sentences(in: reads) + outcome.tags.map { "tag \($0)" }
  }

  var html: HTML {
    """
    <section class="trial" aria-labelledby="trial-title" role="status">
    <h2 id="trial-title">\(sentence)</h2>
    <p class="quiet">Nothing is saved yet, and no ticket changes: rules act on tickets that are opened from now on.</p>
    \(rows.isEmpty ? nil : table)
    </section>
    """
  }

  private var sentence: HTML {
    let of: HTML = app.map { " of \(Words.inline($0, limit: 60))" } ?? ""
    guard trial.reports > 0 else { return "There is no report\(of) yet to try it on." }
    let last = CountText.of(Int64(trial.reports), "report", "reports")
    return trial.different == 0
      ? "It would have routed none of the last \(last)\(of) differently."
      : "It would have routed \(trial.different) of the last \(last)\(of) differently."
  }

  private var table: HTML {
    let items = rows.map { difference, before, after -> HTML in
      let count: HTML? =
        difference.reports == 1
        ? nil : " <span class=\"quiet\">\(CountText.of(Int64(difference.reports), "report", "reports"))</span>"
      return """
        <tr><th scope="row"><a\(.href, Link("tickets", String(difference.ticket)))>#\(difference.ticket)</a> \(Words.inline(difference.title, limit: 100))\(count)</th>
        <td class="why">\(list(before))</td><td class="why">\(list(after))</td></tr>
        """
    }
    let more = trial.differences.count - rows.count
    return """
      <div class="scroll" tabindex="0" role="group" aria-label="Tickets that would be routed differently">
      <table class="plain-table"><thead><tr><th scope="col">Ticket</th><th scope="col">From</th><th scope="col">To</th></tr></thead><tbody>\(items)</tbody></table></div>
      \(more > 0 ? "<p class=\"quiet\">and \(more) more</p>" as HTML : nil)
      """
  }

  private func list(_ words: [String]) -> HTML {
    words.isEmpty ? "–" : "<ul>\(words.map { "<li>\(Words.inline($0, limit: 120))</li>" as HTML })</ul>"
  }
}
