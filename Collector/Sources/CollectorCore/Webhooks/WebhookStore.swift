// What a store keeps of webhooks: endpoints, each with its place in the tickets' history, and deliveries.
import TellbackWire

/// How many deliveries there are of each state.
public struct WebhookCounts: Sendable, Equatable {
  public var waiting: Int64
  public var delivered: Int64
  public var failed: Int64

  public init(waiting: Int64 = 0, delivered: Int64 = 0, failed: Int64 = 0) {
    self.waiting = waiting
    self.delivered = delivered
    self.failed = failed
  }
}

/// Reads webhooks, inside one snapshot or transaction.
public protocol WebhookReads {
  /// In the order in which they were made.
  func webhooks() throws -> [Webhook]
  func webhook(_ id: Int64) throws -> Webhook?
  /// Events after one of which webhooks can tell, oldest first. `last` is up to where was looked: no more than 10,000 events at once.
  func tellableEvents(after id: Int64, limit: Int) throws -> (events: [TicketEvent], last: Int64)
  func delivery(_ id: Int64) throws -> WebhookDelivery?
  /// The log of an endpoint before one delivery, newest first.
  func deliveries(ofWebhook id: Int64, before delivery: Int64?, limit: Int) throws -> [WebhookDelivery]
  func deliveryCounts(ofWebhook id: Int64) throws -> WebhookCounts
  /// What may be attempted at `moment`: of each endpoint and ticket the oldest that waits, when its time has come, and every test.
  /// The longest due first.
  func dueDeliveries(at moment: Timestamp, limit: Int) throws -> [WebhookDelivery]
  /// When the next one is due; nil when nothing waits. It may name a moment at which an older one of the same ticket is not due yet.
  func nextDelivery() throws -> Timestamp?
}

/// Writes webhooks, inside one transaction.
public protocol WebhookWrites: WebhookReads {
  /// Stores it; its `id` is ignored and a new one given back.
  func addWebhook(_ webhook: Webhook) throws -> Int64
  func setSettings(_ settings: WebhookSettings, ofWebhook id: Int64) throws
  func setSecrets(_ secret: WebhookSecret, old: WebhookSecret?, until: Timestamp?, ofWebhook id: Int64) throws
  /// Disables an endpoint and ends what waits for it; with nil it enables one, from `cursor` on.
  func setDisabled(_ at: Timestamp?, because: String?, cursor: Int64, ofWebhook id: Int64) throws
  /// Its deliveries go with it.
  func deleteWebhook(_ id: Int64) throws
  /// Never goes back.
  func setCursor(_ event: Int64, ofWebhook id: Int64) throws
  /// Attempts that failed since one succeeded.
  func setFailures(_ count: Int64, ofWebhook id: Int64) throws

  /// Stores one that waits, once for each endpoint and event. Its `id` is ignored and a new one given back.
  @discardableResult func addDelivery(_ delivery: WebhookDelivery) throws -> Int64
  /// Gives a delivery the next sequence of its endpoint and ticket, unless it has one; nil without a ticket.
  func nextSequence(ofDelivery id: Int64) throws -> Int64?
  func setBody(_ body: [UInt8], hasWords: Bool, ofDelivery id: Int64) throws
  /// Notes an attempt: where `dueAt` is the next one's time, or the end in `state`.
  func noteAttempt(
    _ attempt: WebhookAttempt, ofDelivery id: Int64, at: Timestamp, state: WebhookDelivery.State, dueAt: Timestamp)
    throws
  /// Lets one that has ended wait again, from its first attempt on.
  func sendAgain(delivery id: Int64, at: Timestamp) throws
  /// Takes away what waits to tell of an event that was taken back.
  func forgetDeliveries(ofEvent id: Int64) throws
  /// Takes the words of people out of what was told of a report, and of its tickets. What still waits is told without them.
  func forgetWebhookWords(ofReport id: ReportID) throws
  /// Forgets at most `limit` ended deliveries that are older than `moment` or more than `most` of an endpoint. Returns how many.
  func forgetDeliveries(before moment: Timestamp, most: Int, limit: Int) throws -> Int
}
