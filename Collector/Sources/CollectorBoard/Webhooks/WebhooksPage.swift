// All endpoints, and the form for a new one.
import CollectorCore
import TellbackWire

struct WebhooksPage: Sendable {
  let webhooks: [(webhook: Webhook, counts: WebhookCounts)]
  let apps: [AppRecord]
  let allowsPrivate: Bool
  let viewer: Viewer
  let now: Timestamp
  var done: Flash?
  var refused: RefusedForm?

  func rendered() -> String {
    let list: HTML =
      webhooks.isEmpty
      ? """
      <section class="empty"><h2>No endpoint yet</h2>
      <p>An endpoint is an address of another program, such as a chat or a build server. It is told what happens on tickets.</p></section>
      """ : "<ul class=\"rows audit\">\(webhooks.map(row))</ul>"
    return Frame(
      title: "Webhooks", section: .settings, viewer: viewer,
      content: """
        <div class="outbox">
        \(SettingsTabs.html(.webhooks, viewer))
        <h1>Webhooks</h1>
        \(Done.html(done))
        \(list)
        \(new)
        </div>
        """
    ).rendered()
  }

  private func row(_ entry: (webhook: Webhook, counts: WebhookCounts)) -> HTML {
    let webhook = entry.webhook
    return """
      <li><div><a\(.href, WebhookRoutes.link(webhook.id))>\(Words.inline(webhook.settings.name, limit: 100))</a> \(WebhookText.mark(webhook))
      <span class="quiet">\(Words.inline(WebhookText.host(webhook.settings.url), limit: 120))</span></div>
      <span class="quiet by">\(WebhookText.counts(entry.counts))</span></li>

      """
  }

  private var new: HTML {
    let fields = FormFields("new-webhook", refused)
    return """
      <details class="box"\(.open, if: fields.isRefused)><summary>Add an endpoint</summary>
      <form class="card" method="post" id="new-webhook"\(.action, Link("settings", "webhooks"))>
      \(Field.token(viewer))\(fields.error)
      \(WebhookFields.html(fields, nil, apps: apps, allowsPrivate: allowsPrivate))
      <div class="buttons"><button class="primary" type="submit">Add it</button></div>
      </form></details>
      """
  }
}

enum WebhookText {
  static func mark(_ webhook: Webhook) -> HTML {
    guard webhook.isEnabled else { return "<span class=\"mark mark-off\">Disabled</span>" }
    return webhook.failures > 0
      ? "<span class=\"mark mark-wait\">Failing</span>" : "<span class=\"mark mark-on\">Enabled</span>"
  }

  /// Past the host an address can hold a secret.
  static func host(_ url: String) -> String {
    let rest = url.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
    return String(rest.prefix { $0 != "?" })
  }

  static func counts(_ counts: WebhookCounts) -> String {
    "\(CountText.grouped(counts.waiting)) waiting, \(CountText.grouped(counts.delivered)) delivered, \(CountText.grouped(counts.failed)) failed"
  }
}
