// Takes columns off a snapshot, never past its end; checks the sum of all of them when asked.

struct SnapshotReader {
  private let bytes: UnsafeRawBufferPointer
  private var offset = 0
  private var parts: [UnsafeRawBufferPointer] = []

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The next `count` values. `Value` must be made of plain numbers, of which every pattern of bits is valid.
  mutating func take<Value: BitwiseCopyable>(_ count: Int) throws(MatchSnapshotError) -> [Value] {
    let part = try next(count, of: MemoryLayout<Value>.stride)
    return [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(from: part)
      initialized = count
    }
  }

  mutating func takeArena(_ count: Int) throws(MatchSnapshotError) -> ByteArena {
    ByteArena(copying: try next(count, of: 1))
  }

  /// Whether nothing but the checksum is left, and it is right.
  var isWhole: Bool {
    guard offset + 8 == bytes.count else { return false }
    var checksum = SnapshotChecksum()
    // The writer summed part by part; the same parts are summed again.
    for part in parts { checksum.update(part) }
    return checksum.value == bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  private mutating func next(_ count: Int, of stride: Int) throws(MatchSnapshotError) -> UnsafeRawBufferPointer {
    let (size, isTooBig) = count.multipliedReportingOverflow(by: stride)
    guard !isTooBig, count >= 0, size <= bytes.count - offset else { throw .damaged }
    defer { offset += size }
    let part = UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + size)])
    parts.append(part)
    return part
  }
}
