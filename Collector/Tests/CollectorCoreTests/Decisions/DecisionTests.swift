// What counts as a decision on a suggestion, by the rules of the domain alone.
import CollectorCore
import TellbackMatch
import TellbackWire
import Testing

@Suite struct DecisionTests {
  private func makeSuggested() throws -> MemoryTransaction {
    let store = try makeWorld("Saving fails", "Nothing is kept", "Files are gone", "It is slow")
    for (ticket, candidate, place) in [(2, 1, 0), (3, 1, 0), (4, 3, 0), (4, 2, 1)] as [(Int64, Int64, Int)] {
      store.state.suggestions.append(
        TicketSuggestion(
          ticket: ticket, candidate: candidate, report: ticket, candidateReport: candidate, likelihood: 0.3, words: [],
          at: noon, agreed: .page, place: place))
    }
    return store
  }

  private func count(_ store: MemoryTransaction) throws -> [Int64] {
    let count = try store.decisionHistory(app: AppID(1)).count()
    return [count.confirmed, count.decided]
  }

  @Test func `merging a suggested pair confirms it, and undoing takes that back`() throws {
    let store = try makeSuggested()
    let link = try actions(store).merge(2, into: 1, by: ann)
    #expect(try count(store) == [1, 1])
    try actions(store).undo(link: link.id, by: ann)
    #expect(try count(store) == [0, 0])
  }

  @Test func `merging what nothing suggested says nothing`() throws {
    let store = try makeSuggested()
    try actions(store).merge(2, into: 4, by: ann)
    #expect(try count(store) == [0, 0])
  }

  @Test func `one key on a group decides each pair, and its undo takes all of them back`() throws {
    let store = try makeSuggested()
    let done = try actions(store).confirm([2], into: 1, takenOut: [3], candidate: 1, by: ann)
    #expect(try count(store) == [1, 2])
    try actions(store).undo(done, by: ann)
    #expect(try count(store) == [0, 0])
  }

  @Test func `a group that is merged decides what its members said of each other too`() throws {
    let store = try makeSuggested()
    try actions(store).merge(3, into: 1, by: ann)
    try actions(store).merge(4, into: 1, by: ann)
    #expect(try count(store) == [2, 2])
    try actions(store).makeSurvivor(4, by: ann)
    #expect(try count(store) == [2, 2])
  }

  @Test func `decisions move what the next suggestion is called, and the reason says by what`() throws {
    let store = try makeSuggested()
    let plain = try #require(try store.judgedSuggestions(ofTicket: 4).first)
    #expect(plain.likelihood == 0.3 && plain.reason == nil)
    let link = try actions(store).merge(2, into: 1, by: ann)
    let raised = try #require(try store.judgedSuggestions(ofTicket: 4).first)
    #expect(raised.likelihood > 0.3)
    #expect(raised.reason?.alike?.confirmed == 1 && raised.reason?.agreeing.first?.count.decided == 1)
    try actions(store).undo(link: link.id, by: ann)
    try actions(store).markAsDifferent(2, 1)
    let lowered = try #require(try store.judgedSuggestions(ofTicket: 4).first)
    #expect(lowered.likelihood < 0.3 && lowered.reason?.alike?.confirmed == 0)
    try actions(store).unmarkAsDifferent(2, 1)
    #expect(try store.judgedSuggestions(ofTicket: 4).first == plain)
  }
}
