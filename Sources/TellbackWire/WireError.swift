// The error for a message that breaks the format or a limit: a code, the field, and a sentence for a person.

/// A message that breaks the format or a limit.
public struct WireError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kind of fault. The raw value is the code on the wire.
  public enum Code: String, Sendable {
    /// Not JSON by RFC 8259, or not UTF-8.
    case syntax = "invalid_json"
    /// Nested deeper than ``WireLimits/depth``.
    case tooDeep = "too_deep"
    /// The same key twice in one object.
    case duplicateKey = "duplicate_key"
    /// A value of another type than the field's.
    case wrongType = "wrong_type"
    /// A required field is missing.
    case missing = "missing_field"
    /// A value that is not allowed.
    case invalid = "invalid_value"
    /// Longer than the field's limit.
    case tooLong = "too_long"
    /// More entries than the list's limit.
    case tooMany = "too_many"
  }

  /// The kind of fault.
  public let code: Code
  /// The field, for example `steps.text`; empty for the message as a whole.
  public let field: String
  /// One sentence that names field and limit.
  public let message: String

  public init(_ code: Code, field: String, message: String) {
    self.code = code
    self.field = field
    self.message = message
  }

  public var description: String { message }

  static func tooLong(_ field: String, bytes: Int, limit: Int) -> WireError {
    WireError(.tooLong, field: field, message: "\(field) has \(bytes) bytes; the limit is \(limit) bytes.")
  }

  static func tooMany(_ field: String, limit: Int) -> WireError {
    WireError(.tooMany, field: field, message: "\(field) has more than \(limit) entries; the limit is \(limit).")
  }

  static func missing(_ field: String) -> WireError {
    WireError(.missing, field: field, message: "\(field) is missing.")
  }

  static func invalid(_ field: String, expected: String) -> WireError {
    WireError(.invalid, field: field, message: "\(field) must be \(expected).")
  }
}
