// Append-only bytes in chunks that never move: no copy and no pause while a big index grows. Records never span chunks.

final class ByteArena {
  static let chunkBits = 20
  static let chunkSize = 1 << chunkBits

  private(set) var chunks: [UnsafeMutablePointer<UInt8>] = []
  private(set) var count = 0

  init() {}

  /// An arena that holds `bytes` at the same addresses as the one that they were taken from.
  init(copying bytes: UnsafeRawBufferPointer) {
    while count < bytes.count {
      let size = min(Self.chunkSize, bytes.count - count)
      let address = allocate(size)
      let part = UnsafeRawBufferPointer(rebasing: bytes[address..<(address + size)])
      UnsafeMutableRawBufferPointer(start: pointer(address), count: size).copyMemory(from: part)
    }
  }

  /// The bytes in use, chunk after chunk.
  func forEachChunk(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    for (number, chunk) in chunks.enumerated() {
      let size = min(Self.chunkSize, count - number * Self.chunkSize)
      try body(UnsafeRawBufferPointer(start: chunk, count: size))
    }
  }

  deinit {
    for chunk in chunks { chunk.deallocate() }
  }

  /// Room for `size` bytes (at most a chunk) that lie together; their address. The bytes are zero.
  func allocate(_ size: Int) -> Int {
    let room = chunks.count * Self.chunkSize - count
    if room < size {
      count = chunks.count * Self.chunkSize
      let chunk = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.chunkSize)
      chunk.initialize(repeating: 0, count: Self.chunkSize)
      chunks.append(chunk)
    }
    defer { count += size }
    return count
  }

  @inline(__always)
  func pointer(_ address: Int) -> UnsafeMutablePointer<UInt8> {
    chunks[address >> Self.chunkBits] + (address & (Self.chunkSize - 1))
  }

  var memory: Int { chunks.count * Self.chunkSize }
}

/// Variable-length integers, seven bits a byte, least significant first.
enum Varint {
  @inline(__always)
  static func read(_ pointer: inout UnsafeMutablePointer<UInt8>) -> UInt32 {
    var byte = pointer.pointee
    pointer += 1
    if byte < 0x80 { return UInt32(byte) }
    var value = UInt32(byte & 0x7F)
    var shift: UInt32 = 7
    repeat {
      byte = pointer.pointee
      pointer += 1
      value |= UInt32(byte & 0x7F) << shift
      shift += 7
    } while byte >= 0x80 && shift < 35
    return value
  }

  @inline(__always)
  static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    var value = value
    while value >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: value))
  }
}
