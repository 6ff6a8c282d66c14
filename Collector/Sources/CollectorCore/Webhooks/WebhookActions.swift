// What admins do with webhooks. Each act is in the audit log; secrets are in none of its lines.
import TellbackWire

/// Why an endpoint was not made or changed.
public enum WebhookError: Error, Sendable, Equatable, CustomStringConvertible {
  case noName
  case nameTooLong(bytes: Int)
  case noEvents
  case noApps
  case tooMany
  case noSuchWebhook
  case noSuchDelivery
  case isDisabled

  public var description: String {
    switch self {
    case .noName: "Give the endpoint a name."
    case .nameTooLong(let bytes): "The name has \(bytes) bytes; the limit is \(WebhookSettings.nameLimit) bytes."
    case .noEvents: "Choose at least one event."
    case .noApps: "Choose at least one app, or all."
    case .tooMany: "There are \(Webhook.limit) endpoints already, which is the limit; delete one first."
    case .noSuchWebhook: "There is no such endpoint any more."
    case .noSuchDelivery: "There is no such delivery any more."
    case .isDisabled: "The endpoint is disabled. Enable it first."
    }
  }
}

/// Makes and changes endpoints. Stateless; it works inside a transaction of the store.
public struct WebhookActions {
  private let store: any StoreWrites
  private let now: Timestamp
  private let actor: AuditActor
  private let address: String?

  public init(_ store: any StoreWrites, now: Timestamp, by actor: AuditActor, from address: String? = nil) {
    self.store = store
    self.now = now
    self.actor = actor
    self.address = address
  }

  /// It hears of what happens from now on. `allowsPlain` takes addresses without TLS.
  public func create(_ settings: WebhookSettings, secret: WebhookSecret, allowsPlain: Bool) throws -> Webhook {
    let settings = try Self.checked(settings, allowsPlain)
    guard try store.webhooks().count < Webhook.limit else { throw WebhookError.tooMany }
    var webhook = Webhook(
      settings: settings, secret: secret, cursor: try store.newestEvent(in: .all), createdAt: now)
    webhook.id = try store.addWebhook(webhook)
    try audit(.webhookCreated, webhook, Self.summary(settings))
    return webhook
  }

  /// What waits is sent to the new address; bodies that were made already stay as they are.
  public func save(_ settings: WebhookSettings, of id: Int64, allowsPlain: Bool) throws {
    let settings = try Self.checked(settings, allowsPlain)
    var webhook = try find(id)
    try store.setSettings(settings, ofWebhook: id)
    webhook.settings = settings
    try audit(.webhookChanged, webhook, Self.summary(settings))
  }

  /// The old secret signs beside the new one for a day, so that a receiver can take the new one without losing anything.
  public func rotate(_ id: Int64, secret: WebhookSecret) throws {
    let webhook = try find(id)
    try store.setSecrets(
      secret, old: webhook.secret, until: now.adding(seconds: Webhook.rotationSeconds), ofWebhook: id)
    try audit(.webhookRotated, webhook, "")
  }

  /// The secret before the last rotation signs no longer: for one that others know.
  public func endOldSecret(_ id: Int64) throws {
    let webhook = try find(id)
    try store.setSecrets(webhook.secret, old: nil, until: nil, ofWebhook: id)
    try audit(.webhookRotated, webhook, "the old secret ended")
  }

  /// Ends what waits.
  public func disable(_ id: Int64) throws {
    let webhook = try find(id)
    guard webhook.isEnabled else { return }
    let because = "Disabled by \(actor.name)."
    try store.setDisabled(now, because: AuditEntry.cut(because, to: 400), cursor: webhook.cursor, ofWebhook: id)
    try audit(.webhookDisabled, webhook, "")
  }

  /// It hears of what happens from now on.
  public func enable(_ id: Int64) throws {
    let webhook = try find(id)
    guard !webhook.isEnabled else { return }
    try store.setDisabled(nil, because: nil, cursor: try store.newestEvent(in: .all), ofWebhook: id)
    try audit(.webhookEnabled, webhook, "")
  }

  public func delete(_ id: Int64) throws {
    let webhook = try find(id)
    try store.deleteWebhook(id)
    try audit(.webhookDeleted, webhook, "")
  }

  /// Sends a test, beside what waits.
  @discardableResult
  public func test(_ id: Int64) throws -> Int64 {
    let webhook = try find(id)
    guard webhook.isEnabled else { throw WebhookError.isDisabled }
    try audit(.webhookTested, webhook, "")
    return try store.addDelivery(
      WebhookDelivery(
        webhook: id, type: WebhookEvent.test, event: nil, ticket: nil, createdAt: now, dueAt: now))
  }

  /// Sends a delivery that has ended once more, under the same id. One that waits is tried at once.
  public func sendAgain(_ delivery: Int64, of id: Int64) throws {
    let webhook = try find(id)
    guard let found = try store.delivery(delivery), found.webhook == id else { throw WebhookError.noSuchDelivery }
    guard webhook.isEnabled else { throw WebhookError.isDisabled }
    try store.sendAgain(delivery: delivery, at: now)
    try audit(.webhookResent, webhook, found.messageID)
  }

  private func find(_ id: Int64) throws -> Webhook {
    guard let webhook = try store.webhook(id) else { throw WebhookError.noSuchWebhook }
    return webhook
  }

  private func audit(_ act: AuditAct, _ webhook: Webhook, _ detail: String) throws {
    try store.audit(
      AuditEntry(at: now, act: act, by: actor, address: address, subject: webhook.settings.name, detail: detail))
  }

  private static func checked(_ settings: WebhookSettings, _ allowsPlain: Bool) throws -> WebhookSettings {
    var settings = settings
    settings.name = settings.name.singleSpaced
    guard !settings.name.isEmpty else { throw WebhookError.noName }
    let bytes = settings.name.utf8.count
    guard bytes <= WebhookSettings.nameLimit else { throw WebhookError.nameTooLong(bytes: bytes) }
    settings.url = try WebhookAddress.checked(settings.url, allowsPlain: allowsPlain)
    guard !settings.events.isEmpty else { throw WebhookError.noEvents }
    guard settings.apps != .only([]) else { throw WebhookError.noApps }
    return settings
  }

  /// The address's path can hold a secret of the receiver's, so the host alone is told.
  private static func summary(_ settings: WebhookSettings) -> String {
    let host = settings.url.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
    let events = settings.events.map(\.rawValue).sorted().joined(separator: ", ")
    return
      "\(host.prefix { $0 != "?" }); \(settings.format.rawValue)\(settings.carriesWords ? ", with words" : ""); \(events)"
  }
}
