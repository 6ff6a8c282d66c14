// The bytes of a file as UTF-8, a chunk at a time. Invariant: what cannot be told for certain is refused by name, never repaired.
import Foundation

/// How the characters of a file are written.
public enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
  case windows1252 = "windows-1252"
}

/// Reads a file. The first bytes tell the encoding: a mark of UTF-8 or UTF-16; without one it is UTF-8, unless `encoding` says else.
struct TextSource {
  static let chunk = 262_144

  private let read: () throws -> [UInt8]
  private var encoding: TextEncoding?
  /// Bytes of a character that the next chunk ends.
  private var rest: [UInt8] = []
  private var line = 1
  private(set) var bytes: Int64 = 0
  private var isAtEnd = false
  private var isMarkRead = false
  /// What was looked at and not taken.
  private var held: [UInt8]?

  /// `read` gives the next bytes, none at the end.
  init(encoding: TextEncoding?, read: @escaping () throws -> [UInt8]) {
    self.encoding = encoding
    self.read = read
  }

  init(_ bytes: [UInt8], encoding: TextEncoding? = nil, chunk: Int = TextSource.chunk) {
    var left = bytes[...]
    self.init(encoding: encoding) {
      defer { left = left.dropFirst(chunk) }
      return Array(left.prefix(chunk))
    }
  }

  /// The first byte that is no white space, which tells JSON from CSV; nil for a file without any.
  mutating func firstByte() throws -> UInt8? {
    held = try next()
    return held?.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
  }

  /// The next bytes of UTF-8; nil at the end.
  mutating func next() throws -> [UInt8]? {
    if let bytes = held {
      held = nil
      return bytes
    }
    while !isAtEnd {
      var raw = try read()
      bytes += Int64(raw.count)
      isAtEnd = raw.isEmpty
      if !rest.isEmpty { raw = rest + raw }
      rest = []
      if !isMarkRead {
        if raw.count < 4, !isAtEnd {
          rest = raw
          continue
        }
        raw.removeFirst(readMark(raw))
      }
      let text = try decode(raw)
      if !text.isEmpty { return text }
    }
    return nil
  }

  /// Returns the length of the mark.
  private mutating func readMark(_ bytes: [UInt8]) -> Int {
    isMarkRead = true
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      encoding = .utf8
      return 3
    }
    if bytes.starts(with: [0xFF, 0xFE]) {
      encoding = .utf16LittleEndian
      return 2
    }
    if bytes.starts(with: [0xFE, 0xFF]) {
      encoding = .utf16BigEndian
      return 2
    }
    encoding = encoding ?? .utf8
    return 0
  }

  private mutating func decode(_ raw: [UInt8]) throws -> [UInt8] {
    switch encoding ?? .utf8 {
    case .utf8: try checkUTF8(raw)
    case .utf16LittleEndian: try decodeUTF16(raw, low: 0, high: 1)
    case .utf16BigEndian: try decodeUTF16(raw, low: 1, high: 0)
    case .windows1252: try decodeWindows1252(raw)
    }
  }

  // MARK: UTF-8

  private mutating func checkUTF8(_ raw: [UInt8]) throws -> [UInt8] {
    var index = 0
    try raw.withUnsafeBufferPointer { raw in
      while index < raw.count {
        let byte = raw[index]
        if byte < 0x80 {
          if byte == 0x0A { line += 1 }
          if byte == 0 { throw noText() }
          index += 1
          continue
        }
        let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
        guard (0xC2...0xF4).contains(byte) else { throw noUTF8() }
        if index + length > raw.count, !isAtEnd, raw[(index + 1)...].allSatisfy({ $0 & 0xC0 == 0x80 }) { break }
        guard index + length <= raw.count else { throw noUTF8() }
        let second = raw[index + 1]
        let range: ClosedRange<UInt8> =
          switch byte {
          case 0xE0: 0xA0...0xBF
          case 0xED: 0x80...0x9F
          case 0xF0: 0x90...0xBF
          case 0xF4: 0x80...0x8F
          default: 0x80...0xBF
          }
        guard range.contains(second), (2..<max(2, length)).allSatisfy({ raw[index + $0] & 0xC0 == 0x80 }) else {
          throw noUTF8()
        }
        index += length
      }
    }
    if index < raw.count {
      rest = Array(raw[index...])
      return Array(raw[..<index])
    }
    return raw
  }

  private func noUTF8() -> UnreadableFile {
    UnreadableFile(
      line: line,
      "Some bytes are no UTF-8. Save the file as UTF-8, or say how it is written: --encoding windows-1252 (Excel's plain "
        + "CSV), utf-16le or utf-16be.")
  }

  private func noText() -> UnreadableFile {
    UnreadableFile(
      line: line,
      "A byte 0 stands there, so it is no UTF-8. If it is UTF-16 without a mark, say so: --encoding utf-16le.")
  }

  // MARK: Others

  private mutating func decodeUTF16(_ raw: [UInt8], low: Int, high: Int) throws -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(raw.count * 3 / 2)
    var index = 0
    func unit(_ index: Int) -> UInt32 { UInt32(raw[index + low]) | UInt32(raw[index + high]) << 8 }
    while index + 1 < raw.count {
      let first = unit(index)
      if first == 0x0A { line += 1 }
      guard first != 0 else { throw UnreadableFile(line: line, "A character 0 stands there, which no text has.") }
      if (0xD800..<0xE000).contains(first) {
        if index + 3 >= raw.count, !isAtEnd { break }
        guard first < 0xDC00, index + 3 < raw.count, (0xDC00..<0xE000).contains(unit(index + 2)),
          let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (unit(index + 2) - 0xDC00))
        else { throw UnreadableFile(line: line, "Half a character stands there, so it is no whole UTF-16.") }
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.EncodedScalar())
        index += 4
      } else {
        let scalar = Unicode.Scalar(first) ?? "\u{FFFD}"
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.EncodedScalar())
        index += 2
      }
    }
    rest = Array(raw[index...])
    if isAtEnd, !rest.isEmpty {
      throw UnreadableFile(line: line, "The file ends in the middle of a character of UTF-16. Was it cut?")
    }
    return text
  }

  /// 0x80 to 0x9F (WHATWG Encoding Standard, index windows-1252); 0 where nothing is defined by Microsoft's own table.
  private static let windows: [UInt32] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
    0x0178,
  ]

  private mutating func decodeWindows1252(_ raw: [UInt8]) throws -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(raw.count)
    for byte in raw {
      if byte == 0x0A { line += 1 }
      guard byte != 0 else { throw UnreadableFile(line: line, "A byte 0 stands there, which no Windows-1252 has.") }
      guard byte >= 0x80 else {
        text.append(byte)
        continue
      }
      let value = byte < 0xA0 ? Self.windows[Int(byte) - 0x80] : UInt32(byte)
      guard value != 0, let scalar = Unicode.Scalar(value) else {
        throw UnreadableFile(
          line: line,
          "The byte 0x\(String(byte, radix: 16)) is no character of Windows-1252, so it is another encoding.")
      }
      text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.EncodedScalar())
    }
    return text
  }
}
