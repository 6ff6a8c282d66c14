// What a store keeps of blocked senders and of what is kept back.
import TellbackWire

/// Reads blocks, inside one snapshot or transaction.
public protocol BlockReads {
  func block(_ id: Int64) throws -> SenderBlock?
  /// Blocks that hold, and ended ones with something kept back; newest first, at most `limit`.
  func blocks(in apps: AppScope, limit: Int) throws -> [SenderBlock]
  /// The block by which what such a sender sends is kept back; that of the installation where both are blocked.
  func block(of installation: ReportID?, reporter: [UInt8]?, app: AppID) throws -> SenderBlock?
  /// How many blocks of an app hold.
  func blockCount(app: AppID) throws -> Int
  func keptBack(by block: Int64) throws -> KeptBack
  func keptBack(in apps: AppScope) throws -> KeptBack
  /// The block by which a report is kept back now; nil for one that is not.
  func keptBack(report id: ReportID) throws -> Int64?
  /// The same for a message.
  func keptBack(message sequence: Int64) throws -> Int64?
  /// Oldest first.
  func keptReports(by block: Int64, after sequence: Int64, limit: Int) throws -> [StoredReport]
  /// Oldest first, each with its report.
  func keptMessages(by block: Int64, after sequence: Int64, limit: Int) throws
    -> [(message: StoredMessage, report: StoredReport)]
  /// Whether a person has let a report through that was kept back: it is not kept back once more.
  func isReleased(report sequence: Int64) throws -> Bool
}

/// Writes blocks, inside one transaction.
public protocol BlockWrites: BlockReads {
  /// Its `id` is ignored and a new one given back.
  func addBlock(_ block: SenderBlock) throws -> Int64
  /// False when it holds no longer.
  func endBlock(_ id: Int64, by name: String, at: Timestamp) throws -> Bool
  /// Takes a pending report aside, with the attachments that it announces where it can be read.
  func keepBack(report sequence: Int64, announcing attachments: [AttachmentInfo], by block: Int64, at: Timestamp) throws
  /// Makes it pending again. False when it was not kept back.
  func release(report sequence: Int64, at: Timestamp) throws -> Bool
  /// A stored message means nothing until it is released.
  func keepBack(message sequence: Int64, by block: Int64, at: Timestamp) throws
  /// False when it was not kept back.
  func release(message sequence: Int64) throws -> Bool
}
