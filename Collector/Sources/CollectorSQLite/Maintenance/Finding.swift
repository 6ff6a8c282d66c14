// What an examination found, and what to do about it.

/// One thing that an examination of a data directory found.
public struct Finding: Sendable, Equatable, CustomStringConvertible {
  public enum Severity: String, Sendable {
    /// Worth knowing; nothing is wrong.
    case note
    /// Works, and will not for long or not well.
    case warning
    /// Something is lost, or cannot be trusted.
    case error
  }

  public var severity: Severity
  /// A machine code, such as `integrity`.
  public var code: String
  public var message: String
  /// What to do; empty when there is nothing to do.
  public var advice: String

  public init(_ severity: Severity, _ code: String, _ message: String, advice: String = "") {
    self.severity = severity
    self.code = code
    self.message = message
    self.advice = advice
  }

  public var description: String {
    "\(severity.rawValue) \(code): \(message)" + (advice.isEmpty ? "" : " \(advice)")
  }
}
