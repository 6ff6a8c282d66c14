// The transaction in memory keeps no launches; none was ever written down.
import CollectorCore
import TellbackWire

extension MemoryTransaction {
  func launches(in apps: AppScope) throws -> [Launch] { [] }
  func launch(_ id: Int64) throws -> Launch? { nil }
  func launchStamp() throws -> Int64 { 0 }
  func tallies(ofLaunches ids: [Int64]) throws -> [Int64: LaunchTally] { [:] }
  func surprises(ofLaunch id: Int64, limit: Int) throws -> [(ticket: Int64, reports: Int64)] { [] }
  func launches(ofTicket number: Int64) throws -> [Int64] { [] }
  func saveLaunch(_ launch: Launch) throws -> Int64 { throw NotKept() }
  func deleteLaunch(_ id: Int64) throws -> Bool { throw NotKept() }
  func addTies(_ ties: [LaunchTie]) throws { if !ties.isEmpty { throw NotKept() } }
  func removeTies(ofLaunch id: Int64) throws { throw NotKept() }
}
