// What the collector asks of its memory about merged and split tickets. "Shown" means: as derived from the links that hold.
import TellbackWire

/// Reading links, inside one snapshot or one transaction.
public protocol MergeReads {
  func link(_ id: Int64) throws -> TicketLink?
  /// The links in which a ticket has a part, those that were undone too, newest first; at most 1,000.
  func links(of ticket: Int64) throws -> [TicketLink]
  /// The ticket as which this one is found, all merges followed: itself unless it is merged. A ticket that a split opened,
  /// and that holds nothing since the split was undone, is found as the one that it was split from.
  func finalTicket(of ticket: Int64) throws -> Int64
  /// The tickets that are found as this one, without itself, in the order of their numbers.
  func mergedTickets(of ticket: Int64) throws -> [Int64]
  /// The ticket with the counts and times of all tickets merged into it, without the reports that were split off. The
  /// same as `ticket(_:)` where no link holds.
  func shownTicket(_ number: Int64) throws -> Ticket?
  /// The ticket on which a report is shown; nil when it is on none.
  func shownTicket(ofReport report: ReportID) throws -> Int64?
}

/// Writing links, inside one transaction.
public protocol MergeWrites: MergeReads {
  /// Stores a merge; its `id` is ignored and a new one given back. Both tickets must be final and of one app: see
  /// ``TicketActions/merge(_:into:by:)``, which checks it.
  func addMerge(_ link: TicketLink) throws -> Int64
  /// Stores a split of these reports, which are shown on ``TicketLink/ticket`` from now on, as are later reports with one of
  /// these grouping keys.
  func addSplit(_ link: TicketLink, reports: [ReportID], groupingKeys: [[UInt8]]) throws -> Int64
  /// False when no such link holds.
  func undoLink(_ id: Int64, at: Timestamp) throws -> Bool
}
