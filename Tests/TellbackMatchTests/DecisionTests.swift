// When a report is attached without asking, when candidates are shown, and when it is new.
import Testing

@testable import TellbackMatch

@Suite struct DecisionTests {
  private let now: Int64 = 1_700_000_000
  private let text = """
    After the update the month view shows white text on a white ground, so that no appointment can be read; switching \
    the theme back and forth or starting the app anew changes nothing on my tablet.
    """

  private func makeIndex(minutesAgo: Int64) throws -> MatchIndex {
    let index = MatchIndex()
    let others = [
      "Cannot pay by card", "Export loses images", "Login loops back", "Push arrives twice", "Search is slow",
    ]
    for (number, other) in others.enumerated() {
      let document = MatchDocument(title: other, text: other + " on every device that I own", time: now - 86_400)
      try index.add(document, id: MatchID(Int64(number)), group: MatchID(Int64(number)))
    }
    let known = MatchDocument(title: "Calendar unreadable in dark mode", text: text, time: now - minutesAgo * 60)
    try index.add(known, id: MatchID(50), group: MatchID(500))
    return index
  }

  private func decide(_ index: MatchIndex, title: String, text: String) -> MatchDecision {
    index.match(MatchDocument(title: title, text: text, time: now), at: now).decision()
  }

  @Test func `the same words within two hours attach, with one word of the title changed they do not`() throws {
    let index = try makeIndex(minutesAgo: 120)
    let title = "Calendar unreadable in dark mode"
    #expect(decide(index, title: title, text: text) == .attach(to: MatchID(500), because: .nearlySameText))
    let changed = decide(index, title: "Calendar unreadable in light mode", text: text)
    #expect(changed != .attach(to: MatchID(500), because: .nearlySameText))
  }

  @Test func `the same words on the next day are shown, not attached`() throws {
    let decision = decide(try makeIndex(minutesAgo: 1_440), title: "Calendar unreadable in dark mode", text: text)
    #expect(decision.name != "attach")
  }

  @Test func `settings decide: no attach at all when asked so`() throws {
    var settings = MatchSettings()
    settings.nearlySameText = 2
    settings.suggestionProbability = 0
    let index = try makeIndex(minutesAgo: 120)
    let document = MatchDocument(title: "Calendar unreadable in dark mode", text: text, time: now)
    #expect(index.match(document, at: now).decision(settings).name == "suggest")
    settings.suggestionProbability = 1.1
    #expect(index.match(document, at: now).decision(settings) == .new)
  }

  @Test(arguments: [(0.9, 0.8), (0.95, 0.85), (1, 0.9), (0.5, 0.8), (1.05, 2), (2, 2)] as [(Float, Float)])
  func `the probability that attaches follows the likeness that an app has set`(likeness: Float, probability: Float) {
    var settings = MatchSettings()
    settings.nearlySameText = likeness
    #expect(abs(settings.attachProbability - probability) < 1e-6)
  }

  @Test(arguments: [(0.81, 100, "attach"), (0.79, 100, "suggest"), (0.95, 49, "suggest")] as [(Float, Float, String)])
  func `what is likely enough attaches, unless there were few to choose from`(
    probability: Float, candidates: Float, decision: String
  ) {
    var evidence = [Float](repeating: 0, count: MatchEvidence.count)
    evidence[MatchEvidence.candidates.rawValue] = candidates
    evidence[MatchEvidence.queryMass.rawValue] = 5
    func result(_ features: [MatchFeature]) -> MatchResult {
      var values = [Float](repeating: 0, count: MatchFeature.count)
      for feature in features { values[feature.rawValue] = 1 }
      let best = MatchCandidate(group: MatchID(7), member: MatchID(70), score: 9, words: [], features: values)
      return MatchResult(
        candidates: [best], base: probability, agreed: [], probability: probability, evidence: evidence)
    }
    #expect(result([]).decision().name == decision)
    #expect(result([.otherPage]).decision().name == "suggest")
    #expect(result([.otherError]).decision().name == "suggest")
  }

  @Test func `an empty index has nothing to say`() {
    let result = MatchIndex().match(MatchDocument(text: "anything", time: now), at: now)
    #expect(result.decision() == .new)
    #expect(result.probability == 0)
  }
}
