// Moves a desk between a file of SQLite's and a database, either way. Rows are compared by their keys, so a move that was interrupted, or
// that ran beside a collector, goes on where it was: what differs is taken away first, then what is missing is copied, and in the
// end every row is compared with its original.
#if PostgreSQL
  import CollectorCore
  import CollectorSQLite
  import TellbackSQLite
  import TellbackWire

  public struct StoreMove {
    public enum Place: Sendable {
      case directory(String)
      case database(address: String, schema: String = "tellback")
    }

    public struct Outcome: Sendable, Equatable {
      /// Rows of the original, where all of it was compared.
      public var rows: Int64 = 0
      /// Rows that this run copied, and those that it took away since the original has them no more, or others.
      public var (copied, removed): (Int64, Int64) = (0, 0)
      /// False when a collector ran on the original: another run is needed once it is stopped.
      public var isFinished = false
    }

    /// Bytes of rows that are in memory at once, about; and rows.
    private static let (chunkBytes, chunkRows) = (8_388_608, 2_000)

    private let original: any MoveSide
    private let copy: any MoveSide
    private let isStill: Bool
    private let finish: () throws -> Void
    private let progress: (String) throws -> Void
    private let held: [Any]

    /// `progress` is told each table with its rows; what it throws ends the move, which the next run goes on with.
    /// - Throws: a sentence for the operator, when the original cannot be read or there is a store already where it is to go.
    public init(from: Place, to: Place, progress: @escaping (String) throws -> Void = { _ in }) throws {
      self.progress = progress
      var held: [Any] = []
      switch from {
      case .directory(let directory):
        let file = try OriginalFile(directory: directory)
        (original, isStill) = (FileSide(file.connection), file.lock != nil)
        held.append(file)
      case .database(let address, let schema):
        let database = try Self.meant { try OriginalDatabase(address: address, schema: schema) }
        (original, isStill) = (DatabaseSide(database.session), database.isAlone)
      }
      switch to {
      case .directory(let directory):
        let file = try FilledFile(directory: directory)
        (copy, finish) = (FileSide(file.connection), file.finish)
      case .database(let address, let schema):
        let database = try Self.meant { try FilledDatabase(address: address, schema: schema) }
        (copy, finish) = (DatabaseSide(database.session), database.finish)
      }
      self.held = held
    }

    private static func meant<Value>(_ body: () throws -> Value) throws -> Value {
      do { return try body() } catch let error as PostgresError { throw error.meaning }
    }

    /// O(rows of both sides). Blocks.
    public func run() throws -> Outcome { try Self.meant(move) }

    private func move() throws -> Outcome {
      var outcome = Outcome()
      let tables = try MovedTable.all()
      for table in tables {
        outcome.removed += try removeStale(table)
        outcome.copied += try copyMissing(table)
      }
      guard isStill else { return outcome }
      for table in tables {
        outcome.rows += try verify(table)
        if table.numbered != nil { try copy.setHighestNumber(try original.highestNumber(of: table), of: table) }
      }
      try finish()
      outcome.isFinished = true
      return outcome
    }

    /// Rows of the copy that the original does not have, or has otherwise. Once they are gone, nothing that is copied meets a row that
    /// holds its place.
    private func removeStale(_ table: MovedTable) throws -> Int64 {
      guard try copy.count(table) > 0 else { return 0 }
      var removed: Int64 = 0
      try forEachChunk(of: copy, table) { rows, after, upTo in
        let originals = Dictionary(
          try original.rows(of: table, table.columns, after: after, upTo: upTo).map { row -> (Key, [SQLiteValue]) in
            let row = Self.storable(row)
            return (Key(row, table), row)
          }, uniquingKeysWith: { first, _ in first })
        let stale = rows.filter { row in originals[Key(row, table)].map { !Self.isSame($0, row) } ?? true }
        guard !stale.isEmpty else { return }
        try copy.delete(stale.map { row in table.keyPlaces.map { row[$0] } }, from: table)
        removed += Int64(stale.count)
      }
      return removed
    }

    private func copyMissing(_ table: MovedTable) throws -> Int64 {
      var copied: Int64 = 0
      try forEachChunk(of: original, table) { rows, after, upTo in
        let there = Set(
          try copy.rows(of: table, table.key, after: after, upTo: upTo).map { Key(values: $0) })
        let missing = rows.map(Self.storable).filter { !there.contains(Key($0, table)) }
        guard !missing.isEmpty else { return }
        try copy.insert(missing, into: table)
        copied += Int64(missing.count)
      }
      if copied > 0 { try progress("\(table.name): \(copied) rows copied") }
      return copied
    }

    private func verify(_ table: MovedTable) throws -> Int64 {
      var count: Int64 = 0
      try forEachChunk(of: original, table) { rows, after, upTo in
        let copies = try copy.rows(of: table, table.columns, after: after, upTo: upTo)
        guard rows.count == copies.count, zip(rows, copies).allSatisfy({ Self.isSame(Self.storable($0), $1) }) else {
          throw StoreError.failed(
            "\(table.name) did not come out equal between the keys \(after ?? []) and \(upTo). Nothing was handed over; run the command again."
          )
        }
        count += Int64(rows.count)
      }
      guard try copy.count(table) == count else {
        throw StoreError.failed("\(table.name) has rows too many. Nothing was handed over; run the command again.")
      }
      return count
    }

    // MARK: Rows

    /// Visits all rows in the order of their keys, with the key before the first and that of the last.
    private func forEachChunk(
      of side: any MoveSide, _ table: MovedTable,
      _ body: (_ rows: [[SQLiteValue]], _ after: [SQLiteValue]?, _ upTo: [SQLiteValue]) throws -> Void
    ) throws {
      var (after, limit) = ([SQLiteValue]?.none, 16)
      while true {
        let rows = try side.rows(of: table, table.columns, after: after, limit: limit)
        guard let last = rows.last else { return }
        let end = table.keyPlaces.map { last[$0] }
        try body(rows, after, end)
        guard rows.count == limit else { return }
        after = end
        let bytes = rows.reduce(0) { $0 + $1.reduce(0) { $0 + Self.size($1) } }
        limit = min(Self.chunkRows, limit * 4, max(1, Self.chunkBytes / max(1, bytes / rows.count)))
      }
    }

    private static func size(_ value: SQLiteValue) -> Int {
      switch value {
      case .text(let text): text.utf8.count
      case .blob(let blob): blob.count
      default: 8
      }
    }

    /// PostgreSQL's texts hold no U+0000; see PostgresSession's Parameters.
    private static func storable(_ row: [SQLiteValue]) -> [SQLiteValue] {
      row.map { value in
        guard case .text(let text) = value, text.utf8.contains(0) else { return value }
        return .text(text.replacing("\0", with: "\u{FFFD}"))
      }
    }

    /// By their bytes: two texts that only look the same are two.
    private static func isSame(_ one: [SQLiteValue], _ other: [SQLiteValue]) -> Bool {
      one.count == other.count && zip(one, other).allSatisfy { Key.bytes($0) == Key.bytes($1) }
    }

    /// A key that two rows share only where all its bytes are the same.
    private struct Key: Hashable {
      private let bytes: [[UInt8]]

      init(values: [SQLiteValue]) { bytes = values.map(Self.bytes) }
      init(_ row: [SQLiteValue], _ table: MovedTable) { self.init(values: table.keyPlaces.map { row[$0] }) }

      static func bytes(_ value: SQLiteValue) -> [UInt8] {
        switch value {
        case .null: [0]
        case .integer(let number): [1] + withUnsafeBytes(of: number, Array.init)
        case .real(let number): [2] + withUnsafeBytes(of: number.bitPattern, Array.init)
        case .text(let text): [3] + text.utf8
        case .blob(let blob): [4] + blob
        }
      }
    }
  }
#endif
