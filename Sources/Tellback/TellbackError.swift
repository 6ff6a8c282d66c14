// The one error type of the SDK: a code for the program, a sentence for a person, the cause.
import TellbackWire

/// Why the SDK could not do what the app asked.
public struct TellbackError: Error, Sendable, CustomStringConvertible {
  /// The kinds of failure.
  public enum Code: String, Sendable {
    /// The configuration cannot work; a mistake in the app.
    case invalidConfiguration = "invalid_configuration"
    /// The report breaks a limit or a rule of the format; nothing was saved. The message names field and limit.
    case invalidReport = "invalid_report"
    /// A reply, verdict, rating or thanks breaks a limit or a rule; nothing was saved. The message names field and limit, and what
    /// to do.
    case invalidMessage = "invalid_message"
    /// There is no such conversation, or not for this user: it was erased, is older than the receipts that are kept
    /// (``QueueLimits/receipts``), or its report was not accepted. Nothing was saved.
    case unknownConversation = "unknown_conversation"
    /// The queue holds as many reports, messages or bytes as it may; the new one was refused and counted.
    case queueFull = "queue_full"
    /// The queue could not be read or written: on `report()`, neither the disk nor memory could take the report.
    case storage
    /// A file that was given as an attachment could not be read.
    case unreadableAttachment = "unreadable_attachment"
    /// The reporter was closed.
    case closed
    /// The collector could not be reached, or its response was not understood.
    case transport
    /// An export could not be written to the folder that was named.
    case unwritableExport = "unwritable_export"
    /// An export has more bytes than its limit; nothing was written.
    case exportTooLarge = "export_too_large"
  }

  /// The kind of failure, for the program.
  public let code: Code
  /// One sentence that says what was attempted and what to do.
  public let message: String
  /// The error of a lower layer that caused this one.
  public let cause: (any Error)?

  public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  /// The message and the cause; nothing is said twice.
  public var description: String {
    guard let cause else { return message }
    let why = "\(cause)"
    func core(_ text: String) -> Substring { text.last == "." ? text.dropLast() : text[...] }
    if message.contains(core(why)) { return message }
    if why.contains(core(message)) { return why }
    return "\(message) Cause: \(why)"
  }

  /// Runs `body`, which reads the queue. An error of a lower layer becomes the cause of one with `storage`.
  static func reading<Value>(_ body: () async throws -> Value) async throws(TellbackError) -> Value {
    do {
      return try await body()
    } catch let error as TellbackError {
      throw error
    } catch {
      throw TellbackError(.storage, "The queue could not be read.", cause: error)
    }
  }

  static func invalidReport(_ error: WireError) -> TellbackError {
    TellbackError(.invalidReport, error.message, cause: error)
  }

  static let closed = TellbackError(.closed, "The reporter is closed; make a new one to report.")
}
