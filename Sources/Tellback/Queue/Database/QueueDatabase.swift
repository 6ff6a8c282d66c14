// One open queue database: a file, or a database in memory. Confined to its queue's thread; every change runs in a transaction.
import TellbackSQLite
import TellbackWire

/// A report ready for the queue: encoded, so that nothing is computed inside the transaction.
struct QueueItem: Sendable {
  struct File: Sendable {
    var name: String
    var type: String
    var data: [UInt8]
  }

  var id: ReportID
  var capturedAt: Timestamp
  var body: [UInt8]
  var attachments: [File] = []
}

/// How much a queue holds now. Kept in memory, so that checking a limit costs no query.
struct QueueTotals: Equatable {
  var reports = 0
  var bytes = 0
  var attachments = 0
  var attachmentBytes = 0
  var messages = 0
  var messageBytes = 0

  /// Words wait to be sent.
  var waits: Bool { reports + messages > 0 }
}

final class QueueDatabase {
  let connection: Connection
  /// On disk.
  let isDurable: Bool
  private(set) var totals = QueueTotals()
  /// The rows of the table `account`. Its `captured` may be behind ``captured``.
  private(set) var account: [String: Int64] = [:]
  /// How many reports were captured: by the account, or by the rows of those that were captured since it was written.
  private(set) var captured: Int64 = 0
  /// The newest moment of activity in a conversation; nil until it is asked for.
  private var lastActivity: Int64?
  /// Keeps a copy of the counts outside the file; nil for a database without a slot.
  private let slot: Slot?
  private var kept: QueueCounts?

  /// Opens the queue of `slot`.
  convenience init(of slot: Slot) throws { try self.init(path: try DurableFile.makeEmpty(slot.queuePath), slot: slot) }

  /// Opens the queue at `path`, or one in memory when it is nil.
  init(path: String?, slot: Slot? = nil) throws {
    isDurable = path != nil
    self.slot = slot
    connection = try Connection(path: path ?? ":memory:", busyTimeout: 50)
    // The same page size in memory: pages are copied when the database moves to a file.
    if path == nil { try connection.execute("PRAGMA page_size = 8192") }
    if path != nil {
      // Exclusive before WAL: there is no -shm file then, and no other connection can corrupt the WAL (SQLite, "WAL-mode").
      try connection.execute("PRAGMA locking_mode = EXCLUSIVE")
      try connection.execute("PRAGMA page_size = 8192")
      try connection.execute("PRAGMA journal_mode = WAL")
      try connection.execute("PRAGMA synchronous = FULL")
      // On Apple platforms a sync reaches the medium only with this; elsewhere it changes nothing.
      try connection.execute("PRAGMA fullfsync = ON")
      try connection.execute("PRAGMA journal_size_limit = 8388608")
      // Zeroes deleted content where that costs no extra page; an erasure rewrites the file.
      try connection.execute("PRAGMA secure_delete = FAST")
    }
    // SQLite opens a log read-only when it cannot open it for writing. A first transaction finds that out now.
    if path != nil { try connection.transaction {} }
    // The schema number must be in the file's header, where an older program looks before it opens the file.
    if try QueueSchema.migrator.migrate(connection) > 0, path != nil {
      try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }
    try load()
    if let slot { try reconcile(in: slot) }
  }

  /// Runs `body` whole or not at all, with the account written; a rollback also restores totals and account.
  func transaction<Value>(_ body: () throws -> Value) throws -> Value {
    try changing {
      let value = try body()
      try storeCaptures()
      return value
    }
  }

  /// Identifies this file in its rows and in the counts kept outside it.
  var file: Int64 { account[Account.file] ?? 0 }

  /// A transaction that removes no report. Its captures are counted in their rows alone, which saves a page of the log.
  func captureTransaction<Value>(_ body: () throws -> Value) throws -> Value { try changing(body) }

  /// Counts a capture that its row counts. Call it inside a transaction.
  func countCapture() { captured += 1 }

  /// Adds to an entry of the account. Call it inside a transaction.
  func add(_ amount: Int64, to name: String) throws {
    if name == Account.captured { return try setAccount(name, to: captured + amount) }
    try connection.run(
      """
      INSERT INTO account (name, value) VALUES (?, ?)
      ON CONFLICT (name) DO UPDATE SET value = value + excluded.value
      """, [.text(name), .integer(amount)])
    account[name, default: 0] += amount
  }

  func setAccount(_ name: String, to value: Int64) throws {
    try connection.run(
      "INSERT INTO account (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      [.text(name), .integer(value)])
    account[name] = value
    if name == Account.captured { captured = value }
  }

  /// The place of something new in the order of conversations: `moment`, and later than everything before it, whatever the clock
  /// says.
  func nextActivity(at moment: Timestamp) throws -> Int64 {
    // Damage may have left any number.
    let last =
      try lastActivity ?? connection.first(
        "SELECT max(activity) FROM receipt WHERE activity <= ?", [.integer(Account.plausible.upperBound)],
        make: { $0.int64(0) }) ?? 0
    let next = max(min(moment.milliseconds, Account.plausible.upperBound), last + 1)
    lastActivity = next
    return next
  }

  /// Copies everything to the queue file at `path`, in one commit.
  func copy(to path: String) throws { try connection.backup(to: try QueueDatabase(path: path).connection) }

  /// True when SQLite's integrity check, which reads every page, finds no fault.
  var isSound: Bool { (try? connection.first("PRAGMA integrity_check(1)") { $0.text(0) == "ok" }) == true }

  /// Throws for a file that is not sound, so that it is rebuilt. Call it before a row is given up: where pages are mixed up, what
  /// stands in a row's place may not be the row, and a rebuild finds the row itself.
  func expectSound() throws {
    guard !isSound else { return }
    throw SQLiteError.corrupt("the file is not sound", attempted: "PRAGMA integrity_check")
  }

  /// Resets the counts to zero. Call it inside a transaction.
  func resetAccount() throws {
    slot?.forgetCounts()
    kept = nil
    try connection.run("DELETE FROM account WHERE name <> ?", [.text(Account.file)])
    account = account.filter { $0.key == Account.file }
    for name in [Account.captured, Account.delivered, Account.cursor] { try setAccount(name, to: 0) }
  }

  /// Before a row that counts captures can be gone.
  private func storeCaptures() throws {
    if captured != account[Account.captured] { try setAccount(Account.captured, to: captured) }
  }

  private func changing<Value>(_ body: () throws -> Value) throws -> Value {
    let before = (totals, account, captured)
    do {
      let value = try connection.transaction(body)
      keepCounts()
      return value
    } catch {
      (totals, account, captured) = before
      throw error
    }
  }

  func change(_ body: (inout QueueTotals) -> Void) { body(&totals) }

  /// Reads the account of a file. Throws when its values are impossible.
  static func account(in connection: Connection) throws -> [String: Int64] {
    var account: [String: Int64] = [:]
    try connection.forEach("SELECT name, value FROM account") { row in
      account[row.text(0)] = row.int64(1)
      return true
    }
    let isWhole = [Account.captured, Account.delivered, Account.cursor].allSatisfy { account[$0] != nil }
    guard isWhole, account.allSatisfy({ Account.plausible.contains($1) || $0 == Account.file }) else {
      throw SQLiteError.corrupt("the account has impossible values", attempted: "SELECT name, value FROM account")
    }
    return account
  }

  /// How many reports were captured by the rows that were written to the file of this number; 0 when none tells.
  static func captures(in connection: Connection, file: Int64) throws -> Int64 {
    // Damage may have made any number of it.
    try connection.first(
      "SELECT max(captured) FROM report WHERE file = ? AND captured BETWEEN 1 AND ?",
      [.integer(file), .integer(Account.plausible.upperBound)], make: { $0.int64(0) }) ?? 0
  }

  private func reconcile(in slot: Slot) throws {
    var known = slot.counts
    // A file may also be ahead of the counts: the process ended before it wrote them, or damage made rows. A file that adds up
    // and agrees with the counts has nothing to reconcile.
    if counts != known || !addsUp {
      // A file that is not sound is rebuilt first: what can be salvaged is not lost.
      try expectSound()
      if let other = known, other.file != file {
        // Where it is not the file of another slot, its rows tell whose it is: it is rebuilt.
        guard addsUp, let exchanged = slot.exchangeCounts(for: file) else {
          throw SQLiteError.corrupt("its number is not the one that was counted", attempted: "SELECT FROM account")
        }
        known = exchanged
      }
      try connection.transaction { try reconcile(with: known) }
    }
    keepCounts()
  }

  private func keepCounts() {
    guard let slot else { return }
    let counts = self.counts
    if counts != kept { slot.keep(counts) }
    kept = counts
  }

  private func load() throws {
    account = try Self.account(in: connection)
    // The column `bytes` is not used: after damage it may hold any number.
    try connection.forEach("SELECT count(*), coalesce(sum(length(body)), 0) FROM report") { row in
      totals.reports = row.int(0)
      totals.bytes = row.int(1)
      return false
    }
    captured = max(account[Account.captured] ?? 0, try Self.captures(in: connection, file: file))
    try connection.forEach("SELECT count(*), coalesce(sum(length(data)), 0) FROM attachment") { row in
      totals.attachments = row.int(0)
      totals.attachmentBytes = row.int(1)
      return false
    }
    try connection.forEach("SELECT count(*), coalesce(sum(length(body)), 0) FROM message") { row in
      totals.messages = row.int(0)
      totals.messageBytes = row.int(1)
      return false
    }
  }
}

/// The names in the table `account`.
enum Account {
  static let captured = "captured"
  static let delivered = "delivered"
  static let cursor = "cursor"
  /// Not a count: identifies the file.
  static let file = "file"
  /// The reason for reports and attachments lost by damage.
  static let corrupt = "corrupt_queue"
  /// The reason for discards whose own reason was lost by damage.
  static let unknown = "unknown"
  static let attachmentsSent = "attachments_sent"
  static let messagesCaptured = "messages_captured"
  static let messagesDelivered = "messages_delivered"
  static func messagesDiscarded(_ reason: String) -> String { "messages_discarded:\(reason)" }
  static func discarded(_ reason: String) -> String { "discarded:\(reason)" }
  static func shed(_ reason: String) -> String { "shed:\(reason)" }
}
