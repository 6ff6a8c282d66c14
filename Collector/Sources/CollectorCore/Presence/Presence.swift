// Who is answering a ticket right now. A sign holds for some seconds and is renewed while somebody writes; where a browser is gone
// without a word it ends by itself. It is no event: it wakes nobody's ticket, stands in no history and in no log.
import TellbackWire

/// Somebody writes an answer on a ticket.
public struct Presence: Sendable, Equatable {
  /// How long a sign holds, in seconds. Browsers renew it every ``renewSeconds``.
  public static let seconds: Int64 = 15
  public static let renewSeconds: Int64 = 5
  /// Signs that are told of at once.
  public static let limit = 500

  public var account: Int64
  public var name: String
  /// The ticket as it is found: merges are followed.
  public var ticket: Int64
  public var app: AppID
  public var until: Timestamp

  public init(account: Int64, name: String, ticket: Int64, app: AppID, until: Timestamp) {
    self.account = account
    self.name = name
    self.ticket = ticket
    self.app = app
    self.until = until
  }
}

/// Reads presence, inside one snapshot or transaction.
public protocol PresenceReads {
  /// Every sign that holds at a moment, in the order of tickets and accounts; at most ``Presence/limit``.
  func presence(at moment: Timestamp) throws -> [Presence]
}

/// Writes presence, inside one transaction.
public protocol PresenceWrites: PresenceReads {
  /// Gives a sign, or renews it. A sign never gets shorter.
  func setPresence(account: Int64, ticket: Int64, until: Timestamp) throws
  /// Does nothing when there is none.
  func endPresence(account: Int64, ticket: Int64) throws
  /// Drops the signs that ended before a moment.
  func forgetPresence(before moment: Timestamp) throws
}

extension TicketActions {
  /// Somebody writes on a ticket, for ``Presence/seconds`` from now on.
  public func noteAnswering(_ number: Int64, by account: Int64) throws {
    let ticket = try find(number).number
    try store.forgetPresence(before: now)
    try store.setPresence(account: account, ticket: ticket, until: now.adding(seconds: Presence.seconds))
  }

  /// They write no longer: they sent it, or left.
  public func endAnswering(_ number: Int64, by account: Int64) throws {
    try store.endPresence(account: account, ticket: find(number).number)
  }
}
