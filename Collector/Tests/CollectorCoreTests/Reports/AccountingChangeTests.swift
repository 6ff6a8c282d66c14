// What an installation's new counts add to its app's sums.
import CollectorCore
import TellbackWire
import Testing

@Suite struct AccountingChangeTests {
  private let before = Accounting(captured: 10, delivered: 7, queued: 2, discarded: ["full": 1])

  private func change(from start: Accounting? = nil, to now: Accounting) -> AccountingChange? {
    AccountingChange(from: start ?? before, to: now) { $0 }
  }

  @Test func `new counts add their difference, down too where less waits`() throws {
    let now = Accounting(captured: 14, delivered: 12, queued: 0, discarded: ["full": 1, "refused": 1])
    let made = try #require(change(to: now))
    #expect([made.captured, made.delivered, made.queued] == [4, 5, -2])
    #expect(made.discarded == ["refused": 1] && made.kept == now)
  }

  @Test(arguments: [
    Accounting(captured: 9, delivered: 7, queued: 2, discarded: ["full": 1]),
    Accounting(captured: 10, delivered: 6, queued: 9), Accounting(),
  ])
  func `counts that were sent before and came later say nothing`(old: Accounting) {
    #expect(change(to: old) == nil)
  }

  @Test func `the same counts once more add nothing, and what waits may change alone`() throws {
    let same = try #require(change(to: before))
    #expect([same.captured, same.delivered, same.queued] == [0, 0, 0] && same.discarded.isEmpty)
    var drained = before
    drained.queued = 0
    #expect(change(to: drained)?.queued == -2)
  }

  @Test func `a sender's word is bounded, so that no sum overflows`() throws {
    let wild = Accounting(captured: .max, delivered: .min, queued: .max, discarded: ["a": .max, "b": .max, "c": -5])
    let made = try #require(change(from: Accounting(), to: wild))
    #expect(made.kept.captured == AccountingChange.most && made.kept.delivered == 0)
    #expect(made.kept.discarded == ["a": AccountingChange.most, "b": AccountingChange.most])
  }

  @Test func `an app names so many reasons, the rest is other`() throws {
    let most = AccountingChange.mostReasons
    #expect(AccountingChange.name(of: "full", isKnown: false, named: most - 1) == "full")
    #expect(AccountingChange.name(of: "full", isKnown: false, named: most) == "other")
    #expect(AccountingChange.name(of: "full", isKnown: true, named: most) == "full")
    let made = try #require(
      AccountingChange(from: Accounting(), to: Accounting(captured: 3, discarded: ["a": 1, "b": 2])) { _ in "other" })
    #expect(made.discarded == ["other": 3])
  }

  @Test func `a repeat is the same only with the same bytes of the same app`() {
    #expect(IngestOutcome.ofRepeat(sameApp: true, sameBytes: true) == .duplicate)
    #expect(IngestOutcome.ofRepeat(sameApp: true, sameBytes: false) == .conflict)
    #expect(IngestOutcome.ofRepeat(sameApp: false, sameBytes: true) == .conflict)
    #expect(IngestOutcome.ofErased(sameApp: true) == .erased && IngestOutcome.ofErased(sameApp: false) == .conflict)
  }
}
