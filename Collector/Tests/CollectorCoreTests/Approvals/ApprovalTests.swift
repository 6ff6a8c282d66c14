// A second person's approval of what volunteers write.
import CollectorCore
import TellbackWire
import Testing

@Suite struct ApprovalTests {
  private static let lea = Actor.staff(id: 4, name: "Lea")

  /// A ticket of Vic's, in an app that wants approval.
  private func makeApproving() throws -> MemoryTransaction {
    let store = try makeFreeWorld(["Saving fails"])
    let app = try #require(store.state.tickets[1]?.app)
    try store.setNeedsApproval(true, app: app, at: noon)
    try actions(store).claim(1, by: vic)
    store.state.updates.removeAll()
    return store
  }

  @Test func `a volunteer's answer waits, and a second person lets it out`() throws {
    let store = try makeApproving()
    try actions(store).saveDraft("Try it", in: .answer, on: 1, of: 3)
    guard case .waits(let id) = try actions(store).submitAnswer(1, note: "Try it again", by: vic) else {
      Issue.record("it did not wait")
      return
    }
    #expect(store.told.isEmpty && store.state.drafts.isEmpty)
    #expect(throws: ApprovalError.ownAnswer) {
      store.state.accounts[3]?.role = .support
      defer { store.state.accounts[3]?.role = .volunteer }
      try actions(store).approve(id, by: vic)
    }
    #expect(throws: ApprovalError.notAllowed(.volunteer)) { try actions(store).approve(id, by: vic) }
    #expect(try actions(store, after: 60).approve(id, by: Self.lea) == 1)
    #expect(store.told == ["answered Try it again"] && store.state.updates.last?.by == "Vic")
    #expect(throws: ApprovalError.decided) { try actions(store).approve(id, by: ben) }
    #expect(throws: ApprovalError.decided) { try actions(store).sendBack(id, note: "late", by: ben) }
    #expect(store.state.events.suffix(3).map(\.kind) == [.askedApproval, .answered, .approved])
    #expect(store.state.events.suffix(3).map(\.actor) == [vic, vic, Self.lea])
  }

  @Test func `what is sent back is a draft again beside what was begun, with the reason`() throws {
    let store = try makeApproving()
    _ = try actions(store).submitAnswer(1, note: "First", by: vic)
    try actions(store).saveDraft("Second", in: .answer, on: 1, of: 3)
    #expect(throws: TicketError.emptyNote) { try actions(store).sendBack(1, note: " ", by: ben) }
    try actions(store).sendBack(1, note: "Be kinder", by: ben)
    #expect(store.state.drafts.map(\.text) == ["Second\n\nFirst"])
    #expect(store.state.events.last?.kind == .sentBack && store.state.events.last?.text == "Be kinder")
    #expect(store.told.isEmpty)
    // Its writer takes one back without a word.
    _ = try actions(store).submitAnswer(1, note: "Third", by: vic)
    try actions(store).sendBack(2, note: nil, by: vic)
    #expect(store.state.held.isEmpty && store.told.isEmpty)
  }

  @Test func `words that cannot wait are refused, and moves without words go on`() throws {
    let store = try makeApproving()
    #expect(throws: ApprovalError.sendAsAnswer) {
      try actions(store).resolve(1, as: .explanation, note: "So it is", by: vic)
    }
    #expect(store.state.tickets[1]?.state == .open)
    try actions(store).resolve(1, as: .content, note: nil, by: vic)
    #expect(throws: ApprovalError.sendAsAnswer) { try actions(store).reopen(1, note: "Sorry", by: vic) }
    try actions(store).reopen(1, note: nil, by: vic)
    try actions(store).note(1, text: "Notes are free", by: vic)
    #expect(store.told == ["fixed -", "reopened -"])
  }

  @Test func `nobody but volunteers waits, and volunteers wait where it is wanted alone`() throws {
    let store = try makeApproving()
    try actions(store).takeOver(1, by: ben)
    #expect(try actions(store).submitAnswer(1, note: "I am support", by: ben) == .sent)
    let app = try #require(store.state.tickets[1]?.app)
    try store.setNeedsApproval(false, app: app, at: noon)
    try actions(store).handBack(1, by: ben)
    try actions(store).claim(1, by: vic)
    #expect(try actions(store).submitAnswer(1, note: "Free", by: vic) == .sent)
  }

  @Test func `at most twenty wait on one ticket`() throws {
    let store = try makeApproving()
    for _ in 0..<HeldAnswer.limit { _ = try actions(store).submitAnswer(1, note: "x", by: vic) }
    #expect(throws: ApprovalError.tooMany) { try actions(store).submitAnswer(1, note: "x", by: vic) }
  }
}
