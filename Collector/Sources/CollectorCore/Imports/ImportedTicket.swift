// A ticket of another desk as its export tells it, in the words of this one. Pure values; what they become stands in TicketImport.swift.
import TellbackWire

/// Whose exports are read. The name stands in keys of the store and is frozen.
public enum ImportShape: String, Sendable, CaseIterable {
  case zendesk, github, jira, fider
  /// What `tellback-collector export` writes.
  case tellback
}

/// What an import takes at most. More is refused, named with its line.
public enum ImportLimits {
  /// Bytes of all files together: 16 GiB.
  public static let bytes: Int64 = 17_179_869_184
  /// Files of a folder.
  public static let files = 1_000
  /// Bytes of one record: a row of CSV, or a ticket of JSON with its messages. 16 MiB.
  public static let record = 16_777_216
  /// Bytes of one field: 1 MiB.
  public static let field = 1_048_576
  /// Columns of a table, and values of one record of JSON.
  public static let columns = 2_000
  public static let values = 100_000
  /// Nesting of JSON.
  public static let depth = 64
  public static let tickets = 2_000_000
  public static let messages = 20_000_000
  /// Bytes of the key by which the source knows a row.
  public static let key = 200
  /// Mistakes that are printed; the others are counted.
  public static let shownProblems = 50
}

/// Somebody of the other desk. `id` is that desk's, where an export names people elsewhere.
public struct ImportedPerson: Sendable, Equatable {
  public var id: String?
  public var name: String?
  /// In lower case.
  public var email: String?
  /// What the source says of their part; nil where it says nothing.
  public var isStaff: Bool?

  public init(id: String? = nil, name: String? = nil, email: String? = nil, isStaff: Bool? = nil) {
    self.id = id
    self.name = name
    self.email = email.map { $0.lowercased() }
    self.isStaff = isStaff
  }

  /// By id, else by address, else by name.
  public func isSame(as other: ImportedPerson?) -> Bool {
    guard let other else { return false }
    if let id, let otherID = other.id { return id == otherID }
    if let email, let otherEmail = other.email { return email == otherEmail }
    guard let name else { return false }
    return name == other.name
  }

  public var isNobody: Bool { id == nil && name == nil && email == nil }
}

/// One ticket of the source, without its messages.
public struct ImportedTicket: Sendable, Equatable {
  /// What the source calls it; unique in the source.
  public var key: String
  /// Where it stood.
  public var address: String?
  public var title: String
  /// The first words; may be empty, then the title stands for them.
  public var text: String
  public var kind: ReportKind
  /// Nil where the source says nothing.
  public var severity: Severity?
  public var component: String?
  public var state: TicketState
  /// For a resolved one.
  public var resolution: ResolutionKind?
  public var fixedIn: String?
  /// For one that waits: whether it waits for its reporter; else for somebody else.
  public var waitsForReporter = true
  public var tags: [String] = []
  public var openedAt: Timestamp
  public var changedAt: Timestamp
  public var resolvedAt: Timestamp?
  public var reporter: ImportedPerson?
  public var organization: String?
  public var assignee: ImportedPerson?

  public init(key: String, title: String, text: String, kind: ReportKind, state: TicketState, openedAt: Timestamp) {
    self.key = key
    self.title = title
    self.text = text
    self.kind = kind
    self.state = state
    self.openedAt = openedAt
    changedAt = openedAt
  }
}

/// One message of a ticket of the source.
public struct ImportedMessage: Sendable, Equatable {
  /// Unique among the messages of the source.
  public var key: String
  /// The key of its ticket.
  public var ticket: String
  public var at: Timestamp
  public var author: ImportedPerson?
  public var text: String
  /// For staff alone.
  public var isInner: Bool

  public init(
    key: String, ticket: String, at: Timestamp, author: ImportedPerson?, text: String, isInner: Bool = false
  ) {
    self.key = key
    self.ticket = ticket
    self.at = at
    self.author = author
    self.text = text
    self.isInner = isInner
  }
}
