// A tolerant reader for the JSON of other people's SDKs. It wants the grammar's outline and forgives the rest: values of another
// type are passed over, repeated keys come twice, NaN is a word, broken UTF-8 and lone surrogates are repaired, long texts are
// cut. Words of a person are at stake, and their sender will not send them better. Time is linear in the input.
import TellbackWire

struct LooseJSON {
  /// Not JSON, even in outline.
  struct Broken: Error {}

  /// Nesting of objects and arrays.
  static let depthLimit = 100
  /// Bytes of a key; what is longer is cut.
  static let keyLimit = 200

  let input: UnsafeBufferPointer<UInt8>
  private(set) var position = 0

  /// Reads `bytes` as one JSON value with nothing but white space around it. Throws ``Broken``.
  static func read<Value>(_ bytes: [UInt8], _ body: (inout LooseJSON) throws -> Value) throws -> Value {
    try bytes.withUnsafeBufferPointer { buffer in
      var reader = LooseJSON(input: buffer)
      let value = try body(&reader)
      guard reader.next() == nil else { throw Broken() }
      return value
    }
  }

  /// Whether `bytes` are one JSON object.
  static func isObject(_ bytes: [UInt8]) -> Bool {
    let isObject = try? read(bytes) { reader in
      guard reader.next() == UInt8(ascii: "{") else { throw Broken() }
      try reader.skip()
      return true
    }
    return isObject ?? false
  }

  init(input: UnsafeBufferPointer<UInt8>) { self.input = input }

  /// The first byte of what comes next, which tells its type; nil at the end.
  mutating func next() -> UInt8? {
    while position < input.count {
      switch input[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return input[position]
      }
    }
    return nil
  }

  /// Reads an object. What `member` leaves of a value is passed over, and so is a value that is no object.
  mutating func object(_ member: (inout LooseJSON, String) throws -> Void) throws {
    guard next() == UInt8(ascii: "{") else { return try skip() }
    position += 1
    if next() == UInt8(ascii: "}") {
      position += 1
      return
    }
    while true {
      guard next() == UInt8(ascii: "\"") else { throw Broken() }
      let key = try scanText(limit: Self.keyLimit).value
      guard next() == UInt8(ascii: ":") else { throw Broken() }
      position += 1
      try whole { try member(&$0, key) }
      switch next() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "}"):
        position += 1
        return
      default: throw Broken()
      }
    }
  }

  /// Reads an array as ``object(_:)`` reads an object.
  mutating func array(_ element: (inout LooseJSON) throws -> Void) throws {
    guard next() == UInt8(ascii: "[") else { return try skip() }
    position += 1
    if next() == UInt8(ascii: "]") {
      position += 1
      return
    }
    while true {
      try whole(element)
      switch next() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "]"):
        position += 1
        return
      default: throw Broken()
      }
    }
  }

  /// Reads any value and forgets it.
  mutating func skip() throws { try skip(depth: 0) }

  /// A value that `body` may leave unread.
  private mutating func whole(_ body: (inout LooseJSON) throws -> Void) throws {
    _ = next()
    let start = position
    try body(&self)
    if position == start { try skip() }
  }

  private mutating func skip(depth: Int) throws {
    guard depth <= Self.depthLimit, let first = next() else { throw Broken() }
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      let isObject = first == UInt8(ascii: "{")
      let end = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
      position += 1
      if next() == end {
        position += 1
        return
      }
      while true {
        if isObject {
          guard next() == UInt8(ascii: "\"") else { throw Broken() }
          try skipText()
          guard next() == UInt8(ascii: ":") else { throw Broken() }
          position += 1
        }
        try skip(depth: depth + 1)
        switch next() {
        case UInt8(ascii: ","): position += 1
        case end:
          position += 1
          return
        default: throw Broken()
        }
      }
    case UInt8(ascii: "\""): try skipText()
    default: _ = try scanWord()
    }
  }

  private mutating func skipText() throws {
    position += 1
    while position < input.count {
      switch input[position] {
      case UInt8(ascii: "\""):
        position += 1
        return
      case UInt8(ascii: "\\"): position += 2
      default: position += 1
      }
    }
    throw Broken()
  }

  /// A number or a literal, as it stands there.
  mutating func scanWord() throws -> Range<Int> {
    _ = next()
    let start = position
    scanning: while position < input.count {
      switch input[position] {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
        position += 1
      default: break scanning
      }
    }
    // "Infinity" is the longest literal, 64 characters the longest number that the wire format takes.
    guard position > start, position - start <= 64 else { throw Broken() }
    return start..<position
  }

  mutating func advance(to position: Int) { self.position = position }
}
