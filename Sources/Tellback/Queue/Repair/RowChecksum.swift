// A checksum for each row. SQLite does not detect bytes that a disk changed inside a row, and words that the person did not write
// must not be sent. Nor may a row that damage brought here from another queue's file, so the file's number is a part of it. It
// detects damage, not forgery.
import TellbackWire

struct RowChecksum {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// What the row's column `checksum` holds. `file` is the row's column of that name: the number of the file that the row was
  /// written to. Rows of programs up to schema 4 have none.
  func value(in file: Int64?) -> Int64 {
    var sum = self
    if let file { sum.mix(UInt64(bitPattern: file)) }
    return Int64(bitPattern: sum.state ^ sum.state >> 29)
  }

  static func report(_ id: ReportID, _ capturedAt: Timestamp, _ body: [UInt8]) -> RowChecksum {
    var sum = RowChecksum()
    sum.add(id.bytes)
    sum.mix(UInt64(bitPattern: capturedAt.milliseconds))
    sum.add(body)
    return sum
  }

  static func message(_ id: ReportID, _ report: ReportID, after: Int64, _ body: [UInt8]) -> RowChecksum {
    var sum = RowChecksum()
    sum.add(id.bytes)
    sum.add(report.bytes)
    sum.mix(UInt64(bitPattern: after))
    sum.add(body)
    return sum
  }

  /// `owner` is a report or, when `isMessage`, a message.
  static func attachment(
    _ owner: ReportID, _ position: Int, isMessage: Bool, name: String, type: String, _ data: [UInt8]
  ) -> RowChecksum {
    var sum = RowChecksum()
    sum.add(owner.bytes)
    // Rows of programs up to schema 6 belong to reports and have nothing here.
    if isMessage { sum.mix(1) }
    sum.mix(UInt64(bitPattern: Int64(position)))
    sum.add(Array(name.utf8))
    sum.add(Array(type.utf8))
    sum.add(data)
    return sum
  }

  /// Includes the length, so that bytes cannot move from one part to the next.
  mutating func add(_ part: [UInt8]) { part.withUnsafeBytes { add($0) } }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var offset = 0
    while offset + 8 <= bytes.count {
      mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      offset += 8
    }
    var rest: UInt64 = 0
    while offset < bytes.count {
      rest = rest << 8 | UInt64(bytes[offset])
      offset += 1
    }
    mix(rest)
    mix(UInt64(bytes.count))
  }

  /// Each step is a bijection of the state, so one changed word always changes the checksum.
  @inline(__always)
  mutating func mix(_ word: UInt64) {
    let mixed = (state ^ word) &* 0x9FB2_1C65_1E98_DF25
    state = mixed << 31 | mixed >> 33
  }
}
