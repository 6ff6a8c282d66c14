// What waits to go out by webhooks, on the page of delivery.
import CollectorCore

enum WebhookFigures {
  /// Over all endpoints.
  static func counts(_ reads: any StoreReads) throws -> WebhookCounts {
    try reads.webhooks().reduce(into: WebhookCounts()) { sum, webhook in
      let counts = try reads.deliveryCounts(ofWebhook: webhook.id)
      sum.waiting += counts.waiting
      sum.delivered += counts.delivered
      sum.failed += counts.failed
    }
  }

  static func html(_ counts: WebhookCounts) -> HTML {
    """
    <section aria-labelledby="webhooks-title"><h2 id="webhooks-title">\(WebhookText.title)</h2>
    <p>\(WebhookText.lastDays(WebhookText.counts(counts))) <a\(.href, Link("settings", "webhooks"))>\(WebhookText.endpoints)</a></p></section>
    """
  }
}
