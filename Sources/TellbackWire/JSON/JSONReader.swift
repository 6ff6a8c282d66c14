// A strict JSON reader (RFC 8259) in one pass, with limits of depth, keys and text, and checks of duplicate keys and UTF-8.

/// A pull reader over bytes. Duplicate keys are an error; Foundation's parsers differ in which one they take.
///
/// Every method that throws throws ``WireError``.
public struct JSONReader {
  let input: UnsafeBufferPointer<UInt8>
  /// The reader's position, in bytes from the start.
  public internal(set) var position = 0
  private var depth = 0
  private let depthLimit: Int
  /// True for a reader that applies every rule and keeps nothing: ``text(_:limit:)`` and ``values(_:limit:_:)`` are empty then.
  let isChecking: Bool
  /// The keys of all objects that are open, those of the innermost last.
  var keys: [Key] = []

  /// Reads `bytes` as exactly one JSON value, with nothing but white space after it.
  public static func read<Value>(
    _ bytes: [UInt8], _ body: (inout JSONReader) throws -> Value
  ) throws -> Value { try read(bytes, depth: WireLimits.depth, body) }

  static func read<Value>(
    _ bytes: [UInt8], depth: Int = WireLimits.depth, isChecking: Bool = false,
    _ body: (inout JSONReader) throws -> Value
  ) throws -> Value {
    try bytes.withUnsafeBufferPointer { buffer in
      var reader = JSONReader(input: buffer, depthLimit: depth, isChecking: isChecking)
      let value = try body(&reader)
      reader.skipSpace()
      guard reader.position == buffer.count else { throw reader.syntax("something stands after the end of the value") }
      return value
    }
  }

  private init(input: UnsafeBufferPointer<UInt8>, depthLimit: Int, isChecking: Bool) {
    self.input = input
    self.depthLimit = depthLimit
    self.isChecking = isChecking
  }

  /// A place that the reader can go back to while the containers around it are open.
  struct Mark {
    let position: Int
    fileprivate let depth: Int
    fileprivate let keys: Int
  }

  var mark: Mark { Mark(position: position, depth: depth, keys: keys.count) }

  mutating func goBack(to mark: Mark) {
    position = mark.position
    depth = mark.depth
    keys.removeLast(keys.count - mark.keys)
  }

  // MARK: Containers

  /// Reads an object; `member` must read or skip exactly the value of each key.
  public mutating func object(
    _ field: String, keyLimit: Int = WireLimits.fieldKey, _ member: (inout JSONReader, String) throws -> Void
  ) throws {
    try members(field, keyLimit: keyLimit) { try member(&$0, $1.text) }
  }

  /// Reads an object as ``object(_:keyLimit:_:)`` does, without a String for each key.
  mutating func members(
    _ field: String, keyLimit: Int = WireLimits.fieldKey, _ member: (inout JSONReader, JSONKey) throws -> Void
  ) throws {
    // The compiler copies this function for each closure, so the shared part is in `nextKey`.
    let outer = keys.count
    while let key = try nextKey(field, limit: keyLimit, outer: outer) { try member(&self, key) }
    keys.removeLast(keys.count - outer)
  }

  /// Reads an array of at most `limit` entries; `element` must read or skip exactly one value.
  public mutating func array(_ field: String, limit: Int, _ element: (inout JSONReader) throws -> Void) throws {
    var count = 0
    while try nextElement(field, limit, &count) { try element(&self) }
  }

  /// Reads an array of at most `limit` values; none of them when the reader only checks.
  mutating func values<Value>(
    _ field: String, limit: Int, _ value: (inout JSONReader) throws -> Value
  ) throws -> [Value] {
    var values: [Value] = []
    try array(field, limit: limit) { reader in
      let value = try value(&reader)
      if !reader.isChecking { values.append(value) }
    }
    return values
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

  mutating func enter() throws {
    position += 1
    depth += 1
    guard depth <= depthLimit else {
      throw WireError(
        .tooDeep, field: "", message: "The JSON is nested deeper than the limit of \(depthLimit) levels.")
    }
  }

  mutating func leave() {
    position += 1
    depth -= 1
  }

  // MARK: Values

  /// Reads a string of at most `limit` bytes once its escapes are resolved.
  public mutating func string(_ field: String, limit: Int) throws -> String {
    try string(field, limit: limit, isKept: true)
  }

  /// Reads a string that may be null.
  public mutating func optionalString(_ field: String, limit: Int) throws -> String? {
    try skipNull() ? nil : try string(field, limit: limit)
  }

  /// Reads a string as ``string(_:limit:)`` does; an empty one when the reader only checks.
  mutating func text(_ field: String, limit: Int) throws -> String {
    try string(field, limit: limit, isKept: !isChecking)
  }

  mutating func optionalText(_ field: String, limit: Int) throws -> String? {
    try skipNull() ? nil : try text(field, limit: limit)
  }

  private mutating func string(_ field: String, limit: Int, isKept: Bool) throws -> String {
    guard next() == UInt8(ascii: "\"") else { throw wrongType(field, "a text") }
    let text = try scanText()
    if text.isPlain {
      guard text.bytes.count <= limit else { throw WireError.tooLong(field, bytes: text.bytes.count, limit: limit) }
      return isKept ? String(decoding: text.bytes, as: UTF8.self) : ""
    }
    let bytes = try JSONEscapes.resolve(text.bytes)
    guard bytes.count <= limit else { throw WireError.tooLong(field, bytes: bytes.count, limit: limit) }
    return isKept ? String(decoding: bytes, as: UTF8.self) : ""
  }

  /// Reads an integer without fraction or exponent that fits 64 bits.
  public mutating func integer(_ field: String) throws -> Int64 {
    skipSpace()
    let start = position
    try scanNumber(field)
    guard let value = wholeNumber(start..<position) else {
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
    try scanNumber(field)
    return String(decoding: UnsafeBufferPointer(rebasing: input[start..<position]), as: UTF8.self)
  }

  /// Reads a null when there is one; true then.
  public mutating func skipNull() throws -> Bool {
    next() == UInt8(ascii: "n") ? literal("null") : false
  }

  /// Reads any value and discards it; every rule holds for it too. Texts in it may have `limit` bytes.
  public mutating func skipValue(limit: Int = WireLimits.text) throws {
    switch next() {
    case UInt8(ascii: "{"): try members("an unknown field") { reader, _ in try reader.skipValue(limit: limit) }
    case UInt8(ascii: "["):
      try array("an unknown field", limit: WireLimits.reportBytes) { try $0.skipValue(limit: limit) }
    case UInt8(ascii: "\""): _ = try string("an unknown field", limit: limit, isKept: false)
    case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try bool("an unknown field")
    case UInt8(ascii: "n"):
      guard literal("null") else { throw syntax("an unknown word stands where a value was expected") }
    default: try scanNumber("a value")
    }
  }

  /// The first byte of the next value, which tells its type; nil at the end.
  public mutating func next() -> UInt8? {
    skipSpace()
    return peek()
  }
}
