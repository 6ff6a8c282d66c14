// Measures every feature between the new report and one known report, in one pass over the known one's terms.
// Holds the index's arrays for the length of one query (they are shared, not copied), so that the hot loops touch no class.

struct PairMeasure {
  private struct Sums {
    var mass: Float = 0
    var dot: Float = 0
    var matchedIdf: Float = 0
    var titleInText: Float = 0
    var textInTitle: Float = 0
    var titleMatched: Float = 0
    var titleDot: Float = 0
    var identifiers: Float = 0
    var errorLines: Float = 0
    var numbers: Float = 0
    var rarest: Float = 0
    var steps: Float = 0
    var shared: UInt32 = 0
    var sharedInTitles: UInt32 = 0
    var titles: UInt64 = 0
    var count: UInt32 = 0
    var sameComponent = false
    var samePage = false
    var sameError = false
    var sameVersion = false
  }

  private let query: QueryScratch
  private let frequencies: [UInt32]
  private let documents: DocumentTable
  private let groups: GroupTable
  private let chunks: [UnsafeMutablePointer<UInt8>]
  private let now: UInt32
  private let live: Float
  private let averageWords: Float
  private let seenOnce: Float
  private let growthNow: Float
  private let queryNorm: Float
  private let titleNorm: Float

  init(_ index: MatchIndex, at now: UInt32) {
    query = index.scratch
    frequencies = index.dictionary.frequencies
    documents = index.documents
    groups = index.groups
    chunks = index.forward.chunks
    self.now = now
    live = Float(index.live)
    averageWords = max(index.live > 0 ? Float(index.wordsOfLive / Double(index.live)) : 1, 1)
    seenOnce = max(MatchIndex.idf(1, of: Float(index.live)), 1)
    growthNow = Logarithm.natural(Float(index.live) + 2)
    queryNorm = index.scratch.squares.squareRoot()
    titleNorm = index.scratch.titleSquares.squareRoot()
  }

  /// Writes the features of the pair with `report` into `values`, which has room for all of them; those of a whole group
  /// stay as they are. The result says which terms of the new title the known one holds.
  @discardableResult
  func measure(_ report: Int, _ values: UnsafeMutablePointer<Float>) -> UInt64 {
    let address = documents.forward[report]
    var pointer = chunks[address >> ByteArena.chunkBits] + (address & (ByteArena.chunkSize - 1))
    let titleBytes = Int(pointer.pointee)
    pointer += 1
    let grams = sharedGrams(pointer, titleBytes)
    pointer += titleBytes
    let title = measureTitle(&pointer)
    let sums = measureTerms(&pointer, report)
    func set(_ feature: MatchFeature, _ value: Float) { values[feature.rawValue] = value }
    set(.titleGrams, grams)
    set(.titleCosine, min(1, sums.titleDot / max(title.squares.squareRoot() * titleNorm, 1e-6)))
    set(.titleReverseCoverage, title.sum > 0 ? min(1, sums.titleMatched / title.sum) : 0)
    set(.textInTitle, title.sum > 0 ? min(1, sums.textInTitle / title.sum) : 0)
    set(.titleCoverage, query.titleIdf > 0 ? min(1, sums.titleMatched / query.titleIdf) : 0)
    set(.titleInText, query.titleIdf > 0 ? min(1, sums.titleInText / query.titleIdf) : 0)
    let titles = Float(title.count) + Float(query.titleCount) - Float(sums.sharedInTitles)
    set(.missingFromTitle, title.missing / seenOnce)
    set(.titleTerms, Float(sums.sharedInTitles) / max(titles, 1))
    fillText(values, report, sums)
    fillContext(values, report, sums)
    fillTime(values, report)
    return sums.titles
  }

  /// The share of the new title's idf that these of its terms have.
  func titleShare(_ titles: UInt64) -> Float {
    var left = titles
    var sum: Float = 0
    while left != 0 {
      sum += query.titleBitIdf[left.trailingZeroBitCount]
      left &= left - 1
    }
    return query.titleIdf > 0 ? min(1, sum / query.titleIdf) : 0
  }

  /// Reads a little of everything that measuring `report` will read. Asked of many reports in a row, the processor fetches
  /// them all at once, where measuring would wait for each.
  @inline(__always)
  func warm(_ report: Int) -> UInt64 {
    let address = documents.forward[report]
    let pointer = chunks[address >> ByteArena.chunkBits] + (address & (ByteArena.chunkSize - 1))
    // A record has some 250 bytes; the rest of a chunk is there, so that reading on does no harm.
    let end = min(192, ByteArena.chunkSize - 1 - address & (ByteArena.chunkSize - 1))
    let text = UInt64(pointer[0]) &+ UInt64(pointer[min(64, end)]) &+ UInt64(pointer[min(128, end)])
    let columns = UInt64(documents.lengths[report]) &+ UInt64(documents.contexts[report])
    let sums = UInt64(documents.norms[report].bitPattern) &+ UInt64(documents.sums[report].bitPattern)
    return text &+ UInt64(pointer[end]) &+ columns &+ sums &+ UInt64(documents.times[report])
  }

  // MARK: Reading

  /// Dice coefficient of the 4-grams of both titles, repeated ones counted as often as they stand there.
  private func sharedGrams(_ title: UnsafeMutablePointer<UInt8>, _ count: Int) -> Float {
    guard count >= 4, query.gramCount > 0 else { return 0 }
    var shared = 0
    query.grams.withUnsafeBufferPointer { grams in
      for index in 0...(count - 4) {
        let hash = QueryScratch.gramHash(title[index], title[index + 1], title[index + 2], title[index + 3])
        shared += Int(grams[hash >> 6] >> UInt64(hash & 63) & 1)
      }
    }
    return min(1, 2 * Float(shared) / Float(query.gramCount + count - 3))
  }

  private func measureTitle(
    _ pointer: inout UnsafeMutablePointer<UInt8>
  ) -> (count: Int, sum: Float, squares: Float, missing: Float) {
    let count = Int(pointer.pointee)
    pointer += 1
    var sum: Float = 0
    var squares: Float = 0
    var missing: Float = 0
    for _ in 0..<count {
      let term = Varint.read(&pointer)
      let weight = MatchIndex.idf(Float(frequencies[Int(term)]), of: live)
      sum += weight
      squares += weight * weight
      if weight > missing, !query.knows(term) { missing = weight }
    }
    return (count, sum, squares, missing)
  }

  /// Both lists are sorted by number: one walk over both.
  private func measureTerms(_ pointer: inout UnsafeMutablePointer<UInt8>, _ report: Int) -> Sums {
    var sums = Sums()
    let count = Varint.read(&pointer)
    sums.count = count
    let words = DocumentTable.words(ofCode: documents.lengths[report])
    let norm = 1 / (0.25 + 0.75 * min(8, words / averageWords))
    let known = query.knownCount
    var term: UInt32 = 0
    var place = 0
    query.terms.withUnsafeBufferPointer { terms in
      for _ in 0..<count {
        let entry = Varint.read(&pointer)
        term &+= entry >> 3
        while place < known, terms[place].id < term { place += 1 }
        guard place < known else { return }
        guard terms[place].id == term else { continue }
        sums.shared += 1
        note(terms[place], entry & 7, norm, &sums)
      }
    }
    return sums
  }

  @inline(__always)
  private func note(_ term: QueryTerm, _ code: UInt32, _ norm: Float, _ sums: inout Sums) {
    let idf = term.idf
    switch term.kind {
    case .word, .pair, .number, .version:
      let isInTitle = code & 1 != 0
      let frequency = (isInTitle ? 3 : 0) + ForwardCode.textFrequency(code >> 1) * norm
      sums.mass += idf * term.weight * frequency / (frequency + 1.2)
      sums.dot += idf * idf
      sums.matchedIdf += idf
      sums.rarest = max(sums.rarest, idf)
      if term.inTitle { sums.titleInText += idf }
      if isInTitle {
        sums.textInTitle += idf
        if term.inTitle {
          sums.titleMatched += idf
          sums.sharedInTitles += 1
          sums.titles |= term.titleBit
          sums.titleDot += idf * idf
        }
      }
      if term.flags & Term.isIdentifier != 0 { sums.identifiers += idf }
      if term.kind == .number || term.kind == .version { sums.numbers += idf }
    case .errorLine: sums.errorLines += idf
    case .step: sums.steps += idf
    case .component: sums.sameComponent = true
    case .page: sums.samePage = true
    case .errorKey: sums.sameError = true
    case .appVersion: sums.sameVersion = true
    case .volatile: break
    }
  }

  // MARK: Writing

  private func fillText(_ values: UnsafeMutablePointer<Float>, _ report: Int, _ sums: Sums) {
    func set(_ feature: MatchFeature, _ value: Float) { values[feature.rawValue] = value }
    // Norms were taken when the index was smaller; idf has grown with its logarithm since.
    let growth = growthNow / max(Logarithm.natural(Float(report) + 2), 0.5)
    let norm = documents.norms[report] * growth
    let sum = documents.sums[report] * growth
    set(.textCoverage, sums.mass / max(query.bestMass, 1))
    set(.textMass, Logarithm.natural(1 + sums.mass))
    let cosine = min(1, sums.dot / max(norm * queryNorm, 1e-6))
    set(.textCosine, cosine)
    set(.textCosineSquare, cosine * cosine)
    set(.reverseCoverage, min(1, sums.matchedIdf / max(sum, 1)))
    set(.identifierCoverage, sums.identifiers / (query.identifierIdf + 10))
    set(.identifierMass, Logarithm.natural(1 + sums.identifiers))
    set(.errorLines, Logarithm.natural(1 + sums.errorLines))
    set(.numbers, Logarithm.natural(1 + sums.numbers))
    let code = DocumentTable.codeShare(ofContext: documents.contexts[report])
    set(.unsharedCode, max(0, code - sums.identifiers / max(sum, 1)))
    set(.rarest, sums.rarest / seenOnce)
    let either = Float(sums.count) + Float(query.terms.count) - Float(sums.shared)
    set(.sameTerms, Float(sums.shared) / max(either, 1))
    set(.steps, Logarithm.natural(1 + sums.steps))
    let words = DocumentTable.words(ofCode: documents.lengths[report])
    set(.length, Logarithm.natural(1 + words))
    set(.lengthRatio, abs(Logarithm.natural((query.length + 5) / (words + 5))))
  }

  private func fillContext(_ values: UnsafeMutablePointer<Float>, _ report: Int, _ sums: Sums) {
    func set(_ feature: MatchFeature, _ value: Bool) { values[feature.rawValue] = value ? 1 : 0 }
    let both = query.context & documents.contexts[report]
    set(.sameComponent, sums.sameComponent)
    set(.samePage, sums.samePage)
    set(.sameError, sums.sameError)
    set(.sameVersion, sums.sameVersion)
    set(.otherComponent, both & DocumentTable.hasComponent != 0 && !sums.sameComponent)
    set(.otherPage, both & DocumentTable.hasPage != 0 && !sums.samePage)
    set(.otherError, both & DocumentTable.hasError != 0 && !sums.sameError)
  }

  private func fillTime(_ values: UnsafeMutablePointer<Float>, _ report: Int) {
    let root = Int(groups.root(documents.groups[report]))
    let days = MatchIndex.days(groups.newest[root], now)
    values[MatchFeature.recency.rawValue] = Logarithm.natural(1 + days)
    values[MatchFeature.years.rawValue] = Logarithm.natural(1 + days / 365)
    values[MatchFeature.age.rawValue] = Logarithm.natural(1 + MatchIndex.days(documents.times[report], now))
    values[MatchFeature.groupSize.rawValue] = Logarithm.natural(Float(max(groups.members[root], 1)))
    values[MatchFeature.alone.rawValue] = groups.members[root] <= 1 ? 1 : 0
  }
}
