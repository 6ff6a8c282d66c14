// The transaction in memory keeps no endpoint, so nothing waits to be told.
import CollectorCore
import TellbackWire

extension MemoryTransaction {
  func webhooks() throws -> [Webhook] { [] }
  func tellableEvents(after id: Int64, limit: Int) throws -> (events: [TicketEvent], last: Int64) { ([], id) }
  func webhook(_ id: Int64) throws -> Webhook? { nil }
  func delivery(_ id: Int64) throws -> WebhookDelivery? { nil }
  func deliveries(ofWebhook id: Int64, before delivery: Int64?, limit: Int) throws -> [WebhookDelivery] { [] }
  func deliveryCounts(ofWebhook id: Int64) throws -> WebhookCounts { WebhookCounts() }
  func dueDeliveries(at moment: Timestamp, limit: Int) throws -> [WebhookDelivery] { [] }
  func nextDelivery() throws -> Timestamp? { nil }
  func addWebhook(_ webhook: Webhook) throws -> Int64 { throw NotKept() }
  func setSettings(_ settings: WebhookSettings, ofWebhook id: Int64) throws { throw NotKept() }
  func setSecrets(_ secret: WebhookSecret, old: WebhookSecret?, until: Timestamp?, ofWebhook id: Int64) throws {
    throw NotKept()
  }
  func setDisabled(_ at: Timestamp?, because: String?, cursor: Int64, ofWebhook id: Int64) throws { throw NotKept() }
  func deleteWebhook(_ id: Int64) throws { throw NotKept() }
  func setCursor(_ event: Int64, ofWebhook id: Int64) throws { throw NotKept() }
  func setFailures(_ count: Int64, ofWebhook id: Int64) throws { throw NotKept() }
  func addDelivery(_ delivery: WebhookDelivery) throws -> Int64 { throw NotKept() }
  func nextSequence(ofDelivery id: Int64) throws -> Int64? { throw NotKept() }
  func setBody(_ body: [UInt8], hasWords: Bool, ofDelivery id: Int64) throws { throw NotKept() }
  func noteAttempt(
    _ attempt: WebhookAttempt, ofDelivery id: Int64, at: Timestamp, state: WebhookDelivery.State, dueAt: Timestamp
  ) throws { throw NotKept() }
  func sendAgain(delivery id: Int64, at: Timestamp) throws { throw NotKept() }
  func forgetDeliveries(ofEvent id: Int64) throws {}
  func forgetWebhookWords(ofReport id: ReportID) throws {}
  func forgetDeliveries(before moment: Timestamp, most: Int, limit: Int) throws -> Int { 0 }
}
