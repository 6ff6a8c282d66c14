// The one error type of the SDK: a code for the program, a sentence for a person, the cause.
import TellbackWire

/// Why the SDK could not do what the app asked.
public struct TellbackError: Error, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable {
    /// The configuration cannot work; a mistake in the app.
    case invalidConfiguration = "invalid_configuration"
    /// The report breaks a limit or a rule of the format; nothing was saved. The message names field and limit.
    case invalidReport = "invalid_report"
    /// The queue holds as many reports or bytes as it may; the new report was refused and counted.
    case queueFull = "queue_full"
    /// Neither the disk nor memory could take the report.
    case storage
    /// A file that was given as an attachment could not be read.
    case unreadableAttachment = "unreadable_attachment"
    /// The reporter was closed.
    case closed
    /// The collector could not be reached, or its answer made no sense.
    case transport
    /// An export could not be written to the folder that was named.
    case unwritableExport = "unwritable_export"
    /// An export has more bytes than its limit; nothing was written.
    case exportTooLarge = "export_too_large"
  }

  public let code: Code
  /// One sentence that says what was attempted and what to do.
  public let message: String
  /// What caused it, when something deeper did.
  public let cause: (any Error)?

  public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  public var description: String {
    guard let cause else { return message }
    return "\(message) Cause: \(cause)"
  }

  static func invalidReport(_ error: WireError) -> TellbackError {
    TellbackError(.invalidReport, error.message, cause: error)
  }

  static let closed = TellbackError(.closed, "The reporter is closed; make a new one to report.")
}
