// Endpoints: what they hear, their secrets, and their place in the tickets' history.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension WebhookFormat: Coded {
  static var known: [WebhookFormat] { allCases }
  var code: Int64 {
    switch self {
    case .standard: 0
    case .slack: 1
    }
  }
}

extension SQLiteTables {
  func webhooks() throws -> [Webhook] {
    try db.rows("SELECT \(Webhook.columns) FROM webhook ORDER BY id", make: Webhook.init(row:)).map(withApps)
  }

  func webhook(_ id: Int64) throws -> Webhook? {
    try db.first("SELECT \(Webhook.columns) FROM webhook WHERE id = ?", [.integer(id)], make: Webhook.init(row:))
      .map(withApps)
  }

  private func withApps(_ webhook: Webhook) throws -> Webhook {
    guard webhook.settings.apps != .all else { return webhook }
    var webhook = webhook
    let apps = try db.rows("SELECT app FROM webhook_app WHERE webhook = ?", [.integer(webhook.id)]) {
      AppID($0.int64(0))
    }
    webhook.settings.apps = .only(Set(apps))
    return webhook
  }
}

extension SQLiteWrites {
  func addWebhook(_ webhook: Webhook) throws -> Int64 {
    try db.run(
      """
      INSERT INTO webhook (
        name, url, all_apps, events, format, carries_words, secret, old_secret, old_secret_until, cursor, created_at,
        disabled_at, disabled_because, failures)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      webhook.settings.values + [
        .blob(webhook.secret.bytes), .blob(webhook.oldSecret?.bytes), .at(webhook.oldSecretUntil),
        .integer(webhook.cursor), .at(webhook.createdAt), .at(webhook.disabledAt), .text(webhook.disabledBecause),
        .integer(webhook.failures),
      ])
    let id = try db.lastInsertRowID
    try setApps(webhook.settings.apps, ofWebhook: id)
    return id
  }

  func setSettings(_ settings: WebhookSettings, ofWebhook id: Int64) throws {
    try db.send(
      """
      UPDATE webhook SET name = ?, url = ?, all_apps = ?, events = ?, format = ?, carries_words = ? WHERE id = ?
      """, settings.values + [.integer(id)])
    try setApps(settings.apps, ofWebhook: id)
  }

  private func setApps(_ apps: AppScope, ofWebhook id: Int64) throws {
    try db.send("DELETE FROM webhook_app WHERE webhook = ?", [.integer(id)])
    guard case .only(let apps) = apps else { return }
    for app in apps {
      try db.send("INSERT INTO webhook_app (webhook, app) VALUES (?, ?)", [.integer(id), .app(app)])
    }
  }

  func setSecrets(_ secret: WebhookSecret, old: WebhookSecret?, until: Timestamp?, ofWebhook id: Int64) throws {
    try db.send(
      "UPDATE webhook SET secret = ?, old_secret = ?, old_secret_until = ? WHERE id = ?",
      [.blob(secret.bytes), .blob(old?.bytes), .at(until), .integer(id)])
  }

  func setDisabled(_ at: Timestamp?, because: String?, cursor: Int64, ofWebhook id: Int64) throws {
    try db.send(
      "UPDATE webhook SET disabled_at = ?, disabled_because = ?, cursor = ?, failures = 0 WHERE id = ?",
      [.at(at), .text(because), .integer(cursor), .integer(id)])
    guard let at else { return }
    try db.send(
      """
      UPDATE webhook_delivery SET state = 2, due_at = ?, error = COALESCE(error, 'The endpoint was disabled.')
      WHERE webhook = ? AND state = 0
      """, [.at(at), .integer(id)])
  }

  func deleteWebhook(_ id: Int64) throws {
    // Words may go with it, so files are purged of them.
    try db.send("UPDATE purge SET wanted = wanted + 1")
    try db.send("DELETE FROM webhook WHERE id = ?", [.integer(id)])
  }

  func setCursor(_ event: Int64, ofWebhook id: Int64) throws {
    try db.send("UPDATE webhook SET cursor = MAX(cursor, ?) WHERE id = ?", [.integer(event), .integer(id)])
  }

  func setFailures(_ count: Int64, ofWebhook id: Int64) throws {
    try db.send(
      "UPDATE webhook SET failures = ?1 WHERE id = ?2 AND failures <> ?1", [.integer(count), .integer(id)])
  }
}

extension WebhookSettings {
  fileprivate var values: [SQLiteValue] {
    [
      .text(name), .text(url), .bool(apps == .all), .text(events.map(\.rawValue).sorted().joined(separator: " ")),
      .code(format), .bool(carriesWords),
    ]
  }
}

extension Webhook {
  fileprivate static let columns = """
    id, name, url, all_apps, events, format, carries_words, secret, old_secret, old_secret_until, cursor, created_at, \
    disabled_at, disabled_because, failures
    """

  /// Without its apps, where it does not hear of all.
  fileprivate init(row: Row) throws {
    guard let secret = WebhookSecret(row.blob(7)) else {
      throw StoreError.failed("The database holds a webhook's secret of another length than it can have.")
    }
    // A word that this program does not know is of a newer one; the others stay.
    let events = Set(row.text(4).split(separator: " ").compactMap { WebhookEvent(rawValue: String($0)) })
    self.init(
      id: row.int64(0),
      settings: WebhookSettings(
        name: row.text(1), url: row.text(2), apps: row.bool(3) ? .all : .only([]), events: events,
        format: try row.code(5), carriesWords: row.bool(6)),
      secret: secret, oldSecret: row.isNull(8) ? nil : WebhookSecret(row.blob(8)), oldSecretUntil: row.atOrNil(9),
      cursor: row.int64(10), createdAt: row.at(11), disabledAt: row.atOrNil(12), disabledBecause: row.textOrNil(13),
      failures: row.int64(14))
  }
}
