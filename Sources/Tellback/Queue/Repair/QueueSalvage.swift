// Salvages a damaged queue file row by row. A row that differs from what was saved, by its checksum, is left out and counted.
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
      let account = (try? Self.account(in: source)) ?? [:]
      for (name, value) in account { try setAccount(name, to: value) }
      let salvage = QueueSalvage(source: source, target: self)
      try salvage.saveReports()
      try salvage.saveAttachments()
      try salvage.saveOthers()
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

  func saveReports() throws {
    var saved: [ReportID: QueueItem] = [:]
    try scan("report", "id, captured_at, body") { row, checksum in
      let body = row.blob(2)
      func keep(_ id: ReportID, _ capturedAt: Timestamp) -> Bool {
        guard checksum == RowChecksum.report(id, capturedAt, body) else { return false }
        saved[id] = QueueItem(id: id, capturedAt: capturedAt, body: body)
        return true
      }
      let id = ReportID(bytes: row.blob(0))
      let capturedAt = Timestamp(milliseconds: row.int64(1))
      if let id, keep(id, capturedAt) { return }
      // The damage may be in the columns beside the body. Older programs wrote no checksum.
      guard let report = try? Report(decoding: body) else { return }
      if keep(report.id, report.capturedAt) || checksum != nil || report.id != id { return }
      saved[report.id] = QueueItem(id: report.id, capturedAt: capturedAt, body: body)
    }
    for item in saved.values.sorted(by: { $0.id < $1.id }) { _ = try target.insert(item, attachmentLimit: 0) }
  }

  func saveAttachments() throws {
    try scan("attachment", "report, position, name, type, data, bytes") { row, checksum in
      guard let id = ReportID(bytes: row.blob(0)) else { return }
      let (position, data) = (row.int(1), row.blob(4))
      let file = QueueItem.File(name: row.text(2), type: row.text(3), data: data)
      let isWhole =
        checksum.map { $0 == RowChecksum.attachment(id, position, name: file.name, type: file.type, data) }
        ?? (row.int(5) == data.count)
      // An attachment of no report that waits belongs to a delivered one.
      if isWhole { try target.insert(file, of: id, at: position, isReleased: try !target.has(id)) }
    }
  }

  func saveOthers() throws {
    for (table, columns) in [
      ("receipt", "id, captured_at, answered_at, title, is_accepted, code, message"),
      ("refused", "id, refused_at, code, message, body"),
      ("event", "sequence, report, kind, at, ticket, message, by"),
      ("erasure", "installation, successor, body, asked_at"),
    ] {
      let count = columns.split(separator: ",").count
      let marks = repeatElement("?", count: count).joined(separator: ", ")
      try scan(table, columns, hasChecksum: false) { row, _ in
        do {
          try target.connection.run(
            "INSERT OR IGNORE INTO \(table) (\(columns)) VALUES (\(marks))", (0..<count).map { row.value($0) })
        } catch let error as SQLiteError where error.isConstraint {
          // The value is damage: no program wrote it.
        }
      }
    }
  }

  /// Visits the rows that can be read: from both ends, since a damaged page ends a scan, then one by one between.
  /// Throws what `visit` throws.
  private func scan(
    _ table: String, _ columns: String, hasChecksum: Bool = true, visit: (Row, _ checksum: Int64?) throws -> Void
  ) throws {
    var failure: (any Error)?
    /// True when it reached the end.
    func walk(_ columns: String, _ rest: String, _ values: [SQLiteValue] = [], note: (Int64) -> Bool) -> Bool {
      let isWhole: Void? = try? source.forEach("SELECT rowid, \(columns) FROM \(table) NOT INDEXED \(rest)", values) {
        row in
        guard note(row.int64(0)) else { return false }
        do {
          try visit(row.dropping(2), row.int64OrNil(1))
        } catch {
          failure = error
        }
        return failure == nil
      }
      return isWhole != nil
    }
    // Older programs wrote no checksum.
    let knowsChecksum = hasChecksum && (try? source.run("SELECT checksum FROM \(table) LIMIT 0")) != nil
    let all = "\(knowsChecksum ? "checksum" : "NULL"), \(columns)"
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
