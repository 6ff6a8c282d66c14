// The line before a chunk: `chunk-size [ chunk-ext ]` (RFC 9112 section 7.1). Extensions are checked and ignored.

struct ChunkLine {
  let size: Int
  /// What the extensions take on the wire.
  let extensionBytes: Int

  init(parsing line: [UInt8]) throws(HTTPError) {
    var index = 0
    var value = 0
    while index < line.count, let digit = line[index].hexadecimalValue {
      // 15 digits keep every size inside an Int, and leading zeros cannot go on for ever.
      guard index < 15 else { throw Self.malformed("A chunk's size has more than 15 digits.") }
      value = value << 4 | Int(digit)
      index += 1
    }
    guard index > 0 else { throw Self.malformed("A chunk must start with its size in hexadecimal digits.") }
    size = value
    extensionBytes = line.count - index
    while index < line.count { try Self.skipExtension(line, &index) }
  }

  /// `BWS ";" BWS chunk-ext-name [ BWS "=" BWS ( token / quoted-string ) ]` (section 7.1.1).
  private static func skipExtension(_ line: [UInt8], _ index: inout Int) throws(HTTPError) {
    skipBlanks(line, &index)
    guard index < line.count, line[index] == Byte.semicolon else {
      throw malformed("A chunk's size is followed by something that is no extension.")
    }
    index += 1
    skipBlanks(line, &index)
    try skipToken(line, &index)
    let afterName = index
    skipBlanks(line, &index)
    guard index < line.count, line[index] == Byte.equals else {
      index = afterName
      return
    }
    index += 1
    skipBlanks(line, &index)
    if index < line.count, line[index] == Byte.quote {
      try skipQuoted(line, &index)
    } else {
      try skipToken(line, &index)
    }
  }

  private static func skipBlanks(_ line: [UInt8], _ index: inout Int) {
    while index < line.count, line[index].isBlank { index += 1 }
  }

  private static func skipToken(_ line: [UInt8], _ index: inout Int) throws(HTTPError) {
    let start = index
    while index < line.count, line[index].isToken { index += 1 }
    guard index > start else { throw malformed("A chunk extension is malformed.") }
  }

  private static func skipQuoted(_ line: [UInt8], _ index: inout Int) throws(HTTPError) {
    index += 1
    while index < line.count {
      if line[index] == Byte.quote {
        index += 1
        return
      }
      index += line[index] == Byte.backslash ? 2 : 1
    }
    throw malformed("A chunk extension's quoted text has no end.")
  }

  private static func malformed(_ message: String) -> HTTPError { .badRequest("bad_chunk", message) }
}
