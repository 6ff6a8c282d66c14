// The way of a query: read terms, spend a budget of postings on the most telling ones, score the best reports exactly,
// keep the best member of each group.

/// A known report beside a new one, with what was measured between them.
public struct ScoredMember: Sendable {
  public let group: MatchID
  public let member: MatchID
  public let score: Float
  /// One value for each ``MatchFeature``.
  public let features: [Float]
}

extension MatchIndex {
  /// Limits of a query's work.
  public struct QueryLimits: Sendable, Equatable {
    /// Postings read, give or take a quarter: the most telling terms come first.
    public var postings = 20_000
    /// Of one term, which is read however common it is when nothing else is known: the oldest, so that a flood of later
    /// reports hides none of them.
    public var longestList = 100_000
    /// Reports that the approximate score passes on.
    public var preselected = 400
    /// Of these, how many are scored exactly: by text, and by text and recency.
    public var rescoredByText = 120
    public var rescoredByRecency = 80
    /// Of one group, how many reports are scored exactly.
    public var membersPerGroup = 8

    public init() {}
  }

  /// The best member of each candidate group, best first, with its features: what learning and inspection need.
  ///
  /// - Parameters:
  ///   - time: now, in seconds since 1970; reports made later are as new as can be.
  public func scoredGroups(
    for document: MatchDocument, limit: Int, at time: Int64, weights: MatchWeights = .standard,
    limits: QueryLimits = QueryLimits(), excluding excluded: Set<MatchID> = [], allMembers: Bool = false
  ) -> [ScoredMember] {
    work = QueryWork()
    guard live > 0, limit > 0 else { return [] }
    let now = Self.seconds(time)
    prepare(document)
    let candidates = select(limits, now)
    return rank(candidates, PairScorer(self, at: now, weights), limit, excluded, allMembers: allMembers)
  }

  // MARK: Preparing

  /// Reads the new report and looks its terms up.
  func prepare(_ document: MatchDocument) {
    parsed.parse(document)
    scratch.terms.removeAll(keepingCapacity: true)
    scratch.totalIdf = 0
    scratch.squares = 0
    scratch.titleIdf = 0
    scratch.titleSquares = 0
    scratch.titleCount = 0
    scratch.identifierIdf = 0
    scratch.bestMass = 0
    scratch.context = 0
    scratch.length = Float(parsed.length)
    for (place, term) in parsed.terms.enumerated() { scratch.terms.append(makeTerm(term, place)) }
    scratch.terms.sort { $0.id < $1.id }
    scratch.knownCount = scratch.terms.firstIndex { $0.id == QueryTerm.unknown } ?? scratch.terms.count
    scratch.noteKnown()
    nameTitleBits()
    prepareGrams()
  }

  private func nameTitleBits() {
    scratch.titleBitIdf.removeAll(keepingCapacity: true)
    for place in 0..<scratch.knownCount where scratch.terms[place].inTitle && scratch.terms[place].kind.isText {
      guard scratch.titleBitIdf.count < UInt64.bitWidth else { return }
      scratch.terms[place].titleBit = 1 << UInt64(scratch.titleBitIdf.count)
      scratch.titleBitIdf.append(scratch.terms[place].idf)
    }
  }

  private func makeTerm(_ term: ParsedTerm, _ place: Int) -> QueryTerm {
    let id = dictionary.find(term.hash)
    let idf = idf(id.map { dictionary.frequencies[Int($0)] } ?? 0)
    let kind = term.kind
    let inTitle = term.inTitle > 0
    let repeated = Float(min(term.inText, 4))
    let weight: Float = (inTitle ? 3 : 0) + repeated / (repeated + 1) * 2
    switch kind {
    case .word, .pair, .number, .version:
      scratch.totalIdf += idf
      scratch.squares += idf * idf
      scratch.bestMass += idf * weight
      if inTitle {
        scratch.titleIdf += idf
        scratch.titleSquares += idf * idf
        scratch.titleCount += 1
      }
      if term.flags & Term.isIdentifier != 0 { scratch.identifierIdf += idf }
    case .component, .page, .errorKey, .errorLine, .step, .volatile, .appVersion: scratch.context |= kind.context
    }
    return QueryTerm(
      id: id ?? QueryTerm.unknown, idf: idf, weight: weight, place: UInt16(place), flags: term.flags, kind: kind,
      inTitle: inTitle)
  }

  private func prepareGrams() {
    for index in scratch.grams.indices { scratch.grams[index] = 0 }
    scratch.gramCount = 0
    let title = parsed.titleBytes
    guard title.count >= 4 else { return }
    for index in 0...(title.count - 4) {
      let hash = QueryScratch.gramHash(title[index], title[index + 1], title[index + 2], title[index + 3])
      scratch.grams[hash >> 6] |= 1 << UInt64(hash & 63)
      scratch.gramCount += 1
    }
  }

  // MARK: Selecting

  /// The reports worth exact scoring, in the order of their approximate scores.
  private func select(_ limits: QueryLimits, _ now: UInt32) -> [Preselected] {
    var best: [Preselected] = []
    postings.withChunks { chunks in
      var cursors = telling(limits).map { term in
        PostingCursor(
          dictionary.records[Int(term.id)], weight: term.idf * term.weight * selectionFactor(term.kind),
          most: limits.longestList, in: chunks)
      }
      best = evidence.best(limits.preselected, of: documents.lengths, lengthFactors(), &cursors, chunks)
    }
    return choose(best, limits, now)
  }

  /// The terms whose postings are read: the most telling ones for their length, until the budget is spent.
  private func telling(_ limits: QueryLimits) -> [QueryTerm] {
    var order: [(term: Int, worth: Float)] = []
    order.reserveCapacity(scratch.knownCount)
    for index in 0..<scratch.knownCount {
      let term = scratch.terms[index]
      let factor = selectionFactor(term.kind)
      guard factor > 0 else { continue }
      let frequency = dictionary.frequencies[Int(term.id)]
      guard frequency > 0 else { continue }
      order.append((index, factor * term.idf * term.weight / Float(frequency).squareRoot()))
    }
    order.sort { $0.worth > $1.worth }
    var read = 0
    var chosen: [QueryTerm] = []
    for entry in order where read < limits.postings {
      let term = scratch.terms[entry.term]
      let postings = min(Int(dictionary.records[Int(term.id)].postings), limits.longestList)
      // A term of half the reports must not cost more than all others together; alone it has to be read.
      if !chosen.isEmpty, read + postings > limits.postings / 4 * 5 { continue }
      read += postings
      chosen.append(term)
    }
    work.postings = read
    return chosen
  }

  private func selectionFactor(_ kind: TermKind) -> Float {
    switch kind {
    case .word, .pair, .number, .version: 1
    case .errorLine: 1
    case .errorKey: 3
    case .page, .step: 0.3
    case .component, .volatile, .appVersion: 0
    }
  }

  /// How much less a text's evidence counts for its length, by the code of the length.
  private func lengthFactors() -> [Float] {
    let average = max(live > 0 ? Float(wordsOfLive / Double(live)) : 1, 1)
    return (0...255).map { code -> Float in
      // The last code is that of dead reports: what they gather counts nothing.
      if code == Int(DocumentTable.dead) { return 0 }
      return 1 / (0.75 + 0.25 * min(6, DocumentTable.words(ofCode: UInt8(code)) / average)).squareRoot()
    }
  }

  /// Of the preselected, the best by text and the best by text and recency, no group taking more than its share.
  private func choose(_ best: [Preselected], _ limits: QueryLimits, _ now: UInt32) -> [Preselected] {
    if best.count <= limits.rescoredByText, limits.membersPerGroup == .max { return best }
    let scale = max(scratch.bestMass, 1)
    var byRecency: [(place: Int, score: Float)] = []
    byRecency.reserveCapacity(best.count)
    for (place, candidate) in best.enumerated() {
      let root = Int(groups.root(documents.groups[Int(candidate.report)]))
      let days = Float(now - min(now, groups.newest[root])) / 86_400
      byRecency.append((place, 14 * candidate.score / scale - 0.8 * Logarithm.natural(1 + days)))
    }
    byRecency.sort { $0.score > $1.score }
    var isTaken = [Bool](repeating: false, count: best.count)
    var members = PlaceTable(capacity: best.count)
    func take(_ place: Int) -> Bool {
      if isTaken[place] { return false }
      let root = groups.root(documents.groups[Int(best[place].report)])
      guard members.count(root, below: limits.membersPerGroup) else { return false }
      isTaken[place] = true
      return true
    }
    var left = limits.rescoredByText
    for place in best.indices where left > 0 && take(place) { left -= 1 }
    left = limits.rescoredByRecency
    for entry in byRecency where left > 0 && take(entry.place) { left -= 1 }
    return best.indices.filter { isTaken[$0] }.map { best[$0] }
  }

  // MARK: Ranking

  private func rank(
    _ candidates: [Preselected], _ scorer: PairScorer, _ limit: Int, _ excluded: Set<MatchID>, allMembers: Bool
  ) -> [ScoredMember] {
    var scored: [ScoredReport] = []
    scored.reserveCapacity(candidates.count)
    work.scored = candidates.count
    scratch.warmth = scorer.warm(candidates)
    // Where each group stands first in `scored`; its titles are gathered there.
    var places = PlaceTable(capacity: candidates.count)
    for candidate in candidates {
      let group = groups.root(documents.groups[Int(candidate.report)])
      let entry = scorer.score(candidate.report, of: group)
      let (place, isNew) = places.number(of: group, first: scored.count)
      if isNew {
        scored.append(entry)
        continue
      }
      let titles = scored[place].titles | entry.titles
      if allMembers {
        scored.append(entry)
      } else if scored[place].score < entry.score {
        scored[place] = entry
      }
      scored[place].titles = titles
    }
    for index in scored.indices {
      scored[index].titles = scored[places.number(of: scored[index].group, first: index).number].titles
      scorer.addGroup(to: &scored[index])
    }
    return name(scored, scorer, limit, excluded)
  }

  /// The best of `scored`, with their features.
  func name(
    _ scored: [ScoredReport], _ scorer: PairScorer, _ limit: Int, _ excluded: Set<MatchID>
  ) -> [ScoredMember] {
    // Equal scores: the older report first, so that the same query always gives the same order.
    let sorted = scored.sorted { $0.score != $1.score ? $0.score > $1.score : $0.report < $1.report }
    var result: [ScoredMember] = []
    var list = ScoreList()
    for entry in sorted {
      // Past the limit a group's id, which is seldom in a cache, is read only where it may be excluded.
      if result.count >= limit, excluded.isEmpty {
        list.add(entry.score, context: entry.context)
        continue
      }
      let id = groups.ids[Int(entry.group)]
      if excluded.contains(id) { continue }
      list.add(entry.score, context: entry.context)
      guard result.count < limit else { continue }
      result.append(
        ScoredMember(
          group: id, member: documents.ids[Int(entry.report)], score: entry.score,
          features: scorer.features(entry)))
    }
    scratch.list = list
    return result
  }
}
