// Archives of the stores of this module: rows as they stand, with ids that stay where they are free.
import CollectorCore
import TellbackSQLite
import TellbackWire

/// A store whose rows are those of this module's tables.
package protocol TableStore: ArchivingStore {}

extension SQLiteStore: ArchivingStore, TableStore {}
extension ServerStore: ArchivingStore, TableStore {}

extension TableStore {
  public static var archiveVersion: Int { Schema.migrations.count }

  public func archive(_ apps: AppScope, _ sink: @escaping @Sendable (ArchiveRow) throws -> Void) async throws {
    try await read { store in
      guard let tables = store as? SQLiteReads else { throw StoreError.failed("This store writes no archives.") }
      for table in ArchiveTable.all { try tables.archive(table, apps, sink) }
      try tables.archiveTallies(apps, sink)
    }
  }

  public func hasRestored(_ state: RestoreState) async throws -> Bool {
    try await read { store in
      guard let tables = store as? SQLiteReads, let app = state.keyApp else { return false }
      return try tables.db.first(
        "SELECT 1 FROM imported WHERE app = ? AND shape = ? LIMIT 1", [.app(app), .text(state.shape)]
      ) { _ in true } ?? false
    }
  }

  public func restore(
    _ rows: [ArchiveRow], _ state: RestoreState, now: Timestamp
  ) async throws -> (RestoreState, [PlacedReport]) {
    try await write { store in
      guard let tables = store as? SQLiteWrites else { throw StoreError.failed("This store takes no archives.") }
      var restoring = Restoring(tables, state, now: now)
      let newest = try tables.newestEvent(in: .all)
      for row in rows { try restoring.take(row) }
      try restoring.settle()
      try tables.noteImportedEvents(after: newest)
      return (restoring.state, restoring.placed)
    }
  }
}

extension SQLiteReads {
  fileprivate func archive(
    _ table: ArchiveTable, _ apps: AppScope, _ sink: (ArchiveRow) throws -> Void
  ) throws {
    let names = try db.columns(of: table)
    let condition = table.condition.replacing(/APP\(([a-z.]+)\)/) { apps.sql(String($0.output.1)) }
    // How rows of an archive came here is this store's own matter.
    let own = table.table == "imported" ? " AND t.shape NOT LIKE 'tellback:%'" : ""
    try db.forEach(
      """
      SELECT \(names.map { "t.\"\($0)\"" }.joined(separator: ", ")) FROM "\(table.table)" AS t
      WHERE \(condition)\(own)
      ORDER BY \(table.order.split(separator: ", ").map { "t.\"\($0)\"" }.joined(separator: ", "))
      """
    ) { row in
      let values = names.indices.map { ArchiveValue(row.value($0)) }
      try sink(ArchiveRow(kind: table.kind, names: names, values: values))
      return true
    }
  }

  /// What the rows themselves do not tell of an app's counts: how many of the erased reports had opened a ticket, and why they were
  /// erased.
  fileprivate func archiveTallies(_ apps: AppScope, _ sink: (ArchiveRow) throws -> Void) throws {
    try db.forEach(
      """
      SELECT t.app, t.wished, t.swept, t.opened - (
        SELECT COUNT(*) FROM placement AS p JOIN report AS r ON r.sequence = p.report WHERE r.app = t.app AND p.opened = 1)
      FROM tally AS t WHERE \(apps.sql("t.app")) ORDER BY t.app
      """
    ) { row in
      try sink(
        ArchiveRow(
          kind: "tally", names: ["app", "wished", "swept", "erased_openers"],
          values: (0..<4).map { ArchiveValue(row.value($0)) }))
      return true
    }
  }
}

extension Database {
  /// Those that an archive has, in the order of the table.
  func columns(of table: ArchiveTable) throws -> [String] {
    try rows("SELECT name FROM pragma_table_info(?) ORDER BY cid", [.text(table.table)]) { $0.text(0) }
      .filter { !table.leftOut.contains($0) }
  }
}

extension RestoreState {
  /// Under which keys rows of this archive stand in `imported`.
  var shape: String { "tellback:" + origin }
  var keyApp: AppID? { apps.min { $0.key < $1.key }?.value }
}

extension ArchiveValue {
  init(_ value: SQLiteValue) {
    self =
      switch value {
      case .null: .null
      case .integer(let value): .integer(value)
      case .real(let value): .real(value)
      case .text(let value): .text(value)
      case .blob(let value): .bytes(value)
      }
  }

  var sqlite: SQLiteValue {
    switch self {
    case .null: .null
    case .integer(let value): .integer(value)
    case .real(let value): .real(value)
    case .text(let value): .text(value)
    case .bytes(let value): .blob(value)
    }
  }
}
