// Where each received report went: received = opened + attached + quarantined + erased + pending + kept back, checked on the page; what was refused, by reason.
import CollectorCore
import TellbackWire

struct DeliveryPage: Sendable {
  let figures: DeliveryFigures
  let viewer: Viewer

  func rendered() -> String {
    Frame(
      title: DeliveryText.title, section: .delivery, viewer: viewer,
      content: """
        <h1>\(DeliveryText.title)</h1>
        <p class="lead">\(DeliveryText.lead)</p>
        \(equation)
        \(erased)
        \(refused)
        \(apps)
        \(EnvelopeFigures.html(figures.envelopes, of: figures.apps.map(\.app)))
        \(figures.webhooks.map(WebhookFigures.html))
        \(figures.mail.map { MailFigures.html($0, trouble: figures.mailTrouble) })
        \(quarantine)
        """
    ).rendered()
  }

  private var equation: HTML {
    let counts = figures.counts
    let verdict: HTML =
      figures.isBalanced
      ? "<p class=\"verdict good\">\(DeliveryText.totalsAddUp)</p>"
      : "<p class=\"verdict bad\" role=\"alert\">\(DeliveryText.totalsDiffer(counts.received - figures.accounted))</p>"
    return """
      <section\(.ariaLabel, DeliveryText.totals)>
      <dl class="equation">
      \(term("", DeliveryText.received, counts.received))
      \(term("=", DeliveryText.opened, counts.opened))
      \(term("+", DeliveryText.joined, counts.attached))
      \(term("+", DeliveryText.quarantined, counts.quarantined))
      \(counts.erased == 0 ? HTML.empty : term("+", DeliveryText.erased, counts.erased))
      \(term("+", DeliveryText.pending, counts.pending))
      \(counts.keptBack == 0 ? HTML.empty : term("+", DeliveryText.keptBack, counts.keptBack))
      </dl>
      \(verdict)
      \(keptBack)
      </section>
      """
  }

  /// Kept back by somebody's decision, and never silently: it says where it can be read.
  private var keptBack: HTML? {
    guard figures.counts.keptBack > 0 else { return nil }
    let way: HTML? = viewer.may(.block) ? " <a\(.href, BlockRoutes.link)>\(DeliveryText.keptBackBy)</a>" : nil
    return "<p class=\"quiet\">\(DeliveryText.keptBackText)\(way)</p>"
  }

  /// How many reports were erased and how long reports are kept. The erased ones are part of the counts above.
  private var erased: HTML {
    let kept = figures.apps.prefix(200).map { app, _ -> HTML in
      let days = figures.retention[app.id]
      return """
        <li>\(Words.inline(app.name, limit: 60)): \(DeliveryText.keptDays(days))</li>
        """
    }
    return """
      <section aria-labelledby="erased-title"><h2 id="erased-title">\(DeliveryText.erased)</h2>
      <p class="quiet">\(DeliveryText.erasedCounts(wished: figures.counts.wished, swept: figures.counts.swept))</p>
      <p class="quiet">\(DeliveryText.howLong)</p><ul>\(kept)</ul></section>
      """
  }

  private func term(_ sign: String, _ name: Phrase, _ count: Int64) -> HTML {
    """
    <div><dt>\(sign.isEmpty ? HTML.empty : "<span class=\"sign\">\(sign)</span>")\(name)</dt><dd>\(CountText.grouped(count))</dd></div>
    """
  }

  /// Who was turned away is known by the reason alone, not by the app: whoever sees some apps is told none.
  private var refused: HTML? {
    guard viewer.account.apps == .all else { return nil }
    let reasons = figures.counts.refused.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard !reasons.isEmpty else {
      return
        "<section aria-labelledby=\"refused-title\"><h2 id=\"refused-title\">\(DeliveryText.refused)</h2><p class=\"quiet\">\(DeliveryText.nothingRefused)</p></section>"
    }
    let rows = reasons.prefix(100).map { reason, count -> HTML in
      "<tr><td><code>\(Words.inline(reason, limit: 80))</code></td><td class=\"n\">\(CountText.grouped(count))</td></tr>"
    }
    return """
      <section aria-labelledby="refused-title"><h2 id="refused-title">\(DeliveryText.refused)</h2>
      <p class="quiet">\(DeliveryText.refusedText)</p>
      <table class="plain-table"><thead><tr><th scope="col">\(KitText.reason)</th><th scope="col" class="n">\(DeliveryText.reports)</th></tr></thead><tbody>\(rows)</tbody></table></section>
      """
  }

  /// What the apps counted themselves: captured = delivered + queued + discarded. An app that sends no counts, as one that
  /// calls the API by itself, has none.
  private var apps: HTML? {
    guard !figures.apps.isEmpty else { return nil }
    let rows = figures.apps.prefix(200).map { app, own -> HTML in
      let name: HTML = "<th scope=\"row\">\(Words.inline(app.name, limit: 60))</th>"
      guard own != Accounting() else {
        return "<tr>\(name)<td class=\"why quiet\" colspan=\"6\">\(DeliveryText.notReported)</td></tr>"
      }
      let asOf = figures.lastContact[app.id].map { TimeText.html($0, now: figures.now) }
      let discarded = own.discarded.values.reduce(Int64(0)) { $0.addingReportingOverflow($1).partialValue }
      let reasons = own.discarded.sorted { $0.value > $1.value }.prefix(8)
        .map { "\($0.key) \(CountText.grouped($0.value))" }
        .joined(separator: ", ")
      return """
        <tr>\(name)<td class="n">\(CountText.grouped(own.captured))</td><td class="n">\(CountText.grouped(own.delivered))</td><td class="n">\(CountText.grouped(own.queued))</td><td class="n">\(CountText.grouped(discarded))</td><td class="why">\(Words.inline(reasons.isEmpty ? "–" : reasons, limit: 300))</td><td class="quiet">\(asOf)</td></tr>
        """
    }
    return """
      <section aria-labelledby="apps-title"><h2 id="apps-title">\(DeliveryText.onDevices)</h2>
      <p class="quiet">\(DeliveryText.onDevicesText)</p>
      <div class="scroll" tabindex="0" role="group"\(.ariaLabel, DeliveryText.tableOfCounts)>
      <table class="plain-table"><thead><tr><th scope="col">\(KitText.app)</th><th scope="col" class="n">\(DeliveryText.captured)</th><th scope="col" class="n">\(DeliveryText.delivered)</th><th scope="col" class="n">\(DeliveryText.queued)</th><th scope="col" class="n">\(DeliveryText.discarded)</th><th scope="col">\(DeliveryText.reasons)</th><th scope="col">\(DeliveryText.asOf)</th></tr></thead><tbody>\(rows)</tbody></table></div></section>
      """
  }

  private var quarantine: HTML {
    let total = Int(clamping: figures.counts.quarantined)
    guard total > 0 else {
      return
        "<section aria-labelledby=\"quarantine-title\"><h2 id=\"quarantine-title\">\(DeliveryText.quarantine)</h2><p class=\"quiet\">\(DeliveryText.quarantineEmpty)</p></section>"
    }
    let items = figures.quarantine.map { report, reason -> HTML in
      let reference = report.id.reference.description
      return """
        <li><a\(.href, Link("reports", report.id.description))><code>\(reference)</code></a>
        <span class="reason">\(Words.inline(reason, limit: 300))</span>
        <span class="quiet">\(CountText.bytes(Int64(report.body.count))), \(TimeText.html(report.receivedAt, now: figures.now))</span></li>
        """
    }
    return """
      <section aria-labelledby="quarantine-title"><h2 id="quarantine-title">\(DeliveryText.quarantine)</h2>
      <p class="quiet">\(DeliveryText.quarantineText)</p>
      <ul class="quarantine">\(items)</ul>
      \(Pager.html(page: figures.page, size: DeliveryFigures.pageSize, total: total, what: KitText.reports) { Link("delivery", query: [("page", String($0))]) })</section>
      """
  }
}
