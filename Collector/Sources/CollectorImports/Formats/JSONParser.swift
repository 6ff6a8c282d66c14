// One value of JSON (RFC 8259) from bytes that are checked UTF-8, within limits of depth, values and text.
import CollectorCore

struct JSONParser {
  /// What is wrong, in half a sentence.
  struct Mistake: Error {
    var text: String
    /// Bytes from the start.
    var position: Int
  }

  private let input: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var values = 0
  private let fieldLimit: Int

  /// `field` is the limit of a text in bytes.
  static func parse(
    _ bytes: [UInt8], _ names: inout ColumnNames, field: Int = ImportLimits.field
  ) throws -> ImportValue {
    try bytes.withUnsafeBufferPointer { input in
      var parser = JSONParser(input: input, fieldLimit: field)
      let value = try parser.value(0, &names)
      parser.skipSpace()
      guard parser.position == input.count else { throw parser.mistake("something stands after the end of the value") }
      return value
    }
  }

  private init(input: UnsafeBufferPointer<UInt8>, fieldLimit: Int) {
    self.input = input
    self.fieldLimit = fieldLimit
  }

  private func mistake(_ text: String) -> Mistake { Mistake(text: text, position: position) }

  private mutating func skipSpace() {
    while position < input.count, [0x20, 0x09, 0x0A, 0x0D].contains(input[position]) { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard position < input.count, input[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func value(_ depth: Int, _ names: inout ColumnNames) throws -> ImportValue {
    guard depth <= ImportLimits.depth else { throw mistake("it is nested deeper than \(ImportLimits.depth) levels") }
    values += 1
    guard values <= ImportLimits.values else { throw mistake("it has more than \(ImportLimits.values) values") }
    skipSpace()
    guard position < input.count else { throw mistake("it ends too early") }
    switch input[position] {
    case UInt8(ascii: "{"): return try object(depth, &names)
    case UInt8(ascii: "["): return try list(depth, &names)
    case UInt8(ascii: "\""): return .text(try text())
    default: return try word()
    }
  }

  private mutating func object(_ depth: Int, _ names: inout ColumnNames) throws -> ImportValue {
    position += 1
    var members: [ImportMember] = []
    if take(UInt8(ascii: "}")) { return .object(members) }
    repeat {
      skipSpace()
      guard position < input.count, input[position] == UInt8(ascii: "\"") else { throw mistake("a name is missing") }
      let source = try text()
      guard take(UInt8(ascii: ":")) else { throw mistake("a colon is missing") }
      members.append(
        ImportMember(name: names.name(of: source), source: source, value: try value(depth + 1, &names)))
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw mistake("an object is not closed") }
    return .object(members)
  }

  private mutating func list(_ depth: Int, _ names: inout ColumnNames) throws -> ImportValue {
    position += 1
    var items: [ImportValue] = []
    if take(UInt8(ascii: "]")) { return .list(items) }
    repeat { items.append(try value(depth + 1, &names)) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw mistake("a list is not closed") }
    return .list(items)
  }

  private mutating func word() throws -> ImportValue {
    let start = position
    while position < input.count {
      switch input[position] {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
        position += 1
        continue
      default: break
      }
      break
    }
    let word = String(decoding: input[start..<position], as: UTF8.self)
    switch word {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default:
      guard word.utf8.count <= 64, Double(word) != nil, let first = word.utf8.first,
        first == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
      else { throw mistake("something stands there that is no value") }
      return .number(word)
    }
  }

  private mutating func text() throws -> String {
    position += 1
    let start = position
    while position < input.count, input[position] != 0x22, input[position] != 0x5C, input[position] >= 0x20 {
      position += 1
    }
    guard position < input.count else { throw mistake("a text is not closed") }
    if input[position] == 0x22 {
      position += 1
      try checkField(position - 1 - start)
      return String(decoding: input[start..<(position - 1)], as: UTF8.self)
    }
    var bytes = Array(input[start..<position])
    while true {
      guard position < input.count else { throw mistake("a text is not closed") }
      let byte = input[position]
      guard byte >= 0x20 else { throw mistake("a control character stands in a text") }
      position += 1
      if byte == 0x22 { break }
      if byte == 0x5C {
        let scalar = try escape()
        bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.EncodedScalar())
      } else {
        bytes.append(byte)
      }
    }
    try checkField(bytes.count)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func checkField(_ bytes: Int) throws {
    guard bytes <= fieldLimit else {
      throw mistake("a text has \(bytes) bytes, more than the limit of \(fieldLimit)")
    }
  }

  private mutating func escape() throws -> Unicode.Scalar {
    guard position < input.count else { throw mistake("a text is not closed") }
    let letter = input[position]
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let first = try unit()
      guard (0xD800..<0xE000).contains(first) else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
      // Half a pair: other programs cut texts inside of one. The character is lost, the words are not.
      guard first < 0xDC00, position + 1 < input.count, input[position] == 0x5C,
        input[position + 1] == UInt8(ascii: "u")
      else { return "\u{FFFD}" }
      let before = position
      position += 2
      let second = try unit()
      guard (0xDC00..<0xE000).contains(second) else {
        position = before
        return "\u{FFFD}"
      }
      return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    default: throw mistake("an escape is not known")
    }
  }

  private mutating func unit() throws -> UInt32 {
    guard position + 4 <= input.count,
      let value = UInt32(String(decoding: input[position..<(position + 4)], as: UTF8.self), radix: 16),
      input[position] != UInt8(ascii: "+")
    else { throw mistake("an escape is not whole") }
    position += 4
    return value
  }
}
