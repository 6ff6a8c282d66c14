// A 64-bit checksum of a stream of bytes, four lanes wide so that it keeps up with memory. Finds damage, not forgery.

struct SnapshotChecksum {
  private var lanes: (UInt64, UInt64, UInt64, UInt64) = (
    0x9e37_79b9_7f4a_7c15, 0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb, 0xd6e8_feb8_6659_fd93
  )
  private var length: UInt64 = 0

  /// Takes in the bytes; a part that is no multiple of 32 long is filled up with zeros.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let whole = bytes.count / 32 * 32
    var (a, b, c, d) = lanes
    var offset = 0
    while offset < whole {
      a = Self.mix(a, bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      b = Self.mix(b, bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
      c = Self.mix(c, bytes.loadUnaligned(fromByteOffset: offset + 16, as: UInt64.self))
      d = Self.mix(d, bytes.loadUnaligned(fromByteOffset: offset + 24, as: UInt64.self))
      offset += 32
    }
    while offset < bytes.count {
      a = Self.mix(a, UInt64(bytes[offset]))
      offset += 1
    }
    lanes = (a, b, c, d)
    length &+= UInt64(bytes.count)
  }

  var value: UInt64 {
    var result = Self.mix(lanes.0, length)
    result = Self.mix(result, lanes.1)
    result = Self.mix(result, lanes.2)
    result = Self.mix(result, lanes.3)
    return result ^ result >> 29
  }

  @inline(__always)
  private static func mix(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    let mixed = (lane ^ word) &* 0x9fb2_1c65_1e98_df25
    return mixed << 31 | mixed >> 33
  }
}
