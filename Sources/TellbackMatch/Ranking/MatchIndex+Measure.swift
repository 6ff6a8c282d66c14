// Measures every feature between the new report (in the scratch space) and one known report, in one pass over its terms.

extension MatchIndex {
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
    var sameComponent = false
    var samePage = false
    var sameError = false
    var sameVersion = false
  }

  func measure(_ report: Int, _ now: UInt32, _ values: inout [Float]) {
    var pointer = forward.pointer(documents.forward[report])
    let titleBytes = Int(pointer.pointee)
    pointer += 1
    let grams = sharedGrams(pointer, titleBytes)
    pointer += titleBytes
    let title = measureTitle(&pointer)
    let sums = measureTerms(&pointer, report)
    fill(&values, report, now, sums)
    let titleLength = max(title.squares.squareRoot() * scratch.titleSquares.squareRoot(), 1e-6)
    values[MatchFeature.titleCosine.rawValue] = min(1, sums.titleDot / titleLength)
    values[MatchFeature.titleReverseCoverage.rawValue] = title.sum > 0 ? min(1, sums.titleMatched / title.sum) : 0
    values[MatchFeature.textInTitle.rawValue] = title.sum > 0 ? min(1, sums.textInTitle / title.sum) : 0
    values[MatchFeature.titlePairs.rawValue] = title.pairs
    values[MatchFeature.titleGrams.rawValue] = grams
  }

  /// Dice coefficient of the 4-grams of both titles, repeated ones counted as often as they stand there.
  private func sharedGrams(_ title: UnsafeMutablePointer<UInt8>, _ count: Int) -> Float {
    guard count >= 4, scratch.gramCount > 0 else { return 0 }
    var shared = 0
    for index in 0...(count - 4) {
      let hash = QueryScratch.gramHash(title[index], title[index + 1], title[index + 2], title[index + 3])
      shared += Int(scratch.grams[hash >> 6] >> UInt64(hash & 63) & 1)
    }
    return min(1, 2 * Float(shared) / Float(scratch.gramCount + count - 3))
  }

  private func measureTitle(
    _ pointer: inout UnsafeMutablePointer<UInt8>
  ) -> (sum: Float, squares: Float, pairs: Float) {
    let count = Int(pointer.pointee)
    pointer += 1
    var sum: Float = 0
    var squares: Float = 0
    var previous = QueryTerm.unknown
    var pairs = 0
    for _ in 0..<count {
      let term = Varint.read(&pointer)
      let weight = idf(dictionary.records[Int(term)].frequency)
      sum += weight
      squares += weight * weight
      if previous != QueryTerm.unknown, isPairOfQuery(previous, term) { pairs += 1 }
      previous = term
    }
    let possible = scratch.titleOrder.count - 1
    return (sum, squares, possible > 0 ? min(1, Float(pairs) / Float(possible)) : 0)
  }

  private func isPairOfQuery(_ first: UInt32, _ second: UInt32) -> Bool {
    let order = scratch.titleOrder
    guard order.count > 1 else { return false }
    for index in 1..<order.count where order[index] == second && order[index - 1] == first { return true }
    return false
  }

  /// Both lists are sorted by number: one walk over both.
  private func measureTerms(_ pointer: inout UnsafeMutablePointer<UInt8>, _ report: Int) -> Sums {
    var sums = Sums()
    let count = Varint.read(&pointer)
    let average = live > 0 ? Float(wordsOfLive / Double(live)) : 1
    let words = DocumentTable.words(ofCode: documents.lengths[report])
    let norm = 1 / (0.5 + 0.5 * min(8, words / max(average, 1)))
    var term: UInt32 = 0
    var place = 0
    scratch.terms.withUnsafeBufferPointer { query in
      for _ in 0..<count {
        let entry = Varint.read(&pointer)
        term &+= entry >> 3
        while place < scratch.knownCount, query[place].id < term { place += 1 }
        guard place < scratch.knownCount else { return }
        if query[place].id == term { note(query[place], entry & 7, norm, &sums) }
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
      let frequency = (isInTitle ? 3 : 0) + ForwardCode.textFrequency[Int(code >> 1)] * norm
      sums.mass += idf * term.weight * frequency / (frequency + 1.2)
      sums.dot += idf * idf
      sums.matchedIdf += idf
      sums.rarest = max(sums.rarest, idf)
      if term.inTitle { sums.titleInText += idf }
      if isInTitle {
        sums.textInTitle += idf
        if term.inTitle {
          sums.titleMatched += idf
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

  private func fill(_ values: inout [Float], _ report: Int, _ now: UInt32, _ sums: Sums) {
    func set(_ feature: MatchFeature, _ value: Float) { values[feature.rawValue] = value }
    let root = Int(groups.root(documents.groups[report]))
    // Norms were taken when the index was smaller; idf has grown with its logarithm since.
    let growth = Logarithm.natural(Float(live) + 2) / max(Logarithm.natural(Float(report) + 2), 0.5)
    let norm = documents.norms[report] * growth
    let sum = documents.sums[report] * growth
    set(.textCoverage, sums.mass / max(scratch.bestMass, 1))
    set(.textMass, Logarithm.natural(1 + sums.mass))
    set(.textCosine, min(1, sums.dot / max(norm * scratch.squares.squareRoot(), 1e-6)))
    set(.reverseCoverage, min(1, sums.matchedIdf / max(sum, 1)))
    set(.titleCoverage, scratch.titleIdf > 0 ? min(1, sums.titleMatched / scratch.titleIdf) : 0)
    set(.titleInText, scratch.titleIdf > 0 ? min(1, sums.titleInText / scratch.titleIdf) : 0)
    set(.identifierCoverage, sums.identifiers / (scratch.identifierIdf + 10))
    set(.identifierMass, Logarithm.natural(1 + sums.identifiers))
    set(.errorLines, Logarithm.natural(1 + sums.errorLines))
    set(.numbers, Logarithm.natural(1 + sums.numbers))
    set(.rarest, sums.rarest / max(idf(1), 1))
    set(.recency, Logarithm.natural(1 + Self.days(groups.newest[root], now)))
    set(.age, Logarithm.natural(1 + Self.days(documents.times[report], now)))
    set(.groupSize, Logarithm.natural(Float(max(groups.members[root], 1))))
    set(.sameComponent, sums.sameComponent ? 1 : 0)
    set(.samePage, sums.samePage ? 1 : 0)
    set(.sameError, sums.sameError ? 1 : 0)
    set(.sameVersion, sums.sameVersion ? 1 : 0)
    let both = scratch.context & documents.contexts[report]
    set(.otherComponent, both & DocumentTable.hasComponent != 0 && !sums.sameComponent ? 1 : 0)
    set(.otherPage, both & DocumentTable.hasPage != 0 && !sums.samePage ? 1 : 0)
    set(.otherError, both & DocumentTable.hasError != 0 && !sums.sameError ? 1 : 0)
    set(.steps, Logarithm.natural(1 + sums.steps))
    let ratio = (scratch.length + 5) / (DocumentTable.words(ofCode: documents.lengths[report]) + 5)
    set(.lengthRatio, abs(Logarithm.natural(ratio)))
  }

  private static func days(_ then: UInt32, _ now: UInt32) -> Float { Float(now - min(now, then)) / 86_400 }
}
