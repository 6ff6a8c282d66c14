// Words that every English text has. Other languages need no list: the index learns from its own counts what is common.

enum StopWords {
  private static let hashes: Set<UInt64> = Set(list.split(separator: " ").map { TermHash.word(String($0)) })

  static func contains(_ hash: UInt64) -> Bool { hashes.contains(hash) }

  private static let list = """
    a an the and or but if of to in on at by for with from into as is are was were be been being am it its this that \
    these those there here i you he she we they me my your his her our their them us do does did done doing have has had \
    having will would can could should shall may might must so than then too very just also not no nor only own same some \
    such what which who whom when where why how all any both each few more most other again once out up down over under \
    about after before between during through above below off because until while im ive dont doesnt didnt cant isnt \
    wont hi hello please thanks thank
    """
}

extension TermHash {
  /// The hash of a plain lower-case word as the reader emits it, stemmed.
  static func word(_ text: String) -> UInt64 {
    var scalars = text.unicodeScalars.map(\.value)
    let count = scalars.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map { Stemmer.stem($0, buffer.count) } ?? 0
    }
    var hash = TermHash()
    for scalar in scalars.prefix(count) { hash.combine(UInt64(scalar)) }
    return hash.finish(.word)
  }
}
