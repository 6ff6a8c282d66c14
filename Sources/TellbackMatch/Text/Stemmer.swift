// A light stemmer for English: plurals, -ing, -ed and a final -e. It touches words of a-z alone, so that what is written
// in other scripts or with accents stays whole, and it never leaves fewer than three letters.

enum Stemmer {
  /// The length of the stem of `word[0..<count]`; letters may be rewritten in place (`ies` into `y`).
  static func stem(_ word: UnsafeMutablePointer<UInt32>, _ count: Int) -> Int {
    guard count >= 4 else { return count }
    for index in 0..<count where word[index] < 0x61 || word[index] > 0x7A { return count }
    var length = plural(word, count)
    length = participle(word, length)
    // resize, resizes, resized, resizing: one stem.
    if length >= 5, word[length - 1] == e { length -= 1 }
    // select, selection, selectable; animate, animation, animator.
    length = derivation(word, length)
    return length
  }

  private static let a: UInt32 = 0x61
  private static let d: UInt32 = 0x64
  private static let e: UInt32 = 0x65
  private static let g: UInt32 = 0x67
  private static let i: UInt32 = 0x69
  private static let n: UInt32 = 0x6E
  private static let o: UInt32 = 0x6F
  private static let s: UInt32 = 0x73
  private static let t: UInt32 = 0x74
  private static let u: UInt32 = 0x75
  private static let y: UInt32 = 0x79

  private static func plural(_ word: UnsafeMutablePointer<UInt32>, _ count: Int) -> Int {
    guard word[count - 1] == s else { return count }
    let before = word[count - 2]
    if before == s || before == u || before == i { return count }
    if before == e {
      if count >= 5, word[count - 3] == i {
        word[count - 3] = y
        return count - 2
      }
      // boxes, classes, crashes, watches.
      let third = word[count - 3]
      let isHissing =
        third == s || third == 0x78 || third == 0x7A
        || third == 0x68 && count >= 6 && (word[count - 4] == s || word[count - 4] == 0x63)
      if isHissing, count >= 6 { return count - 2 }
    }
    return count - 1
  }

  private static func participle(_ word: UnsafeMutablePointer<UInt32>, _ count: Int) -> Int {
    var length = count
    if count >= 6, word[count - 1] == g, word[count - 2] == n, word[count - 3] == i {
      length = count - 3
    } else if count >= 5, word[count - 1] == d, word[count - 2] == e {
      length = count - 2
    } else {
      return count
    }
    guard length >= 3, hasVowel(word, length) else { return count }
    // dragging, dropped: the doubled consonant goes; l, s and z double in the stem itself (fall, pass).
    let last = word[length - 1]
    if length >= 4, last == word[length - 2], !isVowel(last), last != 0x6C, last != s, last != 0x7A { length -= 1 }
    return length
  }

  private static func derivation(_ word: UnsafeMutablePointer<UInt32>, _ count: Int) -> Int {
    for suffix in suffixes {
      let length = count - suffix.count
      guard length >= 4, matches(word + length, suffix) else { continue }
      // Only -sion and -tion: million and union are no derivations.
      if suffix.count == 3, suffix[0] == i, word[length - 1] != s, word[length - 1] != t { continue }
      return length
    }
    return count
  }

  /// ation, ator, ition, ion, abl, ibl, at: longer ones first; a final e is gone by then.
  private static let suffixes: [[UInt32]] = [
    [a, t, i, o, n], [a, t, o, 0x72], [i, t, i, o, n], [i, o, n], [a, 0x62, 0x6C], [i, 0x62, 0x6C], [a, t],
  ]

  private static func matches(_ word: UnsafeMutablePointer<UInt32>, _ suffix: [UInt32]) -> Bool {
    for index in suffix.indices where word[index] != suffix[index] { return false }
    return true
  }

  private static func isVowel(_ letter: UInt32) -> Bool {
    letter == a || letter == e || letter == i || letter == 0x6F || letter == u || letter == y
  }

  private static func hasVowel(_ word: UnsafeMutablePointer<UInt32>, _ count: Int) -> Bool {
    for index in 0..<count where isVowel(word[index]) { return true }
    return false
  }
}
