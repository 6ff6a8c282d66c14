// Phrases that are looked for in what people wrote, in one bounded pass.

/// Phrases made ready to be looked for: whole words in any case, between which stands any run of what is neither letter nor digit.
struct PhraseList: Sendable {
  /// How much of the words is looked at, in bytes: people name what hurts early, and time must be bounded.
  static let scanned = 8_192

  let phrases: [String]
  /// Each in lower case with a blank behind it.
  private let wanted: [[UInt8]]
  /// By a word's first byte: whether a phrase begins with it.
  private let isFirst: [Bool]

  /// Phrases without a letter or a digit fit nothing.
  init(_ phrases: [String]) {
    let ready = phrases.map { ($0, Array(Self.spaced($0).dropFirst())) }.filter { !$0.1.isEmpty }
    self.phrases = ready.map(\.0)
    wanted = ready.map(\.1)
    var isFirst = [Bool](repeating: false, count: 256)
    for phrase in wanted { isFirst[Int(phrase[0])] = true }
    self.isFirst = isFirst
  }

  /// The words in lower case between single blanks, with a blank at both ends. Letters beyond ASCII stay as they are.
  static func spaced(_ text: String) -> [UInt8] {
    var result: [UInt8] = [0x20]
    result.reserveCapacity(min(text.utf8.count, scanned) + 2)
    for byte in text.utf8.prefix(scanned) {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): result.append(byte | 0x20)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...: result.append(byte)
      default: if result.last != 0x20 { result.append(0x20) }
      }
    }
    if result.last != 0x20 { result.append(0x20) }
    return result
  }

  /// The phrase that stands first in these ``spaced(_:)`` words; nil when none does. At a word's start the phrases that begin
  /// with its first byte are looked at.
  func first(in words: [UInt8]) -> String? {
    words.withUnsafeBufferPointer { words in
      var start = 1
      while start < words.count {
        if words[start - 1] == 0x20, isFirst[Int(words[start])],
          let place = wanted.firstIndex(where: { words[start...].starts(with: $0) })
        {
          return phrases[place]
        }
        start += 1
      }
      return nil
    }
  }

  /// Whether each text that holds a phrase of `other` holds one of these.
  func covers(_ other: PhraseList) -> Bool { other.phrases.allSatisfy { first(in: Self.spaced($0)) != nil } }
}
