// The transaction in memory: keys and counts of envelopes, which neither digest nor desk uses.
import CollectorCore
import TellbackWire

extension MemoryTransaction {
  func envelopeKeys(of app: AppID) throws -> [EnvelopeKey] { throw NotKept() }
  func activeEnvelopeKeys() throws -> [EnvelopeKey] { throw NotKept() }
  func envelopeCounts(in apps: AppScope) throws -> [EnvelopeCount: Int64] { throw NotKept() }
  func createEnvelopeKey(app: AppID, key: [UInt8], at: Timestamp) throws -> EnvelopeKey { throw NotKept() }
  func revokeEnvelopeKey(_ id: Int64, at: Timestamp) throws -> Bool { throw NotKept() }
  func add(_ number: Int64, to count: EnvelopeCount) throws { throw NotKept() }
}
