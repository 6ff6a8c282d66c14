// Where each received report went: received = opened + attached + quarantined + erased + pending + kept back, checked on the page; what was refused, by reason.
import CollectorCore
import TellbackWire

struct DeliveryPage: Sendable {
  let figures: DeliveryFigures
  let viewer: Viewer

  func rendered() -> String {
    Frame(
      title: "Delivery", section: .delivery, viewer: viewer,
      content: """
        <h1>Delivery</h1>
        <p class="lead">Everything that was received, and where it went.</p>
        \(equation)
        \(erased)
        \(refused)
        \(apps)
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
      ? "<p class=\"verdict good\">The totals add up: every received report is accounted for.</p>"
      : "<p class=\"verdict bad\" role=\"alert\">The totals differ by \(CountText.grouped(counts.received - figures.accounted)). Run <code>tellback-collector doctor --data DIR</code>.</p>"
    return """
      <section aria-label="Totals">
      <dl class="equation">
      \(term("", "Received", counts.received))
      \(term("=", "Opened a ticket", counts.opened))
      \(term("+", "Joined a ticket", counts.attached))
      \(term("+", "Quarantined", counts.quarantined))
      \(counts.erased == 0 ? HTML.empty : term("+", "Erased", counts.erased))
      \(term("+", "Pending", counts.pending))
      \(counts.keptBack == 0 ? HTML.empty : term("+", "Kept back", counts.keptBack))
      </dl>
      \(verdict)
      \(keptBack)
      </section>
      """
  }

  /// Kept back by somebody's decision, and never silently: it says where it can be read.
  private var keptBack: HTML? {
    guard figures.counts.keptBack > 0 else { return nil }
    let way: HTML? = viewer.may(.block) ? " <a\(.href, BlockRoutes.link)>See by whom, and what it is</a>" : nil
    return "<p class=\"quiet\">Kept back are reports of senders whom staff have blocked.\(way)</p>"
  }

  /// How many reports were erased and how long reports are kept. The erased ones are part of the counts above.
  private var erased: HTML {
    let kept = figures.apps.prefix(200).map { app, _ -> HTML in
      let days = figures.retention[app.id]
      return """
        <li>\(Words.inline(app.name, limit: 60)): \(days.map { "\(CountText.of(Int64($0), "day", "days")) after its ticket was resolved" } ?? "without a limit")</li>
        """
    }
    return """
      <section aria-labelledby="erased-title"><h2 id="erased-title">Erased</h2>
      <p class="quiet">At the reporter's request: <strong>\(CountText.grouped(figures.counts.wished))</strong>. At the end of their retention: <strong>\(CountText.grouped(figures.counts.swept))</strong>. Each stays in the counts above.</p>
      <p class="quiet">How long a report is kept:</p><ul>\(kept)</ul></section>
      """
  }

  private func term(_ sign: String, _ name: String, _ count: Int64) -> HTML {
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
        "<section aria-labelledby=\"refused-title\"><h2 id=\"refused-title\">Refused</h2><p class=\"quiet\">Nothing was refused.</p></section>"
    }
    let rows = reasons.prefix(100).map { reason, count -> HTML in
      "<tr><td><code>\(Words.inline(reason, limit: 80))</code></td><td class=\"n\">\(CountText.grouped(count))</td></tr>"
    }
    return """
      <section aria-labelledby="refused-title"><h2 id="refused-title">Refused</h2>
      <p class="quiet">Refused before they were stored; each sender was told the reason.</p>
      <table class="plain-table"><thead><tr><th scope="col">Reason</th><th scope="col" class="n">Reports</th></tr></thead><tbody>\(rows)</tbody></table></section>
      """
  }

  /// What the apps counted themselves: captured = delivered + queued + discarded. An app that sends no counts, as one that
  /// calls the API by itself, has none.
  private var apps: HTML? {
    guard !figures.apps.isEmpty else { return nil }
    let rows = figures.apps.prefix(200).map { app, own -> HTML in
      let name: HTML = "<th scope=\"row\">\(Words.inline(app.name, limit: 60))</th>"
      guard own != Accounting() else {
        return "<tr>\(name)<td class=\"why quiet\" colspan=\"6\">not reported</td></tr>"
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
      <section aria-labelledby="apps-title"><h2 id="apps-title">On the devices</h2>
      <p class="quiet">By the apps' own counts: captured = delivered + queued + discarded. Each installation sends its counts with its next request, so what arrived since still counts as queued.</p>
      <div class="scroll" tabindex="0" role="group" aria-label="Table of the apps' counts">
      <table class="plain-table"><thead><tr><th scope="col">App</th><th scope="col" class="n">Captured</th><th scope="col" class="n">Delivered</th><th scope="col" class="n">Queued</th><th scope="col" class="n">Discarded</th><th scope="col">Reasons</th><th scope="col">As of</th></tr></thead><tbody>\(rows)</tbody></table></div></section>
      """
  }

  private var quarantine: HTML {
    let total = Int(clamping: figures.counts.quarantined)
    guard total > 0 else {
      return
        "<section aria-labelledby=\"quarantine-title\"><h2 id=\"quarantine-title\">Quarantine</h2><p class=\"quiet\">Empty: each report could be read.</p></section>"
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
      <section aria-labelledby="quarantine-title"><h2 id="quarantine-title">Quarantine</h2>
      <p class="quiet">Received and kept, but not readable.</p>
      <ul class="quarantine">\(items)</ul>
      \(Pager.html(page: figures.page, size: DeliveryFigures.pageSize, total: total, what: ("report", "reports")) { Link("delivery", query: [("page", String($0))]) })</section>
      """
  }
}
