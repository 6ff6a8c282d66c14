// The key of a member as bytes. Most keys are only compared with those that are known: no String is made for that.

/// A key whose escapes are resolved. Valid only inside the closure that was given it.
struct JSONKey {
  /// As it stands in the input; it has no escapes unless `resolved` is there.
  let scanned: UnsafeBufferPointer<UInt8>
  let resolved: [UInt8]?

  /// Swift's == on strings treats NFC and NFD as equal; keys are compared as bytes.
  @inline(__always)
  static func ~= (expected: StaticString, key: JSONKey) -> Bool {
    guard let resolved = key.resolved else { return spells(key.scanned, expected) }
    return resolved.withUnsafeBufferPointer { spells($0, expected) }
  }

  var text: String {
    if let resolved { return String(decoding: resolved, as: UTF8.self) }
    return String(decoding: scanned, as: UTF8.self)
  }

  @inline(__always)
  private static func spells(_ bytes: UnsafeBufferPointer<UInt8>, _ expected: StaticString) -> Bool {
    guard bytes.count == expected.utf8CodeUnitCount else { return false }
    for index in 0..<bytes.count where bytes[index] != expected.utf8Start[index] { return false }
    return true
  }
}
