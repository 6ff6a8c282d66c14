// Nobody is blocked in the transaction in memory: the stores' own checks say what blocks do.
import CollectorCore
import TellbackWire

extension MemoryTransaction {
  func block(_ id: Int64) throws -> SenderBlock? { throw NotKept() }
  func blocks(in apps: AppScope, limit: Int) throws -> [SenderBlock] { [] }
  func block(of installation: ReportID?, reporter: [UInt8]?, app: AppID) throws -> SenderBlock? { nil }
  func blockCount(app: AppID) throws -> Int { 0 }
  func keptBack(by block: Int64) throws -> KeptBack { throw NotKept() }
  func keptBack(in apps: AppScope) throws -> KeptBack { KeptBack() }
  func keptBack(report id: ReportID) throws -> Int64? { nil }
  func keptBack(message sequence: Int64) throws -> Int64? { nil }
  func keptReports(by block: Int64, after sequence: Int64, limit: Int) throws -> [StoredReport] { throw NotKept() }
  func keptMessages(by block: Int64, after sequence: Int64, limit: Int) throws
    -> [(message: StoredMessage, report: StoredReport)]
  { throw NotKept() }
  func isReleased(report sequence: Int64) throws -> Bool { false }
  func addBlock(_ block: SenderBlock) throws -> Int64 { throw NotKept() }
  func endBlock(_ id: Int64, by name: String, at: Timestamp) throws -> Bool { throw NotKept() }
  func keepBack(report sequence: Int64, announcing attachments: [AttachmentInfo], by block: Int64, at: Timestamp) throws
  { throw NotKept() }
  func release(report sequence: Int64, at: Timestamp) throws -> Bool { throw NotKept() }
  func keepBack(message sequence: Int64, by block: Int64, at: Timestamp) throws { throw NotKept() }
  func release(message sequence: Int64) throws -> Bool { throw NotKept() }
}
