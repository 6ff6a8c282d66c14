// Where the bytes of attachments lie: in the store, in a folder, or behind S3's protocol. A file begins in the store, in the commit that
// its sender is answered after; a keeper takes it out, and only bytes that were read back are given up where they were.
import TellbackWire

/// Where bytes lie.
public enum FilePlace: String, Sendable, CaseIterable, Comparable {
  /// In the store's own tables.
  case store
  case folder
  case s3

  public static func < (left: FilePlace, right: FilePlace) -> Bool { left.rawValue < right.rawValue }
}

/// What a file belongs to, as those who read it name it.
public enum FileSubject: Sendable, Equatable {
  /// By its place among the report's attachments.
  case report(ReportID, Int)
  /// A message of a reporter.
  case message(ReportID, Int)
  /// An event with words of staff.
  case answer(Int64, Int)
}

/// A file as the store knows it; the numbers are the store's own.
public struct FileRow: Sendable, Hashable {
  public enum Kind: Int64, Sendable, CaseIterable {
    case report = 1
    case message = 2
    case answer = 3
  }

  public var kind: Kind
  public var row: Int64
  public var place: Int64

  public init(_ kind: Kind, row: Int64, place: Int64 = 0) {
    self.kind = kind
    self.row = row
    self.place = place
  }
}

/// A file outside the store.
public struct OutsideFile: Sendable, Equatable {
  /// 32 hexadecimal digits of 128 random bits: nobody guesses it, and it says nothing of the content.
  public var name: String
  /// Never ``FilePlace/store``.
  public var place: FilePlace
  public var bytes: Int64
  /// SHA-256, 32 bytes.
  public var hash: [UInt8]
  public var row: FileRow

  public init(name: String, place: FilePlace, bytes: Int64, hash: [UInt8], row: FileRow) {
    self.name = name
    self.place = place
    self.bytes = bytes
    self.hash = hash
    self.row = row
  }
}

/// A name outside at which something may lie that nothing needs.
public struct DoomedFile: Sendable, Equatable {
  public var name: String
  public var place: FilePlace

  public init(name: String, place: FilePlace) {
    self.name = name
    self.place = place
  }
}

/// Files and their bytes in one place.
public struct FileCount: Sendable, Equatable {
  public var files: Int64 = 0
  public var bytes: Int64 = 0

  public init(files: Int64 = 0, bytes: Int64 = 0) {
    self.files = files
    self.bytes = bytes
  }
}

/// Bytes, or where they lie.
public enum FileContent: Sendable, Equatable {
  case here([UInt8])
  case outside(OutsideFile)
}
