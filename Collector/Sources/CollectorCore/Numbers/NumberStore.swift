// What a store keeps of numbers. It counts by itself, from the moves, links and events that are written: no caller can forget it.
import TellbackWire

/// Reads numbers, inside one snapshot or transaction. Component and team are those that a ticket has now; everything else is a fact of
/// its moment, which later rules, roles and merges do not change.
public protocol NumberReads {
  /// How often what happened on the days of the query; days without any are left out. O(days) without a segment, or a component
  /// together with a team; else O(marks of the tickets).
  func dailyNumbers(_ query: NumberQuery) throws -> [DailyNumber]
  /// How many tickets stood in the queue when the first day of the query began: what neither is resolved nor found as another.
  func queueBefore(_ query: NumberQuery) throws -> Int64
  /// The first day on which a ticket of these apps was opened.
  func firstNumberDay(in apps: AppScope) throws -> CivilDay?
  /// Of the tickets that were first answered, or resolved for good, on the days of the query; in no order.
  func ticketTimes(_ metric: NumberMetric, _ query: NumberQuery) throws -> [TicketTime]
  /// The accounts that wrote to reporters on the days of the query.
  func answerers(_ query: NumberQuery) throws -> Set<Int64>
  /// Who was thanked most often first; at most `limit`.
  func thankedSolvers(_ query: NumberQuery, limit: Int) throws -> [ThankedSolver]
  /// Those for all apps and for apps of the scope, the newest day first.
  func programmeDates(in apps: AppScope) throws -> [ProgrammeDate]
  func programmeDate(_ id: Int64) throws -> ProgrammeDate?
}

/// Writes programme dates, inside one transaction.
public protocol NumberWrites: NumberReads {
  /// Stores a new one (``ProgrammeDate/id`` is 0) or changes the one with this id. Returns the id; nil when it is not there. Throws
  /// ``StoreError/taken(_:)`` when another one of the app has the name.
  func saveProgrammeDate(_ date: ProgrammeDate) throws -> Int64?
  /// False when it is not there.
  func deleteProgrammeDate(_ id: Int64) throws -> Bool
}
