// The request target (RFC 9112 section 3.2) checked and cut into path and query. Invariant: what passes here decodes without
// loss: escapes are whole, the path is UTF-8 without controls or dot segments, the query is UTF-8 without NUL.

struct RequestTarget: Sendable, Equatable {
  /// Ranges into the bytes that were parsed.
  var path: Range<Int>
  var query: Range<Int>?
  /// The authority of an absolute-form target, which overrides Host (section 3.2.2).
  var authority: Range<Int>?
  /// `*`, which only OPTIONS may ask for (section 3.2.4).
  var isAsterisk = false
  /// Whether the path holds escapes, so that it must be decoded before it is compared.
  var pathIsEscaped = false

  init(parsing bytes: [UInt8], _ range: Range<Int>, method: HTTPMethod) throws(HTTPError) {
    guard let first = range.first else { throw Self.malformed("The request target is empty.") }
    path = range
    if range.count == 1, bytes[first] == Byte.asterisk {
      guard method == .OPTIONS else { throw Self.malformed("Only OPTIONS may be sent to '*'.") }
      isAsterisk = true
      return
    }
    var start = range.lowerBound
    if bytes[start] != Byte.slash {
      let authority = try Self.absoluteForm(bytes, range)
      self.authority = authority
      start = authority.upperBound
      guard start < range.upperBound, bytes[start] == Byte.slash else {
        throw Self.malformed("An absolute request target must have a path, at least '/'.")
      }
    }
    try scan(bytes, start..<range.upperBound)
  }

  private mutating func scan(_ bytes: [UInt8], _ range: Range<Int>) throws(HTTPError) {
    var index = range.lowerBound
    var needsUTF8Check = false
    while index < range.upperBound, bytes[index] != Byte.question {
      let byte = bytes[index]
      if byte == Byte.percent {
        let decoded = try Self.escape(bytes, index, range.upperBound)
        guard !decoded.isControl else { throw Self.malformed("The path holds an escaped control character.") }
        pathIsEscaped = true
        needsUTF8Check = needsUTF8Check || decoded >= 0x80
        index += 3
      } else {
        guard byte.isPathCharacter else { throw Self.unescaped(byte) }
        index += 1
      }
    }
    path = range.lowerBound..<index
    try checkSegments(bytes)
    if needsUTF8Check, PercentCoding.decode(bytes[path], plusIsSpace: false) == nil {
      throw Self.malformed("The path is not UTF-8 once its percent-escapes are decoded.")
    }
    guard index < range.upperBound else { return }
    query = (index + 1)..<range.upperBound
    try scanQuery(bytes, (index + 1)..<range.upperBound)
  }

  private func scanQuery(_ bytes: [UInt8], _ range: Range<Int>) throws(HTTPError) {
    var index = range.lowerBound
    var needsUTF8Check = false
    while index < range.upperBound {
      let byte = bytes[index]
      if byte == Byte.percent {
        let decoded = try Self.escape(bytes, index, range.upperBound)
        guard decoded != 0 else { throw Self.malformed("The query holds an escaped NUL.") }
        needsUTF8Check = needsUTF8Check || decoded >= 0x80
        index += 3
      } else {
        guard byte.isQueryCharacter else { throw Self.unescaped(byte) }
        index += 1
      }
    }
    // Piece by piece: an escape sequence must not run across the '&' or '=' that separates two of them.
    if needsUTF8Check, PercentCoding.pairs(bytes[range], limit: Int.max) == nil {
      throw Self.malformed("The query is not UTF-8 once its percent-escapes are decoded.")
    }
  }

  /// Dot segments, escaped or not, are refused: clients remove them (RFC 3986 section 5.2.4), so one that arrives is a probe.
  private func checkSegments(_ bytes: [UInt8]) throws(HTTPError) {
    var start = path.lowerBound + 1
    while start <= path.upperBound {
      var end = start
      while end < path.upperBound, bytes[end] != Byte.slash { end += 1 }
      if Self.isDotSegment(bytes, start..<end) {
        throw Self.malformed("The path holds a '.' or '..' segment; send it without.")
      }
      start = end + 1
    }
  }

  private static func isDotSegment(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    guard let first = range.first, bytes[first] == Byte.dot || bytes[first] == Byte.percent else { return false }
    var index = first
    var dots = 0
    while index < range.upperBound {
      if bytes[index] == Byte.dot {
        index += 1
      } else if range.upperBound - index >= 3, bytes[index] == Byte.percent, bytes[index + 1] == 0x32,
        bytes[index + 2].lowercased == 0x65
      {
        index += 3
      } else {
        return false
      }
      dots += 1
    }
    return dots <= 2
  }

  private static func absoluteForm(_ bytes: [UInt8], _ range: Range<Int>) throws(HTTPError) -> Range<Int> {
    for scheme in ["http://", "https://"] where range.count > scheme.utf8.count {
      let start = range.lowerBound + scheme.utf8.count
      guard zip(bytes[range.lowerBound..<start], scheme.utf8).allSatisfy({ $0.lowercased == $1 }) else { continue }
      var end = start
      while end < range.upperBound, bytes[end] != Byte.slash, bytes[end] != Byte.question { end += 1 }
      guard isValidAuthority(bytes[start..<end]) else {
        throw malformed("The authority of the request target is malformed.")
      }
      return start..<end
    }
    throw malformed("The request target must start with '/'.")
  }

  /// `host [":" port]` (RFC 9110 section 7.2) with a host that is not empty.
  static func isValidAuthority(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first else { return false }
    var end = bytes.startIndex
    if first == Byte.openBracket {
      guard let close = bytes.firstIndex(of: Byte.closeBracket) else { return false }
      let inside = bytes[(bytes.startIndex + 1)..<close]
      guard inside.count >= 2, inside.contains(Byte.colon),
        inside.allSatisfy({ $0.hexadecimalValue != nil || $0 == Byte.colon || $0 == Byte.dot })
      else { return false }
      end = close + 1
    } else {
      while end < bytes.endIndex, bytes[end].isHostCharacter { end += 1 }
      guard end > bytes.startIndex else { return false }
    }
    guard end < bytes.endIndex else { return true }
    let port = bytes[(end + 1)...]
    return bytes[end] == Byte.colon && port.count <= 5 && port.allSatisfy(\.isDigit)
  }

  private static func escape(_ bytes: [UInt8], _ index: Int, _ end: Int) throws(HTTPError) -> UInt8 {
    guard end - index >= 3, let high = bytes[index + 1].hexadecimalValue,
      let low = bytes[index + 2].hexadecimalValue
    else { throw malformed("The request target holds a '%' that two hexadecimal digits do not follow.") }
    return high << 4 | low
  }

  private static func unescaped(_ byte: UInt8) -> HTTPError {
    malformed("The request target holds a character that must be percent-escaped (byte \(byte)).")
  }

  private static func malformed(_ message: String) -> HTTPError { .badRequest("bad_target", message) }
}
