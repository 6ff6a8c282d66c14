// The transaction in memory counts nothing for the numbers.
import CollectorCore
import TellbackWire

extension MemoryTransaction {
  func ticketNumbers(_ query: TicketQuery, limit: Int) throws -> [Int64] { throw NotKept() }
  func dailyNumbers(_ query: NumberQuery) throws -> [DailyNumber] { throw NotKept() }
  func queueBefore(_ query: NumberQuery) throws -> Int64 { throw NotKept() }
  func firstNumberDay(in apps: AppScope) throws -> CivilDay? { throw NotKept() }
  func ticketTimes(_ metric: NumberMetric, _ query: NumberQuery) throws -> [TicketTime] { throw NotKept() }
  func answerers(_ query: NumberQuery) throws -> Set<Int64> { throw NotKept() }
  func thankedSolvers(_ query: NumberQuery, limit: Int) throws -> [ThankedSolver] { throw NotKept() }
  func programmeDates(in apps: AppScope) throws -> [ProgrammeDate] { throw NotKept() }
  func programmeDate(_ id: Int64) throws -> ProgrammeDate? { throw NotKept() }
  func saveProgrammeDate(_ date: ProgrammeDate) throws -> Int64? { throw NotKept() }
  func deleteProgrammeDate(_ id: Int64) throws -> Bool { throw NotKept() }
}
