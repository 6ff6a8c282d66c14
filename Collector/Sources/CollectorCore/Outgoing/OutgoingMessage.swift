// What was said to reporters and can still be taken back: it goes out when its time comes, once, to whoever is on the ticket then.
import TellbackWire

/// The part of a ticket that a move changes.
public struct TicketStanding: Sendable, Equatable {
  public var state: TicketState
  public var resolution: ResolutionKind?
  public var fix: FixRelease?
  public var resolvedAt: Timestamp?
  public var waiting: Waiting?

  public init(
    state: TicketState, resolution: ResolutionKind? = nil, fix: FixRelease? = nil, resolvedAt: Timestamp? = nil,
    waiting: Waiting? = nil
  ) {
    self.state = state
    self.resolution = resolution
    self.fix = fix
    self.resolvedAt = resolvedAt
    self.waiting = waiting
  }
}

extension Ticket {
  public var standing: TicketStanding {
    get {
      TicketStanding(
        state: state, resolution: resolution, fix: fix, resolvedAt: resolvedAt, waiting: waiting)
    }
    set {
      state = newValue.state
      resolution = newValue.resolution
      fix = newValue.fix
      resolvedAt = newValue.resolvedAt
      waiting = newValue.waiting
    }
  }
}

/// An answer or a resolution in its undo window.
public struct OutgoingMessage: Sendable, Equatable {
  /// Grows in the order in which they were written; 0 before it is stored.
  public var id: Int64
  public var ticket: Int64
  /// The event that told staff of it.
  public var event: Int64
  /// The account of whoever wrote it: nobody else takes it back.
  public var account: Int64
  /// The name that reporters see.
  public var by: String
  public var kind: TicketUpdate.Kind
  public var text: String?
  public var at: Timestamp
  public var dueAt: Timestamp
  /// What the ticket was before; nil for words that moved nothing.
  public var before: TicketStanding?
  /// The report whose reporter alone it goes to; nil for everybody on the ticket.
  public var report: ReportID?
  /// The event whose message it corrects.
  public var revises: Int64?
  /// The version that has the fix.
  public var version: String?
  /// Its text has fields that are filled in for each reporter when it goes out.
  public var hasFields: Bool

  public init(
    id: Int64 = 0, ticket: Int64, event: Int64, account: Int64, by: String, kind: TicketUpdate.Kind, text: String?,
    at: Timestamp, dueAt: Timestamp, before: TicketStanding? = nil, report: ReportID? = nil, revises: Int64? = nil,
    version: String? = nil, hasFields: Bool = false
  ) {
    self.id = id
    self.ticket = ticket
    self.event = event
    self.account = account
    self.by = by
    self.kind = kind
    self.text = text
    self.at = at
    self.dueAt = dueAt
    self.before = before
    self.report = report
    self.revises = revises
    self.version = version
    self.hasFields = hasFields
  }

  /// What reporters are told.
  var told: Told {
    Told(text, by: by, event: event, revises: revises, isPersonal: report != nil, version: version)
  }
}

/// Why a message was not taken back.
public enum TakeBackError: Error, Sendable, Equatable, CustomStringConvertible {
  /// It went out, or was taken back before.
  case tooLate
  /// Another person wrote it.
  case notYours

  public var description: String {
    switch self {
    case .tooLate: "It was sent already, so it cannot be taken back."
    case .notYours: "Only the person who wrote it can take it back."
    }
  }
}
