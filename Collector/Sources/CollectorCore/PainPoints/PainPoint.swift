// A pain point: what many tickets have in common, whose it is, what was decided and what was tried. Nothing in it is copied from
// tickets: which belong to it is a row each, that can be undone.
import TellbackWire

/// Every limit of pain points.
public enum PainLimits {
  /// Pain points of one app.
  public static let perApp = 500
  /// Tickets that one pain point gathers.
  public static let tickets = 1_000
  /// Attempts of one pain point.
  public static let attempts = 100
  /// Bytes of a title, and of the names of a component and a department.
  public static let title = 300
  public static let name = 100
  /// Bytes of what was tried.
  public static let attempt = 1_000
  /// Entries of the history that a page shows.
  public static let history = 200
}

/// Somebody of staff.
public struct PainPerson: Sendable, Equatable {
  public var account: Int64
  public var name: String

  public init(account: Int64, name: String) {
    self.account = account
    self.name = name
  }
}

/// What was decided about a pain point, why and by whom.
public struct PainDecision: Sendable, Equatable {
  /// The raw values are stored.
  public enum Kind: String, Sendable, CaseIterable {
    /// Somebody works on it.
    case fix
    /// Not now; there is a date to decide again.
    case later
    /// It stays as it is.
    case leave
  }

  public var kind: Kind
  public var reason: String
  public var by: String
  public var at: Timestamp

  public init(kind: Kind, reason: String, by: String, at: Timestamp) {
    self.kind = kind
    self.reason = reason
    self.by = by
    self.at = at
  }
}

/// What helps until it is fixed, in words that staff wrote for everybody.
public struct PainWorkaround: Sendable, Equatable {
  public var text: String
  public var by: String
  public var at: Timestamp
  /// The ticket under which devices know it; nil where they are not told.
  public var published: Int64?

  public init(text: String, by: String, at: Timestamp, published: Int64? = nil) {
    self.text = text
    self.by = by
    self.at = at
    self.published = published
  }
}

/// What people of staff say about a pain point: one form writes all of it.
public struct PainFacts: Sendable, Equatable {
  public var title: String
  public var component: String?
  public var page: String?
  /// Who can change it.
  public var department: String?
  /// The account that looks after it.
  public var owner: Int64?
  /// The moment by which somebody decides.
  public var decideBy: Timestamp?
  /// The account that hears of it when nobody decided.
  public var escalatesTo: Int64?

  public init(
    title: String, component: String? = nil, page: String? = nil, department: String? = nil, owner: Int64? = nil,
    decideBy: Timestamp? = nil, escalatesTo: Int64? = nil
  ) {
    self.title = title
    self.component = component
    self.page = page
    self.department = department
    self.owner = owner
    self.decideBy = decideBy
    self.escalatesTo = escalatesTo
  }
}

public struct PainPoint: Sendable, Equatable {
  /// Unique in the collector; what people say: "pain point 7". 0 before it is stored.
  public var number: Int64
  public var app: AppID
  public var facts: PainFacts
  public var owner: PainPerson?
  public var escalatesTo: PainPerson?
  /// When somebody was told that nobody decided; nil again with another date.
  public var escalatedAt: Timestamp?
  public var decision: PainDecision?
  public var workaround: PainWorkaround?
  public var createdAt: Timestamp
  /// Grows with each change of it: a form says which one it showed.
  public var revision: Int64

  public var title: String { facts.title }

  public init(
    number: Int64 = 0, app: AppID, facts: PainFacts, owner: PainPerson? = nil, escalatesTo: PainPerson? = nil,
    escalatedAt: Timestamp? = nil, decision: PainDecision? = nil, workaround: PainWorkaround? = nil,
    createdAt: Timestamp, revision: Int64 = 0
  ) {
    self.number = number
    self.app = app
    self.facts = facts
    self.owner = owner
    self.escalatesTo = escalatesTo
    self.escalatedAt = escalatedAt
    self.decision = decision
    self.workaround = workaround
    self.createdAt = createdAt
    self.revision = revision
  }

  /// The date has passed and nobody decided: deciding takes the date away, or sets a later one.
  public func isOverdue(at now: Timestamp) -> Bool { facts.decideBy.map { $0 <= now } ?? false }
}

/// That a ticket belongs to a pain point. It stays after it was undone, as a record of who and when.
public struct PainMembership: Sendable, Equatable {
  /// Grows in their order; 0 before it is stored.
  public var id: Int64
  public var pain: Int64
  public var ticket: Int64
  public var at: Timestamp
  public var actor: Actor
  /// Nil while it holds.
  public var undoneAt: Timestamp?

  public init(
    id: Int64 = 0, pain: Int64, ticket: Int64, at: Timestamp, actor: Actor, undoneAt: Timestamp? = nil
  ) {
    self.id = id
    self.pain = pain
    self.ticket = ticket
    self.at = at
    self.actor = actor
    self.undoneAt = undoneAt
  }
}

/// One thing that happened to a pain point. The list only grows. It holds no words of reporters.
public struct PainEvent: Sendable, Equatable {
  /// The raw values are stored as codes.
  public enum Kind: String, Sendable, CaseIterable {
    case made, changed, gathered, ungathered, decided, workaround, withdrawn, attempted, released, dropped, regressed,
      overdue
  }

  public var id: Int64
  public var pain: Int64
  public var at: Timestamp
  public var actor: Actor
  public var kind: Kind
  public var ticket: Int64?
  /// Words of staff, or a version.
  public var text: String?

  public init(
    id: Int64 = 0, pain: Int64, at: Timestamp, actor: Actor, kind: Kind, ticket: Int64? = nil, text: String? = nil
  ) {
    self.id = id
    self.pain = pain
    self.at = at
    self.actor = actor
    self.kind = kind
    self.ticket = ticket
    self.text = text
  }
}
