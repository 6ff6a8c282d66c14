// What a store keeps of pain points. "Of a ticket" means: as it is found now. The pain point of a merged ticket follows the
// survivor: the survivor's own goes first, then that of the ticket that was gathered first.
import TellbackWire

/// Reads which pain points there are and how many people each hurt.
public protocol PainCountReads {
  func painPoint(_ number: Int64) throws -> PainPoint?
  func painCount(app: AppID) throws -> Int
  /// The people of each week: by segment where it has a weight of its own, and all others together under an empty name, each once.
  /// Somebody who reports from both is of the weighted one. As many rows as a ranking needs.
  func painWeekSums(in apps: AppScope, since week: Int64) throws -> [PainFigure]
}

/// Reads pain points, inside one snapshot or transaction.
public protocol PainReads: PainCountReads {
  /// Newest first.
  func painPoints(in apps: AppScope, limit: Int) throws -> [PainPoint]
  /// Those of one owner that wait for a decision, the one to be decided first in front; those without a date come last.
  func painPoints(ofOwner account: Int64, in apps: AppScope, limit: Int) throws -> [PainPoint]
  /// The pain point that a ticket belongs to.
  func painPoint(ofTicket number: Int64) throws -> Int64?
  /// The row by which it does.
  func painMembership(ofTicket number: Int64) throws -> PainMembership?
  func painMembership(_ id: Int64) throws -> PainMembership?
  /// The tickets of a pain point as they are found, each once, in the order of their numbers.
  func painTickets(of pain: Int64) throws -> [Int64]
  /// The highest severity among the tickets of each.
  func painSeverities(in apps: AppScope) throws -> [Int64: Severity]
  /// Newest first.
  func painEvents(of pain: Int64, limit: Int) throws -> [PainEvent]

  /// In the order in which they were written.
  func painAttempts(of pain: Int64) throws -> [PainAttempt]
  func painAttempt(_ id: Int64) throws -> PainAttempt?
  /// The first report of each installation about a pain point, in the order of the installations' ids; after one of them. Reports
  /// that came without an installation are in no list. At most `limit`.
  func painFirstReports(of pain: Int64, after installation: ReportID?, limit: Int) throws -> [PainFirstReport]

  /// The counts of one sort, most people first; at most `limit`.
  func painFigures(of pain: Int64, _ sort: PainSort, version: String?, limit: Int) throws -> [PainFigure]
  /// The pain points of an app that people of a segment met in one of these weeks. O(pain points x weeks), however many segments there are.
  func pains(of app: AppID, hurting segment: String, weeks: ClosedRange<Int64>) throws -> Set<Int64>
  /// The weeks of one pain point since a week, oldest first.
  func painWeeks(of pain: Int64, since week: Int64) throws -> [PainFigure]
  /// How many people each pain point of these apps has hurt so far.
  func painTotals(in apps: AppScope) throws -> [Int64: PainFigure]
  /// How far the workaround reached.
  func painReach(of pain: Int64) throws -> PainReach
  /// Installations of an app that ever sent something: what stands in for active ones.
  func reportingInstallations(app: AppID) throws -> Int64

  func painWeights() throws -> PainWeights
  /// The newest open or waiting tickets of these apps that belong to no pain point, and are merged into none; at most `limit`.
  func ungatheredTickets(in apps: AppScope, limit: Int) throws -> [Ticket]
  /// Pain points that nobody decided on by `moment`, and of which nobody was told; the longest first.
  func painPoints(undecidedBy moment: Timestamp, limit: Int) throws -> [PainPoint]
  /// When the next of these is due; nil without one.
  func nextPainDecision() throws -> Timestamp?
}

/// Writes pain points, inside one transaction.
public protocol PainWrites: PainReads {
  /// Stores it; its `number` is ignored and a new one given back.
  func addPainPoint(_ pain: PainPoint, by actor: Actor) throws -> Int64
  /// Sets facts, decision, workaround and escalation, unless it was changed since ``PainPoint/revision``: then false.
  func savePainPoint(_ pain: PainPoint) throws -> Bool
  /// Stores it; its `id` is ignored and a new one given back. The ticket belongs to no pain point by itself.
  func addPainMembership(_ membership: PainMembership) throws -> Int64
  /// False when it does not hold.
  func undoPainMembership(_ id: Int64, at: Timestamp) throws -> Bool
  @discardableResult func appendPain(_ event: PainEvent) throws -> Int64
  /// Stores it; its `id` is ignored and a new one given back.
  func addPainAttempt(_ attempt: PainAttempt) throws -> Int64
  /// False when there is none.
  func savePainAttempt(_ attempt: PainAttempt) throws -> Bool
  func removePainAttempt(_ id: Int64) throws -> Bool
  /// Everybody with an installation on a ticket of the pain point was told the workaround; who was told before keeps that moment.
  func addPainTold(pain: Int64, onTicket number: Int64, at: Timestamp) throws
  func addPainTold(pain: Int64, reporter: [UInt8], at: Timestamp) throws
  /// Somebody reports it again. True for one who was told before; it counts as coming back within ``PainReach/seconds``.
  func notePainReturn(of reporter: [UInt8], pain: Int64, at: Timestamp) throws -> Bool
  func savePainWeights(_ weights: PainWeights) throws
  /// Takes words out of all that staff wrote about the pain point of a ticket.
  func redactPain(_ passage: String, to mark: String, ofTicket number: Int64) throws
  /// A ticket has other words than those of an erased report: so has its pain point, where these are its title or page.
  func retitlePains(ofTicket number: Int64, from title: String, to new: String, page: String?, toPage: String?) throws
}
