// One open queue file, or its stand-in in memory. Confined to its queue's thread; every mutation runs in a transaction.
import TellbackSQLite
import TellbackWire

/// What a report becomes on its way to the queue: bytes, and nothing that must be computed under the transaction.
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

/// How much a queue holds now; kept beside the tables so that limits cost no query.
struct QueueTotals: Equatable {
  var reports = 0
  var bytes = 0
  var attachments = 0
  var attachmentBytes = 0
}

final class QueueDatabase {
  let connection: Connection
  /// On disk.
  let isDurable: Bool
  private(set) var totals = QueueTotals()
  /// The rows of the table `account`.
  private(set) var account: [String: Int64] = [:]
  /// Where the counts are kept once more; nil for a file that is no slot's.
  private let slot: Slot?
  private var kept: QueueCounts?

  /// Opens the queue of `slot`.
  convenience init(of slot: Slot) throws { try self.init(path: try DurableFile.makeEmpty(slot.queuePath), slot: slot) }

  /// Opens the queue at `path`, or one in memory when it is nil.
  init(path: String?, slot: Slot? = nil) throws {
    isDurable = path != nil
    self.slot = slot
    connection = try Connection(path: path ?? ":memory:", busyTimeout: 50)
    // Also in memory: its pages are copied when it moves to a file.
    if path == nil { try connection.execute("PRAGMA page_size = 8192") }
    if path != nil {
      // Exclusive before WAL: then there is no -shm file, and no other connection can corrupt the WAL (SQLite, "WAL-mode").
      try connection.execute("PRAGMA locking_mode = EXCLUSIVE")
      try connection.execute("PRAGMA page_size = 8192")
      try connection.execute("PRAGMA journal_mode = WAL")
      try connection.execute("PRAGMA synchronous = FULL")
      // On Apple platforms a sync reaches the medium only so; elsewhere it changes nothing.
      try connection.execute("PRAGMA fullfsync = ON")
      try connection.execute("PRAGMA journal_size_limit = 4194304")
      // Zeroes what costs no extra page; an erasure writes the file anew.
      try connection.execute("PRAGMA secure_delete = FAST")
    }
    // A log that could not be opened for writing is open for reading alone: known now, not at every report from now on.
    if path != nil { try connection.transaction {} }
    // The schema's number must stand in the file's header, where an older program looks before it opens a file.
    if try QueueSchema.migrator.migrate(connection) > 0, path != nil {
      try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }
    try load()
    if let slot { try reconcile(in: slot) }
  }

  /// Runs `body` whole or not at all; totals and account go back with the rows.
  func transaction<Value>(_ body: () throws -> Value) throws -> Value {
    let before = (totals, account)
    do {
      let value = try connection.transaction(body)
      keepCounts()
      return value
    } catch {
      (totals, account) = before
      throw error
    }
  }

  /// Adds to a row of the account. Call it inside a transaction.
  func add(_ amount: Int64, to name: String) throws {
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
  }

  /// Copies all that is in it to the queue file at `path`, in one commit.
  func copy(to path: String) throws { try connection.backup(to: try QueueDatabase(path: path).connection) }

  /// Reads every page; SQLite's own check finds nothing wrong with them.
  var isSound: Bool { (try? connection.first("PRAGMA integrity_check(1)") { $0.text(0) == "ok" }) == true }

  /// Begins to count anew. Call it inside a transaction.
  func resetAccount() throws {
    slot?.forgetCounts()
    kept = nil
    try connection.run("DELETE FROM account WHERE name <> ?", [.text(Account.file)])
    account = account.filter { $0.key == Account.file }
    for name in [Account.captured, Account.delivered, Account.cursor] { try setAccount(name, to: 0) }
  }

  func change(_ body: (inout QueueTotals) -> Void) { body(&totals) }

  /// The account of a file. Throws when what it says cannot be.
  static func account(in connection: Connection) throws -> [String: Int64] {
    var account: [String: Int64] = [:]
    try connection.forEach("SELECT name, value FROM account") { row in
      account[row.text(0)] = row.int64(1)
      return true
    }
    let isWhole = [Account.captured, Account.delivered, Account.cursor].allSatisfy { account[$0] != nil }
    guard isWhole, account.allSatisfy({ Account.plausible.contains($1) || $0 == Account.file }) else {
      throw SQLiteError.corrupt("the account tells what cannot be", attempted: "SELECT name, value FROM account")
    }
    return account
  }

  private func reconcile(in slot: Slot) throws {
    var known = slot.counts
    // Also a file that is ahead: of what the end of a process kept from being counted, or of rows that damage made. One that
    // is neither ahead nor behind, and adds up, has nothing to settle.
    if counts != known || !addsUp {
      // What can be saved of a file that is not sound is not lost: it is rebuilt first.
      guard isSound else { throw SQLiteError.corrupt("the file is not sound", attempted: "PRAGMA integrity_check") }
      if let own = account[Account.file], let other = known, other.file != own, addsUp {
        known = slot.exchangeCounts(for: own) ?? other
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
    // The column of bytes is not asked: what damage left in it may be any number.
    try connection.forEach("SELECT count(*), coalesce(sum(length(body)), 0) FROM report") { row in
      totals.reports = row.int(0)
      totals.bytes = row.int(1)
      return false
    }
    try connection.forEach("SELECT count(*), coalesce(sum(length(data)), 0) FROM attachment") { row in
      totals.attachments = row.int(0)
      totals.attachmentBytes = row.int(1)
      return false
    }
  }
}

/// The names in the table `account`.
enum Account {
  static let captured = "captured"
  static let delivered = "delivered"
  static let cursor = "cursor"
  /// Not a count: which file this is.
  static let file = "file"
  /// The reason of what damage took.
  static let corrupt = "corrupt_queue"
  /// The reason of discards whose reason damage took.
  static let unknown = "unknown"
  static let attachmentsSent = "attachments_sent"
  static func discarded(_ reason: String) -> String { "discarded:\(reason)" }
  static func shed(_ reason: String) -> String { "shed:\(reason)" }
}
