// One row of a result, valid only while the closure that received it runs.
import CTellbackSQLite

/// A row of a result. Columns count from 0. It is valid only inside the closure that received it.
public struct Row {
  let statement: OpaquePointer
  private var first: Int32 = 0

  init(statement: OpaquePointer) { self.statement = statement }

  /// The same row without its first columns.
  public func dropping(_ columns: Int) -> Row {
    var row = self
    row.first += Int32(clamping: columns)
    return row
  }

  /// The column as it is stored.
  public func value(_ column: Int) -> SQLiteValue {
    switch sqlite3_column_type(statement, index(column)) {
    case SQLITE_INTEGER: .integer(int64(column))
    case SQLITE_FLOAT: .real(double(column))
    case SQLITE_TEXT: .text(text(column))
    case SQLITE_BLOB: .blob(blob(column))
    default: .null
    }
  }

  private func index(_ column: Int) -> Int32 { first + Int32(clamping: column) }

  public func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, index(column)) == SQLITE_NULL }
  public func int64(_ column: Int) -> Int64 { sqlite3_column_int64(statement, index(column)) }
  public func int(_ column: Int) -> Int { Int(int64(column)) }
  public func bool(_ column: Int) -> Bool { int64(column) != 0 }
  public func double(_ column: Int) -> Double { sqlite3_column_double(statement, index(column)) }

  /// The column as text; an empty text for NULL.
  public func text(_ column: Int) -> String {
    guard let bytes = sqlite3_column_text(statement, index(column)) else { return "" }
    let count = Int(sqlite3_column_bytes(statement, index(column)))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  /// The column as bytes; none for NULL.
  public func blob(_ column: Int) -> [UInt8] {
    guard let bytes = sqlite3_column_blob(statement, index(column)) else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, index(column)))))
  }

  public func textOrNil(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
  public func int64OrNil(_ column: Int) -> Int64? { isNull(column) ? nil : int64(column) }
  public func blobOrNil(_ column: Int) -> [UInt8]? { isNull(column) ? nil : blob(column) }
}
