// The two short lists of English words that the reader knows, and the flat set that they are kept in.

/// Words that every English text has. Other languages need no list: the index learns from its own counts what is common.
enum StopWords {
  static let hashes = FlatSet(
    """
    a an the and or but if of to in on at by for with from into as is are was were be been being am it its this that \
    these those there here i you he she we they me my your his her our their them us do does did done doing have has had \
    having will would can could should shall may might must so than then too very just also not no nor only own same some \
    such what which who whom when where why how all any both each few more most other again once out up down over under \
    about after before between during through above below off because until while im ive dont doesnt didnt cant isnt \
    wont hi hello please thanks thank
    """)
}

/// Words that mark a line as the report of an error.
enum ErrorWords {
  static let hashes = FlatSet(
    """
    error exception fatal failed failure warning undefined null cannot unable abort assertion segmentation typeerror \
    referenceerror nullpointerexception uncaught unhandled panic denied invalid traceback terminating
    """)
}

/// A fixed set of term hashes, probed linearly; many times faster than `Set`, which hashes what is a hash already.
struct FlatSet: Sendable {
  private let slots: [UInt64]

  /// The stemmed words of `list`, at most a few hundred.
  init(_ list: String) {
    let words = list.split(separator: " ")
    var size = 64
    while size < words.count * 4 { size *= 2 }
    var slots = [UInt64](repeating: 0, count: size)
    for word in words {
      let hash = TermHash.word(String(word))
      var slot = Int(truncatingIfNeeded: hash >> 8) & (size - 1)
      while slots[slot] != 0, slots[slot] != hash { slot = (slot + 1) & (size - 1) }
      slots[slot] = hash
    }
    self.slots = slots
  }

  @inline(__always)
  func contains(_ hash: UInt64) -> Bool {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash >> 8) & mask
    while slots[slot] != 0 {
      if slots[slot] == hash { return true }
      slot = (slot + 1) & mask
    }
    return false
  }
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
