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
  mutating func nextKey(_ field: String, limit: Int, outer: Int) throws -> String? {
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

  /// Keeps a key of the innermost object, unless it has it already. Swift's == on strings treats NFC and NFD as equal; keys
  /// are compared as bytes.
  private mutating func note(_ text: ScannedText, _ field: String, limit: Int, outer: Int) throws -> String {
    let isTwice: Bool
    let key: String
    if text.isPlain {
      guard text.bytes.count <= limit else {
        throw WireError.tooLong("a key of \(field)", bytes: text.bytes.count, limit: limit)
      }
      key = String(decoding: text.bytes, as: UTF8.self)
      isTwice = try note(text, resolved: text.bytes, outer: outer)
    } else {
      let bytes = try JSONEscapes.resolve(text.bytes)
      guard bytes.count <= limit else {
        throw WireError.tooLong("a key of \(field)", bytes: bytes.count, limit: limit)
      }
      key = String(decoding: bytes, as: UTF8.self)
      isTwice = try bytes.withUnsafeBufferPointer { try note(text, resolved: $0, outer: outer) }
    }
    guard !isTwice else {
      throw WireError(.duplicateKey, field: field, message: "\(field) has the key \"\(key)\" twice.")
    }
    return key
  }

  /// True, and nothing is kept, when the object has these bytes as a key already.
  private mutating func note(
    _ text: ScannedText, resolved bytes: UnsafeBufferPointer<UInt8>, outer: Int
  ) throws -> Bool {
    let mark = bytes.reduce(UInt64(bytes.count)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    for index in outer..<keys.count where keys[index].mark == mark {
      let other = UnsafeBufferPointer(rebasing: input[keys[index].start..<keys[index].end])
      let isSame =
        try keys[index].isPlain ? other.elementsEqual(bytes) : JSONEscapes.resolve(other).elementsEqual(bytes)
      if isSame { return true }
    }
    keys.append(Key(start: text.start, end: text.start + text.bytes.count, isPlain: text.isPlain, mark: mark))
    return false
  }
}
