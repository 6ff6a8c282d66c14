// One row of a result, of a file or of a server, valid only while the closure that received it runs.
import TellbackSQLite

/// A row of a result. Columns count from 0. It is valid only inside the closure that received it.
struct Row {
  private enum Source {
    case file(TellbackSQLite.Row)
    /// The caller of the closure keeps the rows alive.
    case server(Unmanaged<ServerRows>, row: Int, first: Int)
  }

  private let source: Source

  @inline(__always) init(_ row: TellbackSQLite.Row) { source = .file(row) }
  init(_ rows: ServerRows, _ row: Int) { source = .server(.passUnretained(rows), row: row, first: 0) }
  private init(source: Source) { self.source = source }

  /// The same row without its first columns.
  func dropping(_ columns: Int) -> Row {
    switch source {
    case .file(let row): Row(row.dropping(columns))
    case .server(let rows, let row, let first): Row(source: .server(rows, row: row, first: first + columns))
    }
  }

  /// The column as it is stored.
  func value(_ column: Int) -> SQLiteValue {
    switch source {
    case .file(let row): row.value(column)
    case .server(let rows, let row, let first): rows._withUnsafeGuaranteedRef { $0.result.value(row, first + column) }
    }
  }

  func isNull(_ column: Int) -> Bool {
    switch source {
    case .file(let row): row.isNull(column)
    case .server(let rows, let row, let first): rows._withUnsafeGuaranteedRef { $0.result.isNull(row, first + column) }
    }
  }

  func int64(_ column: Int) -> Int64 {
    switch source {
    case .file(let row): row.int64(column)
    case .server(let rows, let row, let first): rows._withUnsafeGuaranteedRef { $0.result.int64(row, first + column) }
    }
  }

  func int(_ column: Int) -> Int { Int(int64(column)) }
  func bool(_ column: Int) -> Bool { int64(column) != 0 }

  func double(_ column: Int) -> Double {
    switch source {
    case .file(let row): row.double(column)
    case .server(let rows, let row, let first): rows._withUnsafeGuaranteedRef { $0.result.double(row, first + column) }
    }
  }

  /// The column as text; an empty text for NULL.
  func text(_ column: Int) -> String {
    switch source {
    case .file(let row): row.text(column)
    case .server(let rows, let row, let first): rows._withUnsafeGuaranteedRef { $0.result.text(row, first + column) }
    }
  }

  /// The column as bytes; none for NULL.
  func blob(_ column: Int) -> [UInt8] {
    switch source {
    case .file(let row): row.blob(column)
    case .server(let rows, let row, let first): rows._withUnsafeGuaranteedRef { $0.result.blob(row, first + column) }
    }
  }

  func textOrNil(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
  func int64OrNil(_ column: Int) -> Int64? { isNull(column) ? nil : int64(column) }
  func blobOrNil(_ column: Int) -> [UInt8]? { isNull(column) ? nil : blob(column) }
}
