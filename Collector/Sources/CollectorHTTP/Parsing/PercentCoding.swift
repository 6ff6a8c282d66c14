// Percent-decoding (RFC 3986 section 2.1) and strict UTF-8. Pure: malformed input gives nil, never a repaired string.

enum PercentCoding {
  /// The decoded text, or nil for a broken escape, a NUL, or bytes that are not UTF-8. `plusIsSpace` is for forms and queries.
  static func decode(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) -> String? {
    guard bytes.contains(where: { $0 == Byte.percent || $0 == Byte.plus || $0 >= 0x80 || $0 == 0 }) else {
      return String(decoding: bytes, as: UTF8.self)
    }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte == Byte.percent {
        guard bytes.endIndex - index >= 3, let high = bytes[index + 1].hexadecimalValue,
          let low = bytes[index + 2].hexadecimalValue
        else { return nil }
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(plusIsSpace && byte == Byte.plus ? Byte.space : byte)
        index += 1
      }
    }
    return decoded.contains(0) ? nil : validUTF8(decoded[...])
  }

  /// The bytes as text, or nil when they are not UTF-8.
  static func validUTF8(_ bytes: ArraySlice<UInt8>) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    // Decoding repairs what is malformed with U+FFFD, so only well-formed input comes back unchanged.
    return text.utf8.elementsEqual(bytes) ? text : nil
  }

  /// The pairs of `application/x-www-form-urlencoded` text (WHATWG URL section 5.1), or nil when a pair is malformed or
  /// there are more than `limit`.
  static func pairs(_ bytes: ArraySlice<UInt8>, limit: Int) -> [(name: String, value: String)]? {
    var pairs: [(name: String, value: String)] = []
    for piece in bytes.split(separator: Byte.ampersand) {
      guard pairs.count < limit else { return nil }
      let equals = piece.firstIndex(of: Byte.equals) ?? piece.endIndex
      let rest = equals < piece.endIndex ? piece[(equals + 1)...] : piece[equals...]
      guard let name = decode(piece[..<equals], plusIsSpace: true), let value = decode(rest, plusIsSpace: true)
      else { return nil }
      pairs.append((name, value))
    }
    return pairs
  }
}
