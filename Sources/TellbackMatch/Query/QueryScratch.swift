// The reusable working space of a query, and the new report's terms as the index numbers them.

struct QueryTerm {
  /// The term's number, or `unknown`.
  var id: UInt32
  var idf: Float
  /// How much the new report makes of it: more in the title, more when repeated.
  var weight: Float
  var place: UInt16
  var flags: UInt8
  var kind: TermKind
  var inTitle: Bool
  /// One of the first 64 known terms of the title: its own bit; else 0.
  var titleBit: UInt64 = 0

  static let unknown = UInt32.max
}

struct QueryScratch {
  /// Known terms by number, then the unknown ones.
  var terms: [QueryTerm] = []
  var knownCount = 0
  /// The numbers of the known terms of any kind; open addressing, at most half full.
  private var slots = [UInt32](repeating: QueryTerm.unknown, count: 1_024)
  /// One bit for each 16-bit hash of the title's 4-grams.
  var grams = [UInt64](repeating: 0, count: 1024)
  var gramCount = 0

  var totalIdf: Float = 0
  var squares: Float = 0
  var titleIdf: Float = 0
  var titleSquares: Float = 0
  /// The idf of the term of each `titleBit`.
  var titleBitIdf: [Float] = []
  /// Distinct terms of the title.
  var titleCount = 0
  var identifierIdf: Float = 0
  /// The most BM25F that any report could reach.
  var bestMass: Float = 0
  var length: Float = 0
  /// Which of component, page and error the new report has, as in `DocumentTable.contexts`.
  var context: UInt8 = 0

  /// The scores of the last query's list.
  var list = ScoreList()

  /// What reading ahead has read: kept so that the reading is not taken for idle and left out.
  var warmth: UInt64 = 0

  /// Notes which terms the index knows, once `terms` and `knownCount` are there.
  mutating func noteKnown() {
    for index in slots.indices { slots[index] = QueryTerm.unknown }
    for term in terms[..<knownCount] {
      var slot = Self.slot(term.id)
      while slots[slot] != QueryTerm.unknown, slots[slot] != term.id { slot = (slot + 1) & 1_023 }
      slots[slot] = term.id
    }
  }

  /// Whether the new report holds the term of this number.
  @inline(__always)
  func knows(_ term: UInt32) -> Bool {
    var slot = Self.slot(term)
    while slots[slot] != QueryTerm.unknown {
      if slots[slot] == term { return true }
      slot = (slot + 1) & 1_023
    }
    return false
  }

  @inline(__always)
  private static func slot(_ term: UInt32) -> Int { Int((term &* 0x9E37_79B1) >> 22) }

  static func gramHash(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) -> Int {
    let word = UInt32(a) | UInt32(b) << 8 | UInt32(c) << 16 | UInt32(d) << 24
    return Int((word &* 0x9E37_79B1) >> 16)
  }
}

/// What the last query cost, counted in work: the same on every machine.
struct QueryWork: Equatable {
  /// Postings read.
  var postings = 0
  /// Reports scored exactly.
  var scored = 0
}
