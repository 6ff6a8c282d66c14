// The transaction in memory keeps no presence and no marks of what was read.
import CollectorCore
import TellbackWire

extension MemoryTransaction {
  func presence(at moment: Timestamp) throws -> [Presence] { throw NotKept() }
  func setPresence(account: Int64, ticket: Int64, until: Timestamp) throws { throw NotKept() }
  func endPresence(account: Int64, ticket: Int64) throws { throw NotKept() }
  func forgetPresence(before moment: Timestamp) throws { throw NotKept() }
  func readMark(ofAccount account: Int64) throws -> Int64 { throw NotKept() }
  func unread(among tickets: [Int64], ofAccount account: Int64) throws -> Set<Int64> { throw NotKept() }
  func setReadMark(_ event: Int64, ofAccount account: Int64) throws { throw NotKept() }
}

extension MemoryTransaction {
  func relations(ofTicket number: Int64) throws -> [TicketRelation] { throw NotKept() }
  func addRelation(_ relation: TicketRelation, at: Timestamp) throws { throw NotKept() }
  func removeRelation(_ relation: TicketRelation) throws -> Bool { throw NotKept() }
}
