// The front door of a query: ranks, judges, and says by which words.

extension MatchIndex {
  /// The candidates for a new report, judged.
  ///
  /// - Parameters:
  ///   - limit: groups returned, at most 400.
  ///   - time: now, in seconds since 1970.
  ///   - curve: what staff decided before on reports of the same app makes of the model's likelihood.
  ///   - excluding: groups left out, such as the ticket's own when similar ones are shown beside it.
  public func match(
    _ document: MatchDocument, limit: Int = 10, at time: Int64, weights: MatchWeights = .standard,
    decision: DecisionModel = .standard, curve: DecisionCurve = .none,
    limits: QueryLimits = QueryLimits(), excluding excluded: Set<MatchID> = []
  ) -> MatchResult {
    let scored = scoredGroups(
      for: document, limit: max(2, min(limit, 400)), at: time, weights: weights, limits: limits, excluding: excluded)
    let evidence = evidence(of: scored)
    let candidates = candidates(scored.prefix(max(0, limit)), for: document)
    guard let best = scored.first else {
      return MatchResult(candidates: candidates, base: 0, agreed: [], probability: 0, evidence: evidence)
    }
    let base = decision.probability(of: evidence)
    let agreed = MatchAgreement(of: best.features)
    return MatchResult(
      candidates: candidates, base: base, agreed: agreed,
      probability: Float(curve.likelihood(Double(base), agreed: agreed)), evidence: evidence)
  }

  /// The candidates alone, which needs no model of the decision.
  public func query(
    _ document: MatchDocument, limit: Int, at time: Int64, excluding excluded: Set<MatchID> = []
  ) -> [MatchCandidate] {
    let scored = scoredGroups(for: document, limit: max(0, min(limit, 400)), at: time, excluding: excluded)
    return candidates(scored[...], for: document)
  }

  private func candidates(_ scored: ArraySlice<ScoredMember>, for document: MatchDocument) -> [MatchCandidate] {
    scored.enumerated().map { place, entry in
      MatchCandidate(
        group: entry.group, member: entry.member, score: entry.score,
        words: place < 20 ? sharedWords(with: entry.member, in: document) : [], features: entry.features)
    }
  }

  /// What the decision looks at, one value for each ``MatchEvidence``; of the query that was asked last.
  public func evidence(of scored: [ScoredMember]) -> [Float] {
    guard let best = scored.first else { return [Float](repeating: 0, count: MatchEvidence.count) }
    func feature(_ feature: MatchFeature) -> Float { best.features[feature.rawValue] }
    let list = scratch.list
    return [
      list.best, list.margin, feature(.textCoverage), feature(.textCosine), feature(.titleCosine),
      feature(.titleGrams), feature(.recency), feature(.groupSize), Logarithm.natural(1 + scratch.totalIdf),
      list.leadOverNext, list.spread, Float(list.count), list.leadOverAll, Float(list.near), list.contextOfBest,
    ]
  }

  private func sharedWords(with member: MatchID, in document: MatchDocument) -> [String] {
    guard let report = liveNumber(of: member) else { return [] }
    var shared: [QueryTerm] = []
    var place = 0
    forEachTerm(of: report) { term, _ in
      while place < scratch.knownCount, scratch.terms[place].id < term { place += 1 }
      guard place < scratch.knownCount, scratch.terms[place].id == term else { return }
      if scratch.terms[place].kind.isText { shared.append(scratch.terms[place]) }
    }
    shared.sort { $0.idf * $0.weight > $1.idf * $1.weight }
    var words: [String] = []
    for term in shared where words.count < 8 {
      let parsedTerm = parsed.terms[Int(term.place)]
      let source = term.inTitle ? parsed.titleSource : document.text
      let bytes = source.utf8.dropFirst(Int(parsedTerm.start)).prefix(Int(parsedTerm.length))
      let word = String(decoding: bytes, as: UTF8.self)
      if !word.isEmpty, !words.contains(word) { words.append(word) }
    }
    return words
  }
}

extension Logarithm {
  /// 1 / (1 + e^-x), without a C library.
  static func logistic(_ x: Float) -> Float {
    if x < -30 { return 0 }
    if x > 30 { return 1 }
    return 1 / (1 + exponential(-x))
  }

  /// e^x for |x| <= 30, to about 1e-6 of its size.
  static func exponential(_ x: Float) -> Float {
    let whole = (x * 1.442_695).rounded()
    let rest = x - whole * 0.693_147_2
    let series =
      1 + rest * (1 + rest / 2 * (1 + rest / 3 * (1 + rest / 4 * (1 + rest / 5 * (1 + rest / 6)))))
    return series * Float(bitPattern: UInt32(Int32(127) + Int32(whole)) << 23)
  }
}
