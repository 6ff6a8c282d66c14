// Whose a ticket is: at most one person works on it, and perhaps a group looks after it.
import TellbackWire

/// The person who works on a ticket, and nobody else does.
public struct TicketOwner: Sendable, Equatable {
  public var account: Int64
  public var name: String
  /// When it became theirs.
  public var since: Timestamp
  /// When they last did something on it; a claim that is left idle is given back.
  public var actedAt: Timestamp

  public init(account: Int64, name: String, since: Timestamp, actedAt: Timestamp) {
    self.account = account
    self.name = name
    self.since = since
    self.actedAt = actedAt
  }
}

/// People who look after tickets together.
public struct StaffGroup: Sendable, Equatable {
  /// The longest name, in bytes.
  public static let nameLimit = 100
  /// How many there may be.
  public static let limit = 200

  public var id: Int64
  /// Unique.
  public var name: String

  public init(id: Int64, name: String) {
    self.id = id
    self.name = name
  }
}

/// Who has a ticket.
public struct TicketHolder: Sendable, Equatable {
  public var owner: TicketOwner?
  /// It stays when somebody of it claims the ticket, so that a ticket that is handed back is the group's again.
  public var group: StaffGroup?

  public init(owner: TicketOwner? = nil, group: StaffGroup? = nil) {
    self.owner = owner
    self.group = group
  }
}

/// Whose tickets a list shows.
public enum OwnerFilter: Sendable, Equatable {
  /// Those that nobody has taken.
  case nobody
  case account(Int64)
  case group(Int64)
}

/// To whom a ticket is handed over.
public enum NewHolder: Sendable, Equatable {
  case account(Int64)
  case group(Int64)
}

/// Why a ticket did not change hands, or why somebody may not act on it.
public enum OwnerError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Another person has it.
  case owned(Int64, by: String)
  /// Nobody has it; whoever acts on it takes it first.
  case claimFirst(Int64)
  case alreadyYours(Int64)
  case notYours(Int64)
  /// Only admins and support take tickets from others.
  case mayNotTakeOver(StaffRole)
  case noSuchPerson
  /// The account is disabled, was invited and has not joined, or does not see the ticket's app.
  case cannotHaveIt(String)
  case noSuchGroup
  /// Whoever would get the ticket has as many as one person may.
  case limitReached(BrokenLimit)
  /// Only admins and support go past a limit.
  case mayNotExceed
  case reasonTooLong(bytes: Int)

  public var description: String {
    switch self {
    case .owned(let number, let name):
      "\(name) has ticket \(number). Only they answer and move it; everybody can write a note."
    case .claimFirst(let number): "Nobody has ticket \(number) yet. Claim it first."
    case .alreadyYours(let number): "Ticket \(number) is yours already."
    case .notYours(let number): "Ticket \(number) is not yours, so you cannot give it away."
    case .mayNotTakeOver(let role):
      "Accounts with the role \(role.rawValue) do not take tickets from others. Ask somebody of support."
    case .noSuchPerson: "Choose somebody to hand it to."
    case .cannotHaveIt(let name): "\(name) does not see this app, has not joined yet, or does not work here any more."
    case .noSuchGroup: "There is no such group any more."
    case .limitReached(let broken): broken.description
    case .mayNotExceed: "Only admins and support go past a limit. Resolve or hand back a ticket first."
    case .reasonTooLong(let bytes):
      "The reason has \(bytes) bytes; the limit is \(TicketActions.reasonLimit) bytes."
    }
  }
}
