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

  static func gramHash(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) -> Int {
    let word = UInt32(a) | UInt32(b) << 8 | UInt32(c) << 16 | UInt32(d) << 24
    return Int((word &* 0x9E37_79B1) >> 16)
  }
}

/// What gathers evidence for each report while postings are read; all zero between queries.
struct EvidenceTable {
  var sums: [Float] = []
  var touched: [UInt32] = []

  mutating func reserve(_ reports: Int) {
    if sums.count < reports { sums.append(contentsOf: repeatElement(0, count: reports + 1_024 - sums.count)) }
  }

  /// Costs no more than was touched.
  mutating func clear() {
    sums.withUnsafeMutableBufferPointer { sums in
      for report in touched { sums[Int(report)] = 0 }
    }
    touched.removeAll(keepingCapacity: true)
  }

  /// Adds one term's evidence to the reports that hold it.
  mutating func add(_ record: TermRecord, _ weight: Float, _ postings: ByteArena) {
    // Saturated BM25 frequencies of: text once, text more often, title, both.
    let impacts: (Float, Float, Float, Float) = (weight * 0.45, weight * 0.65, weight * 0.75, weight * 0.85)
    sums.withUnsafeMutableBufferPointer { sums in
      Posting.forEach(record, in: postings) { report, code in
        let impact = code < 2 ? (code == 0 ? impacts.0 : impacts.1) : (code == 2 ? impacts.2 : impacts.3)
        let old = sums[Int(report)]
        if old == 0 { touched.append(report) }
        sums[Int(report)] = old + impact
      }
    }
  }
}
