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
      <section class="empty"><h2>\(WebhookText.noEndpoint)</h2>
      <p>\(WebhookText.noEndpointText)</p></section>
      """ : "<ul class=\"rows audit\">\(webhooks.map(row))</ul>"
    return Frame(
      title: WebhookText.title, section: .settings, viewer: viewer,
      content: """
        <div class="outbox">
        \(SettingsTabs.html(.webhooks, viewer))
        <h1>\(WebhookText.title)</h1>
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
      <details class="box"\(.open, if: fields.isRefused)><summary>\(WebhookText.add)</summary>
      <form class="card" method="post" id="new-webhook"\(.action, Link("settings", "webhooks"))>
      \(Field.token(viewer))\(fields.error)
      \(WebhookFields.html(fields, nil, apps: apps, allowsPrivate: allowsPrivate))
      <div class="buttons"><button class="primary" type="submit">\(WebhookText.addIt)</button></div>
      </form></details>
      """
  }
}
