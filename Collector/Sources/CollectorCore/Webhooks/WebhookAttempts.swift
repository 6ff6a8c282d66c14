// An attempt from the store's side: what may be sent now, with its body, and what came of it.
import TellbackWire

/// A delivery that is sent now.
public struct WebhookDispatch: Sendable, Equatable {
  public var delivery: WebhookDelivery
  public var url: String
  public var body: [UInt8]
  /// The newest first.
  public var secrets: [WebhookSecret]
}

/// Prepares attempts and notes their outcome. Stateless; it works inside a transaction of the store.
public struct WebhookAttempts {
  private let store: any StoreWrites
  private let now: Timestamp
  private let board: String?

  /// `board` is its public address without a slash at its end; nil where it is not known.
  public init(_ store: any StoreWrites, now: Timestamp, board: String?) {
    self.store = store
    self.now = now
    self.board = board
  }

  /// What is due and not under way, at most `limit`; of an endpoint no more than it may have at once. What has no body gets it here,
  /// before anything is sent, so that each attempt sends the same.
  public func take(except underWay: Set<Int64>, busy: [Int64: Int], limit: Int) throws -> [WebhookDispatch] {
    let endpoints = Dictionary(uniqueKeysWithValues: try store.webhooks().map { ($0.id, $0) })
    var (busy, taken) = (busy, [WebhookDispatch]())
    for delivery in try store.dueDeliveries(at: now, limit: WebhookLimits.waiting) where taken.count < limit {
      guard !underWay.contains(delivery.id), let webhook = endpoints[delivery.webhook], webhook.isEnabled,
        busy[webhook.id, default: 0] < (webhook.failures > 0 ? 1 : WebhookLimits.transfersEach)
      else { continue }
      busy[webhook.id, default: 0] += 1
      let (prepared, body) = try prepare(delivery, for: webhook)
      taken.append(
        WebhookDispatch(
          delivery: prepared, url: webhook.settings.url, body: body, secrets: webhook.secrets(at: now)))
    }
    return taken
  }

  private func prepare(_ delivery: WebhookDelivery, for webhook: Webhook) throws -> (WebhookDelivery, [UInt8]) {
    if let body = delivery.body { return (delivery, body) }
    var delivery = delivery
    delivery.sequence = try store.nextSequence(ofDelivery: delivery.id)
    let body: [UInt8]
    var hasWords = false
    if let subject = try subject(of: delivery, for: webhook) {
      hasWords = subject.words != nil
      body = webhook.settings.format == .slack ? subject.slack() : subject.standard()
    } else {
      body = WebhookTest.body(webhook.settings, at: delivery.createdAt)
    }
    try store.setBody(body, hasWords: hasWords, ofDelivery: delivery.id)
    (delivery.body, delivery.hasWords) = (body, hasWords)
    return (delivery, body)
  }

  private func subject(of delivery: WebhookDelivery, for webhook: Webhook) throws -> WebhookSubject? {
    guard let id = delivery.event, let event = try store.event(id), let ticket = try store.ticket(event.ticket) else {
      return nil
    }
    let words = webhook.settings.carriesWords ? (ticket.title, try text(of: event)) : nil
    return WebhookSubject(
      delivery: delivery, event: event, ticket: ticket, shownAs: try store.finalTicket(of: ticket.number),
      appName: try store.app(ticket.app)?.name, board: board, words: words)
  }

  /// What was said to or by reporters. What staff wrote for staff alone is left out.
  private func text(of event: TicketEvent) throws -> String? {
    let text: String?
    switch event.kind {
    case .opened:
      let report = try event.report.flatMap { try store.report($0) }
      text = report.flatMap { try? Report(decoding: $0.body).text }
    case .replied, .notHelped, .helped, .rated: text = try store.messages(ofEvents: [event.id])[event.id]?.message.text
    case .answered: text = event.text
    case .moved where event.to != .waiting: text = event.text
    default: text = nil
    }
    return text.map { AuditEntry.cut($0, to: WebhookLimits.text) }
  }

  // MARK: What came of it

  /// Notes an attempt that was made. An answer of 410 disables the endpoint.
  public func note(_ attempt: WebhookAttempt, of id: Int64, spread: Double) throws {
    guard let delivery = try store.delivery(id), delivery.state == .waiting,
      let webhook = try store.webhook(delivery.webhook)
    else { return }
    guard attempt.problem != nil else {
      try store.setFailures(0, ofWebhook: webhook.id)
      return try store.noteAttempt(attempt, ofDelivery: id, at: now, state: .delivered, dueAt: now)
    }
    try store.setFailures(webhook.failures + 1, ofWebhook: webhook.id)
    let next = WebhookBackOff.next(
      after: delivery.attempts + 1, firstAt: delivery.firstAt ?? now, now: now, retryAfter: attempt.retryAfter,
      spread: spread)
    guard attempt.status != 410, let next else {
      try store.noteAttempt(attempt, ofDelivery: id, at: now, state: .failed, dueAt: now)
      guard attempt.status == 410 else { return }
      let because = "The receiver answered 410 Gone: it wants nothing more."
      try store.setDisabled(now, because: because, cursor: webhook.cursor, ofWebhook: webhook.id)
      try store.audit(
        AuditEntry(at: now, act: .webhookDisabled, by: .system, subject: webhook.settings.name, detail: because))
      return
    }
    try store.noteAttempt(attempt, ofDelivery: id, at: now, state: .waiting, dueAt: next)
  }
}

enum WebhookTest {
  static func body(_ settings: WebhookSettings, at moment: Timestamp) -> [UInt8] {
    guard settings.format == .standard else { return SlackText.body("A test of Tellback: this endpoint is reached.") }
    var writer = JSONWriter(reservingCapacity: 256)
    writer.object { writer in
      writer.string("type", WebhookEvent.test)
      writer.string("timestamp", RFC3339.text(moment))
      writer.object("data") { $0.string("webhook", settings.name) }
    }
    return writer.bytes
  }
}
