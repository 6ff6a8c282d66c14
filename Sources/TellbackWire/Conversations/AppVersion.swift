// Versions of an app, compared by the app and by the collector to tell whether one has a fix.

/// A version such as `3.2`, `v3.2.1`, `3.2.0-beta.2+build.5`, `3.2b1` or `3.2 (4711)`.
///
/// Numbers are compared part by part, and missing parts are 0: `3.10` comes after `3.9`, and `3.2` is `3.2.0`. Build metadata
/// does not count, and a pre-release comes before its release (semver.org 2.0.0, sections 10 and 11). Unlike there, `beta10`
/// comes after `beta9`.
public struct AppVersion: Sendable, Equatable, Comparable {
  private enum Word: Sendable, Equatable {
    case number(UInt64)
    case text(String)
  }

  private let parts: [UInt64]
  /// Empty for a release.
  private let preRelease: [Word]

  /// Nil for a text that does not begin with a number: it cannot be compared.
  public init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } ?? false }
    func isSeparator(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x2D || byte == 0x2E || byte == 0x5F }
    rest = rest.drop { $0 == 0x20 }
    if let first = rest.first, first | 0x20 == UInt8(ascii: "v"), isDigit(rest.dropFirst().first) { rest.removeFirst() }
    let end = rest.firstIndex { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "(") } ?? rest.endIndex
    rest = rest[..<end]
    var parts: [UInt64] = []
    while isDigit(rest.first) {
      let digits = rest.prefix { isDigit($0) }
      guard let number = UInt64(String(decoding: digits, as: UTF8.self)) else { return nil }
      parts.append(number)
      rest = rest.dropFirst(digits.count)
      guard rest.first == UInt8(ascii: "."), isDigit(rest.dropFirst().first) else { break }
      rest.removeFirst()
    }
    guard !parts.isEmpty else { return nil }
    while parts.last == 0 { parts.removeLast() }
    var words: [Word] = []
    while true {
      rest = rest.drop(while: isSeparator)
      guard let first = rest.first else { break }
      let word = rest.prefix { !isSeparator($0) && isDigit($0) == isDigit(first) }
      rest = rest.dropFirst(word.count)
      let text = String(decoding: word, as: UTF8.self)
      if isDigit(first) {
        guard let number = UInt64(text) else { return nil }
        words.append(.number(number))
      } else {
        words.append(.text(text.lowercased()))
      }
    }
    self.parts = parts
    preRelease = words
  }

  public static func < (left: AppVersion, right: AppVersion) -> Bool {
    // Zeros at the end were dropped, so the shorter of two equal beginnings is the smaller.
    if left.parts != right.parts { return left.parts.lexicographicallyPrecedes(right.parts) }
    if left.preRelease.isEmpty || right.preRelease.isEmpty {
      return !left.preRelease.isEmpty && right.preRelease.isEmpty
    }
    return left.preRelease.lexicographicallyPrecedes(right.preRelease) { one, other in
      switch (one, other) {
      case (.number(let one), .number(let other)): one < other
      case (.text(let one), .text(let other)): Array(one.utf8).lexicographicallyPrecedes(Array(other.utf8))
      // Numbers come before words.
      case (.number, .text): true
      case (.text, .number): false
      }
    }
  }

  /// True when the app at `current` has what was fixed in `fix`. A fix without a version needs no update. Versions that cannot
  /// be compared, such as names, have only their own fixes: nothing is guessed.
  public static func has(_ fix: String?, in current: String) -> Bool {
    guard let fix else { return true }
    if fix.lowercased() == current.lowercased() { return true }
    guard let fix = AppVersion(fix), let current = AppVersion(current) else { return false }
    return current >= fix
  }
}
