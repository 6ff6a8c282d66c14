// Salvages a damaged queue file row by row. A row that differs from what was saved, by its checksum, is left out and counted, and so
// is one that was written to another file: that file's queue has it and counts it.
import Foundation
import TellbackSQLite
import TellbackWire

extension QueueDatabase {
  /// Copies what the damaged file at `path` still holds; nothing when the file cannot be opened. `known` are the counts kept
  /// outside the file. Throws when this database cannot be written. Call it inside a transaction.
  func salvage(_ path: String, _ known: QueueCounts?) throws {
    if let file = known?.file { try setAccount(Account.file, to: file) }
    if let source = try? Connection(path: path, busyTimeout: 50),
      (try? source.execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA cell_size_check = ON")) != nil
    {
      var account = (try? Self.account(in: source)) ?? [:]
      if let stored = account[Account.captured], let file = account[Account.file],
        let counted = try? Self.captures(in: source, file: file)
      {
        account[Account.captured] = max(stored, counted)
      }
      let salvage = QueueSalvage(source: source, target: self)
      let owner = salvage.owner(account: account[Account.file], known: known?.file)
      // The rows are written anew, with the number that this file keeps.
      if known == nil, let owner { try setAccount(Account.file, to: owner) }
      try salvage.saveReports(of: owner)
      try salvage.saveMessages(of: owner)
      try salvage.saveAttachments(of: owner)
      try salvage.saveOthers()
      if account[Account.file] == owner || account[Account.file] == nil && owner == known?.file {
        for (name, value) in account { try setAccount(name, to: value) }
      } else if let owner, owner != known?.file {
        // Another file is in the place of the one that was counted, and its account cannot be read.
        try setAccount(Account.file, to: owner)
        try setAccount(Account.captured, to: Int64(totals.reports))
      }
    }
    try reconcile(with: known, isSalvaged: true)
    try add(1, to: "files_set_aside")
  }
}

private struct QueueSalvage {
  let source: Connection
  let target: QueueDatabase

  /// The most rows that are read one by one between two damaged places.
  private static let gap: Int64 = 20_000

  /// What a row says of itself.
  private struct Mark {
    /// Nil in rows of older programs.
    var checksum: Int64?
    /// Nil in rows of older programs.
    var file: Int64?

    func fits(_ sum: RowChecksum) -> Bool { checksum == sum.value(in: file) }
  }

  /// The number of the file whose rows these are. The account's page too may be another file's, so the rows decide between its
  /// number and the one that was counted. Nil when nothing tells.
  func owner(account: Int64?, known: Int64?) -> Int64? {
    if let account, account == known { return account }
    var rows: [Int64: Int] = [:]
    var haveOlder = false
    func count(_ mark: Mark, _ sum: RowChecksum) {
      if let file = mark.file, mark.fits(sum) { rows[file, default: 0] += 1 }
      haveOlder = haveOlder || mark.file == nil
    }
    try? scan("report", "id, captured_at, body") { row, mark in
      guard let id = ReportID(bytes: row.blob(0)) else { return }
      count(mark, RowChecksum.report(id, Timestamp(milliseconds: row.int64(1)), row.blob(2)))
    }
    try? scan("message", "id, report, after, body") { row, mark in
      guard let id = ReportID(bytes: row.blob(0)), let report = ReportID(bytes: row.blob(1)) else { return }
      count(mark, RowChecksum.message(id, report, after: row.int64(2), row.blob(3)))
    }
    try? scan("attachment", "report, position, name, type, data, is_message") { row, mark in
      guard let id = ReportID(bytes: row.blob(0)) else { return }
      count(
        mark,
        RowChecksum.attachment(
          id, row.int(1), isMessage: row.bool(5), name: row.text(2), type: row.text(3), row.blob(4)))
    }
    if let known, rows[known] != nil { return known }
    if let account, haveOlder || rows[account] != nil { return account }
    let most = rows.max { ($0.value, $0.key) < ($1.value, $1.key) }
    return most?.key ?? known ?? account
  }

  func saveReports(of owner: Int64?) throws {
    var saved: [ReportID: QueueItem] = [:]
    try scan("report", "id, captured_at, body") { row, mark in
      guard mark.file == nil || mark.file == owner else { return }
      let body = row.blob(2)
      func keep(_ id: ReportID, _ capturedAt: Timestamp) -> Bool {
        guard mark.fits(RowChecksum.report(id, capturedAt, body)) else { return false }
        saved[id] = QueueItem(id: id, capturedAt: capturedAt, body: body)
        return true
      }
      let id = ReportID(bytes: row.blob(0))
      let capturedAt = Timestamp(milliseconds: row.int64(1))
      if let id, keep(id, capturedAt) { return }
      // The damage may be in the columns beside the body. Older programs wrote no checksum.
      guard let report = try? Report(decoding: body) else { return }
      if keep(report.id, report.capturedAt) || mark.checksum != nil || report.id != id { return }
      saved[report.id] = QueueItem(id: report.id, capturedAt: capturedAt, body: body)
    }
    for item in saved.values.sorted(by: { $0.id < $1.id }) { _ = try target.insert(item, attachmentLimit: 0) }
  }

  /// In the order in which they were written. No program wrote a message without a checksum.
  func saveMessages(of owner: Int64?) throws {
    var saved: [(sequence: Int64, after: Int64, item: MessageItem)] = []
    try scan("message", "sequence, id, report, after, body") { row, mark in
      guard mark.file == owner, let id = ReportID(bytes: row.blob(1)), let report = ReportID(bytes: row.blob(2)),
        mark.fits(RowChecksum.message(id, report, after: row.int64(3), row.blob(4)))
      else { return }
      saved.append((row.int64(0), row.int64(3), MessageItem(id: id, report: report, body: row.blob(4))))
    }
    for (_, after, item) in saved.sorted(by: { $0.sequence < $1.sequence }) {
      _ = try target.insert(item, after: after, attachmentLimit: 0)
    }
  }

  func saveAttachments(of owner: Int64?) throws {
    try scan("attachment", "report, position, name, type, data, bytes, is_message") { row, mark in
      guard mark.file == nil || mark.file == owner, let id = ReportID(bytes: row.blob(0)) else { return }
      let (position, data, isMessage) = (row.int(1), row.blob(4), row.bool(6))
      let file = QueueItem.File(name: row.text(2), type: row.text(3), data: data)
      let isWhole =
        mark.checksum == nil
        ? row.int(5) == data.count
        : mark.fits(
          RowChecksum.attachment(id, position, isMessage: isMessage, name: file.name, type: file.type, data))
      guard isWhole else { return }
      // An attachment of nothing that waits belongs to something delivered.
      let waits = try isMessage ? target.hasMessage(id) : target.has(id)
      try target.insert(file, of: id, at: position, isMessage: isMessage, isReleased: !waits)
    }
  }

  func saveOthers() throws {
    for (table, columns) in [
      ("receipt", "id, captured_at, answered_at, title, is_accepted, code, message, user, read_to, activity"),
      ("refused", "id, refused_at, code, message, body"),
      ("event", "sequence, report, kind, at, ticket, message, by, id, revises, personal, version, attachments, fix"),
      ("message_receipt", "id, report, after, answered_at, is_accepted, code, message, body"),
      ("fix", "key, user, report, update_sequence, state"),
      ("draft", "name, saved_at, body"),
      ("erasure", "installation, successor, body, asked_at"),
    ] {
      // Those that the program which wrote the file knew.
      let known = columns.components(separatedBy: ", ").filter { has($0, in: table) }
      guard !known.isEmpty else { continue }
      let list = known.joined(separator: ", ")
      let marks = repeatElement("?", count: known.count).joined(separator: ", ")
      try scan(table, list, hasMark: false) { row, _ in
        do {
          try target.connection.run(
            "INSERT OR IGNORE INTO \(table) (\(list)) VALUES (\(marks))", (0..<known.count).map { row.value($0) })
        } catch let error as SQLiteError where error.isConstraint {
          // The value is damage: no program wrote it.
        }
      }
    }
  }

  private func has(_ column: String, in table: String) -> Bool {
    (try? source.run("SELECT \(column) FROM \(table) LIMIT 0")) != nil
  }

  /// Visits the rows that can be read: from both ends, since a damaged page ends a scan, then one by one between.
  /// Throws what `visit` throws.
  private func scan(
    _ table: String, _ columns: String, hasMark: Bool = true, visit: (Row, Mark) throws -> Void
  ) throws {
    var failure: (any Error)?
    /// True when it reached the end.
    func walk(_ columns: String, _ rest: String, _ values: [SQLiteValue] = [], note: (Int64) -> Bool) -> Bool {
      let isWhole: Void? = try? source.forEach("SELECT rowid, \(columns) FROM \(table) NOT INDEXED \(rest)", values) {
        row in
        guard note(row.int64(0)) else { return false }
        do {
          try visit(row.dropping(3), Mark(checksum: row.int64OrNil(1), file: row.int64OrNil(2)))
        } catch {
          failure = error
        }
        return failure == nil
      }
      return isWhole != nil
    }
    // Older programs wrote neither.
    let marks = ["checksum", "file"].map { hasMark && has($0, in: table) ? $0 : "NULL" }
    // Nor this one, up to schema 6.
    let columns =
      columns.hasSuffix(", is_message") && !has("is_message", in: table)
      ? columns.replacingOccurrences(of: ", is_message", with: ", 0") : columns
    let all = "\(marks[0]), \(marks[1]), \(columns)"
    var (low, high) = (Int64(0), Int64.max)
    var isWhole = walk(all, "ORDER BY rowid") { number in
      low = max(low, number)
      return true
    }
    if !isWhole {
      isWhole = walk(all, "ORDER BY rowid DESC") { number in
        high = number
        return number > low
      }
    }
    if !isWhole, high > low, high - low < Self.gap {
      for number in low..<high where failure == nil {
        _ = walk(all, "WHERE rowid = ?", [.integer(number)]) { _ in true }
      }
    }
    if let failure { throw failure }
  }
}
