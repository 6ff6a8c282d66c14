// Installations: the secret that came first, and what each counted of its own reports, summed by app as it changes.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteWrites {
  /// `last_at` is written anew only after this, in milliseconds: a row for each request would double the writing.
  private static let lastSeenStep: Int64 = 3_600_000

  /// Checks the secret before anything is written, then keeps what the installation says of itself. False when everything
  /// was erased with this secret: then nothing is written.
  @discardableResult
  func admit(_ contact: InstallationContact) throws -> Bool {
    let key = Self.key(of: contact)
    let known = try self.known(contact)
    if let known, !SecretHash.areEqual(known.secret, contact.secretHash) { throw StoreError.wrongSecret }
    if known == nil {
      if try isErased(contact) { return false }
      try db.send(
        """
        INSERT INTO installation (app, id, secret_hash, first_at, last_at)
        VALUES (?, ?, ?, ?, ?)
        """, key + [.blob(contact.secretHash), .at(contact.at), .at(contact.at)], readsHold: true)
      try db.forgetAhead(Self.knownQuery, key)
    } else if let known, contact.at.milliseconds - known.lastAt >= Self.lastSeenStep {
      try db.send(
        "UPDATE installation SET last_at = ? WHERE app = ? AND id = ?", [.at(contact.at)] + key, readsHold: true)
      try db.forgetAhead(Self.knownQuery, key)
    }
    if let accounting = contact.accounting {
      try keep(accounting, at: contact.at, key: key, before: known?.totals ?? [0, 0, 0])
    }
    return true
  }

  /// Asks for what ``admit(_:)`` is going to read of each, all together.
  func askAhead(of contacts: [InstallationContact]) throws {
    guard contacts.count > 1 else { return }
    try readAhead {
      for contact in contacts {
        if try known(contact) == nil { _ = try isErased(contact) }
        if contact.accounting != nil { _ = try discarded(Self.key(of: contact)) }
      }
    }
  }

  private struct Known {
    var secret: [UInt8]
    var lastAt: Int64
    var totals: [Int64]
  }

  private static let knownQuery =
    "SELECT secret_hash, last_at, captured, delivered, queued FROM installation WHERE app = ? AND id = ?"
  private static let discardQuery =
    "SELECT reason, count FROM installation_discard WHERE app = ? AND installation = ?"

  private static func key(of contact: InstallationContact) -> [SQLiteValue] { [.app(contact.app), .id(contact.id)] }

  private func known(_ contact: InstallationContact) throws -> Known? {
    try db.first(Self.knownQuery, Self.key(of: contact)) {
      Known(secret: $0.blob(0), lastAt: $0.int64(1), totals: [$0.int64(2), $0.int64(3), $0.int64(4)])
    }
  }

  private func discarded(_ key: [SQLiteValue]) throws -> [String: Int64] {
    var counts: [String: Int64] = [:]
    try db.forEach(Self.discardQuery, key) { row in
      counts[row.text(0)] = row.int64(1)
      return true
    }
    return counts
  }

  /// Adds what changed to the app's sums: ``AccountingChange`` has the rules.
  private func keep(_ accounting: Accounting, at moment: Timestamp, key: [SQLiteValue], before totals: [Int64]) throws {
    var before = Accounting(captured: totals[0], delivered: totals[1], queued: totals[2])
    before.discarded = try discarded(key)
    let change = try AccountingChange(from: before, to: accounting) { try keptReason($0, app: key[0]) }
    guard let change else { return }
    let kept = change.kept
    if change.captured != 0 || change.delivered != 0 || change.queued != 0 {
      try db.send(
        """
        UPDATE installation SET captured = ?, delivered = ?, queued = ?, last_at = MAX(last_at, ?) WHERE app = ? AND id = ?
        """, [.integer(kept.captured), .integer(kept.delivered), .integer(kept.queued), .at(moment)] + key,
        readsHold: true)
      try db.forgetAhead(Self.knownQuery, key)
      try add(change.captured, to: "captured", app: key[0])
      try add(change.delivered, to: "delivered", app: key[0])
      try add(change.queued, to: "queued", app: key[0])
    }
    for (reason, difference) in change.discarded {
      try db.send(
        """
        INSERT INTO installation_discard (app, installation, reason, count) VALUES (?, ?, ?, ?)
        ON CONFLICT (app, installation, reason) DO UPDATE SET count = excluded.count
        """, key + [.text(reason), .integer(kept.discarded[reason] ?? 0)], readsHold: true)
      try db.forgetAhead(Self.discardQuery, key)
      try add(difference, to: "discarded:" + reason, app: key[0])
    }
  }

  private func add(_ difference: Int64, to name: String, app: SQLiteValue) throws {
    if difference == 0 { return }
    try db.send(
      """
      INSERT INTO accounting (app, name, value) VALUES (?, ?, ?)
      ON CONFLICT (app, name) DO UPDATE SET value = value + ?
      """, [app, .text(name), .integer(max(0, difference)), .integer(difference)], readsHold: true)
  }

  private func keptReason(_ reason: String, app: SQLiteValue) throws -> String {
    let isKnown = try db.first(
      "SELECT 1 FROM accounting WHERE app = ? AND name = ?", [app, .text("discarded:" + reason)]
    ) { _ in true }
    let named =
      isKnown == true
      ? 0
      : try db.first("SELECT COUNT(*) FROM accounting WHERE app = ? AND name LIKE 'discarded:%'", [app]) { $0.int(0) }
    return AccountingChange.name(of: reason, isKnown: isKnown == true, named: named ?? 0)
  }
}

extension SQLiteTables {
  func installationSecretHash(app: AppID, installation: ReportID) throws -> [UInt8]? {
    try db.first(
      "SELECT secret_hash FROM installation WHERE app = ? AND id = ?", [.app(app), .id(installation)]
    ) { $0.blob(0) }
  }

  func lastContact(app: AppID) throws -> Timestamp? {
    try db.first("SELECT MAX(last_at) FROM installation WHERE app = ?", [.app(app)]) { row in
      row.int64OrNil(0).map { Timestamp(milliseconds: $0) }
    } ?? nil
  }

  func accounting(app: AppID) throws -> Accounting {
    var accounting = Accounting()
    try db.forEach("SELECT name, value FROM accounting WHERE app = ?", [.app(app)]) { row in
      let value = row.int64(1)
      switch row.text(0) {
      case "captured": accounting.captured = value
      case "delivered": accounting.delivered = value
      case "queued": accounting.queued = value
      case let name where value > 0: accounting.discarded[String(name.dropFirst("discarded:".count))] = value
      default: break
      }
      return true
    }
    return accounting
  }
}
