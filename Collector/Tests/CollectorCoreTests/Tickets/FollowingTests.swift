// Following by hand and by being mentioned.
import CollectorCore
import TellbackWire
import Testing

@Suite struct FollowingTests {
  private func followers(_ note: String, change: (MemoryTransaction) -> Void = { _ in }) throws -> [Int64] {
    let store = try makeWorld("Saving fails")
    store.state.accounts[2]?.name = "Ben Osei"
    store.state.accounts[2]?.email = "b.osei@example.org"
    store.state.accounts[3]?.name = "Ben Oseiman"
    store.state.accounts[4]?.name = "Łéa"
    change(store)
    try actions(store).note(1, text: note, by: ann)
    return try store.followers(ofTicket: 1)
  }

  private static let notes: [(String, [Int64])] = [
    ("@Ben Osei, please", [2]), ("ask @ben osei.", [2]), ("(@Ben Oseiman)", [3]), ("@Ben Oseimanns", []),
    ("@Ben", []), ("@b.osei", [2]), ("@vic: look", [3]), ("@ŁÉA!", [4]), ("write to you@ben", []), ("@@Ben Osei", [2]),
    ("@", []),
    ("@Ben Osei and @Łéa and @Ben Osei", [2, 4]), ("@nobody", []), ("no mention", []), ("a@b @Łéa", [4]),
  ]

  @Test(arguments: notes)
  func `whoever a note names by an @ follows the ticket`(note: String, expected: [Int64]) throws {
    #expect(try followers(note) == expected)
  }

  @Test func `who does not see the app, or left, is not made to follow`() throws {
    #expect(try followers("@Ben Osei @Łéa") { $0.state.accounts[2]?.apps = .only([AppID(9)]) } == [4])
    #expect(try followers("@Ben Osei @Łéa") { $0.state.accounts[4]?.disabledAt = noon } == [2])
  }

  @Test func `a first name is enough where one person has it`() throws {
    #expect(try followers("@Ben") { $0.state.accounts[3]?.name = "Vic" } == [2])
  }

  @Test func `a note of a thousand mentions is read in bounds`() throws {
    #expect(try followers(String(repeating: "@Ben Osei ", count: 900)) == [2])
  }

  @Test func `a hand-over note mentions too`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store).handOver(1, to: .account(2), note: "@Lea knows more", by: ann)
    #expect(try store.followers(ofTicket: 1) == [4])
  }
}
