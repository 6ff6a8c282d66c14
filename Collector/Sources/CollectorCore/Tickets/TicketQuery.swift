// What the board asks for: filters, search, order and a page; all of it fits in a URL.
import TellbackWire

/// A filtered, searched, paged list of tickets.
public struct TicketQuery: Sendable, Equatable {
  public enum Order: String, Sendable, CaseIterable {
    /// Last report first.
    case recent
    /// Most distinct reporters first.
    case reporters
    /// Highest severity first, then most reporters.
    case severity
    /// Opened first comes first.
    case oldest
    /// What a service level wants next first, then the most severe; tickets that are not due come last.
    case due
    /// Best match of the search first, then last report first. Without a search it is ``recent``.
    case relevance
  }

  /// The apps that whoever asks may see.
  public var apps: AppScope
  /// One of them that is asked for.
  public var app: AppID?
  public var states: Set<TicketState>
  public var kind: ReportKind?
  public var severity: Severity?
  public var component: String?
  public var version: String?
  public var segment: String?
  public var tag: String?
  /// Nil shows everybody's.
  public var owner: OwnerFilter?
  /// All of them, each on some report of the ticket; at most ``FieldFilter/limit``.
  public var fields: [FieldFilter] = []
  /// Reports that are looked through for each of ``fields``, the newest that have the value; 1 to 20,000. ``TicketPage/cutFields`` says
  /// where there are more.
  public var fieldReports = 20_000
  public var marked: MarkedTickets?
  /// By their issues in trackers.
  public var issues: IssueFilter?
  /// Words to search in reports, answers and notes: all of them stand in one of these. A reference or `#42` finds that report or
  /// ticket. At most 200 bytes.
  public var search: String?
  /// Reports that a search looks through, the newest that hold the words; and as many answers and notes. 1 to 10,000.
  public var searched = 5_000
  /// Among so many tickets all that fit filters are counted. Among more a count of a state or an owner ends at ``countedTo``. At least 1.
  public var counted = 250_000
  public var order: Order
  /// From 0.
  public var offset: Int
  /// 1 to 200.
  public var limit: Int

  public init(
    apps: AppScope = .all, app: AppID? = nil, states: Set<TicketState> = Set(TicketState.allCases),
    kind: ReportKind? = nil,
    severity: Severity? = nil, component: String? = nil, version: String? = nil, segment: String? = nil,
    tag: String? = nil, owner: OwnerFilter? = nil, search: String? = nil, order: Order = .recent, offset: Int = 0,
    limit: Int = 50
  ) {
    self.apps = apps
    self.app = app
    self.states = states
    self.kind = kind
    self.severity = severity
    self.component = component
    self.version = version
    self.segment = segment
    self.tag = tag
    self.owner = owner
    self.search = search
    self.order = order
    self.offset = offset
    self.limit = limit
  }
}

extension TicketQuery {
  /// What is asked for, of what may be seen.
  public var scope: AppScope { apps.narrowed(to: app) }

  /// Where counts end among more tickets than ``counted``.
  public var countedTo: Int { min(1_000, counted) }
}

/// One page of the answer.
public struct TicketPage: Sendable, Equatable {
  public var tickets: [Ticket]
  /// How many fit the query in all; of a search those that were looked through.
  public var total: Int
  /// A search found more than is looked through: the newest count.
  public var isBounded = false
  /// Counts of filtered tickets ended here, since there are more tickets than ``TicketQuery/counted``: so many are the least there are.
  public var countedTo: Int?
  /// Fields that are filtered by and that more reports have than are looked through: the newest count.
  public var cutFields: [FieldFilter] = []
  /// How many tickets of each state fit the query's other conditions.
  public var states: [TicketState: Int]
  /// With a search, by ticket: where its words stand; see ``SearchExcerpt``.
  public var excerpts: [Int64: String]

  public init(tickets: [Ticket], total: Int, states: [TicketState: Int] = [:], excerpts: [Int64: String] = [:]) {
    self.tickets = tickets
    self.total = total
    self.states = states
    self.excerpts = excerpts
  }

  /// ``total`` and ``states`` are the least there are: more was there than was looked through.
  public var isAtLeast: Bool { isBounded || !cutFields.isEmpty || goesOn }

  /// More tickets fit than ``total``, and later pages have them.
  public var goesOn: Bool { states.values.contains { isCut($0) } }

  /// Such a count of a state or an owner may be greater.
  public func isCut(_ count: Int) -> Bool { count == countedTo }
}

/// The values that filters can take.
public struct TicketFacets: Sendable, Equatable {
  public var states: [TicketState: Int]
  public var components: [String]
  public var versions: [String]
  public var segments: [String]

  public init(
    states: [TicketState: Int] = [:], components: [String] = [], versions: [String] = [], segments: [String] = []
  ) {
    self.states = states
    self.components = components
    self.versions = versions
    self.segments = segments
  }
}
