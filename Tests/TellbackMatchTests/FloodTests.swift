// What a flood of near-identical reports may cost the others: counted in work, never in time.
import Testing

@testable import TellbackMatch

@Suite struct FloodTests {
  private let now: Int64 = 1_700_000_000
  private let limits = MatchIndex.QueryLimits()
  /// The budget may be passed by a quarter.
  private var budget: Int { limits.postings / 4 * 5 }

  private func hostile(_ number: Int) -> MatchDocument {
    MatchDocument(
      title: "cheap watches", text: "buy cheap watches now, save money today, offer \(number % 97)", time: now)
  }

  private let genuine = [
    ("Watches list stays empty", "The shop's list shows no watches, only a spinner"),
    ("Calendar unreadable in dark mode", "White letters on a white ground in the month view"),
    ("Export loses the pictures", "The exported file has empty boxes where pictures were"),
  ]

  /// Three reports, and after them 100,000 that say the same: each in a group of its own, or all in one.
  private func makeFlooded(inOneGroup: Bool, count: Int = 100_000) throws -> MatchIndex {
    let index = MatchIndex()
    for (number, text) in genuine.enumerated() {
      let id = MatchID(Int64(number))
      try index.add(MatchDocument(title: text.0, text: text.1, time: now - 86_400), id: id, group: id)
    }
    for number in 0..<count {
      let id = MatchID(Int64(10 + number))
      try index.add(hostile(number), id: id, group: inOneGroup ? MatchID(9) : id)
    }
    return index
  }

  @Test func `100,000 near-identical tickets neither hide nor slow the others`() throws {
    let index = try makeFlooded(inOneGroup: false)
    for (number, text) in genuine.enumerated() {
      let asked = MatchDocument(title: text.0, text: "The same here: \(text.1)", time: now)
      #expect(index.query(asked, limit: 3, at: now).first?.group == MatchID(Int64(number)))
      #expect(index.work.postings <= budget)
      #expect(index.work.scored <= limits.rescoredByText + limits.rescoredByRecency)
    }
    // The flood's own words cost no more than one list, and that one is cut.
    _ = index.query(hostile(5), limit: 3, at: now)
    #expect(index.work.postings <= limits.longestList + budget)
    #expect(index.work.scored <= limits.rescoredByText + limits.rescoredByRecency)
    // A word that only the flood and one other report hold: the cut list still has the one.
    var tight = MatchIndex.QueryLimits()
    tight.longestList = 1_000
    let word = MatchDocument(text: "watches", time: now)
    let found = index.scoredGroups(for: word, limit: 400, at: now, limits: tight)
    #expect(index.work.postings == 1_000)
    #expect(!found.isEmpty)
  }

  @Test func `of 100,000 near-identical reports of one ticket only so many are searched, and few are scored`() throws {
    let index = try makeFlooded(inOneGroup: true)
    #expect(index.count == genuine.count + MatchIndex.maximumSearchedMembers)
    let asked = MatchDocument(title: "No watches in the list", text: "The shop shows no watches to buy now", time: now)
    let groups = index.query(asked, limit: 3, at: now).map(\.group)
    #expect(groups.contains(MatchID(0)))
    #expect(index.work.postings <= 16 * (MatchIndex.maximumSearchedMembers + genuine.count))
    #expect(index.work.scored <= genuine.count + limits.membersPerGroup)
    let members = index.scoredGroups(for: hostile(3), limit: 500, at: now, allMembers: true)
    #expect(members.filter { $0.group == MatchID(9) }.count == limits.membersPerGroup)
  }

  @Test func `a query before a flood and after it reads as much, where it shares no word with it`() throws {
    let asked = MatchDocument(title: "Calendar in dark mode", text: "white letters, month view", time: now)
    var costs: [QueryWork] = []
    for count in [0, 5_000] {
      let index = try makeFlooded(inOneGroup: false, count: count)
      _ = index.query(asked, limit: 3, at: now)
      costs.append(index.work)
    }
    #expect(costs[0] == costs[1])
    #expect(costs[0].postings > 0)
  }

  @Test func `the titles of a group count together`() throws {
    let index = MatchIndex()
    let titles = ["Sidebar flickers", "Scrolling freezes"]
    for (number, title) in titles.enumerated() {
      try index.add(MatchDocument(title: title, text: title, time: now), id: MatchID(Int64(number)), group: MatchID(7))
    }
    try index.add(MatchDocument(title: "Sidebar", text: "x y", time: now), id: MatchID(9), group: MatchID(8))
    let asked = MatchDocument(title: "Sidebar freezes", text: "", time: now)
    let groups = index.scoredGroups(for: asked, limit: 5, at: now)
    func share(_ group: MatchID) -> Float? {
      groups.first { $0.group == group }?.features[MatchFeature.groupTitle.rawValue]
    }
    #expect(share(MatchID(7)) == 1)
    #expect((share(MatchID(8)) ?? 1) < 1)
  }
}
