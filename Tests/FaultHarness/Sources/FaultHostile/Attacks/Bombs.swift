// Request bodies that are small to send and expand when they are decompressed or parsed.
import Foundation

struct Bomb: Sendable {
  var name: String
  var path: String
  var body: [UInt8]
  var isGzip = false
  /// What the collector may answer: an error of the client's, or 202 with each report refused.
  var allows: ClosedRange<Int> = 400...422
  /// One of these codes must stand in the answer: who unpacked the whole of it and refused it then says another.
  var codes: [String] = []

  static func all(id: String) -> [Bomb] { gzip(id: id) + json(id: id) }

  private static func gzip(id: String) -> [Bomb] {
    let (one, many) = ("/v1/reports", "/v1/batches")
    let unpacking = ["compression_ratio", "body_too_large"]
    let prefix = Array("{\"id\":\"\(id)\",\"capturedAt\":1,\"text\":\"".utf8)
    return [
      Bomb(
        name: "gzip of 10 MB of one letter", path: one, body: GzipBomb.make(10 << 20), isGzip: true, allows: 413...413,
        codes: unpacking),
      Bomb(
        name: "gzip of 1 GB of one letter", path: many, body: GzipBomb.make(400 << 20), isGzip: true, allows: 413...413,
        codes: unpacking),
      Bomb(
        name: "gzip just over the limit", path: many, body: GzipBomb.make((4 << 20) + 1), isGzip: true,
        allows: 413...413, codes: unpacking),
      Bomb(name: "gzip cut short", path: one, body: Array(GzipBomb.make(60_000).dropLast(20)), isGzip: true),
      Bomb(
        name: "gzip with a wrong sum", path: one, body: GzipBomb.make(60_000).dropLast(8) + [1, 2, 3, 4, 0, 0, 0, 0],
        isGzip: true),
      Bomb(name: "gzip and more behind it", path: one, body: GzipBomb.make(60_000) + GzipBomb.make(10), isGzip: true),
      Bomb(name: "no gzip at all", path: one, body: prefix, isGzip: true),
    ]
  }

  private static func json(id: String) -> [Bomb] {
    let (one, many) = ("/v1/reports", "/v1/batches")
    func report(_ rest: String) -> [UInt8] { Array("{\"id\":\"\(id)\",\"capturedAt\":1,\"text\":\"a\",\(rest)}".utf8) }
    func again(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
    let keys = (0..<20_000).map { "\"k\($0)\":1" }.joined(separator: ",")
    return [
      Bomb(name: "a hundred thousand brackets", path: one, body: Array(again("[", 100_000).utf8)),
      Bomb(name: "a hundred thousand objects", path: one, body: Array(again("{\"a\":", 40_000).utf8)),
      Bomb(
        name: "brackets under an unknown key", path: one,
        body: report("\"x\":" + again("[", 50_000) + again("]", 50_000))),
      Bomb(name: "two million brackets", path: many, body: Array(again("[", 2_000_000).utf8)),
      Bomb(name: "a number of 200,000 digits", path: one, body: report("\"knownIssue\":" + again("9", 200_000))),
      Bomb(name: "an exponent past all numbers", path: one, body: report("\"fields\":{\"a\":1e999999999}")),
      Bomb(name: "a fraction of 200,000 digits", path: one, body: report("\"knownIssue\":0." + again("1", 200_000))),
      Bomb(name: "a text of 200,000 bytes", path: one, body: report("\"page\":\"\(again("a", 200_000))\"")),
      Bomb(
        name: "a text of 4 MB", path: many, body: Array("{\"reports\":[{\"text\":\"\(again("a", 4_000_000))\"}]}".utf8),
        allows: 202...422),
      Bomb(name: "20,000 fields", path: one, body: report("\"fields\":{\(keys)}")),
      Bomb(
        name: "one key 20,000 times", path: one,
        body: report((0..<20_000).map { _ in "\"page\":\"a\"" }.joined(separator: ","))),
      Bomb(
        name: "a million reports", path: many, body: Array("{\"reports\":[\(again("{},", 1_000_000)){}]}".utf8),
        allows: 202...422),
      Bomb(
        name: "20,000 steps", path: one,
        body: report("\"steps\":[\((0..<9_000).map { _ in "{\"at\":1,\"text\":\"\"}" }.joined(separator: ","))]")),
      Bomb(name: "half an escape", path: one, body: report("\"page\":\"\\uD800\"")),
      Bomb(name: "an escape at the end", path: one, body: Array("{\"id\":\"\\".utf8)),
      Bomb(name: "4 MB of spaces", path: many, body: Array(again(" ", 4 << 20).utf8)),
      Bomb(name: "bytes that are no text", path: one, body: [UInt8](repeating: 0xFF, count: 60_000)),
      Bomb(name: "nothing", path: one, body: []),
      Bomb(
        name: "a text of marks without letters", path: one, body: report("\"user\":\"\(again("\u{301}", 100_000))\"")),
      Bomb(
        name: "a batch that discards without end", path: many,
        body: Array("{\"reports\":[],\"accounting\":{\"captured\":1,\"discarded\":{\(keys)}}}".utf8)),
    ]
  }
}

/// A gzip of one letter, written by hand: after the first a match of length 258 at distance 1, again and again, 13 bits each.
enum GzipBomb {
  static func make(_ count: Int) -> [UInt8] {
    var writer = BitWriter()
    writer.bytes = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    writer.put(0b011, 3)  // the last block, fixed codes (RFC 1951 section 3.2.6)
    let letter = UInt8(ascii: "a")
    let matches = max(0, (count - 1) / 258)
    let singles = max(0, count - matches * 258)
    for _ in 0..<singles { writer.putCode(0x30 + UInt32(letter), 8) }
    for _ in 0..<matches {
      writer.putCode(0b1100_0101, 8)
      writer.putCode(0, 5)
    }
    writer.putCode(0, 7)
    writer.flush()
    // The sum of a very large one is left wrong: nobody may get as far as to look at it.
    let sum = count <= 16 << 20 ? CRC32.of(letter, count: count) : 0
    for value in [sum, UInt32(truncatingIfNeeded: count)] {
      for shift in stride(from: 0, to: 32, by: 8) {
        writer.bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(shift)))
      }
    }
    return writer.bytes
  }
}

private struct BitWriter {
  var bytes: [UInt8] = []
  private var pending: UInt32 = 0
  private var count = 0

  /// Lowest bit first.
  mutating func put(_ value: UInt32, _ bits: Int) {
    pending |= value << UInt32(count)
    count += bits
    while count >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      count -= 8
    }
  }

  /// Huffman codes go highest bit first.
  mutating func putCode(_ code: UInt32, _ bits: Int) {
    for shift in stride(from: bits - 1, through: 0, by: -1) { put((code >> UInt32(shift)) & 1, 1) }
  }

  mutating func flush() { if count > 0 { put(0, 8 - count) } }
}

private enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
  }

  static func of(_ byte: UInt8, count: Int) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for _ in 0..<count { sum = table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) }
    return sum ^ 0xFFFF_FFFF
  }
}
