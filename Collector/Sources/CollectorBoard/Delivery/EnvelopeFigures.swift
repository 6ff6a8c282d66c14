// What came in envelopes of Sentry's SDKs and made no ticket, by app.
import CollectorCore

enum EnvelopeFigures {
  /// Nil while nothing came.
  static func html(_ counts: [EnvelopeCount: Int64], of apps: [AppRecord]) -> HTML? {
    guard !counts.isEmpty else { return nil }
    let rows = apps.prefix(200).compactMap { app -> HTML? in
      let own = counts.filter { $0.key.app == app.id }
      guard !own.isEmpty else { return nil }
      return """
        <tr><th scope="row">\(Words.inline(app.name, limit: 60))</th><td class="why">\(list(own, .skipped))</td><td class="why">\(list(own, .discarded))</td></tr>
        """
    }
    return """
      <section aria-labelledby="envelopes-title"><h2 id="envelopes-title">\(EnvelopeText.title)</h2>
      <p class="quiet">\(EnvelopeText.lead)</p>
      <div class="scroll" tabindex="0" role="group"\(.ariaLabel, EnvelopeText.table)>
      <table class="plain-table"><thead><tr><th scope="col">\(EnvelopeText.app)</th><th scope="col">\(EnvelopeText.skipped)</th><th scope="col">\(EnvelopeText.discarded)</th></tr></thead><tbody>\(rows)</tbody></table></div></section>
      """
  }

  private static func list(_ counts: [EnvelopeCount: Int64], _ sort: EnvelopeCount.Sort) -> HTML {
    let own = counts.filter { $0.key.sort == sort }.sorted { ($1.value, $0.key.name) < ($0.value, $1.key.name) }
    guard !own.isEmpty else { return "–" }
    return Words.inline(
      own.map { "\($0.key.name) \(CountText.grouped($0.value))" }.joined(separator: ", "), limit: 1_000)
  }
}
