// Private and link-local addresses: RFC 1918, RFC 6598, RFC 3927; RFC 4193 and RFC 4291 for IPv6.

enum AddressShape {
  /// Finds a private IPv4 address whose first digit stands at `index`. Four numbers after the word version are a version.
  static func findV4(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Range<Int>? {
    guard bytes.byte(index - 1) != UInt8(ascii: ".") else { return nil }
    var parts: (Int, Int) = (0, 0)
    var position = index
    for number in 0..<4 {
      var value = 0
      let start = position
      while bytes.byte(position).isDigit, position - start < 4 {
        value = value * 10 + Int(bytes[position] & 15)
        position += 1
      }
      guard position > start, position - start < 4, value <= 255 else { return nil }
      if number == 0 { parts.0 = value }
      if number == 1 { parts.1 = value }
      guard number < 3 else { break }
      guard bytes.byte(position) == UInt8(ascii: ".") else { return nil }
      position += 1
    }
    // A fifth number, or a word, makes it something else.
    if bytes.byte(position).isWord { return nil }
    if bytes.byte(position) == UInt8(ascii: "."), bytes.byte(position + 1).isDigit { return nil }
    guard isPrivate(parts), !followsVersion(bytes, index) else { return nil }
    return index..<position
  }

  private static func isPrivate(_ parts: (Int, Int)) -> Bool {
    switch parts {
    case (10, _), (192, 168), (172, 16...31), (169, 254), (100, 64...127): true
    default: false
    }
  }

  private static func followsVersion(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    var end = index
    while end > 0, bytes[end - 1] == UInt8(ascii: " ") || bytes[end - 1] == UInt8(ascii: ":") { end -= 1 }
    return bytes.has("version", at: end - 7, ignoringCase: true) || bytes.has("build", at: end - 5, ignoringCase: true)
      || bytes.has("release", at: end - 7, ignoringCase: true)
  }

  /// Finds an address of fc00::/7 or fe80::/10 that starts with a letter at `index`.
  static func findV6(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Range<Int>? {
    guard bytes[index].lowered == UInt8(ascii: "f") else { return nil }
    let second = bytes.byte(index + 1).lowered
    let isLocal =
      second == UInt8(ascii: "c") || second == UInt8(ascii: "d")
      || (second == UInt8(ascii: "e")
        && [UInt8(ascii: "8"), UInt8(ascii: "9"), UInt8(ascii: "a"), UInt8(ascii: "b")].contains(
          bytes.byte(index + 2).lowered))
    guard isLocal, bytes.byte(index + 4) == UInt8(ascii: ":") else { return nil }
    var position = index
    var colons = 0
    while bytes.byte(position).isHexadecimal || bytes.byte(position) == UInt8(ascii: ":"), position - index < 40 {
      if bytes[position] == UInt8(ascii: ":") { colons += 1 }
      position += 1
    }
    // A colon at the end belongs to the sentence unless it is one of two.
    if bytes[position - 1] == UInt8(ascii: ":"), bytes[position - 2] != UInt8(ascii: ":") {
      position -= 1
      colons -= 1
    }
    guard colons >= 2, !bytes.byte(position).isWord else { return nil }
    return index..<position
  }
}
