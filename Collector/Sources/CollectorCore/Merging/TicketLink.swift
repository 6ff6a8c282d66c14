// A reversible statement about tickets: two are the same matter, or some reports of one are another. It moves nothing:
// what is shown is derived from the links that hold, and a link that is undone leaves everything as it was.
import TellbackWire

/// One merge or one split. It stays after it was undone, as a record of who and when.
public struct TicketLink: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    /// `ticket` is found as `other` from now on.
    case merge
    /// `ticket` was opened for some of the reports of `other`.
    case split
  }

  /// Grows in the order of the links; 0 before it is stored.
  public var id: Int64
  public var kind: Kind
  public var ticket: Int64
  public var other: Int64
  public var at: Timestamp
  public var actor: Actor
  /// Nil while it holds.
  public var undoneAt: Timestamp?
  /// Whom a merge made the owner of `other`, which had none.
  public var gaveOwner: Int64?

  public var holds: Bool { undoneAt == nil }

  public init(
    id: Int64 = 0, kind: Kind, ticket: Int64, other: Int64, at: Timestamp, actor: Actor, undoneAt: Timestamp? = nil,
    gaveOwner: Int64? = nil
  ) {
    self.id = id
    self.kind = kind
    self.ticket = ticket
    self.other = other
    self.at = at
    self.actor = actor
    self.undoneAt = undoneAt
    self.gaveOwner = gaveOwner
  }
}

/// Why a merge, a split or an undo was refused.
public enum LinkError: Error, Sendable, Equatable, CustomStringConvertible {
  case sameTicket(Int64, Int64)
  case otherApp(Int64, Int64)
  case tooManyTickets(Int64, limit: Int)
  case noSuchLink(Int64)
  case notASurvivor(Int64)
  case noReports
  case tooManyReports(limit: Int)
  case notOnTicket(ReportID, Int64)
  case nothingWouldStay(Int64)

  public var description: String {
    switch self {
    case .sameTicket(let first, let second) where first == second: "Ticket \(first) cannot be merged into itself."
    case .sameTicket(let first, let second): "Tickets \(first) and \(second) are merged already."
    case .otherApp(let first, let second): "Tickets \(first) and \(second) belong to different apps."
    case .tooManyTickets(let number, let limit): "Ticket \(number) would hold more than \(limit) merged tickets."
    case .noSuchLink(let id): "There is no merge or split \(id) that could be undone."
    case .notASurvivor(let number): "Ticket \(number) is not merged into another, so there is no survivor to swap."
    case .noReports: "No reports were chosen to split off."
    case .tooManyReports(let limit): "At most \(limit) reports can be split off at once."
    case .notOnTicket(let report, let number): "Report \(report.reference) is not on ticket \(number)."
    case .nothingWouldStay(let number): "Ticket \(number) would have no report left; choose some, not all."
    }
  }
}
