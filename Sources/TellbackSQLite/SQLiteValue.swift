// A value of one of SQLite's five storage classes.

/// A value that is bound to a statement or read from a row.
public enum SQLiteValue: Sendable, Equatable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])

  /// `.text` or, for nil, `.null`.
  public static func text(_ value: String?) -> SQLiteValue { value.map { .text($0) as SQLiteValue } ?? .null }
  /// `.integer` or, for nil, `.null`.
  public static func integer(_ value: Int64?) -> SQLiteValue { value.map { .integer($0) as SQLiteValue } ?? .null }
  /// `.blob` or, for nil, `.null`.
  public static func blob(_ value: [UInt8]?) -> SQLiteValue { value.map { .blob($0) as SQLiteValue } ?? .null }
  /// An `Int` as SQLite's 64-bit integer.
  public static func int(_ value: Int) -> SQLiteValue { .integer(Int64(value)) }
  /// 1 or 0.
  public static func bool(_ value: Bool) -> SQLiteValue { .integer(value ? 1 : 0) }
}

extension SQLiteValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(stringLiteral value: String) { self = .text(value) }
  public init(nilLiteral: ()) { self = .null }
}
