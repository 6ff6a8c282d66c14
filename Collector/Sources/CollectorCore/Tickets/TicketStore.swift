// What a store keeps of tickets, their history and the grouping keys that lead to them.
import TellbackWire

/// Reads tickets, inside one snapshot or transaction.
public protocol TicketReads {
  func ticket(_ number: Int64) throws -> Ticket?
  func tickets(_ query: TicketQuery) throws -> TicketPage
  /// A page, and how many tickets of the query's states each of these would have in the place of the query's owner. A store that can
  /// tell all of it from one search does.
  func tickets(_ query: TicketQuery, totalsOf owners: [OwnerFilter]) throws -> (page: TicketPage, totals: [Int])
  /// The page of each state, as the query would have it with that state alone.
  func ticketsByState(_ query: TicketQuery) throws -> [TicketState: TicketPage]
  /// The numbers of all tickets that fit a query in its order, at most `limit`; its offset and limit do not count. A search and
  /// fields are looked up in the newest 2,000,000 reports that have them, so that nothing of a page's list is cut. O(tickets and reports found).
  func ticketNumbers(_ query: TicketQuery, limit: Int) throws -> [Int64]
  func facets(in apps: AppScope) throws -> TicketFacets
  /// Most reports first.
  func versions(ofTicket number: Int64) throws -> [VersionSeen]
  func event(_ id: Int64) throws -> TicketEvent?
  /// What happened to a ticket and to those merged into it, oldest first.
  func events(ofTicket number: Int64, after id: Int64, limit: Int) throws -> [TicketEvent]
  /// The newest of these events before one, at most `limit`, oldest first too. O(limit).
  func events(ofTicket number: Int64, before id: Int64, limit: Int) throws -> [TicketEvent]
  /// The newest event's id among tickets of these apps: tells a live board that something changed. 0 when there is none, and
  /// also when other apps have had more than 10,000 events since.
  func newestEvent(in apps: AppScope) throws -> Int64
  /// The newest event of a ticket and of those merged into it that is not the arrival of a report; 0 when there is none.
  func newestAct(ofTicket number: Int64) throws -> Int64
  /// What happened on tickets of these apps after an event, oldest first. `last` is the event up to which was looked: no more
  /// than 10,000 events of other apps are passed over at once.
  func events(in apps: AppScope, after id: Int64, limit: Int) throws -> (events: [TicketEvent], last: Int64)
  /// The tickets that wait until `moment` or before, those that wait longest first.
  func tickets(waitingUntil moment: Timestamp, limit: Int) throws -> [Int64]
  /// When the next ticket wakes; nil when none waits until a date.
  func nextWake() throws -> Timestamp?
  func ticket(app: AppID, groupingKey: [UInt8]) throws -> Int64?
}

extension TicketReads {
  public func tickets(
    _ query: TicketQuery, totalsOf owners: [OwnerFilter]
  ) throws -> (page: TicketPage, totals: [Int]) {
    let totals = try owners.map { owner in
      var query = query
      (query.owner, query.limit) = (owner, 1)
      return try tickets(query).total
    }
    return (try tickets(query), totals)
  }

  public func ticketsByState(_ query: TicketQuery) throws -> [TicketState: TicketPage] {
    try Dictionary(
      uniqueKeysWithValues: TicketState.allCases.map { state in
        var query = query
        query.states = [state]
        return (state, try tickets(query))
      })
  }

  /// The newest events of a ticket and of those merged into it, at most `limit`, oldest first. O(limit).
  public func newestEvents(ofTicket number: Int64, limit: Int) throws -> [TicketEvent] {
    try events(ofTicket: number, before: .max, limit: limit)
  }
}

/// Writes tickets, inside one transaction.
public protocol TicketWrites: TicketReads {
  /// Stores a ticket; its `number` is ignored and a new one given back.
  func openTicket(_ ticket: Ticket) throws -> Int64
  /// Counts one more report on a ticket. It adds to what is stored, so that writers who count at once lose nothing.
  func count(_ arrival: TicketArrival, onTicket number: Int64) throws
  /// Moves a ticket from where it stood when it was read. False, and nothing changes, when it stands elsewhere by now: of
  /// two who move it at once, one does.
  func move(ticket number: Int64, from: TicketStanding, to standing: TicketStanding, at: Timestamp) throws -> Bool
  /// Sets what a ticket is about, and nothing else of it.
  func classify(ticket number: Int64, component: String?, kind: ReportKind, severity: Severity, at: Timestamp) throws
  /// Sets the words that a ticket is known by, and nothing else of it.
  func retitle(ticket number: Int64, title: String, page: String?) throws
  /// Notes that something was said on a ticket. The moment of the last change never goes back.
  func noteChange(ofTicket number: Int64, at: Timestamp) throws
  func addGroupingKey(_ key: [UInt8], app: AppID, ticket: Int64, at: Timestamp) throws
  /// Puts a pending report on a ticket, indexes its words for search and notes its announced attachments.
  func place(_ placement: Placement, report: Report, opened: Bool) throws
  /// True when this reporter is new on the ticket.
  func addReporter(_ reporter: [UInt8], ticket: Int64) throws -> Bool
  func addVersion(_ version: String, ticket: Int64, at: Timestamp) throws
  func addSegment(_ segment: String, ticket: Int64) throws
  /// Returns the event's id.
  @discardableResult func append(_ event: TicketEvent) throws -> Int64
}
