// What somebody wants to hear of each week: an app, a component, a customer segment, a pain point, or reporters of whom the app says
// something.
import TellbackWire

/// Every limit of watching.
public enum WatchLimits {
  /// Watches of one person.
  public static let perPerson = 50
  /// Bytes of the name of a component, a segment or a field, and of a field's value.
  public static let name = 200
  /// Days that a weekly digest tells of.
  public static let days = 7
  /// Days in which a fix was noted or released for a digest to tell whether it helped, and of which shares by team are.
  public static let fixDays = 28
  /// Pain points and fixes of one digest.
  public static let pains = 5
  public static let fixes = 10
  /// Unhappy answers of a week that are looked through.
  public static let unhappy = 500
  /// Tickets that a watch is looked for among.
  public static let tickets = 10_000
  /// Hours of Monday, in UTC, after which mails go out.
  public static let mailHour: Int64 = 6
}

public struct Watch: Sendable, Equatable {
  public enum Subject: Sendable, Hashable {
    /// Everything of the app.
    case app
    case component(String)
    case segment(String)
    case pain(Int64)
    /// Tickets with a report in which a field has a value, as ``FieldFilter`` writes it.
    case reporters(field: String, value: String)
  }

  /// Grows in their order; 0 before it is stored.
  public var id: Int64
  public var account: Int64
  public var app: AppID
  public var subject: Subject
  public var at: Timestamp

  public init(id: Int64 = 0, account: Int64, app: AppID, subject: Subject, at: Timestamp) {
    self.id = id
    self.account = account
    self.app = app
    self.subject = subject
    self.at = at
  }
}

/// Why something cannot be watched.
public enum WatchError: Error, Sendable, Equatable, CustomStringConvertible {
  case noSuchApp
  case noName
  case noValue
  case tooLong(bytes: Int)
  case noSuchPain(Int64)
  case tooMany
  case noSuchWatch

  public var description: String {
    switch self {
    case .noSuchApp: "Choose the app."
    case .noName: "Name what to watch."
    case .noValue: "Say which value of the field to watch."
    case .tooLong(let bytes): "The name has \(bytes) bytes; the limit is \(WatchLimits.name) bytes."
    case .noSuchPain(let number): "There is no pain point \(number)."
    case .tooMany: "One person watches at most \(WatchLimits.perPerson) things. Take one away first."
    case .noSuchWatch: "This is not watched any more."
    }
  }
}
