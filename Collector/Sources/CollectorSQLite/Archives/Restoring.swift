// Takes rows of an archive in, inside one transaction. Invariant: a row is written once, whatever runs were ended in between; its id
// stays what it was where it lies behind every id that this store ever gave, and is the next one otherwise.
import CollectorCore
import TellbackSQLite
import TellbackWire

struct Restoring {
  private(set) var state: RestoreState
  private(set) var placed: [PlacedReport] = []
  private let store: SQLiteWrites
  private let now: Timestamp
  private let app: AppID
  /// The largest id of each table so far.
  private var largest: [String: Int64] = [:]
  private var columns: [String: (known: Set<String>, needed: Set<String>)] = [:]
  private var tallies: [Int64: [String: Int64]] = [:]
  private static let tables = Dictionary(ArchiveTable.all.map { ($0.kind, $0) }) { first, _ in first }
  private static let named = Set(ArchiveTable.named.map(\.kind))

  init(_ store: SQLiteWrites, _ state: RestoreState, now: Timestamp) {
    self.store = store
    self.state = state
    self.now = now
    app = state.keyApp ?? AppID(0)
  }

  mutating func take(_ row: ArchiveRow) throws {
    state.rows += 1
    if row.kind == "tally" { return try takeTally(row) }
    guard let table = Self.tables[row.kind] else {
      throw StoreError.failed("The archive has a row of the kind '\(row.kind.prefix(40))', which is not known.")
    }
    if Self.named.contains(row.kind) { try name(row, table) } else { try insert(row, table) }
  }

  // MARK: Found by name

  private mutating func name(_ row: ArchiveRow, _ table: ArchiveTable) throws {
    guard case .integer(let old)? = row["id"] else { throw Self.broken(row) }
    let found: Int64?
    switch row.kind {
    case "account": found = try first("SELECT id FROM account WHERE email = ?", [try text(row, "email")])
    case "staff_group":
      let name = try text(row, "name")
      found =
        try first("SELECT id FROM staff_group WHERE name = ?", [name])
        ?? make("INSERT INTO staff_group (name, created_at) VALUES (?, ?)", [name, .at(now)])
    default:
      guard case .integer(let oldApp)? = row["app"], let app = state.apps[oldApp] else { throw Self.broken(row) }
      var key: [SQLiteValue] = [.app(app), try text(row, "name")]
      if row.kind == "facet" { key.append(row["sort"]?.sqlite ?? .null) }
      let (columns, places) = row.kind == "facet" ? ("app, name, sort", "?, ?, ?") : ("app, name", "?, ?")
      found =
        try first("SELECT id FROM \(table.table) WHERE (\(columns)) = (\(places))", key)
        ?? make("INSERT INTO \(table.table) (\(columns)) VALUES (\(places))", key)
    }
    if let found { state.named[row.kind, default: [:]][old] = found }
  }

  private func first(_ sql: String, _ values: [SQLiteValue]) throws -> Int64? {
    try store.db.first(sql, values) { $0.int64OrNil(0) } ?? nil
  }

  private func make(_ sql: String, _ values: [SQLiteValue]) throws -> Int64 {
    try store.db.run(sql, values)
    return try store.db.lastInsertRowID
  }

  private func text(_ row: ArchiveRow, _ name: String) throws -> SQLiteValue {
    guard case .text(let text)? = row[name] else { throw Self.broken(row) }
    return .text(text)
  }

  private static func broken(_ row: ArchiveRow) -> StoreError {
    StoreError.failed("A row of the kind '\(row.kind.prefix(40))' lacks what it needs; the archive is not whole.")
  }

  // MARK: Taken in

  private mutating func insert(_ row: ArchiveRow, _ table: ArchiveTable) throws {
    var old: Int64?
    if let id = table.id {
      guard case .integer(let value)? = row[id] else { throw Self.broken(row) }
      old = value
      if try known(table, value) != nil {
        state.known += 1
        return
      }
    }
    guard var (names, values) = try mapped(row, table) else {
      state.leftOut += 1
      return
    }
    if let id = table.id, let old, try old > largest(of: table) {
      names.append(id)
      values.append(.integer(old))
    }
    let inserted = try store.db.run(
      """
      INSERT\(table.id == nil ? " OR IGNORE" : "") INTO "\(table.table)" (\(names.map { "\"\($0)\"" }.joined(separator: ", ")))
      VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))
      """, values)
    guard inserted == 1 else {
      state.known += 1
      return
    }
    var id: Int64?
    if table.id != nil, let old {
      let new = try store.db.lastInsertRowID
      largest[table.kind] = new
      id = new
      try store.db.run(
        "INSERT INTO imported (app, shape, sort, key, target, at) VALUES (?, ?, ?, ?, ?, ?)",
        [.app(app), .text(state.shape), .integer(table.sort ?? 0), .text(String(old)), .integer(new), .at(now)])
    }
    try follow(row.kind, id, names, values)
  }

  /// The row with this store's ids, without its own; nil for one that hangs on what is not here.
  private mutating func mapped(_ row: ArchiveRow, _ table: ArchiveTable) throws -> ([String], [SQLiteValue])? {
    let (known, needed) = try columns(of: table)
    var (names, values): ([String], [SQLiteValue]) = ([], [])
    for (name, value) in zip(row.names, row.values) where name != table.id {
      // The names become part of a statement.
      guard known.contains(name) else {
        throw StoreError.failed("A row of the kind '\(row.kind)' has a column that is not known: \(name.prefix(40)).")
      }
      var mapped = value.sqlite
      if let reference = table.references[name], mapped != .null {
        mapped = try resolved(reference, mapped)
        if mapped == .null, needed.contains(name) { return nil }
      }
      names.append(name)
      values.append(mapped)
    }
    if table.kind == "ticket", let owner = names.firstIndex(of: "owner"), values[owner] == .null {
      // An owner without an account here owns nothing.
      for (index, name) in names.enumerated() where name == "owned_at" || name == "owner_acted_at" {
        values[index] = .null
      }
    }
    return (names, values)
  }

  private mutating func columns(of table: ArchiveTable) throws -> (known: Set<String>, needed: Set<String>) {
    if let found = columns[table.kind] { return found }
    let needed = try store.db.rows(
      "SELECT name FROM pragma_table_info(?) WHERE \"notnull\" = 1 OR pk > 0", [.text(table.table)]
    ) { $0.text(0) }
    let found = (known: Set(try store.db.columns(of: table)), needed: Set(needed))
    columns[table.kind] = found
    return found
  }

  private mutating func largest(of table: ArchiveTable) throws -> Int64 {
    if let known = largest[table.kind] { return known }
    let last = try first(
      """
      SELECT MAX(
        COALESCE((SELECT MAX("\(table.id ?? "rowid")") FROM "\(table.table)"), 0),
        COALESCE((SELECT seq FROM sqlite_sequence WHERE name = ?), 0))
      """, [.text(table.table)])
    largest[table.kind] = last ?? 0
    return last ?? 0
  }

  private func known(_ table: ArchiveTable, _ old: Int64) throws -> Int64? {
    try first(
      "SELECT target FROM imported WHERE app = ? AND shape = ? AND sort = ? AND key = ?",
      [.app(app), .text(state.shape), .integer(table.sort ?? 0), .text(String(old))])
  }

  private func resolved(_ reference: ArchiveReference, _ value: SQLiteValue) throws -> SQLiteValue {
    guard case .integer(let old) = value else { return value }
    switch reference {
    case .app:
      guard let app = state.apps[old] else {
        throw StoreError.failed("The archive names an app \(old) that it does not have.")
      }
      return .app(app)
    case .row(let kind): return .integer(try found(kind, old))
    // Counted under an id that may be none.
    case .soft(let kind): return .integer(old == 0 ? 0 : try found(kind, old) ?? old)
    case .person: return .integer(state.named["account"]?[old] ?? 0)
    }
  }

  private func found(_ kind: String, _ old: Int64) throws -> Int64? {
    if let named = state.named[kind]?[old] { return named }
    guard let table = Self.tables[kind], table.id != nil else { return nil }
    return try known(table, old)
  }

  // MARK: What follows from a row

  /// Counts and indexes that hang on it.
  private mutating func follow(_ kind: String, _ id: Int64?, _ names: [String], _ values: [SQLiteValue]) throws {
    func value(_ name: String) -> SQLiteValue { names.firstIndex(of: name).map { values[$0] } ?? .null }
    switch kind {
    case "report": count("received", value("app"))
    case "ticket": state.tickets += 1
    case "placement": try followPlacement(value("report"), value("ticket"), isOpening: value("opened") == 1)
    case "quarantine": count("quarantined", try app(ofReport: value("report")))
    case "kept_report" where value("released_at") == .null: count("kept_back", try app(ofReport: value("report")))
    case "tombstone", "forgotten_tombstone":
      guard case .integer(let erased) = value("state"), erased < 3 else { break }
      var times: Int64 = 1
      if case .integer(let more) = value("count") { times = more }
      count("received", value("app"), times)
      count(erased == 0 ? "erased" : erased == 1 ? "attached" : "quarantined", value("app"), times)
    case "event":
      if case .text(let text) = value("text"), !text.isEmpty, let id { try store.indexWords(text, ofEvent: id) }
    case "reporter_message":
      state.messages += 1
      if case .text(let text) = value("text"), !text.isEmpty, case .integer(let event) = value("event") {
        try store.indexWords(text, ofEvent: event)
      }
    default: break
    }
  }

  private mutating func followPlacement(_ report: SQLiteValue, _ ticket: SQLiteValue, isOpening: Bool) throws {
    guard case .integer(let sequence) = report, case .integer(let number) = ticket,
      let found = try store.db.first(
        "SELECT app, body FROM report WHERE sequence = ?", [report], make: { (app: $0.int64(0), body: $0.blob(1)) })
    else { return }
    count(isOpening ? "opened" : "attached", .integer(found.app))
    // What a later version wrote and this one cannot read is neither found nor matched, as ever.
    guard let content = try? Report(decoding: found.body) else { return }
    store.noteWords(IndexedWords(report: sequence, of: content))
    placed.append(PlacedReport(sequence: sequence, app: AppID(found.app), ticket: number, report: content))
  }

  private func app(ofReport report: SQLiteValue) throws -> SQLiteValue {
    .integer(try first("SELECT app FROM report WHERE sequence = ?", [report]))
  }

  private mutating func count(_ name: String, _ app: SQLiteValue, _ times: Int64 = 1) {
    if case .integer(let app) = app { tallies[app, default: [:]][name, default: 0] += times }
  }

  private mutating func takeTally(_ row: ArchiveRow) throws {
    guard case .integer(let oldApp)? = row["app"], let target = state.apps[oldApp],
      case .integer(let wished)? = row["wished"], case .integer(let swept)? = row["swept"],
      case .integer(let openers)? = row["erased_openers"]
    else { throw Self.broken(row) }
    let isNew = try store.db.run(
      "INSERT OR IGNORE INTO imported (app, shape, sort, key, target, at) VALUES (?, ?, 99, ?, 0, ?)",
      [.app(app), .text(state.shape), .text("tally \(oldApp)"), .at(now)])
    guard isNew == 1 else { return }
    for (name, by) in [("wished", wished), ("swept", swept), ("opened", openers), ("attached", -openers)] {
      count(name, .app(target), by)
    }
  }

  /// Before the transaction ends.
  mutating func settle() throws {
    for (app, counts) in tallies {
      try store.db.run("INSERT OR IGNORE INTO tally (app) VALUES (?)", [.integer(app)])
      // In one statement: the table checks that what became of reports is no more than what was received.
      let changes = counts.sorted { $0.key < $1.key }
      try store.db.run(
        "UPDATE tally SET \(changes.map { "\($0.key) = \($0.key) + ?" }.joined(separator: ", ")) WHERE app = ?",
        changes.map { .integer($0.value) } + [.integer(app)])
    }
    tallies = [:]
  }
}
