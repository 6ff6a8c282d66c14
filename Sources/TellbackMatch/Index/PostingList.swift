// Postings of a term: in slices of growing size inside one arena, each ending in the address of the next.
// A posting is the distance to the one before, and two bits: in the text once, in the text more often, in the title, both.

enum Posting {
  static let textOnce: UInt32 = 0
  static let textOften: UInt32 = 1
  static let title: UInt32 = 2
  static let both: UInt32 = 3

  static func code(inTitle: UInt8, inText: UInt8) -> UInt32 {
    if inTitle > 0 { return inText > 0 ? both : title }
    return inText > 1 ? textOften : textOnce
  }

  fileprivate static let nextSize = 4
  /// A varint of 32 bits takes at most this many bytes.
  private static let longest = 5

  /// The bytes for postings in a term's first slice.
  static let firstSliceRoom = 8

  @inline(__always)
  static func room(ofLevel level: UInt8) -> Int { min(4_096, firstSliceRoom << Int(level)) }

  /// Where the arena's bytes are, for the length of one query.
  struct Chunks {
    fileprivate let base: UnsafePointer<UnsafeMutablePointer<UInt8>>

    @inline(__always)
    func pointer(_ address: UInt32) -> UnsafeMutablePointer<UInt8> {
      base[Int(address) >> ByteArena.chunkBits] + (Int(address) & (ByteArena.chunkSize - 1))
    }
  }

  private static func sliceSize(_ level: UInt8) -> Int { room(ofLevel: level) + nextSize }

  static func append(_ report: UInt32, _ code: UInt32, to record: inout TermRecord, in arena: ByteArena) {
    let packed = report << 2 | code
    defer {
      record.last = packed
      record.postings += 1
    }
    guard record.postings > 0 else { return }
    if record.head == 0 {
      open(&record, arena)
      write(record.last, &record, arena)
    }
    let distance = report - record.last >> 2
    write(distance << 2 | code, &record, arena)
  }

  static func isGap(_ pointer: UnsafeMutablePointer<UInt8>, _ end: UnsafeMutablePointer<UInt8>) -> Bool {
    // A varint starts with 0xFF as well; a gap is filled with it to the slice's end, and no varint ends in it.
    var at = pointer
    while at < end {
      if at.pointee != 0xFF { return false }
      at += 1
    }
    return true
  }

  @inline(__always)
  static func nextAddress(_ end: UnsafeMutablePointer<UInt8>) -> UInt32 {
    UInt32(end[0]) | UInt32(end[1]) << 8 | UInt32(end[2]) << 16 | UInt32(end[3]) << 24
  }

  private static func open(_ record: inout TermRecord, _ arena: ByteArena) {
    // Address 0 means "no slice": the arena's first bytes are given away.
    if arena.count == 0 { _ = arena.allocate(nextSize) }
    let address = arena.allocate(sliceSize(0))
    record.head = UInt32(truncatingIfNeeded: address)
    record.tail = record.head
    record.room = UInt16(sliceSize(0) - nextSize)
    record.level = 0
  }

  private static func write(_ entry: UInt32, _ record: inout TermRecord, _ arena: ByteArena) {
    let size = entry < 0x80 ? 1 : entry < 0x4000 ? 2 : entry < 0x20_0000 ? 3 : entry < 0x1000_0000 ? 4 : longest
    if size > Int(record.room) { extend(&record, arena) }
    let pointer = arena.pointer(Int(record.tail))
    var value = entry
    for offset in 0..<(size - 1) {
      pointer[offset] = UInt8(truncatingIfNeeded: value) | 0x80
      value >>= 7
    }
    pointer[size - 1] = UInt8(truncatingIfNeeded: value)
    record.tail += UInt32(size)
    record.room -= UInt16(size)
  }

  private static func extend(_ record: inout TermRecord, _ arena: ByteArena) {
    let level = min(record.level + 1, 20)
    let address = arena.allocate(sliceSize(level))
    let old = arena.pointer(Int(record.tail))
    for offset in 0..<Int(record.room) { old[offset] = 0xFF }
    for offset in 0..<nextSize {
      old[Int(record.room) + offset] = UInt8(truncatingIfNeeded: address >> (8 * offset))
    }
    record.tail = UInt32(truncatingIfNeeded: address)
    record.room = UInt16(sliceSize(level) - nextSize)
    record.level = level
  }
}

extension ByteArena {
  /// Calls `body` with where the bytes are; they stay there while it runs.
  func withChunks(_ body: (Posting.Chunks) -> Void) {
    // An arena without a chunk has no address to begin with.
    if chunks.isEmpty { _ = allocate(Posting.nextSize) }
    chunks.withUnsafeBufferPointer { chunks in
      if let base = chunks.baseAddress { body(Posting.Chunks(base: base)) }
    }
  }
}
