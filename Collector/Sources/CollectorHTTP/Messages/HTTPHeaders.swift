// Field lines of a message (RFC 9110 section 5). One array of bytes and ranges into it: a String is made only for a field
// that somebody asks for. Invariant: every range lies inside `bytes`; names are tokens; values hold no CR, LF or NUL.

/// The header fields of a request or an answer, in order. Names compare without case.
public struct HTTPHeaders: Sendable {
  struct Field: Sendable {
    var nameStart: Int32
    var nameEnd: Int32
    var valueStart: Int32
    var valueEnd: Int32

    @inline(__always) var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
    @inline(__always) var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
  }

  private(set) var bytes: [UInt8]
  private(set) var fields: [Field]

  public init() {
    bytes = []
    fields = []
  }

  init(bytes: [UInt8], fields: [Field]) {
    self.bytes = bytes
    self.fields = fields
  }

  /// The number of field lines.
  public var count: Int { fields.count }

  /// Every field line in order; text that is not UTF-8 is shown repaired. O(n) in bytes.
  public var all: [(name: String, value: String)] {
    fields.map { (text($0.name), text($0.value)) }
  }

  /// The first value of the field, without the white space around it, or nil. O(number of fields).
  public subscript(name: String) -> String? {
    for field in fields where matches(field, name) { return text(field.value) }
    return nil
  }

  /// Every value of the field, in order.
  public func values(_ name: String) -> [String] {
    fields.filter { matches($0, name) }.map { text($0.value) }
  }

  /// Every value of the field as one list (RFC 9110 section 5.3), or nil without any.
  public func list(_ name: String) -> String? {
    let values = values(name)
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }

  /// Adds a field line. CR, LF and other controls in the value become spaces and what is no token in the name becomes `-`
  /// (RFC 9110 section 5.5), so that no value can start a line of its own.
  public mutating func add(_ name: String, _ value: String) {
    let nameStart = bytes.count
    for byte in name.utf8 { bytes.append(byte.isToken ? byte : 0x2D) }
    let nameEnd = bytes.count
    bytes.append(Byte.colon)
    bytes.append(Byte.space)
    let valueStart = bytes.count
    for byte in value.utf8 { bytes.append(byte.isControl && byte != Byte.tab ? Byte.space : byte) }
    let valueEnd = bytes.count
    bytes.append(Byte.carriageReturn)
    bytes.append(Byte.lineFeed)
    fields.append(
      Field(
        nameStart: Int32(clamping: nameStart), nameEnd: Int32(clamping: nameEnd),
        valueStart: Int32(clamping: valueStart), valueEnd: Int32(clamping: valueEnd)))
  }

  /// Replaces every value of the field by one.
  public mutating func set(_ name: String, _ value: String) {
    remove(name)
    add(name, value)
  }

  /// Removes every value of the field.
  public mutating func remove(_ name: String) {
    let (bytes, fields) = (self.bytes, self.fields)
    self.fields = fields.filter { !Self.matches(bytes, $0, name) }
  }

  private func matches(_ field: Field, _ name: String) -> Bool { Self.matches(bytes, field, name) }

  private static func matches(_ bytes: [UInt8], _ field: Field, _ name: String) -> Bool {
    let wanted = name.utf8
    guard field.name.count == wanted.count else { return false }
    return zip(bytes[field.name], wanted).allSatisfy { $0.lowercased == $1.lowercased }
  }

  private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init()
    for (name, value) in elements { add(name, value) }
  }
}
