// A gzip stream that expands two hundred times, made by hand (RFC 1951, section 3.2.6; RFC 1952, section 2.3).

enum Gzip {
  /// 1.3 MB that become 206 MB of zeros; the stream has no end, which nobody should live to see.
  static let zeros: [UInt8] = {
    var bits: [UInt8] = []
    // One last block with the fixed codes: the literal 0, then "258 bytes from one byte back", again and again.
    bits += [1, 1, 0]
    bits += [0, 0, 1, 1, 0, 0, 0, 0]
    for _ in 0..<32 { bits += [1, 1, 0, 0, 0, 1, 0, 1] + [0, 0, 0, 0, 0] }
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: bits.count - 7, by: 8) {
      bytes.append((0..<8).reduce(0) { $0 | bits[start + $1] << UInt8($1) })
    }
    // Eight codes of 13 bits are 13 bytes: from the second byte on they repeat.
    let period = bytes[2..<15]
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + bytes[0..<2] + Array(repeatElement(period, count: 100_000).joined())
  }()
}
