// Derives deliveries from the tickets' history. Each endpoint has a place in it that moves in the transaction that writes its
// deliveries: nothing is lost by a crash, nothing is told twice, and ingest and board write nothing for it. Where no endpoint is
// enabled the history is not even read. A store whose events can become visible out of the order of their ids must hold them back
// until the earlier ones are there.
import TellbackWire

/// Writes what endpoints are to be told. Stateless; it works inside a transaction of the store.
public struct WebhookPlanner {
  /// The place in the history is written at least after so many events of which nothing tells: a flood of reports costs the writer
  /// little.
  private static let longestStep: Int64 = 1_000

  private let store: any StoreWrites
  private let now: Timestamp

  public init(_ store: any StoreWrites, now: Timestamp) {
    self.store = store
    self.now = now
  }

  /// Whether an endpoint has events before it, and room for what they cause.
  public static func hasWork(_ store: any StoreReads) throws -> Bool {
    let enabled = try store.webhooks().filter(\.isEnabled)
    guard !enabled.isEmpty else { return false }
    return try enabled.contains { webhook in
      guard try hasRoom(webhook, store) else { return false }
      let (events, last) = try store.tellableEvents(after: webhook.cursor, limit: 1)
      return !events.isEmpty || last - webhook.cursor >= longestStep
    }
  }

  private static func hasRoom(_ webhook: Webhook, _ store: any StoreReads) throws -> Bool {
    try store.deliveryCounts(ofWebhook: webhook.id).waiting < WebhookLimits.waiting
  }

  /// Looks at the next events of each endpoint, at most ``WebhookLimits/planned``. Returns how many deliveries were written.
  public func plan() throws -> Int {
    var written = 0
    for webhook in try store.webhooks() where webhook.isEnabled {
      guard try Self.hasRoom(webhook, store) else { continue }
      let (events, last) = try store.tellableEvents(after: webhook.cursor, limit: WebhookLimits.planned)
      for event in events where try plan(event, for: webhook) { written += 1 }
      if last > webhook.cursor { try store.setCursor(last, ofWebhook: webhook.id) }
    }
    return written
  }

  private func plan(_ event: TicketEvent, for webhook: Webhook) throws -> Bool {
    guard let type = WebhookEvent(event.kind), webhook.settings.events.contains(type),
      let ticket = try store.ticket(event.ticket), webhook.settings.apps.contains(ticket.app),
      let dueAt = try dueAt(event)
    else { return false }
    try store.addDelivery(
      WebhookDelivery(
        webhook: webhook.id, type: type.rawValue, event: event.id, ticket: event.ticket, createdAt: now, dueAt: dueAt))
    return true
  }

  /// What can still be taken back is told when it cannot any more; nil for what was taken back.
  private func dueAt(_ event: TicketEvent) throws -> Timestamp? {
    guard event.kind == .answered || event.kind == .moved, case .staff = event.actor else { return now }
    let ticket = try store.finalTicket(of: event.ticket)
    if let waiting = try store.outgoing(ofTicket: ticket).first(where: { $0.event == event.id }) {
      return max(now, waiting.dueAt)
    }
    let later = try store.events(ofTicket: ticket, after: event.id, limit: 200)
    return later.contains { $0.kind == .takenBack && $0.about == event.id } ? nil : now
  }
}
