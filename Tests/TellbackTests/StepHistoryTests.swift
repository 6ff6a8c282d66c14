// The ring of steps: order, bounds and marked cuts.
import Foundation
import Testing

@testable import Tellback

@Suite struct StepHistoryTests {
  private func history(_ capacity: Int, steps: Int) -> StepHistory {
    var history = StepHistory(capacity: capacity)
    for number in 0..<steps { history.record("\(number)", at: Timestamp(milliseconds: Int64(number))) }
    return history
  }

  @Test func `the ring keeps the newest, oldest first, at every point of its turn`() {
    for steps in 0...25 {
      #expect(history(10, steps: steps).steps.map(\.text) == (max(0, steps - 10)..<steps).map { "\($0)" })
    }
  }

  @Test func `a step remembers the page it happened on`() {
    var history = StepHistory(capacity: 3)
    history.record("a", at: Timestamp(milliseconds: 1))
    history.enter("/x")
    history.record("b", at: Timestamp(milliseconds: 2))
    #expect(history.steps.map(\.page) == [nil, "/x"])
  }

  @Test func `a text at its limit stays, one byte more is cut with a mark that tells how much`() {
    var history = StepHistory(capacity: 3)
    let full = String(repeating: "x", count: WireLimits.stepText)
    history.record(full, at: Timestamp(milliseconds: 0))
    history.record(full + "y", at: Timestamp(milliseconds: 0))
    #expect(history.steps[0].text == full)
    #expect(history.steps[1].text.utf8.count <= WireLimits.stepText)
    #expect(history.steps[1].text.hasSuffix("bytes]"))
    #expect(history.cuts == 1)
    history.enter(String(repeating: "p", count: WireLimits.page + 1))
    #expect((history.page?.utf8.count ?? 0) <= WireLimits.page)
    #expect(history.cuts == 2)
  }

  @Test func `a cut falls between characters, and start and missing bytes add up`() throws {
    for unit in ["é", "漢", "😀", "x"] {
      let text = String(repeating: unit, count: 400)
      let cut = text.cut(toBytes: 100)
      #expect(cut.utf8.count <= 100)
      let mark = try #require(cut.range(of: "…[cut "))
      let kept = String(cut[..<mark.lowerBound])
      #expect(text.hasPrefix(kept))
      #expect(cut == kept + "…[cut \(text.utf8.count - kept.utf8.count) bytes]")
    }
  }

  @Test func `clearing forgets the steps and keeps the page`() {
    var history = history(3, steps: 5)
    history.enter("/x")
    history.clear()
    #expect(history.steps.isEmpty)
    #expect(history.page == "/x")
  }
}
