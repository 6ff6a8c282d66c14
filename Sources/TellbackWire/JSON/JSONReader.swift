// A strict JSON reader (RFC 8259) in one pass, with limits of depth, keys and text, and checks of duplicate keys and UTF-8.

/// A pull reader over bytes. Duplicate keys are an error; Foundation's parsers differ in which one they take.
///
/// Every method that throws throws ``WireError``.
public struct JSONReader {
  private let input: UnsafeBufferPointer<UInt8>
  /// The reader's position, in bytes from the start.
  public private(set) var position = 0
  private var depth = 0
  private let depthLimit: Int

  /// Reads `bytes` as exactly one JSON value, with nothing but white space after it.
  public static func read<Value>(
    _ bytes: [UInt8], _ body: (inout JSONReader) throws -> Value
  ) throws -> Value { try read(bytes, depth: WireLimits.depth, body) }

  static func read<Value>(
    _ bytes: [UInt8], depth: Int, _ body: (inout JSONReader) throws -> Value
  ) throws -> Value {
    try bytes.withUnsafeBufferPointer { buffer in
      var reader = JSONReader(input: buffer, depthLimit: depth)
      let value = try body(&reader)
      reader.skipSpace()
      guard reader.position == buffer.count else { throw reader.syntax("something stands after the end of the value") }
      return value
    }
  }

  private init(input: UnsafeBufferPointer<UInt8>, depthLimit: Int) {
    self.input = input
    self.depthLimit = depthLimit
  }

  // MARK: Containers

  /// Reads an object; `member` must read or skip exactly the value of each key.
  public mutating func object(
    _ field: String, keyLimit: Int = WireLimits.fieldKey, _ member: (inout JSONReader, String) throws -> Void
  ) throws {
    // The compiler copies this function for each closure, so the shared part is in `nextKey`.
    var keys = ObjectKeys(field: field, limit: keyLimit)
    while let key = try nextKey(&keys) { try member(&self, key) }
  }

  /// Reads an array of at most `limit` entries; `element` must read or skip exactly one value.
  public mutating func array(_ field: String, limit: Int, _ element: (inout JSONReader) throws -> Void) throws {
    var count = 0
    while try nextElement(field, limit, &count) { try element(&self) }
  }

  private struct ObjectKeys {
    let field: String
    let limit: Int
    var seen: [String] = []
  }

  /// The next key, with the reader at its value; nil at the end of the object. Begins with the brace before the first one.
  @inline(never)
  private mutating func nextKey(_ keys: inout ObjectKeys) throws -> String? {
    if keys.seen.isEmpty {
      guard next() == UInt8(ascii: "{") else { throw wrongType(keys.field, "an object") }
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
    let key = try string("a key of \(keys.field)", limit: keys.limit)
    // Swift's == on strings treats NFC and NFD as equal; keys are compared as bytes.
    guard !keys.seen.contains(where: { $0.hasSameBytes(as: key) }) else {
      throw WireError(.duplicateKey, field: keys.field, message: "\(keys.field) has the key \"\(key)\" twice.")
    }
    keys.seen.append(key)
    guard keys.seen.count <= WireLimits.objectKeys else {
      throw WireError.tooMany("\(keys.field)", limit: WireLimits.objectKeys)
    }
    guard next() == UInt8(ascii: ":") else { throw syntax("a colon was expected after a key") }
    position += 1
    return key
  }

  /// Whether another element follows, with the reader before it; `count` elements were begun.
  @inline(never)
  private mutating func nextElement(_ field: String, _ limit: Int, _ count: inout Int) throws -> Bool {
    if count == 0 {
      guard next() == UInt8(ascii: "[") else { throw wrongType(field, "an array") }
      try enter()
      if next() == UInt8(ascii: "]") {
        leave()
        return false
      }
    } else {
      switch next() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "]"):
        leave()
        return false
      default: throw syntax("a comma or the end of an array was expected")
      }
    }
    count += 1
    guard count <= limit else { throw WireError.tooMany(field, limit: limit) }
    return true
  }

  private mutating func enter() throws {
    position += 1
    depth += 1
    guard depth <= depthLimit else {
      throw WireError(
        .tooDeep, field: "", message: "The JSON is nested deeper than the limit of \(depthLimit) levels.")
    }
  }

  private mutating func leave() {
    position += 1
    depth -= 1
  }

  // MARK: Values

  /// Reads a string of at most `limit` bytes once its escapes are resolved.
  public mutating func string(_ field: String, limit: Int) throws -> String {
    guard next() == UInt8(ascii: "\"") else { throw wrongType(field, "a text") }
    position += 1
    let start = position
    var isPlain = true
    var isASCII = true
    while position < input.count {
      let byte = input[position]
      if byte == UInt8(ascii: "\"") { break }
      if byte < 0x20 { throw syntax("a control character stands in a text") }
      if byte == UInt8(ascii: "\\") {
        isPlain = false
        position += 1
      }
      if byte >= 0x80 { isASCII = false }
      position += 1
    }
    guard position < input.count else { throw syntax("a text has no end") }
    let slice = UnsafeBufferPointer(rebasing: input[start..<position])
    position += 1
    if !isASCII, !UTF8Check.isValid(slice) { throw syntax("a text is not UTF-8") }
    if isPlain {
      guard slice.count <= limit else { throw WireError.tooLong(field, bytes: slice.count, limit: limit) }
      return String(decoding: slice, as: UTF8.self)
    }
    let bytes = try JSONEscapes.resolve(slice)
    guard bytes.count <= limit else { throw WireError.tooLong(field, bytes: bytes.count, limit: limit) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads a string that may be null.
  public mutating func optionalString(_ field: String, limit: Int) throws -> String? {
    try skipNull() ? nil : try string(field, limit: limit)
  }

  /// Reads an integer without fraction or exponent that fits 64 bits.
  public mutating func integer(_ field: String) throws -> Int64 {
    skipSpace()
    let start = position
    let number = try number(field)
    guard let value = Int64(number) else {
      // Back to the number, so that the error is about its type and not about what follows it.
      position = start
      throw wrongType(field, "a whole number of at most 64 bits")
    }
    return value
  }

  public mutating func bool(_ field: String) throws -> Bool {
    if literal("true") { return true }
    if literal("false") { return false }
    throw wrongType(field, "true or false")
  }

  /// The text of a number, checked against the grammar of RFC 8259, section 6.
  public mutating func number(_ field: String) throws -> String {
    skipSpace()
    let start = position
    if peek() == UInt8(ascii: "-") { position += 1 }
    let whole = digits()
    guard whole > 0 else {
      position = start
      throw wrongType(field, "a number")
    }
    let firstDigit = input[position - whole]
    guard whole == 1 || firstDigit != UInt8(ascii: "0") else { throw syntax("a number starts with 0") }
    if peek() == UInt8(ascii: ".") {
      position += 1
      guard digits() > 0 else { throw syntax("a number has no digits after its point") }
    }
    if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
      position += 1
      if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
      guard digits() > 0 else { throw syntax("a number has no digits in its exponent") }
    }
    guard position - start <= 64 else { throw WireError.tooLong(field, bytes: position - start, limit: 64) }
    return String(decoding: UnsafeBufferPointer(rebasing: input[start..<position]), as: UTF8.self)
  }

  /// Reads a null when there is one; true then.
  public mutating func skipNull() throws -> Bool {
    next() == UInt8(ascii: "n") ? literal("null") : false
  }

  /// Reads any value and discards it; every rule holds for it too. Texts in it may have `limit` bytes.
  public mutating func skipValue(limit: Int = WireLimits.text) throws {
    switch next() {
    case UInt8(ascii: "{"): try object("an unknown field") { reader, _ in try reader.skipValue(limit: limit) }
    case UInt8(ascii: "["):
      try array("an unknown field", limit: WireLimits.reportBytes) { try $0.skipValue(limit: limit) }
    case UInt8(ascii: "\""): _ = try string("an unknown field", limit: limit)
    case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try bool("an unknown field")
    case UInt8(ascii: "n"):
      guard literal("null") else { throw syntax("an unknown word stands where a value was expected") }
    default: _ = try number("a value")
    }
  }

  /// The first byte of the next value, which tells its type; nil at the end.
  public mutating func next() -> UInt8? {
    skipSpace()
    return peek()
  }

  // MARK: Bytes

  private func peek() -> UInt8? { position < input.count ? input[position] : nil }

  private mutating func skipSpace() {
    while position < input.count {
      switch input[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private mutating func digits() -> Int {
    let start = position
    while position < input.count, input[position] >= 0x30, input[position] <= 0x39 { position += 1 }
    return position - start
  }

  private mutating func literal(_ word: StaticString) -> Bool {
    skipSpace()
    let fits = word.withUTF8Buffer { word in
      position + word.count <= input.count && word.elementsEqual(input[position..<position + word.count])
    }
    if fits { position += word.utf8CodeUnitCount }
    return fits
  }

  private func syntax(_ problem: String) -> WireError {
    WireError(.syntax, field: "", message: "This is not valid JSON: \(problem), at byte \(position).")
  }

  /// A value of another type; at the end of the input or before garbage it is the JSON that is wrong.
  private func wrongType(_ field: String, _ expected: String) -> WireError {
    switch peek() {
    case nil: syntax("it ends where \(expected) was expected")
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "t"), UInt8(ascii: "f"),
      UInt8(ascii: "n"),
      UInt8(ascii: "-"), .some(0x30...0x39):
      WireError(.wrongType, field: field, message: "\(field) must be \(expected).")
    default: syntax("\(expected) was expected for \(field)")
    }
  }
}
