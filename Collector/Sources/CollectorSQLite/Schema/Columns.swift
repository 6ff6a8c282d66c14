// Between the domain's values and SQLite's: ids, moments, codes.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteValue {
  static func id(_ id: ReportID) -> SQLiteValue { .blob(id.bytes) }
  static func id(_ id: ReportID?) -> SQLiteValue { id.map { .blob($0.bytes) as SQLiteValue } ?? .null }
  static func at(_ moment: Timestamp) -> SQLiteValue { .integer(moment.milliseconds) }
  static func at(_ moment: Timestamp?) -> SQLiteValue { moment.map { .integer($0.milliseconds) } ?? .null }
  static func app(_ app: AppID) -> SQLiteValue { .integer(app.value) }
  static func code(_ value: some Coded) -> SQLiteValue { .integer(value.code) }
  static func code<Value: Coded>(_ value: Value?) -> SQLiteValue { value.map { .integer($0.code) } ?? .null }
}

extension Row {
  func id(_ column: Int) throws -> ReportID {
    guard let id = ReportID(bytes: blob(column)) else {
      throw StoreError.failed("The database holds an id that does not have 16 bytes.")
    }
    return id
  }
  func idOrNil(_ column: Int) throws -> ReportID? { isNull(column) ? nil : try id(column) }
  func at(_ column: Int) -> Timestamp { Timestamp(milliseconds: int64(column)) }
  func atOrNil(_ column: Int) -> Timestamp? { int64OrNil(column).map { Timestamp(milliseconds: $0) } }
  func code<Value: Coded>(_ column: Int, as type: Value.Type = Value.self) throws -> Value {
    try Value(code: int64(column))
  }
  func codeOrNil<Value: Coded>(_ column: Int, as type: Value.Type = Value.self) throws -> Value? {
    isNull(column) ? nil : try Value(code: int64(column))
  }
}
