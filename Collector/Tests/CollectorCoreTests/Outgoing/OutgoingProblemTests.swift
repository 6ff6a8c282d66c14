// Why what goes out did not arrive: kept as data, told in the reader's language.
import CollectorCore
import Testing

@Suite struct OutgoingProblemTests {
  @Test(arguments: OutgoingProblem.Kind.allCases)
  func `each kind comes back from the store as it went in, and is told in both languages`(kind: OutgoingProblem.Kind) {
    for (number, said) in [(503, "busy - try #2 later"), (nil, nil), (404, nil), (nil, "no route")] as [(Int?, String?)]
    {
      let problem = OutgoingProblem(kind, number, said: said)
      #expect(OutgoingProblem(stored: problem.stored) == problem)
      let english = OutgoingProblem.told(problem.stored)
      let german = Language.$current.withValue(.german) { OutgoingProblem.told(problem.stored) }
      #expect(english != german && !english.isEmpty && !german.isEmpty)
      for text in [english, german] {
        #expect(!text.contains("#\(kind.rawValue)"))
        if let said { #expect(text.hasSuffix(said)) }
      }
    }
  }

  @Test(arguments: ["The receiver answered 500.", "", "#", "# - ", "#unknown 3 words", "#answered", "#answered 500"])
  func `what is no problem of ours is told as it stands`(text: String) {
    #expect(OutgoingProblem.told(text) == text)
  }

  @Test func `what the other side says is cut to the limit, between characters`() throws {
    let problem = OutgoingProblem(.badToken, 401, said: String(repeating: "ü", count: 1_000))
    #expect(problem.stored.utf8.count <= OutgoingProblem.limit)
    let found = try #require(OutgoingProblem(stored: problem.stored))
    #expect(found.kind == .badToken && found.number == 401)
    #expect(found.said?.allSatisfy { $0 == "ü" } == true)
  }
}
