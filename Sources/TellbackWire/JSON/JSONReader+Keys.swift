// The keys of objects: read once, compared as bytes, refused when they stand twice.

extension JSONReader {
  /// A key that was read, as it stands in the input.
  struct Key {
    let start: Int
    let end: Int
    let isPlain: Bool
    /// Of the bytes once escapes are resolved: different keys seldom share it.
    let mark: UInt64
  }

  /// The next key, with the reader at its value; nil at the end of the object. Begins with the brace before the first one.
  /// `outer` keys are those of the objects around it.
  @inline(never)
  mutating func nextKey(_ field: String, limit: Int, outer: Int) throws -> JSONKey? {
    if keys.count == outer {
      guard next() == UInt8(ascii: "{") else { throw wrongType(field, "an object") }
      try enter()
      if next() == UInt8(ascii: "}") {
        leave()
        return nil
      }
    } else {
      switch next() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "}"):
        leave()
        return nil
      default: throw syntax("a comma or the end of an object was expected")
      }
    }
    guard next() == UInt8(ascii: "\"") else { throw syntax("a key in quotes was expected") }
    let key = try note(try scanText(), field, limit: limit, outer: outer)
    guard keys.count - outer <= WireLimits.objectKeys else {
      throw WireError.tooMany("\(field)", limit: WireLimits.objectKeys)
    }
    guard next() == UInt8(ascii: ":") else { throw syntax("a colon was expected after a key") }
    position += 1
    return key
  }

  /// Keeps a key of the innermost object, unless it has it already.
  private mutating func note(_ text: ScannedText, _ field: String, limit: Int, outer: Int) throws -> JSONKey {
    let key = JSONKey(scanned: text.bytes, resolved: text.isPlain ? nil : try JSONEscapes.resolve(text.bytes))
    let count = key.resolved?.count ?? text.bytes.count
    guard count <= limit else { throw WireError.tooLong("a key of \(field)", bytes: count, limit: limit) }
    let isTwice =
      try key.resolved?.withUnsafeBufferPointer { try note(text, resolved: $0, outer: outer) }
      ?? note(text, resolved: text.bytes, outer: outer)
    guard !isTwice else {
      throw WireError(.duplicateKey, field: field, message: "\(field) has the key \"\(key.text)\" twice.")
    }
    return key
  }

  /// True, and nothing is kept, when the object has these bytes as a key already.
  private mutating func note(
    _ text: ScannedText, resolved bytes: UnsafeBufferPointer<UInt8>, outer: Int
  ) throws -> Bool {
    let mark = Self.mark(of: bytes)
    for index in outer..<keys.count where keys[index].mark == mark {
      let other = UnsafeBufferPointer(rebasing: input[keys[index].start..<keys[index].end])
      let isSame =
        try keys[index].isPlain ? other.elementsEqual(bytes) : JSONEscapes.resolve(other).elementsEqual(bytes)
      if isSame { return true }
    }
    keys.append(Key(start: text.start, end: text.start + text.bytes.count, isPlain: text.isPlain, mark: mark))
    return false
  }

  /// Eight bytes at once; the last eight overlap those before.
  private static func mark(of bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var mark = UInt64(truncatingIfNeeded: bytes.count)
    guard bytes.count >= 8, let base = UnsafeRawPointer(bytes.baseAddress) else {
      for byte in bytes { mark = mark << 8 ^ UInt64(byte) ^ mark >> 56 }
      return mark
    }
    var offset = 0
    while true {
      mark = (mark ^ base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
      mark ^= mark >> 32
      guard offset < bytes.count - 8 else { return mark }
      offset = min(offset + 8, bytes.count - 8)
    }
  }
}
