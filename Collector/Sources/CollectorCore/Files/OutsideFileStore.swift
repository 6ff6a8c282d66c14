// What a store keeps of files outside it. A store that keeps every attachment in itself needs none of this: the defaults say so.
import TellbackWire

/// Reads, inside one snapshot or transaction.
public protocol OutsideFileReads {
  /// Nil when the bytes lie in the store, or nowhere.
  func outsideFile(_ subject: FileSubject) throws -> OutsideFile?
  /// Files whose bytes lie in the store, after this one; no bytes are read.
  func filesInside(after row: FileRow?, limit: Int) throws -> [FileRow]
  /// The bytes of a file in the store.
  func fileData(_ row: FileRow) throws -> [UInt8]?
  /// Files outside, by name, after this one.
  func outsideFiles(after name: String, limit: Int) throws -> [OutsideFile]
  /// By place. Counts every file.
  func fileCounts() throws -> [FilePlace: FileCount]
  /// What is to be removed outside by now, longest due first.
  func doomedFiles(due now: Timestamp, limit: Int) throws -> [DoomedFile]
  /// All that is noted for removal, whenever it is due.
  func doomedCount() throws -> Int64
}

/// Writes, inside one transaction. Whatever deletes the row of a file outside notes its name for removal in the same transaction, whichever
/// code that is: erasing, retention, redaction.
public protocol OutsideFileWrites: OutsideFileReads {
  /// Notes, before bytes go out, that they will lie under this name: unless ``moveOut(_:from:)`` follows, they are removed from `due` on.
  func expectFile(_ name: String, in place: FilePlace, due: Timestamp) throws
  /// The bytes lie outside from now on, and were at `old` before; nil: in the store. False when they are no longer there: nothing
  /// is changed.
  func moveOut(_ file: OutsideFile, from old: String?) throws -> Bool
  /// The bytes of a file outside lie in the store from now on. False when the file is no longer there.
  func moveIn(_ file: OutsideFile, data: [UInt8]) throws -> Bool
  /// Nothing lies outside under this name.
  func forgetFile(_ name: String) throws
  /// Removing failed: not before `due` again.
  func putOffFile(_ name: String, due: Timestamp) throws
}

extension OutsideFileReads {
  public func outsideFile(_ subject: FileSubject) throws -> OutsideFile? { nil }
  public func filesInside(after row: FileRow?, limit: Int) throws -> [FileRow] { [] }
  public func fileData(_ row: FileRow) throws -> [UInt8]? { nil }
  public func outsideFiles(after name: String, limit: Int) throws -> [OutsideFile] { [] }
  public func fileCounts() throws -> [FilePlace: FileCount] { [:] }
  public func doomedFiles(due now: Timestamp, limit: Int) throws -> [DoomedFile] { [] }
  public func doomedCount() throws -> Int64 { 0 }
}

extension OutsideFileWrites {
  public func expectFile(_ name: String, in place: FilePlace, due: Timestamp) throws { throw keepsAll }
  public func moveOut(_ file: OutsideFile, from old: String?) throws -> Bool { throw keepsAll }
  public func moveIn(_ file: OutsideFile, data: [UInt8]) throws -> Bool { throw keepsAll }
  public func forgetFile(_ name: String) throws { throw keepsAll }
  public func putOffFile(_ name: String, due: Timestamp) throws { throw keepsAll }

  private var keepsAll: StoreError { .failed("This store keeps attachments in itself alone.") }
}
