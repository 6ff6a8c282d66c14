// One endpoint: what it hears, its secret, and the log of what it was told.
import CollectorCore
import TellbackWire

struct WebhookPage: Sendable {
  static let pageSize = 50

  let webhook: Webhook
  let counts: WebhookCounts
  /// One more than the page shows when there are older ones.
  let deliveries: [WebhookDelivery]
  let before: Int64?
  let apps: [AppRecord]
  let allowsPrivate: Bool
  let viewer: Viewer
  let now: Timestamp
  var done: Flash?
  var refused: RefusedForm?

  private var link: Link { WebhookRoutes.link(webhook.id) }

  func rendered() -> String {
    Frame(
      title: webhook.settings.name, section: .settings, viewer: viewer,
      content: """
        <div class="outbox">
        <p class="crumbs"><a\(.href, Link("settings", "webhooks"))>\(WebhookText.title)</a></p>
        <div class="page-head"><h1>\(Words.inline(webhook.settings.name, limit: 100))</h1><p>\(WebhookText.mark(webhook))</p></div>
        \(Done.html(done))
        \(refused.flatMap { $0.field.isEmpty ? "<p class=\"alert\" role=\"alert\">\($0.message)</p>" as HTML : nil })
        \(why)
        <div class="cards">\(settingsCard)\(secretCard)\(stateCard)</div>
        \(log)
        </div>
        """
    ).rendered()
  }

  private var why: HTML? {
    if let because = webhook.disabledBecause, let at = webhook.disabledAt {
      return
        "<p class=\"alert\" role=\"status\">\(WebhookText.disabledSince(TimeText.html(at, now: now), Words.inline(WebhookText.because(because).text, limit: 400)))</p>"
    }
    guard webhook.failures > 0 else { return nil }
    return """
      <p class="alert" role="status">\(WebhookText.failedAttempts(webhook.failures))</p>
      """
  }

  private var settingsCard: HTML {
    let fields = FormFields("save", refused)
    return """
      <form class="card" method="post" id="save"\(.action, link)>
      <h2>\(WebhookText.settings)</h2>
      \(Field.token(viewer))\(Field.hidden("act", "save"))
      \(WebhookFields.html(fields, webhook.settings, apps: apps, allowsPrivate: allowsPrivate))
      <div class="buttons"><button class="primary" type="submit">\(KitText.save)</button></div>
      </form>
      """
  }

  private var secretCard: HTML {
    let old = webhook.oldSecretUntil.flatMap { now < $0 ? $0 : nil }
    let oldText: HTML? = old.map { "<p>\(WebhookText.oldSecret(until: Moment.html($0)))</p>" }
    let end: HTML? = old.map { _ in ActButton("end-old", WebhookText.endOld, viewer, link, kind: "danger").html }
    return """
      <section class="card" aria-labelledby="secret-title"><h2 id="secret-title">\(WebhookText.secret)</h2>
      <p class="quiet">\(WebhookText.secretText)</p>
      \(oldText)
      <div class="buttons">\(ActButton("rotate", WebhookText.newSecret, viewer, link).html)\(end)</div>
      <p class="hint">\(WebhookText.newSecretHint)</p>
      </section>
      """
  }

  private var stateCard: HTML {
    let buttons: [HTML] =
      webhook.isEnabled
      ? [
        ActButton("test", WebhookText.sendTest, viewer, link).html,
        ActButton("disable", KitText.disable, viewer, link).html,
        ActButton("delete", KitText.delete, viewer, link, kind: "danger").html,
      ]
      : [
        ActButton("enable", KitText.enable, viewer, link).html,
        ActButton("delete", KitText.delete, viewer, link, kind: "danger").html,
      ]
    return """
      <section class="card" aria-labelledby="state-title"><h2 id="state-title">\(WebhookText.deliveries)</h2>
      <p>\(WebhookText.counts(counts)).</p>
      <div class="buttons">\(buttons)</div>
      <p class="hint">\(WebhookText.disablingHint)</p>
      </section>
      """
  }

  private var log: HTML {
    let shown = deliveries.prefix(Self.pageSize)
    let older: HTML? =
      deliveries.count > shown.count
      ? shown.last.map {
        "<a rel=\"next\"\(.href, Link("settings", "webhooks", String(webhook.id), query: [("before", String($0.id))]))>\(KitText.older)</a>"
      } : nil
    let newest: HTML? = before == nil ? nil : "<a\(.href, link)>\(KitText.newest)</a>"
    let list: HTML =
      shown.isEmpty
      ? "<p class=\"quiet\">\(WebhookText.nothingSent)</p>" : "<ul class=\"rows audit\">\(shown.map(row))</ul>"
    return """
      <section aria-labelledby="log-title"><h2 id="log-title">\(WebhookText.log)</h2>
      \(list)
      <nav class="pager"\(.ariaLabel, WebhookText.pagesOfLog)>\(newest)\(older)</nav></section>
      """
  }

  private func row(_ delivery: WebhookDelivery) -> HTML {
    let ticket: HTML? = delivery.ticket.map {
      " <a\(.href, Link("tickets", String($0)))>#\($0)</a>\(delivery.sequence.map { " <span class=\"quiet\">\(WebhookText.sequence($0))</span>" as HTML })"
    }
    let again: HTML? =
      webhook.isEnabled
      ? ActButton(
        "resend", delivery.state == .waiting ? WebhookText.tryNow : WebhookText.sendAgain, viewer, link,
        values: [("delivery", String(delivery.id))], about: "\(delivery.type) \(delivery.messageID)"
      ).html : nil
    return """
      <li><div><span class="what">\(delivery.type)</span>\(ticket) \(mark(delivery))
      <span class="quiet">\(outcome(delivery))</span>\(details(delivery))</div>
      <span class="quiet by">\(TimeText.html(delivery.createdAt, now: now))</span>\(again)</li>

      """
  }

  private func mark(_ delivery: WebhookDelivery) -> HTML {
    switch delivery.state {
    case .delivered: "<span class=\"mark mark-on\">\(WebhookText.delivered)</span>"
    case .waiting: "<span class=\"mark mark-wait\">\(WebhookText.waiting)</span>"
    case .failed: "<span class=\"mark mark-off\">\(WebhookText.failed)</span>"
    }
  }

  private func outcome(_ delivery: WebhookDelivery) -> HTML {
    let attempts = KitText.attempts(delivery.attempts)
    let status = delivery.status.map { WebhookText.answered("\($0)") }
    guard delivery.state == .waiting, now < delivery.dueAt else { return "\(attempts)\(status)" }
    return "\(attempts)\(status)\(WebhookText.next(Moment.html(delivery.dueAt)))"
  }

  private func details(_ delivery: WebhookDelivery) -> HTML? {
    let answer = delivery.answer.flatMap { $0.isEmpty ? nil : $0 }
    guard delivery.error != nil || answer != nil || delivery.body != nil else { return nil }
    let error: HTML? = delivery.error.map { "<p>\(Words.inline(OutgoingProblem.told($0), limit: 500))</p>" }
    let answered: HTML? = answer.map {
      "<p class=\"label\">\(WebhookText.answer)</p>\(Words.block($0, locale: nil, limit: 1_000, more: nil))"
    }
    let body: HTML? = delivery.body.map {
      "<p class=\"label\">\(WebhookText.body)</p>\(Words.block(String(decoding: $0, as: UTF8.self), locale: nil, limit: 4_000, more: nil))"
    }
    return """
      <details class="box"><summary>\(WebhookText.details)</summary><p class="quiet"><code>\(delivery.messageID)</code></p>\(error)\(answered)\(body)</details>
      """
  }
}

/// The secret, once, as the receiver's library takes it.
enum WebhookSecretPage {
  static func render(_ webhook: Webhook, viewer: Viewer) -> String {
    Frame(
      title: WebhookText.secret, section: .settings, viewer: viewer,
      content: """
        <p class="crumbs"><a\(.href, WebhookRoutes.link(webhook.id))>\(Words.inline(webhook.settings.name, limit: 100))</a></p>
        <h1>\(WebhookText.secret)</h1>
        <p>\(WebhookText.giveSecret)</p>
        <ul class="secret"><li><code>\(webhook.secret.text)</code></li></ul>
        <p><button type="button" class="copy"\(.dataCopy, webhook.secret.text) hidden>\(KitText.copy)</button></p>
        <p><a class="button primary"\(.href, WebhookRoutes.link(webhook.id))>\(WebhookText.kept)</a></p>
        """
    ).rendered()
  }
}
