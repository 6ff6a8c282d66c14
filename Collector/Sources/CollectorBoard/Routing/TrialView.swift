// What a changed set of rules would have done: how many reports it would have routed differently, and which tickets these are on.
import CollectorCore
import TellbackWire

struct TrialView: Sendable {
  private static let shown = 100

  private let trial: RoutingTrial
  /// The app that was tried; nil for all.
  private let app: String?
  private let rows: [(difference: RoutingDifference, before: [Phrase], after: [Phrase])]

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

  private static func words(_ outcome: RoutingOutcome, in reads: any StoreReads) throws -> [Phrase] {
    try RoutingText.effects(
      RoutingEffects(
        component: outcome.component, severity: outcome.severity, group: outcome.group, owner: outcome.owner),
      in: reads) + outcome.tags.map { RoutingText.tags([$0]) }
  }

  var html: HTML {
    """
    <section class="trial" aria-labelledby="trial-title" role="status">
    <h2 id="trial-title">\(sentence)</h2>
    <p class="quiet">\(RoutingText.notSaved)</p>
    \(rows.isEmpty ? nil : table)
    </section>
    """
  }

  private var sentence: HTML {
    let name: HTML? = app.map { Words.inline($0, limit: 60) }
    guard trial.reports > 0 else { return RoutingText.noReport(of: name) }
    return RoutingText.different(trial.different, of: Int64(trial.reports), app: name)
  }

  private var table: HTML {
    let items = rows.map { difference, before, after -> HTML in
      let count: HTML? =
        difference.reports == 1
        ? nil : " <span class=\"quiet\">\(KitText.reports(Int64(difference.reports)))</span>"
      return """
        <tr><th scope="row"><a\(.href, Link("tickets", String(difference.ticket)))>#\(difference.ticket)</a> \(Words.inline(difference.title, limit: 100))\(count)</th>
        <td class="why">\(list(before))</td><td class="why">\(list(after))</td></tr>
        """
    }
    let more = trial.differences.count - rows.count
    return """
      <div class="scroll" tabindex="0" role="group"\(.ariaLabel, RoutingText.differently)>
      <table class="plain-table"><thead><tr><th scope="col">\(KitText.ticket)</th><th scope="col">\(RoutingText.from)</th><th scope="col">\(RoutingText.to)</th></tr></thead><tbody>\(items)</tbody></table></div>
      \(more > 0 ? "<p class=\"quiet\">\(KitText.more(Int64(more)))</p>" as HTML : nil)
      """
  }

  private func list(_ words: [Phrase]) -> HTML {
    words.isEmpty ? "–" : "<ul>\(words.map { "<li>\(Words.inline($0.text, limit: 120))</li>" as HTML })</ul>"
  }
}
