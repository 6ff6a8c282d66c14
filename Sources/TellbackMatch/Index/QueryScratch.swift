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

  static let unknown = UInt32.max
}

struct QueryScratch {
  /// Known terms by number, then the unknown ones.
  var terms: [QueryTerm] = []
  var knownCount = 0
  /// One bit for each 16-bit hash of the title's 4-grams.
  var grams = [UInt64](repeating: 0, count: 1024)
  var gramCount = 0

  var totalIdf: Float = 0
  var squares: Float = 0
  var titleIdf: Float = 0
  var titleSquares: Float = 0
  var identifierIdf: Float = 0
  /// The most BM25F that any report could reach.
  var bestMass: Float = 0
  var length: Float = 0
  /// Which of component, page and error the new report has, as in `DocumentTable.contexts`.
  var context: UInt8 = 0

  /// What reading ahead has read: kept so that the reading is not taken for idle and left out.
  var warmth: UInt64 = 0

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
