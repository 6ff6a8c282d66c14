// A fixed list of folded words, for scanners that work on bytes. Looking a word up allocates nothing.

struct WordTable: Sendable {
  /// The words by their length in bytes.
  private let byLength: [[[UInt8]]]

  /// - Parameter list: folded words with a space between; none longer than 31 bytes.
  init(_ list: StaticString) {
    var byLength = [[[UInt8]]](repeating: [], count: 32)
    list.withUTF8Buffer { bytes in
      for word in bytes.split(separator: 0x20) where word.count < byLength.count {
        byLength[word.count].append(Array(word))
      }
    }
    self.byLength = byLength
  }

  func contains(_ word: ArraySlice<UInt8>) -> Bool {
    guard word.count < byLength.count, let first = word.first else { return false }
    return byLength[word.count].contains { $0[0] == first && $0.elementsEqual(word) }
  }
}
