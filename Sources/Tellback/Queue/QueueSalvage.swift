// Saves what a damaged queue file still holds: its rows one by one from both ends, and its account.
import TellbackSQLite
import TellbackWire

/// What came out of a damaged file.
struct QueueSalvage {
  var items: [QueueItem] = []
  var account: [String: Int64] = [:]
  /// Wishes to erase that the collector has not confirmed.
  var erasures: [ErasureRow] = []

  /// Reports that the account knows of and that did not come out. Zero when the account is lost too.
  var lost: Int64 {
    guard let captured = account[Account.captured] else { return 0 }
    let gone = (account[Account.delivered] ?? 0) + discarded
    return max(0, captured - gone - Int64(items.count))
  }

  private var discarded: Int64 {
    account.reduce(0) { $0 + ($1.key.hasPrefix(Account.discarded("")) ? $1.value : 0) }
  }

  /// Reads what can be read; a file that cannot even be opened gives nothing.
  init(path: String) {
    guard let connection = try? Connection(path: path, busyTimeout: 50),
      (try? connection.execute("PRAGMA locking_mode = EXCLUSIVE")) != nil
    else { return }
    let account = try? connection.rows("SELECT name, value FROM account", make: { ($0.text(0), $0.int64(1)) })
    for (name, value) in account ?? [] { self.account[name] = value }
    let erasures = try? connection.rows(
      "SELECT installation, successor, body, asked_at FROM erasure ORDER BY sequence",
      make: { ErasureRow(installation: $0.text(0), successor: $0.textOrNil(1), body: $0.blob(2), askedAt: $0.int64(3)) }
    )
    self.erasures = erasures ?? []
    // A damaged page ends a scan; the other direction reaches what lies behind it.
    var seen = Set<ReportID>()
    for order in ["ASC", "DESC"] {
      do {
        try connection.forEach("SELECT id, captured_at, body FROM report NOT INDEXED ORDER BY sequence \(order)") {
          row in
          guard let id = ReportID(bytes: row.blob(0)), seen.insert(id).inserted else { return true }
          let body = row.blob(2)
          // A torn page may hold anything; only what still is the report with this id may go on.
          guard let report = try? Report(decoding: body), report.id == id else { return true }
          items.append(QueueItem(id: id, capturedAt: Timestamp(milliseconds: row.int64(1)), body: body))
          return true
        }
        break
      } catch {
        continue
      }
    }
    items.sort { $0.id < $1.id }
  }
}
