// The transaction in memory keeps no watches: nobody watches anything.
import CollectorCore
import TellbackWire

extension MemoryTransaction {
  func watches(ofAccount account: Int64) throws -> [Watch] { [] }
  func isWeekMailOff(account: Int64) throws -> Bool { false }
  func accountsAwaitingWeekMail(of week: Int64, limit: Int) throws -> [Int64] { [] }
  func unhappyAnswers(in apps: AppScope, since moment: Timestamp, limit: Int) throws -> [UnhappyAnswer] { [] }
  func addWatch(_ watch: Watch) throws -> Int64? { throw NotKept() }
  func removeWatch(_ id: Int64, ofAccount account: Int64) throws -> Bool { throw NotKept() }
  func noteWeekMail(ofAccount account: Int64, week: Int64) throws -> Bool { throw NotKept() }
  func setWeekMailOff(_ isOff: Bool, account: Int64) throws { throw NotKept() }
}

/// Nothing escalates by itself there.
extension MemoryTransaction {
  func nextStuckLook() throws -> Timestamp? { nil }
  func ticketsStuck(in apps: AppScope, openedBefore moment: Timestamp, limit: Int) throws -> [Int64] { [] }
  func ticketsStuck(in apps: AppScope, reopenedSince moment: Timestamp, times: Int, limit: Int) throws -> [Int64] { [] }
  func ticketsStuck(in apps: AppScope, unhappySince moment: Timestamp, limit: Int) throws -> [Int64] { [] }
  func setNextStuckLook(_ moment: Timestamp?) throws { if moment != nil { throw NotKept() } }
  func noteStuck(ticket number: Int64, _ reason: StuckReason, at: Timestamp) throws -> Bool { throw NotKept() }
}
