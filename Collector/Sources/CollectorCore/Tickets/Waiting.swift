// What a ticket waits for: a cause with its rules, and until when at the latest.
import TellbackWire

/// Why a ticket waits. Staff see it; reporters are told nothing of it.
public struct Waiting: Sendable, Equatable {
  public enum Cause: String, Sendable, CaseIterable {
    /// For the reporter's answer.
    case reporter
    /// For another department, which is named.
    case department
    /// For a release, whose version is named.
    case release
    /// For a date.
    case date
  }

  /// The longest name of a department or a version, in bytes.
  public static let nameLimit = 100

  public var cause: Cause
  /// The department or the version; nil for the other causes.
  public var name: String?
  /// The ticket opens by itself then. Always there for ``Cause/date``.
  public var until: Timestamp?
  /// What a reporter writes takes the ticket up before its time. Always true for ``Cause/reporter``.
  public var wakesOnReply: Bool

  /// Throws ``WaitingError`` for what a cause lacks. White space around `name` goes; for a cause without a name it is dropped.
  public init(_ cause: Cause, name: String? = nil, until: Timestamp? = nil, wakesOnReply: Bool = true) throws {
    let name = name?.singleSpaced ?? ""
    switch cause {
    case .department where name.isEmpty: throw WaitingError.noDepartment
    case .release where name.isEmpty: throw WaitingError.noVersion
    case .date where until == nil: throw WaitingError.noDate
    default: break
    }
    guard name.utf8.count <= Self.nameLimit else { throw WaitingError.nameTooLong(bytes: name.utf8.count) }
    self.cause = cause
    self.name = cause == .department || cause == .release ? name : nil
    self.until = until
    self.wakesOnReply = wakesOnReply || cause == .reporter
  }

  /// What a store kept, which was checked when it came.
  public init(kept cause: Cause, name: String?, until: Timestamp?, wakesOnReply: Bool = true) {
    self.cause = cause
    self.name = name
    self.until = until
    self.wakesOnReply = wakesOnReply
  }
}

/// What is missing or wrong in a wait.
public enum WaitingError: Error, Sendable, Equatable, CustomStringConvertible {
  case noDepartment, noVersion, noDate
  case nameTooLong(bytes: Int)
  /// The date is not after now.
  case datePassed

  public var description: String {
    switch self {
    case .noDepartment: "Name the department."
    case .noVersion: "Name the version."
    case .noDate: "Give the date."
    case .nameTooLong(let bytes): "The name has \(bytes) bytes; the limit is \(Waiting.nameLimit) bytes."
    case .datePassed: "The date has passed; choose a later one."
    }
  }
}
