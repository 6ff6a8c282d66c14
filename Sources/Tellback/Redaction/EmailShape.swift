// E-mail addresses as people write them: a plain local part and a domain with a dot (RFC 5321, without quotes).

enum EmailShape {
  /// Finds the address around the `@` or `%40` at `index`.
  static func find(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, from start: Int) -> Range<Int>? {
    let afterAt: Int
    if bytes[index] == UInt8(ascii: "@") {
      afterAt = index + 1
    } else {
      guard bytes.has("%40", at: index) else { return nil }
      afterAt = index + 3
    }
    var lower = index
    // RFC 5321, section 4.5.3.1.1: a local part has at most 64 bytes.
    while lower > start, index - lower < 64, isLocal(bytes[lower - 1]) { lower -= 1 }
    // It starts with neither a dot, nor a dash, nor in the middle of a character.
    while lower < index, bytes[lower] == 0x2E || bytes[lower] == 0x2D || bytes[lower] & 0xC0 == 0x80 { lower += 1 }
    guard lower < index, let upper = domainEnd(bytes, from: afterAt) else { return nil }
    return lower..<upper
  }

  private static func isLocal(_ byte: UInt8) -> Bool {
    byte.isWord || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "'")
  }

  /// Where a domain of at least two labels ends, its last one of at least two letters.
  private static func domainEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    // `icon@2x.png` is a picture.
    if bytes.byte(start).isDigit, bytes.byte(start + 1) == UInt8(ascii: "x"), bytes.byte(start + 2) == 0x2E {
      return nil
    }
    var index = start
    var labelStart = start
    var labels = 0
    var end: Int?
    while index <= bytes.count, index - start <= 255 {
      let byte = bytes.byte(index)
      if byte.isAlphanumeric || byte >= 0x80 || (byte == UInt8(ascii: "-") && index > labelStart) {
        index += 1
        continue
      }
      guard index > labelStart else { break }
      labels += 1
      if labels >= 2, isTopLevel(bytes, labelStart..<index) { end = index }
      guard byte == UInt8(ascii: ".") else { break }
      index += 1
      labelStart = index
    }
    return end
  }

  private static func isTopLevel(_ bytes: UnsafeBufferPointer<UInt8>, _ label: Range<Int>) -> Bool {
    guard label.count >= 2 else { return false }
    return bytes.has("xn--", at: label.lowerBound, ignoringCase: true)
      || bytes[label].allSatisfy { $0.isLetter || $0 >= 0x80 }
  }
}
