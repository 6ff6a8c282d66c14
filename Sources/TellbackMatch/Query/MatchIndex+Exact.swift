// What a query would answer if it had all the time in the world: the measure of the ones that have not.

extension MatchIndex {
  /// As ``scoredGroups(for:limit:at:weights:limits:excluding:allMembers:)``, but every report is scored: nothing is
  /// selected, so nothing can be missed. Costs one to two microseconds a report; for measuring, not for service.
  public func scoredGroupsOfAll(
    for document: MatchDocument, limit: Int, at time: Int64, weights: MatchWeights = .standard
  ) -> [ScoredMember] {
    guard live > 0, limit > 0 else { return [] }
    prepare(document)
    let scorer = PairScorer(self, at: Self.seconds(time), weights)
    var best = [ScoredReport](repeating: ScoredReport(report: 0, group: 0, score: -.infinity), count: groups.count)
    for report in 0..<documents.count where documents.lengths[report] != DocumentTable.dead {
      let group = groups.root(documents.groups[report])
      let entry = scorer.score(UInt32(report), of: group)
      let titles = best[Int(group)].titles | entry.titles
      if entry.score > best[Int(group)].score { best[Int(group)] = entry }
      best[Int(group)].titles = titles
    }
    for group in best.indices where best[group].titles != 0 { scorer.addGroup(to: &best[group]) }
    var pool = BestPool(capacity: limit, lowest: -.infinity)
    for (place, entry) in best.enumerated() { pool.insert(UInt32(place), entry.score) }
    return name(pool.sorted().map { best[Int($0.report)] }, scorer, limit, [])
  }
}
